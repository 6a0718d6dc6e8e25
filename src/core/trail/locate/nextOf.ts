/** A search for a word in a text that remembers what it found last. */
export class NextOf {
  private readonly text: string;
  private readonly word: string;
  private asked = 0;
  private found = -1;

  constructor(text: string, word: string) {
    this.text = text;
    this.word = word;
  }

  /** The next place at or after an offset; the length where there is none. */
  from(offset: number): number {
    if (offset < this.asked || offset > this.found) {
      const found = this.text.indexOf(this.word, offset);
      this.found = found === -1 ? this.text.length : found;
      this.asked = offset;
    }
    return this.found;
  }
}
