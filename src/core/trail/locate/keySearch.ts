/** What every field of an attestation begins with. In strings as well, the quote is the last unit before the name. */
export const KEY = '"attestationDocument';

const KEY_BYTES = Uint8Array.from(KEY, (letter) => letter.charCodeAt(0));
/** Words between two looks: any key covers a whole word at one of them. */
const STRIDE = (KEY_BYTES.length - 4) >> 2;
const HASH = 0x9e3779b1;
/** For the hash of any four bytes of the key, one more than where they stand in it; no two have the same. */
const PLACES = placesOfWords();

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
    const place = word < end ? placeOf(words[word] ?? 0) : 0;
    const start = lead + word * 4 - place + 1;
    if (place !== 0 && start >= from && start < to && isKeyAt(bytes, start)) {
      return start;
    }
    word += STRIDE;
  }
  return to;
}

/** The next word that may be a part of the key, of every fourth from `start` on; `end` or beyond where there is none. */
function nextPart(words: Int32Array, start: number, end: number): number {
  let word = start;
  for (; word + 3 * STRIDE < end; word += 4 * STRIDE) {
    const one = placeOf(words[word] ?? 0);
    const two = placeOf(words[word + STRIDE] ?? 0);
    const three = placeOf(words[word + 2 * STRIDE] ?? 0);
    const four = placeOf(words[word + 3 * STRIDE] ?? 0);
    if ((one | two | three | four) !== 0) {
      return word + (one !== 0 ? 0 : two !== 0 ? 1 : three !== 0 ? 2 : 3) * STRIDE;
    }
  }
  while (word < end && placeOf(words[word] ?? 0) === 0) {
    word += STRIDE;
  }
  return word;
}

function placeOf(word: number): number {
  return PLACES[Math.imul(word, HASH) >>> 20] ?? 0;
}

function isKeyAt(bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < KEY_BYTES.length; index++) {
    if (bytes[start + index] !== KEY_BYTES[index]) {
      return false;
    }
  }
  return true;
}

function placesOfWords(): Uint8Array {
  const places = new Uint8Array(4096);
  for (let place = 0; place < STRIDE * 4; place++) {
    const [word = 0] = new Int32Array(KEY_BYTES.slice(place, place + 4).buffer);
    places[Math.imul(word, HASH) >>> 20] = place + 1;
  }
  return places;
}
