/**
 * A table that is looked up with the next `width` bits of the input: an entry has the symbol in its upper bits and the
 * length of the symbol's code in its lower four. An entry of zero is no code.
 */
export interface HuffmanTable {
  readonly width: number;
  readonly entries: Uint16Array;
}

/** Bits of the longest code that DEFLATE has. */
const LONGEST_CODE = 15;

/**
 * The codes of RFC 1951, 3.2.2, from the length of each symbol's code. Undefined for lengths that no code has: too many,
 * or so few that bits would be left over, which is allowed to `mayBeSingle` where there is one code of one bit, or none.
 */
export function huffmanTable(lengths: Uint8Array, mayBeSingle: boolean): HuffmanTable | undefined {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  for (const length of lengths) {
    counts[length] = (counts[length] ?? 0) + 1;
  }
  const coded = lengths.length - (counts[0] ?? 0);
  const next = new Uint16Array(LONGEST_CODE + 2);
  let left = 1;
  let width = 1;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const count = counts[length] ?? 0;
    left = 2 * left - count;
    if (left < 0) {
      return undefined;
    }
    width = count > 0 ? length : width;
    next[length + 1] = ((next[length] ?? 0) + count) << 1;
  }
  if (left > 0 && !(mayBeSingle && coded <= 1 && width === 1)) {
    return undefined;
  }
  const entries = new Uint16Array(1 << width);
  for (const [symbol, length] of lengths.entries()) {
    if (length > 0) {
      const code = next[length] ?? 0;
      next[length] = code + 1;
      for (let index = reversed(code, length); index < entries.length; index += 1 << length) {
        entries[index] = (symbol << 4) | length;
      }
    }
  }
  return { width, entries };
}

/** Codes begin with their highest bit, and bits are read from the lowest of a byte. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) {
    result |= ((code >> bit) & 1) << (length - 1 - bit);
  }
  return result;
}
