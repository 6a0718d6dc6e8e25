import type { Span } from '../../located.ts';
import type { CsvHeader } from '../csvHeader.ts';
import type { StreamProblem } from '../stream.ts';
import type { RowsOf } from './elementList.ts';

/** What follows one another in a stream and is read at once, with what has to stand around it. Offsets are the stream's. */
export type StreamSection = JsonSection | RowsSection;

export interface JsonSection extends Span {
  readonly kind: 'json';
  /** What stands before it, from the top of the text, without the elements before it. */
  readonly prefix: string;
  /** What closes the brackets of the prefix; nothing where the text breaks off. */
  readonly closers: string;
  /** Where each value in it ends: what is broken in one costs the others nothing. */
  readonly ends: readonly number[];
  readonly rows: RowsOf;
}

/** Rows of CSV. */
export interface RowsSection extends Span {
  readonly kind: 'csv';
  readonly header: CsvHeader;
  /** Whether the rows are as wide as the header. */
  readonly isEven: boolean;
}

export type Cut =
  | { readonly kind: 'section'; readonly section: StreamSection }
  | { readonly kind: 'problem'; readonly problem: StreamProblem }
  /** Nothing behind this place can be read. */
  | { readonly kind: 'end'; readonly problem: StreamProblem };
