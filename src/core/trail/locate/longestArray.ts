import { OPEN_BRACKET } from '../jsonText.ts';

export interface FoundArray {
  readonly at: number;
  readonly length: number;
  /** The brackets around its elements, its own included. */
  readonly path: readonly number[];
}

/** Of the arrays in a value that are in no other, the longest so far. */
export class LongestArray {
  longest: FoundArray | undefined;
  private start = -1;
  private count: number;

  /** @param around arrays that are open already */
  constructor(around: number) {
    this.count = around;
  }

  open(at: number, bracket: number): void {
    if (bracket === OPEN_BRACKET && this.count++ === 0) {
      this.start = at;
    }
  }

  /** @param path the brackets that are open, with the one that is closed */
  close(at: number, path: readonly number[]): void {
    if (path[path.length - 1] === OPEN_BRACKET && --this.count === 0) {
      this.end(at, path);
    }
  }

  /** How long the array that is open is so far. */
  lengthAt(at: number): number {
    return this.start < 0 ? 0 : at - this.start;
  }

  /** The text goes no further: what is open ends. */
  end(at: number, path: readonly number[]): void {
    if (this.start >= 0 && at - this.start > (this.longest?.length ?? 0)) {
      this.longest = { at: this.start, length: at - this.start, path: path.slice(0, path.indexOf(OPEN_BRACKET) + 1) };
    }
    this.start = -1;
  }
}
