import { type Column, canTellAttestation, columnOf, headerColumns } from '../../event/column.ts';
import { takesEvents } from '../locate/section.ts';
import { firstRowNames, toldNames } from '../rowsInJson.ts';
import { LakeNames } from './lakeNames.ts';
import { closersOf, type OpenBracket, openPath, pathInDocument } from './openPath.ts';

/** Stands for the events of a list that has been read. */
const SOME_EVENT = '{"eventVersion":""}';

/** A list whose elements are read some at a time, as it is longer than any event. */
export interface ElementList {
  /** From the top of the text to the list's bracket, without elements of lists around; of rows, with what names columns. */
  readonly prefix: string;
  /** What closes the brackets of the prefix. */
  readonly closers: string;
  /** Brackets that are open around its elements. */
  readonly depth: number;
  /** What stands before the rest of the value that the list is in. */
  readonly restPrefix: string;
  readonly rows: RowsOf;
}

export type RowsOf =
  /** No rows. */
  | { readonly kind: 'none' }
  /** Rows that name their columns themselves. */
  | { readonly kind: 'lake'; readonly names: LakeNames }
  | { readonly kind: 'athena'; readonly columns: readonly (Column | undefined)[]; readonly names: readonly string[] }
  /** Rows of which nothing before them says what their columns are. */
  | { readonly kind: 'unknown' };

/**
 * The list that begins at the end of a text.
 *
 * @param head from the top of the text to the list's bracket
 * @param elements gives its first elements, as far as they are visible
 * @param behind what stands behind the list, its bracket included; what closes all that is open, where that is not visible
 */
export function elementList(head: string, elements: () => string, behind?: string): ElementList | undefined {
  const path = openPath(head);
  const closers = closersOf(path);
  if (path[path.length - 1]?.isArray !== true) {
    return undefined;
  }
  const rows = rowsOf(`${head}${behind ?? closers}`, path, elements);
  const around = { closers, depth: path.length, rows };
  if (rows.kind === 'athena') {
    return { ...around, prefix: headOf(rows.names), closers: ANSWER_CLOSERS, restPrefix: head };
  }
  const holdsEvents = rows.kind === 'none' && takesEvents(head, closers);
  return { ...around, prefix: head, restPrefix: holdsEvents ? `${head}${SOME_EVENT}` : head };
}

/** The beginning of an answer of Athena's with the names of its columns, wherever those are told. */
function headOf(names: readonly string[]): string {
  const ColumnInfo = names.map((Name) => ({ Name }));
  const header = { Data: names.map((VarCharValue) => ({ VarCharValue })) };
  const metadata = JSON.stringify({ ColumnInfo });
  return `{"ResultSet":{"ResultSetMetadata":${metadata},"Rows":[${JSON.stringify(header)},`;
}

const ANSWER_CLOSERS = ']}}';

/** @param around what stands around the rows */
function rowsOf(around: string, path: readonly OpenBracket[], elements: () => string): RowsOf {
  const place = pathInDocument(path)?.join('.');
  if (place === 'QueryResultRows') {
    return { kind: 'lake', names: new LakeNames() };
  }
  if (place !== 'ResultSet.Rows') {
    return { kind: 'none' };
  }
  const told = toldNames(around);
  if (told.length > 0) {
    return { kind: 'athena', columns: told.map(columnOf), names: told };
  }
  const names = firstRowNames(elements());
  const columns = headerColumns(names);
  return columns !== undefined && canTellAttestation(columns)
    ? { kind: 'athena', columns, names }
    : { kind: 'unknown' };
}

/** Whether what is told behind rows says the same of their columns, or nothing. */
export function areToldAlike(columns: readonly (Column | undefined)[], told: readonly string[]): boolean {
  const others = told.map(columnOf);
  return told.length === 0 || JSON.stringify(others) === JSON.stringify(columns);
}
