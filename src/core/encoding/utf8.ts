/**
 * The first byte from `start` to `end` that is no part of well-formed UTF-8 (RFC 3629: no surrogates, nothing above
 * U+10FFFF, shortest forms only); a character that is cut off counts from its first byte. Undefined where all is well.
 */
export function firstInvalidUtf8(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  while (at < end) {
    const length = sequenceLength(bytes, at, end);
    if (length === 0) {
      return at;
    }
    at += length;
  }
  return undefined;
}

/** The bytes of the character at `at`; 0 where none begins there. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) {
    return 1;
  }
  const length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (length === 0 || at + length > end) {
    return 0;
  }
  // The second byte alone tells overlong forms, surrogates and what lies beyond the last character.
  const second = bytes[at + 1] ?? 0;
  if (second < (LOWEST_SECOND[lead] ?? 0x80) || second > (HIGHEST_SECOND[lead] ?? 0xbf)) {
    return 0;
  }
  for (let index = at + 2; index < at + length; index++) {
    if (((bytes[index] ?? 0) & 0xc0) !== 0x80) {
      return 0;
    }
  }
  return length;
}

const LOWEST_SECOND: Readonly<Record<number, number>> = { 224: 0xa0, 240: 0x90 };
const HIGHEST_SECOND: Readonly<Record<number, number>> = { 237: 0x9f, 244: 0x8f };
