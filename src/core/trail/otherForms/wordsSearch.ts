/** Words of four bytes from one look to the next. */
const STRIDE = 2;
/** Bytes of the shortest word: wherever it begins, one of the looks is at a part of it, with another before or behind. */
const SHORTEST = 4 * STRIDE + 3;
const HASH = 0x9e3779b1;
const HASH_BITS = 14;
const IS_LITTLE_ENDIAN = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;

export interface WordsSearch {
  /** Bytes of the longest word. */
  readonly longest: number;
  /** Where the next of the words begins at or after `from`; the length where there is none. */
  readonly next: (bytes: Uint8Array, from: number) => number;
}

/** A search for any of some ASCII words, which looks at every other four bytes. */
export function wordsSearch(words: readonly string[]): WordsSearch {
  const wanted = words.map((word) => Uint8Array.from(word, (letter) => letter.charCodeAt(0)));
  const longest = Math.max(...wanted.map(({ length }) => length));
  const known = partsOf(wanted);
  const next = (bytes: Uint8Array, from: number): number => {
    const lead = (4 - (bytes.byteOffset % 4)) % 4;
    if (!IS_LITTLE_ENDIAN || bytes.length < longest) {
      return firstIn(wanted, bytes, from, bytes.length);
    }
    const parts = new Int32Array(bytes.buffer, bytes.byteOffset + lead, (bytes.length - lead) >> 2);
    let at = Math.max(from - lead + 3, 0) >> 2;
    const first = Math.min(lead + at * 4, bytes.length);
    const early = firstIn(wanted, bytes, from, first);
    if (early < first) {
      return early;
    }
    for (at = nextPart(known, parts, at); at < parts.length; at = nextPart(known, parts, at + STRIDE)) {
      const place = lead + at * 4;
      const found = firstIn(wanted, bytes, Math.max(place - STRIDE * 4 + 1, from), place + 1);
      if (found <= place) {
        return found;
      }
    }
    // The last word may end in bytes that make no four.
    return firstIn(wanted, bytes, Math.max(bytes.length - longest - 4 * STRIDE, from), bytes.length);
  };
  return { longest, next };
}

/** By the hash of four bytes whether they may be a part of a word. */
function partsOf(words: readonly Uint8Array[]): Uint8Array {
  const parts = new Uint8Array(1 << HASH_BITS);
  for (const word of words) {
    if (word.length < SHORTEST) {
      throw new Error(`A word of ${word.length} bytes is too short.`);
    }
    for (let place = 0; place < STRIDE * 4; place++) {
      const [part = 0] = new Int32Array(word.slice(place, place + 4).buffer);
      parts[hashOf(part)] = 1;
    }
  }
  return parts;
}

function hashOf(part: number): number {
  return Math.imul(part, HASH) >>> (32 - HASH_BITS);
}

/**
 * The next four bytes that may be a part of a word, with those before or behind them, of those that are looked at from
 * `start` on; the length or beyond where there are none.
 */
function nextPart(known: Uint8Array, parts: Int32Array, start: number): number {
  let at = start;
  for (;;) {
    for (const last = parts.length - 3 * STRIDE; at < last; at += 4 * STRIDE) {
      const one = known[hashOf(parts[at] ?? 0)] ?? 0;
      const two = known[hashOf(parts[at + STRIDE] ?? 0)] ?? 0;
      const three = known[hashOf(parts[at + 2 * STRIDE] ?? 0)] ?? 0;
      const four = known[hashOf(parts[at + 3 * STRIDE] ?? 0)] ?? 0;
      if ((one | two | three | four) !== 0) {
        break;
      }
    }
    while (at < parts.length && !isPart(known, parts, at)) {
      at += STRIDE;
    }
    if (at >= parts.length || isPart(known, parts, at - 1) || isPart(known, parts, at + 1)) {
      return at;
    }
    at += STRIDE;
  }
}

function isPart(known: Uint8Array, parts: Int32Array, at: number): boolean {
  return known[hashOf(parts[at] ?? 0)] === 1;
}

/** Where the first of the words begins from `from` to before `to`; else `to`. */
function firstIn(words: readonly Uint8Array[], bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    for (const word of words) {
      if (byte === word[0] && isAt(bytes, at, word)) {
        return at;
      }
    }
  }
  return to;
}

function isAt(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let index = word.length - 1; index >= 0; index--) {
    if (bytes[start + index] !== word[index]) {
      return false;
    }
  }
  return true;
}
