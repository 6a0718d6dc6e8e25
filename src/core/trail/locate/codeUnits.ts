import { decodeUtf8 } from '../../encoding/decodeUtf8.ts';
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET } from '../jsonText.ts';
import { NextOf } from './nextOf.ts';
import { wordSearch } from './wordSearch.ts';

/** What every field of an attestation begins with. In strings as well, the quote is the last unit before the name. */
const KEY = '"attestationDocument';
const SOURCE = '"eventSource"';
const KEYS = wordSearch(KEY);
const SOURCES = wordSearch(SOURCE);

/** A part of the units as text. */
export interface DecodedUnits {
  readonly text: string;
  /** The first unit that is no character; U+FFFD stands for each. */
  readonly invalid: number | undefined;
  /** Where a UTF-16 unit of the text begins; cheap where offsets rise. */
  readonly outerOffset: (offset: number) => number;
}

/** The engine's own searches, where they are fast. */
interface OwnSearches {
  readonly openingBrace: NextOf;
  readonly closingBrace: NextOf;
  readonly opening: NextOf;
  readonly closing: NextOf;
  readonly escapes: NextOf;
}

/**
 * The bytes of UTF-8, or the UTF-16 units of a string, in which calls are looked for; offsets count them. Both are one
 * class, as a call of a method that two classes have costs more than the question which of the two this is.
 *
 * Four bytes are looked at as one word. Strings are searched by the engine's own search, and so are arrays of bytes that
 * bring a search of their own, as Node's buffers do: nothing is faster. That of plain arrays looks at byte after byte.
 */
export class CodeUnits {
  readonly length: number;
  private readonly bytes: Uint8Array | undefined;
  private readonly source: string;
  private readonly words: Int32Array;
  /** Bytes before the first word. */
  private readonly lead: number;
  private readonly keys: NextOf | undefined;
  private readonly sources: NextOf | undefined;
  private readonly own: OwnSearches | undefined;

  constructor(units: Uint8Array | string) {
    this.length = units.length;
    if (typeof units === 'string') {
      this.bytes = undefined;
      this.source = units;
      this.words = NO_WORDS;
      this.lead = 0;
      this.keys = new NextOf(units.length, (from) => units.indexOf(KEY, from));
      this.sources = new NextOf(units.length, (from) => units.indexOf(SOURCE, from));
      this.own = searchesOf(units.length, (unit, from) => units.indexOf(wordOf(unit), from));
    } else {
      this.bytes = units;
      this.source = '';
      this.lead = Math.min((4 - (units.byteOffset % 4)) % 4, units.length);
      this.words = IS_LITTLE_ENDIAN
        ? new Int32Array(units.buffer, units.byteOffset + this.lead, (units.length - this.lead) >> 2)
        : NO_WORDS;
      this.keys = undefined;
      this.sources = undefined;
      this.own =
        units.indexOf === Uint8Array.prototype.indexOf
          ? undefined
          : searchesOf(units.length, (unit, from) => units.indexOf(unit, from));
    }
  }

  /** The unit at an offset; 0 where there is none. */
  at(offset: number): number {
    const { bytes } = this;
    if (bytes === undefined) {
      return this.source.charCodeAt(offset) | 0;
    }
    return offset >= 0 && offset < bytes.length ? (bytes[offset] ?? 0) : 0;
  }

  /** Where the next key of an attestation's fields begins, at its quote, from `from` to before `to`; else `to`. */
  nextKey(from: number, to: number): number {
    if (this.keys !== undefined) {
      return Math.min(this.keys.from(from), to);
    }
    return KEYS.next(this.bytes ?? NO_BYTES, this.words, this.lead, from, to);
  }

  /** Where the next `"eventSource"` begins, from `from` to before `to`; else `to`. */
  nextSource(from: number, to: number): number {
    return this.sources === undefined
      ? SOURCES.next(this.bytes ?? NO_BYTES, this.words, this.lead, from, to)
      : Math.min(this.sources.from(from), to);
  }

  /** The next `[`, `]` or letter that is spelled as an escape, from `from` to before `to`; else `to`. */
  nextStop(from: number, to: number): number {
    if (this.own === undefined) {
      return nextInWords(this, this.bytes ?? NO_BYTES, this.words, this.lead, from, to, NO_FOLD);
    }
    const nearest = Math.min(this.own.opening.from(from), this.own.closing.from(from), to);
    return this.nextLetter(from, nearest);
  }

  /** The next letter that is spelled as an escape, from `from` to before `to`; else `to`. */
  nextLetter(from: number, to: number): number {
    if (this.own === undefined) {
      let at = from;
      do {
        at = nextInWords(this, this.bytes ?? NO_BYTES, this.words, this.lead, at, to, NO_FOLD) + 1;
      } while (at <= to && this.at(at - 1) !== BACKSLASH);
      return Math.min(at - 1, to);
    }
    const { escapes } = this.own;
    let letter = escapes.from(from);
    while (letter < to && !isEscapedLetter(this, letter)) {
      letter = escapes.from(letter + 1);
    }
    return Math.min(letter, to);
  }

