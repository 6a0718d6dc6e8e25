const HASH = 0x9e3779b1;

/** A search for an ASCII word through bytes that are looked at four at a time. */
export interface WordSearch {
  /**
   * Where the word begins next, from `from` to before `to`; else `to`.
   *
   * @param words the bytes from `lead` on, four by four
   */
  readonly next: (bytes: Uint8Array, words: Int32Array, lead: number, from: number, to: number) => number;
}

/**
 * A search that looks at one word of four bytes in several, whether it is a part of what is looked for: as many are passed
 * over as leave any occurrence one that is looked at. That is faster than a search that has to know what it found before it
 * can go on.
 */
export function wordSearch(word: string): WordSearch {
  const wanted = Uint8Array.from(word, (letter) => letter.charCodeAt(0));
  /** Words from one look to the next. */
  const stride = Math.max((wanted.length - 4) >> 2, 1);
  /** By the hash of any four bytes of the word, those, and where they stand in it. */
  const parts = new Int32Array(4096);
  const places = new Uint8Array(4096);
  for (let place = 0; place < stride * 4; place++) {
    const [part = 0] = new Int32Array(wanted.slice(place, place + 4).buffer);
    if (parts[hashOf(part)] !== 0) {
      throw new Error(`Two parts of ${word} have the same hash.`);
    }
    parts[hashOf(part)] = part;
    places[hashOf(part)] = place;
  }
  return {
    next: (bytes, words, lead, from, to) => {
      let at = Math.max(from - lead + 3, 0) >> 2;
      const first = words.length === 0 ? to : Math.min(lead + at * 4, to);
      for (let start = from; start < first; start++) {
        if (isAt(bytes, start, wanted)) {
          return start;
        }
      }
      const end = Math.min(words.length, (to - lead + 3 + stride * 4) >> 2);
      while (at < end) {
        at = nextPart(words, at, end, stride, parts);
        if (at >= end) {
          break;
        }
        const start = lead + at * 4 - (places[hashOf(words[at] ?? 0)] ?? 0);
        if (start >= from && start < to && isAt(bytes, start, wanted)) {
          return start;
        }
        at += stride;
      }
      return to;
    },
  };
}

/** The next word that is a part, of those that are looked at from `start` on; `end` or beyond where there is none. */
function nextPart(words: Int32Array, start: number, end: number, stride: number, parts: Int32Array): number {
  let at = start;
  for (; at + 3 * stride < end; at += 4 * stride) {
    const one = words[at] ?? 0;
    const two = words[at + stride] ?? 0;
    const three = words[at + 2 * stride] ?? 0;
    const four = words[at + 3 * stride] ?? 0;
    if (
      parts[hashOf(one)] === one ||
      parts[hashOf(two)] === two ||
      parts[hashOf(three)] === three ||
      parts[hashOf(four)] === four
    ) {
      break;
    }
  }
  for (; at < end; at += stride) {
    const one = words[at] ?? 0;
    if (parts[hashOf(one)] === one) {
      break;
    }
  }
  return at;
}

function hashOf(word: number): number {
  return Math.imul(word, HASH) >>> 20;
}

function isAt(bytes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index++) {
    if (bytes[start + index] !== wanted[index]) {
      return false;
    }
  }
  return true;
}
