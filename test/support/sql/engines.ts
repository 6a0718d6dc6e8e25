import { athenaQuery, type CallFilter, type CallQuery, lakeQuery } from '../../../src/core/index.ts';
import type { JsonObject } from '../json.ts';
import { athenaCsv, athenaResultSet, lakeCsv, lakeResults, type ResultRows } from './resultFiles.ts';
import type { Row } from './runQuery.ts';
import { athenaRow, lakeRow } from './tables.ts';

export interface EngineUnderTest {
  readonly name: string;
  readonly query: (filter: CallFilter) => CallQuery;
  readonly row: (event: JsonObject) => Row;
  /** A time of whole seconds as the engine's column compares with it. */
  readonly time: (iso: string) => string;
  readonly files: readonly (readonly [string, (rows: ResultRows) => string])[];
}

export const ENGINES: readonly EngineUnderTest[] = [
  {
    name: 'Athena',
    query: athenaQuery,
    row: athenaRow,
    time: (iso) => iso,
    files: [
      ['CSV', athenaCsv],
      ['get-query-results', athenaResultSet],
    ],
  },
  {
    name: 'CloudTrail Lake',
    query: lakeQuery,
    row: lakeRow,
    time: (iso) => iso.replace('T', ' ').replace('Z', ''),
    files: [
      ['CSV', lakeCsv],
      ['get-query-results', lakeResults],
    ],
  },
];
