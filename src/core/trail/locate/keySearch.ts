/** What every field of an attestation begins with. In strings as well, the quote is the last unit before the name. */
export const KEY = '"attestationDocument';

const KEY_BYTES = Uint8Array.from(KEY, (letter) => letter.charCodeAt(0));
/** Words between two looks: any key covers a whole word at one of them. */
const STRIDE = (KEY_BYTES.length - 4) >> 2;
const HASH = 0x9e3779b1;
/** By the hash of any four bytes of the key, those, and where they stand in it; no two have the same hash. */
const PARTS = new Int32Array(4096);
const PLACES = new Uint8Array(4096);
for (let place = 0; place < STRIDE * 4; place++) {
  const [word = 0] = new Int32Array(KEY_BYTES.slice(place, place + 4).buffer);
  PARTS[hashOf(word)] = word;
  PLACES[hashOf(word)] = place;
}

/**
 * The next key that begins from `from` to before `to`, else `to`. One word of four is looked at, whether it is a part of
 * the key: that is several times as fast as a search that has to know what it found before it can go on.
 *
 * @param words the bytes from `lead` on, four by four
 */
export function nextKeyInWords(bytes: Uint8Array, words: Int32Array, lead: number, from: number, to: number): number {
  let word = Math.max(from - lead + 3, 0) >> 2;
  const first = words.length === 0 ? to : Math.min(lead + word * 4, to);
  for (let at = from; at < first; at++) {
    if (isKeyAt(bytes, at)) {
      return at;
    }
  }
  const end = Math.min(words.length, (to - lead + 3 + STRIDE * 4) >> 2);
  while (word < end) {
    word = nextPart(words, word, end);
    if (word >= end) {
      break;
    }
    const start = lead + word * 4 - (PLACES[hashOf(words[word] ?? 0)] ?? 0);
    if (start >= from && start < to && isKeyAt(bytes, start)) {
      return start;
    }
    word += STRIDE;
  }
  return to;
}

/** The next word that is a part of the key, of every fourth from `start` on; `end` or beyond where there is none. */
function nextPart(words: Int32Array, start: number, end: number): number {
  const parts = PARTS;
  let word = start;
  for (; word + 3 * STRIDE < end; word += 4 * STRIDE) {
    const one = words[word] ?? 0;
    const two = words[word + STRIDE] ?? 0;
    const three = words[word + 2 * STRIDE] ?? 0;
    const four = words[word + 3 * STRIDE] ?? 0;
    if (
      parts[hashOf(one)] === one ||
      parts[hashOf(two)] === two ||
      parts[hashOf(three)] === three ||
      parts[hashOf(four)] === four
    ) {
      break;
    }
  }
  for (; word < end; word += STRIDE) {
    const one = words[word] ?? 0;
    if (parts[hashOf(one)] === one) {
      break;
    }
  }
  return word;
}

function hashOf(word: number): number {
  return Math.imul(word, HASH) >>> 20;
}

function isKeyAt(bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < KEY_BYTES.length; index++) {
    if (bytes[start + index] !== KEY_BYTES[index]) {
      return false;
    }
  }
  return true;
}
