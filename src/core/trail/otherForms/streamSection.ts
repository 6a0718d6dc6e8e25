import type { Span } from '../../located.ts';
import type { CsvHeader } from '../csvHeader.ts';
import type { StreamProblem } from '../stream.ts';
import type { RowsOf } from './elementList.ts';

/** Values or rows that follow one another in a stream, with what has to stand around them. Offsets are the stream's. */
export type StreamSection = JsonSection | CsvSection;

interface Section extends Span {
  /** Where each value or row in it ends. */
  readonly ends: readonly number[];
  /** Those by their indexes in which characters are spelled as escapes: members may hide in them. */
  readonly escaped: readonly number[];
}

export interface JsonSection extends Section {
  readonly kind: 'json';
  /** What stands before it, from the top of the text, without the elements before it. */
  readonly prefix: string;
  /** What closes the brackets of the prefix; nothing where the text breaks off. */
  readonly closers: string;
  readonly rows: RowsOf;
}

/** Rows of CSV. */
export interface CsvSection extends Section {
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
