import type { Span } from '../located.ts';
import { CARRIAGE_RETURN, COMMA, LINE_FEED, QUOTE } from './jsonText.ts';

/** One row of CSV (RFC 4180): cells are what stands between quotes where there are some. */
export interface CsvRow extends Span {
  readonly kind: 'row';
  readonly cells: readonly Span[];
  /** Where the next row begins. */
  readonly next: number;
}

/** A row with more cells than any that is read, of which it has the first. */
export interface WideCsvRow extends Omit<CsvRow, 'kind'> {
  readonly kind: 'too-wide';
}

/** A row whose quotes are wrong at `end`, or that the text ends in: nothing tells where the next one begins. */
export interface BrokenCsvRow extends Span {
  readonly kind: 'broken' | 'cut-off' | 'too-long';
}

/** Cells of a row; Athena allows 100 columns of a table, and a query more. */
export const MOST_CELLS = 2000;
/** UTF-16 units; longer cells that are full of quotes, or have none around them, would keep the host waiting. */
const LONGEST_CELL = 8 * 1024 * 1024;

/** Reads the row that begins at `start`; its end is that of its last cell, without the line feed. */
export function readCsvRow(text: string, start: number): CsvRow | WideCsvRow | BrokenCsvRow {
  const cells: Span[] = [];
  let count = 0;
  for (let at = start; ; at++) {
    const cell = text.charCodeAt(at) === QUOTE ? quotedCell(text, at) : plainCell(text, at);
    if (cell.kind !== 'cell') {
      return { kind: cell.kind, start, end: cell.at };
    }
    if (count++ < MOST_CELLS) {
      cells.push(cell.content);
    }
    at = cell.after;
    if (text.charCodeAt(at) !== COMMA) {
      const next = Math.min(at + (text.startsWith('\r\n', at) ? 2 : 1), text.length);
      return { kind: count > MOST_CELLS ? 'too-wide' : 'row', start, end: at, cells, next };
    }
  }
}

type Cell =
  | { readonly kind: 'cell'; readonly content: Span; readonly after: number }
  | { readonly kind: 'broken' | 'cut-off' | 'too-long'; readonly at: number };

function quotedCell(text: string, start: number): Cell {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && text.charCodeAt(end + 1) === QUOTE) {
    if (end - start > LONGEST_CELL) {
      return { kind: 'too-long', at: end };
    }
    end = text.indexOf('"', end + 2);
  }
  if (end === -1) {
    return { kind: 'cut-off', at: text.length };
  }
  const after = end + 1;
  return endsCell(text, after)
    ? { kind: 'cell', content: { start: start + 1, end }, after }
    : { kind: 'broken', at: after };
}

function plainCell(text: string, start: number): Cell {
  for (let at = start; ; at++) {
    if (endsCell(text, at)) {
      return { kind: 'cell', content: { start, end: at }, after: at };
    }
    if (text.charCodeAt(at) === QUOTE) {
      return { kind: 'broken', at };
    }
    if (at - start > LONGEST_CELL) {
      return { kind: 'too-long', at };
    }
  }
}

function endsCell(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return (
    at >= text.length ||
    unit === COMMA ||
    unit === LINE_FEED ||
    (unit === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED)
  );
}
