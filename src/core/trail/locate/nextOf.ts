/** UTF-16 units that are searched at once: a word that stands nowhere is not looked for through all of a text. */
const REACH = 64 * 1024;

/** A search for a word that remembers what it found last: asked about ever later places, it reads everything once. */
export class NextOf {
  private readonly text: string;
  private readonly word: string;
  private asked = 0;
  /** Where the word stands next, or up to where it does not. */
  private found = 0;
  private isFound = false;

  constructor(text: string, word: string) {
    this.text = text;
    this.word = word;
  }

  /** Where the word begins next, from `from` to before `to`; else `to`. */
  next(from: number, to: number): number {
    if (from < this.asked || from > this.found) {
      this.asked = from;
      this.search(from);
    }
    while (!this.isFound && this.found < to) {
      this.search(this.found);
    }
    return Math.min(this.found, to);
  }

  private search(from: number): void {
    const { text, word } = this;
    const index = text.slice(from, from + REACH + word.length - 1).indexOf(word);
    this.isFound = index >= 0;
    this.found = from + (index >= 0 ? index : REACH);
  }
}
