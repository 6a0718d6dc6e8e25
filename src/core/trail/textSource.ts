/** A text that is read in parts, in UTF-16 units: a string is one. */
export interface TextSource {
  readonly length: number;
  slice(start: number, end: number): string;
}
