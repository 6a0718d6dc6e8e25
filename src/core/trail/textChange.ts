import type { Span } from '../located.ts';
import { firstWhere } from './firstWhere.ts';

/** A replacement: `start` and `end` in the text before all changes of its batch, `length` of what stands there now. */
export interface TextChange extends Span {
  readonly length: number;
}

export interface EditedSpan extends Span {
  /** Whether a change reached into the span or to one of its ends. */
  readonly touched: boolean;
}

/** Where spans stand after changes that are in order and apart; a look at one costs the logarithm of their number. */
export function spansAfter(changes: readonly TextChange[]): (span: Span) => EditedSpan {
  const shifts = [0];
  for (const { start, end, length } of changes) {
    shifts.push((shifts[shifts.length - 1] ?? 0) + length - (end - start));
  }
  return (span) => {
    const index = firstWhere(changes.length, (one) => (changes[one]?.end ?? 0) >= span.start);
    const change = changes[index];
    if (change !== undefined && change.start <= span.end) {
      return { ...span, touched: true };
    }
    const shift = shifts[index] ?? 0;
    return { start: span.start + shift, end: span.end + shift, touched: false };
  };
}

/** The changes that change something, by where they are; undefined where they overlap or lie outside of `length` units. */
export function changesInOrder(changes: readonly TextChange[], length: number): readonly TextChange[] | undefined {
  const inOrder = changes
    .filter((change) => change.end > change.start || change.length > 0)
    .sort((one, other) => one.start - other.start || one.end - other.end);
  const areApart = inOrder.every(
    ({ start, end }, index) => start >= (inOrder[index - 1]?.end ?? 0) && end >= start && end <= length,
  );
  return areApart ? inOrder : undefined;
}

/** How much longer a text is after changes. */
export function growthOf(changes: readonly TextChange[]): number {
  return changes.reduce((sum, { start, end, length }) => sum + length - (end - start), 0);
}

/**
 * Two batches of changes, one after the other, as one. Those of `then` are changes to the text that `first` has left;
 * those that touch each other become one.
 */
export function composedChanges(first: readonly TextChange[], then: readonly TextChange[]): readonly TextChange[] {
  const composed: TextChange[] = [];
  let moved = 0;
  let open: (Span & { readonly before: number; readonly after: number }) | undefined;
  const close = (): void => {
    if (open !== undefined) {
      const { start, end, before, after } = open;
      composed.push({ start: start - moved, end: end - moved - before, length: end - start + after });
      moved += before;
    }
  };
  for (const { start, end, before, after } of betweenBatches(first, then)) {
    if (open !== undefined && start <= open.end) {
      open = {
        start: open.start,
        end: Math.max(open.end, end),
        before: open.before + before,
        after: open.after + after,
      };
    } else {
      close();
      open = { start, end, before, after };
    }
  }
  close();
  return composed;
}

/** The changes of both batches by where they are in the text between them, and how much longer each makes its text. */
function betweenBatches(first: readonly TextChange[], then: readonly TextChange[]) {
  let moved = 0;
  const left = [...first]
    .sort((one, other) => one.start - other.start)
    .map(({ start, end, length }) => {
      const now = start + moved;
      const before = length - (end - start);
      moved += before;
      return { start: now, end: now + length, before, after: 0 };
    });
  const made = then.map(({ start, end, length }) => ({ start, end, before: 0, after: length - (end - start) }));
  return [...left, ...made].sort((one, other) => one.start - other.start);
}
