/** A range of a text, `end` exclusive, in UTF-16 units from the start of the outermost text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A spelling that has to be undone to get from the raw text of a range to its value, outermost first. */
export type Layer = 'json' | 'csv';

/**
 * A value and where it stands. For a string the range is the raw text between the quotes, escapes included;
 * undoing `layers` on that text gives the value.
 */
export interface Located<T> extends Span {
  readonly value: T;
  readonly layers: readonly Layer[];
}

/** Where offsets of a text stand in the outermost one, and what has to be undone on the way. */
export interface Placing {
  readonly layers: readonly Layer[];
  outerOffset(offset: number): number;
}

/** The outer place of a span. */
export function placedSpan({ start, end }: Span, placing: Pick<Placing, 'outerOffset'>): Span {
  return { start: placing.outerOffset(start), end: placing.outerOffset(end) };
}

/** Whether a caret at `offset` touches the span: both ends count, as an editor's caret does. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
