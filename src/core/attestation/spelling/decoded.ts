/** Bytes that a text spells from some place on. */
export interface Decoded {
  readonly bytes: Uint8Array;
  /** The UTF-16 unit behind what spells the bytes, padding included. */
  readonly end: number;
  /** The UTF-16 unit at which the next byte begins, or would. */
  readonly next: number;
  /** Whether what follows is without doubt more of the same. */
  readonly goesOn: boolean;
}

/**
 * Reads at most `most` bytes that are spelled from the UTF-16 unit `start` on, and stops before what is not of the
 * spelling. It never goes back, so it costs what it reads.
 */
export type Decode = (text: string, start: number, most: number) => Decoded;
