import { QUOTE } from '../jsonText.ts';

/**
 * Members by which a document in another form than CloudTrail's is told, as tools spell them: each long enough for a
 * search that looks at every other four bytes.
 */
const WORDS = [
  '"_source":{',
  '"_source": {',
  '"_source" : {',
  '"@message":',
  '"@message" :',
  '"QueryResultRows"',
  '"ResultSet"',
  '"class_uid"',
].map((word) => Uint8Array.from(word, (letter) => letter.charCodeAt(0)));

/** Bytes of the longest word. */
export const LONGEST_WORD = Math.max(...WORDS.map(({ length }) => length));

/** Words of four bytes from one look to the next; of any occurrence one is looked at. */
const STRIDE = 2;
const HASH = 0x9e3779b1;
const HASH_BITS = 14;
const IS_LITTLE_ENDIAN = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;

/** By the hash of four bytes whether they may be a part of a word. */
const PARTS = partsOfWords();

function partsOfWords(): Uint8Array {
  const parts = new Uint8Array(1 << HASH_BITS);
  for (const word of WORDS) {
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

/** Where the next such member begins, at its quote, at or after `from`; the length where there is none. */
export function nextFormWord(bytes: Uint8Array, from: number): number {
  const lead = (4 - (bytes.byteOffset % 4)) % 4;
  if (!IS_LITTLE_ENDIAN || bytes.length < LONGEST_WORD) {
    return firstIn(bytes, from, bytes.length);
  }
  const parts = new Int32Array(bytes.buffer, bytes.byteOffset + lead, (bytes.length - lead) >> 2);
  let at = Math.max(from - lead + 3, 0) >> 2;
  const early = firstIn(bytes, from, Math.min(lead + at * 4, bytes.length));
  if (early < Math.min(lead + at * 4, bytes.length)) {
    return early;
  }
  for (at = nextPart(parts, at); at < parts.length; at = nextPart(parts, at + STRIDE)) {
    const place = lead + at * 4;
    const found = firstIn(bytes, Math.max(place - STRIDE * 4 + 1, from), place + 1);
    if (found <= place) {
      return found;
    }
  }
  // The last word may end in bytes that make no four.
  return firstIn(bytes, Math.max(bytes.length - LONGEST_WORD - 4 * STRIDE, from), bytes.length);
}

/**
 * The next four bytes that may be a part of a word, with those before or behind them, of those that are looked at from
 * `start` on; the length or beyond where there are none.
 */
function nextPart(parts: Int32Array, start: number): number {
  let at = start;
  for (;;) {
    for (const last = parts.length - 3 * STRIDE; at < last; at += 4 * STRIDE) {
      const one = PARTS[hashOf(parts[at] ?? 0)] ?? 0;
      const two = PARTS[hashOf(parts[at + STRIDE] ?? 0)] ?? 0;
      const three = PARTS[hashOf(parts[at + 2 * STRIDE] ?? 0)] ?? 0;
      const four = PARTS[hashOf(parts[at + 3 * STRIDE] ?? 0)] ?? 0;
      if ((one | two | three | four) !== 0) {
        break;
      }
    }
    while (at < parts.length && !isPart(parts, at)) {
      at += STRIDE;
    }
    if (at >= parts.length || isPart(parts, at - 1) || isPart(parts, at + 1)) {
      return at;
    }
    at += STRIDE;
  }
}

function isPart(parts: Int32Array, at: number): boolean {
  return PARTS[hashOf(parts[at] ?? 0)] === 1;
}

/** Where the first word begins from `from` to before `to`; else `to`. */
function firstIn(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] === QUOTE && WORDS.some((word) => isAt(bytes, at, word))) {
      return at;
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
