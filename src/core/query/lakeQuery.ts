import { type CallFilter, checkedFilter } from './callFilter.ts';
import { type CallQuery, callQuery } from './callQuery.ts';
import { isoSecond } from './sqlText.ts';

const ABOUT: readonly string[] = [
  'Attested KMS calls, for AWS CloudTrail Lake.',
  'Replace: EVENT_DATA_STORE_ID by the id of your event data store, the last part of its ARN.',
  'Cost: Lake charges for what it reads, which is the whole store unless eventTime has bounds.',
  'Results: save what "aws cloudtrail get-query-results" prints, or the CSV of saved results. Enclave Trail opens both.',
];

/** A query for an event data store, which keeps each event as it was logged in `eventJson`. */
export function lakeQuery(filter: CallFilter): CallQuery {
  const checked = checkedFilter(filter);
  const engine = {
    recipientMember: (name: string) => `json_extract_scalar(eventJson, '$.additionalEventData.recipient.${name}')`,
    // AWS's examples compare the column, which holds timestamps, with text.
    time: (milliseconds: number) => isoSecond(milliseconds).replace('T', ' ').replace('Z', ''),
  };
  const { from, to } = checked.time;
  return callQuery(checked, engine, {
    about: ABOUT,
    event: ['eventJson'],
    table: 'EVENT_DATA_STORE_ID',
    toAdd: [
      ...(from === undefined ? ["AND eventTime >= 'YYYY-MM-DD 00:00:00'"] : []),
      ...(to === undefined ? ["AND eventTime < 'YYYY-MM-DD 00:00:00'"] : []),
    ],
  });
}
