import type { Span } from '../located.ts';

/** A replacement: `start` and `end` in the text before all changes of its batch, `length` of what stands there now. */
export interface TextChange extends Span {
  readonly length: number;
}

export interface EditedSpan extends Span {
  /** Whether a change reached into the span or to one of its ends. */
  readonly touched: boolean;
}

/** Where a span stands after changes that do not overlap each other, in whatever order they are given. */
export function spanAfter(span: Span, changes: readonly TextChange[]): EditedSpan {
  let shift = 0;
  for (const change of changes) {
    if (change.end < span.start) {
      shift += change.length - (change.end - change.start);
    } else if (change.start <= span.end) {
      return { ...span, touched: true };
    }
  }
  return { start: span.start + shift, end: span.end + shift, touched: false };
}
