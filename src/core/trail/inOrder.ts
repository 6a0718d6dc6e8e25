import type { Steps } from './steps.ts';

/** Items that are sorted, or merged, between two yields. */
const RUN = 1024;
/** UTF-16 units of a scan that an item costs as much as. */
const COST = 32;

/** The items in their order; equal ones stay as they are. Yields where a host may want a turn. */
export function* inOrder<T extends object>(
  items: readonly T[],
  compare: (one: T, other: T) => number,
): Steps<readonly T[]> {
  if (yield* areInOrder(items, compare)) {
    return items;
  }
  let runs: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += RUN) {
    runs.push(items.slice(start, start + RUN).sort(compare));
    yield COST * RUN;
  }
  while (runs.length > 1) {
    const longer: (readonly T[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      longer.push(yield* merged(runs[at] ?? [], runs[at + 1] ?? [], compare));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

function* areInOrder<T extends object>(items: readonly T[], compare: (one: T, other: T) => number): Steps<boolean> {
  let before = items[0];
  for (const [index, item] of items.entries()) {
    if (before !== undefined && compare(before, item) > 0) {
      return false;
    }
    before = item;
    if (index % RUN === RUN - 1) {
      yield RUN;
    }
  }
  return true;
}

function* merged<T extends object>(
  first: readonly T[],
  second: readonly T[],
  compare: (one: T, other: T) => number,
): Steps<readonly T[]> {
  const all: T[] = [];
  for (let one = 0, other = 0; one < first.length || other < second.length; ) {
    const left = first[one];
    const right = second[other];
    const isLeft = right === undefined || (left !== undefined && compare(left, right) <= 0);
    const next = isLeft ? left : right;
    if (next !== undefined) {
      all.push(next);
    }
    one += isLeft ? 1 : 0;
    other += isLeft ? 0 : 1;
    if (all.length % RUN === 0) {
      yield COST * RUN;
    }
  }
  return all;
}
