import { isOpening, OPEN_BRACKET, QUOTE } from '../jsonText.ts';
import type { StringFollower } from './bracketPlace.ts';
import { ALL_BRACKETS } from './bracketRun.ts';
import type { CodeUnits } from './codeUnits.ts';

export interface FoundArray {
  readonly at: number;
  readonly length: number;
  /** The brackets around its elements, its own included. */
  readonly path: readonly number[];
}

/** Of the arrays in a value that are in no other, the longest so far. */
export class LongestArray {
  longest: FoundArray | undefined;
  /** The brackets that are open. */
  readonly path: number[];
  private start = -1;
  private count: number;

  /** @param around brackets that are open already */
  constructor(around: readonly number[]) {
    this.path = [...around];
    this.count = around.includes(OPEN_BRACKET) ? 1 : 0;
  }

  take(at: number, bracket: number): void {
    if (!isOpening(bracket)) {
      if (this.path[this.path.length - 1] === OPEN_BRACKET && --this.count === 0) {
        this.end(at);
      }
      this.path.pop();
      return;
    }
    this.path.push(bracket);
    if (bracket === OPEN_BRACKET && this.count++ === 0) {
      this.start = at;
    }
  }

  /** How long the array that is open is so far. */
  lengthAt(at: number): number {
    return this.start < 0 ? 0 : at - this.start;
  }

  /** The text goes no further: what is open ends. */
  end(at: number): void {
    const { path, start } = this;
    if (start >= 0 && at - start > (this.longest?.length ?? 0)) {
      this.longest = { at: start, length: at - start, path: path.slice(0, path.indexOf(OPEN_BRACKET) + 1) };
    }
    this.start = -1;
  }
}

/**
 * Gives it the brackets from `from` on, as far as there is no doubt about them; where the next one is, or something that looks
 * like one.
 */
export function takeBrackets(
  units: CodeUnits,
  arrays: LongestArray,
  strings: StringFollower,
  from: number,
  limit: number,
): number {
  const run = units.run(ALL_BRACKETS, from, limit, arrays.path.length, strings.end);
  if (run === undefined) {
    return units.nextBracket(from, limit);
  }
  for (let index = 0; index < run.count; index++) {
    const mark = run.mark(index);
    const unit = units.at(mark);
    if (unit !== QUOTE) {
      arrays.take(mark, unit);
    }
  }
  if (run.last >= 0) {
    strings.restart(run.last);
  }
  return run.stop;
}
