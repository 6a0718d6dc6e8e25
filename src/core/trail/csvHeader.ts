import { type Column, canTellAttestation, headerColumns } from '../event/column.ts';
import { readCsvRow } from './csvRow.ts';
import { BYTE_ORDER_MARK, QUOTE } from './jsonText.ts';

/** UTF-16 units of a first line that may be a header. */
export const LONGEST_HEADER = 64 * 1024;

/** The header of CSV whose rows are events. */
export interface CsvHeader {
  readonly names: readonly string[];
  readonly columns: readonly (Column | undefined)[];
  /** Whether rows can say that an event was attested. */
  readonly canTell: boolean;
  /** Where the rows begin. */
  readonly next: number;
}

/** The header of a text whose first line names columns of events, separated by commas; undefined where it does not. */
export function csvHeader(text: string): CsvHeader | undefined {
  const start = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const [line = ''] = /^[^\r\n]*/.exec(text.slice(start, start + LONGEST_HEADER)) ?? [];
  const row = readCsvRow(line, 0);
  if (row.kind !== 'row' || line.length === LONGEST_HEADER) {
    return undefined;
  }
  const names = row.cells.map((cell) => line.slice(cell.start, cell.end));
  const columns = headerColumns(names.map((name) => name.trim()));
  if (columns === undefined) {
    return undefined;
  }
  const end = start + line.length;
  const next = end + (text.startsWith('\r\n', end) ? 2 : 1);
  // A word on a line of its own is no header, unless something in quotes follows.
  if (names.length === 1 && text.charCodeAt(next) !== QUOTE) {
    return undefined;
  }
  const canTell = canTellAttestation(columns);
  return canTell || listsEvents(columns) ? { names, columns, canTell, next } : undefined;
}

/** Whether a text begins with the names of more columns of events than are read. */
export function hasTooManyColumns(text: string): boolean {
  const [line = ''] = /^[^\r\n]*/.exec(text.slice(0, LONGEST_HEADER)) ?? [];
  // What is cut off of a name is none.
  const row = readCsvRow(line.length < LONGEST_HEADER ? line : line.slice(0, line.lastIndexOf(',')), 0);
  if (!('cells' in row) || (row.kind !== 'too-wide' && line.length < LONGEST_HEADER)) {
    return false;
  }
  const names = row.cells.map(({ start, end }) => line.slice(start, end).trim());
  const columns = headerColumns(names) ?? [];
  return canTellAttestation(columns) || listsEvents(columns);
}

function listsEvents(columns: readonly (Column | undefined)[]): boolean {
  const fields = columns.flatMap((column) => (column?.kind === 'field' ? [column.name] : []));
  return fields.length > 2 && fields.includes('eventName') && fields.includes('eventSource');
}
