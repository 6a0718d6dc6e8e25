/** A search that remembers what it found last: asked about ever later places, it reads everything once. */
export class NextOf {
  private readonly length: number;
  private readonly find: (from: number) => number;
  private asked = 0;
  private found = -1;

  /** @param find the first place at or after an offset, or -1 */
  constructor(length: number, find: (from: number) => number) {
    this.length = length;
    this.find = find;
  }

  /** The next place at or after an offset; the length where there is none. */
  from(offset: number): number {
    if (offset < this.asked || offset > this.found) {
      const found = this.find(offset);
      this.found = found === -1 ? this.length : found;
      this.asked = offset;
    }
    return this.found;
  }
}