  /** The next bracket of any kind, or letter that is spelled as an escape, from `from` to before `to`; else `to`. */
  nextBracket(from: number, to: number): number {
    if (this.bytes !== undefined || this.own === undefined) {
      // Brackets stand so close to each other that calls of a buffer's search would cost more.
      return nextInWords(this, this.bytes ?? NO_BYTES, this.words, this.lead, from, to, BRACES_TOO);
    }
    const { openingBrace, closingBrace, opening, closing } = this.own;
    const brace = Math.min(openingBrace.from(from), closingBrace.from(from), to);
    return this.nextLetter(from, Math.min(opening.from(from), closing.from(from), brace));
  }

  decoded(start: number, end: number): DecodedUnits {
    if (this.bytes !== undefined) {
      return decodeUtf8(this.bytes, start, end);
    }
    const text = this.source.slice(start, end);
    return { text, invalid: undefined, outerOffset: (offset) => start + Math.min(offset, text.length) };
  }
}

/** In a string, an escape is told from other backslashes at no cost. */
function wordOf(unit: number): string {
  return unit === BACKSLASH ? '\\u00' : String.fromCharCode(unit);
}

function searchesOf(length: number, find: (unit: number, from: number) => number): OwnSearches {
  return {
    openingBrace: new NextOf(length, (from) => find(OPEN_BRACE, from)),
    closingBrace: new NextOf(length, (from) => find(CLOSE_BRACE, from)),
    opening: new NextOf(length, (from) => find(OPEN_BRACKET, from)),
    closing: new NextOf(length, (from) => find(CLOSE_BRACKET, from)),
    escapes: new NextOf(length, (from) => find(BACKSLASH, from)),
  };
}

const NO_WORDS = new Int32Array(0);
const NO_BYTES = new Uint8Array(0);
const IS_LITTLE_ENDIAN = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;

/** What a byte is folded with: braces are brackets but for one bit. */
const NO_FOLD = 0;
const BRACES_TOO = 0x20202020;

/**
 * A bit for each byte of a word that is `[`, `\\` or `]`, which are neighbours; with braces, for those and `|` too. The top
 * bit of a byte is left out, so that no sum carries over into the next: some bytes of other characters have a bit as well.
 */
function marked(word: number, fold: number): number {
  const seven = word & 0x7f7f7f7f & ~fold;
  return (seven + 0x25252525) & ~(seven + 0x22222222) & 0x80808080;
}

/** The next bracket or escaped letter from `from` to before `to`, else `to`. */
function nextInWords(
  units: CodeUnits,
  bytes: Uint8Array,
  words: Int32Array,
  lead: number,
  from: number,
  to: number,
  fold: number,
): number {
  const end = Math.min((to - lead + 3) >> 2, words.length);
  let word = (from - lead) >> 2;
  if (from < lead || word >= end) {
    return nextInBytes(units, bytes, from, to, fold);
  }
  let marks = marked(words[word] ?? 0, fold) & (-1 << (((from - lead) & 3) << 3));
  for (;;) {
    while (marks !== 0) {
      const at = lead + (word << 2) + ((31 - Math.clz32(marks & -marks)) >> 3);
      if (at >= to) {
        return to;
      }
      if (isStop(units, at, (bytes[at] ?? 0) & ~fold)) {
        return at;
      }
      marks &= marks - 1;
    }
    word = nextMarked(words, word + 1, end, fold);
    if (word >= end) {
      return nextInBytes(units, bytes, Math.max(lead + (end << 2), from), to, fold);
    }
    marks = marked(words[word] ?? 0, fold);
  }
}

/** The next word that has a mark; else `end`. */
function nextMarked(words: Int32Array, start: number, end: number, fold: number): number {
  let word = start;
  for (; word + 3 < end; word += 4) {
    const one = marked(words[word] ?? 0, fold);
    const two = marked(words[word + 1] ?? 0, fold);
    const three = marked(words[word + 2] ?? 0, fold);
    const four = marked(words[word + 3] ?? 0, fold);
    if ((one | two | three | four) !== 0) {
      return one !== 0 ? word : two !== 0 ? word + 1 : three !== 0 ? word + 2 : word + 3;
    }
  }
  while (word < end && marked(words[word] ?? 0, fold) === 0) {
    word++;
  }
  return word;
}

function nextInBytes(units: CodeUnits, bytes: Uint8Array, from: number, to: number, fold: number): number {
  let at = from;
  while (at < to && !isStop(units, at, (bytes[at] ?? 0) & ~fold)) {
    at++;
  }
  return at;
}

/** @param unit with its brace folded to a bracket, where those are looked for */
function isStop(units: CodeUnits, at: number, unit: number): boolean {
  return unit === OPEN_BRACKET || unit === CLOSE_BRACKET || (unit === BACKSLASH && isEscapedLetter(units, at));
}

/** Whether the backslash at `offset` begins such as `\u0061`: no serializer spells letters so, and an attacker may. */
export function isEscapedLetter(units: CodeUnits, offset: number): boolean {
  if (units.at(offset + 1) !== 0x75 || units.at(offset + 2) !== 0x30 || units.at(offset + 3) !== 0x30) {
    return false;
  }
  const row = units.at(offset + 4);
  const low = units.at(offset + 5);
  const isDigit = low >= 0x30 && low <= 0x39;
  const letter = low | 0x20;
  if (row === 0x34 || row === 0x36) {
    // From A or a; 0 stands for another sign.
    return (isDigit && low !== 0x30) || (letter >= 0x61 && letter <= 0x66);
  }
  // To Z or z.
  return (row === 0x35 || row === 0x37) && (isDigit || letter === 0x61);
}
