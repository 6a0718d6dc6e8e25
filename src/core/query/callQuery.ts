import type { CheckedFilter, LeftOut } from './callFilter.ts';
import { conditionLines } from './condition.ts';
import { type Engine, filterConditions, IMAGE_DIGEST, MODULE_ID } from './filterConditions.ts';
import { comment, indented } from './sqlText.ts';

/** A query for attested calls, and what of its filter is not in it. */
export interface CallQuery {
  readonly sql: string;
  readonly leftOut: readonly LeftOut[];
}

/** What a query consists of besides its conditions. */
export interface QueryParts {
  /** What the comment in front says, one line each. */
  readonly about: readonly string[];
  /** Lines of SQL for the column that holds the event's text. */
  readonly event: readonly string[];
  readonly table: string;
  /** Lines of comment among the conditions: those that somebody may want to add. */
  readonly toAdd: readonly string[];
}

/** Columns for people first, the event last: the extension reads that one alone. */
export function callQuery(filter: CheckedFilter, engine: Engine, parts: QueryParts): CallQuery {
  const [first = '', ...rest] = conditionLines(filterConditions(filter, engine), 'AND');
  const lines = [
    ...comment([...parts.about, ...filter.leftOut.map((part) => `Left out: ${LEFT_OUT[part]}. More calls are found.`)]),
    'SELECT',
    ...indented([
      'eventTime,',
      'recipientAccountId,',
      'awsRegion,',
      'eventName,',
      `${engine.recipientMember(MODULE_ID)} AS moduleId,`,
      `${engine.recipientMember(IMAGE_DIGEST)} AS imageDigest,`,
      ...parts.event,
    ]),
    `FROM ${parts.table}`,
    `WHERE ${first}`,
    ...indented([...comment(parts.toAdd), ...rest]),
    'ORDER BY eventTime',
  ];
  return { sql: `${lines.join('\n')}\n`, leftOut: filter.leftOut };
}

const LEFT_OUT: Readonly<Record<LeftOut, string>> = {
  images: 'the image, as a PCR that names it is missing or no SHA-384',
  moduleId: 'the enclave, as this is no module id',
  instanceId: 'the instance, as this is no id of an instance',
  key: 'the key, as this is neither the ARN nor the id of one',
  region: 'the region, as this is no name of one',
  operation: 'the operation, as this is no name of one',
  time: 'the time, as this is no range of times',
};
