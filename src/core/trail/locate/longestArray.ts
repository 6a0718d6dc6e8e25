import { isOpening, OPEN_BRACKET } from '../jsonText.ts';

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
