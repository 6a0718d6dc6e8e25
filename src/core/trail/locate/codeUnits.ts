import { decodeUtf8 } from '../../encoding/decodeUtf8.ts';
import { BACKSLASH, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET } from '../jsonText.ts';
import type { BracketRuns, RunKind } from './bracketRun.ts';
import { NextOf } from './nextOf.ts';
import { wordSearch } from './wordSearch.ts';

/** What every field of an attestation begins with. In strings as well, the quote is the last unit before the name. */
export const KEY = '"attestationDocument';
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

/** The engine's own searches through a string. */
interface OwnSearches {
  readonly keys: NextOf;
  readonly sources: NextOf;
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
 * Brackets are followed by vector instructions, where there are any, and a string is ASCII. Else four bytes are looked at as
 * one word, and strings are searched by the engine's own search.
 */
export class CodeUnits {
  readonly length: number;
  private readonly bytes: Uint8Array | undefined;
  private readonly source: string;
  private readonly words: Int32Array;
  /** Bytes before the first word. */
  private readonly lead: number;
  private readonly own: OwnSearches | undefined;
  private readonly runs: BracketRuns | undefined;

  /** @param runs may have served other units before */
  constructor(units: Uint8Array | string, runs?: BracketRuns) {
    this.length = units.length;
    this.runs = runs;
    runs?.forget();
    if (typeof units === 'string') {
      this.bytes = undefined;
      this.source = units;
      this.lead = 0;
      this.words = NO_WORDS;
      this.own = searchesOf(units);
    } else {
      this.bytes = units;
      this.source = '';
      this.lead = Math.min((4 - (units.byteOffset % 4)) % 4, units.length);
      this.words = IS_LITTLE_ENDIAN
        ? new Int32Array(units.buffer, units.byteOffset + this.lead, (units.length - this.lead) >> 2)
        : NO_WORDS;
      this.own = undefined;
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

  /** Where the last `{` stands, from `from` back to `first`; -1 where there is none. */
  lastBrace(from: number, first: number): number {
    const { bytes, source } = this;
    if (from < first) {
      return -1;
    }
    // No further back than asked for.
    const at =
      bytes === undefined
        ? source.slice(first, from + 1).lastIndexOf('{')
        : bytes.subarray(first, from + 1).lastIndexOf(OPEN_BRACE);
    return at < 0 ? -1 : first + at;
  }

  /** Where the next key of an attestation's fields begins, at its quote, from `from` to before `to`; else `to`. */
  nextKey(from: number, to: number): number {
    return this.own === undefined
      ? KEYS.next(this.bytes ?? NO_BYTES, this.words, this.lead, from, to)
      : this.own.keys.next(from, to);
  }

  /** Where the next `"eventSource"` begins, from `from` to before `to`; else `to`. */
  nextSource(from: number, to: number): number {
    return this.own === undefined
      ? SOURCES.next(this.bytes ?? NO_BYTES, this.words, this.lead, from, to)
      : this.own.sources.next(from, to);
  }

  /** The next `[`, `]` or letter that is spelled as an escape, from `from` to before `to`; else `to`. */
  nextStop(from: number, to: number): number {
    if (this.own === undefined) {
      return nextInWords(this, this.bytes ?? NO_BYTES, this.words, this.lead, from, to, NO_FOLD);
    }
    const opening = this.own.opening.next(from, to);
    return this.nextLetter(from, this.own.closing.next(from, opening));
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
    let letter = escapes.next(from, to);
    while (letter < to && !isEscapedLetter(this, letter)) {
      letter = escapes.next(letter + 1, to);
    }
    return letter;
  }

  /** The next bracket of any kind, or letter that is spelled as an escape, from `from` to before `to`; else `to`. */
  nextBracket(from: number, to: number): number {
    if (this.own === undefined) {
      return nextInWords(this, this.bytes ?? NO_BYTES, this.words, this.lead, from, to, BRACES_TOO);
    }
    const { openingBrace, closingBrace, opening, closing } = this.own;
    const brace = closingBrace.next(from, openingBrace.next(from, to));
    return this.nextLetter(from, closing.next(from, opening.next(from, brace)));
  }

  /**
   * Follows brackets from `from` to before `to`, as far as it is beyond doubt which are in strings. Undefined where that is not
   * possible; else what says how far it was, until the next run.
   */
  run(kind: RunKind, from: number, to: number, depth: number, sureFrom: number): BracketRuns | undefined {
    const { runs } = this;
    return runs?.run(kind, from, to, depth, sureFrom, this.copy, this.length) === true ? runs : undefined;
  }

  private readonly copy = (from: number, to: number, into: Uint8Array): boolean => {
    if (this.bytes !== undefined) {
      into.set(this.bytes.subarray(from, to));
      return true;
    }
    const { read, written } = ENCODER.encodeInto(this.source.slice(from, to), into);
    return read === to - from && written === read;
  };

  decoded(start: number, end: number): DecodedUnits {
    if (this.bytes !== undefined) {
      return decodeUtf8(this.bytes, start, end);
    }
    const text = this.source.slice(start, end);
    return { text, invalid: undefined, outerOffset: (offset) => start + Math.min(offset, text.length) };
  }
}

function searchesOf(text: string): OwnSearches {
  return {
    keys: new NextOf(text, KEY),
    sources: new NextOf(text, SOURCE),
    openingBrace: new NextOf(text, '{'),
    closingBrace: new NextOf(text, '}'),
    opening: new NextOf(text, '['),
    closing: new NextOf(text, ']'),
    // Told from other backslashes at no cost.
    escapes: new NextOf(text, '\\u00'),
  };
}

const ENCODER = new TextEncoder();
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
