import { athenaEvent } from './athenaEvent.ts';
import { type CallFilter, type CheckedFilter, checkedFilter } from './callFilter.ts';
import { type CallQuery, callQuery } from './callQuery.ts';
import { isoSecond, literal } from './sqlText.ts';

const ABOUT: readonly string[] = [
  'Attested KMS calls, for Amazon Athena (engine version 3) and a table of CloudTrail log files.',
  'Replace: cloudtrail_logs by your table, as in "database"."table".',
  'Cost: Athena charges for what it reads, which is the whole bucket unless a condition names partitions. Two such',
  'conditions stand below as comments, for a table made as in the guide of AWS: put in what yours is partitioned by.',
  'Results: download them as CSV, or save what "aws athena get-query-results" prints. Enclave Trail opens both.',
];

const DAY = 86_400_000;

/** A query for a table over CloudTrail's log files: times are text in it, and the recipient is in text that is JSON. */
export function athenaQuery(filter: CallFilter): CallQuery {
  const checked = checkedFilter(filter);
  const engine = {
    recipientMember: (name: string) => `json_extract_scalar(additionalEventData, '$.recipient.${name}')`,
    time: isoSecond,
  };
  return callQuery(checked, engine, {
    about: ABOUT,
    event: athenaEvent().map((line, index, lines) => (index === lines.length - 1 ? `${line} AS eventJson` : line)),
    table: 'cloudtrail_logs',
    toAdd: partitions(checked),
  });
}

/** Log files stand in the folder of the day on which they were delivered, which may be the day after the call's. */
function partitions({ time: { from, to }, region }: CheckedFilter): readonly string[] {
  const first = from === undefined ? 'YYYY/MM/DD' : folder(from);
  const last = to === undefined ? 'YYYY/MM/DD' : folder(to + DAY);
  return [
    `AND "timestamp" BETWEEN ${literal(first)} AND ${literal(last)}`,
    `AND region = ${literal(region ?? 'REGION')}`,
  ];
}

function folder(milliseconds: number): string {
  return isoSecond(milliseconds).slice(0, 10).replaceAll('-', '/');
}
