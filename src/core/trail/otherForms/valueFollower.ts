import type { ByteWindow } from '../byteWindow.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlank,
  isOpening,
  LETTER_U,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../jsonText.ts';

/**
 * Why it stopped: a value has ended; a bracket closes the list whose elements are followed, or closes nothing; a value
 * begins on a line of its own within one that was cut off; or there are no more bytes.
 */
export type Stop = 'ended' | 'closing' | 'anew' | 'no more';

export interface LongArray {
  /** Where its bracket stands. */
  readonly at: number;
  readonly length: number;
}

/** Bytes before a bracket that are looked at, blanks of an indentation among them. */
export const LOOK_BACK = 80;

/** What a byte is outside of strings. */
const OTHER = 0;
const A_QUOTE = 1;
const OPENING = 2;
const CLOSING = 3;
const LINE_END = 4;

function byteKinds(): Uint8Array {
  const kinds = new Uint8Array(256);
  kinds[QUOTE] = A_QUOTE;
  kinds[OPEN_BRACE] = OPENING;
  kinds[OPEN_BRACKET] = OPENING;
  kinds[CLOSE_BRACE] = CLOSING;
  kinds[CLOSE_BRACKET] = CLOSING;
  kinds[LINE_FEED] = LINE_END;
  return kinds;
}

const KINDS = byteKinds();

/**
 * Follows the brackets and strings of JSON in bytes that come piece by piece, from value to value: the elements of a list,
 * or what stands at the top. There, words are prose with all that is on their line, as a log has them. Strings end with
 * their line, as for a scan.
 */
export class ValueFollower {
  /** Up to where bytes have been looked at; brackets that are open there. */
  at: number;
  depth = 0;
  /** Brackets that are open around the values that are followed. */
  floor = 0;
  /** Where the value begins that `at` is in, if it is in one. */
  start: number | undefined;
  /** Whether the value is a line of prose, and whether that has brackets in it. */
  isProse = false;
  hasBrackets = false;
  /** Whether characters of the value are spelled as escapes, in it or in JSON in its strings. */
  hasEscapes = false;
  private isInString = false;
  /** Whether a backslash stands before the next byte. */
  private isEscaped = false;
  /** Of the arrays in the value that are in no other: the longest that has ended, and the one that is open. */
  private longest: LongArray | undefined;
  private arrayStart = -1;
  private arrayDepth = 0;

  constructor(at: number) {
    this.at = at;
  }

  /** Begins again with a value, or before one. */
  restart(at: number, depth: number, floor: number, start?: number): void {
    this.at = at;
    this.depth = depth;
    this.floor = floor;
    this.isInString = false;
    this.isEscaped = false;
    this.begin(start);
  }

  /** Takes the value to have ended. */
  leaveValue(): void {
    this.begin(undefined);
  }

  /** The longest of the arrays in the value that are in no other, as far as it goes. */
  get longestArray(): LongArray | undefined {
    const open = this.arrayStart < 0 ? 0 : this.at - this.arrayStart;
    return open > (this.longest?.length ?? 0) ? { at: this.arrayStart, length: open } : this.longest;
  }

  /** Goes on until there is something to be done. Before `closing` and `anew` it stops in front of the bracket. */
  follow(window: ByteWindow, isLast: boolean): Stop {
    for (;;) {
      const stop = this.isInString
        ? this.followString(window)
        : this.start === undefined
          ? this.followBlanks(window, isLast)
          : this.followValue(window);
      if (stop !== undefined) {
        return stop;
      }
    }
  }

  private followString({ bytes, base, end }: ByteWindow): Stop | undefined {
    const at = this.stringEnd(bytes, this.at - base, end - base);
    this.at = base + at;
    if (this.at >= end) {
      return 'no more';
    }
    this.isInString = false;
    this.at += bytes[at] === QUOTE ? 1 : 0;
    return this.depth === this.floor && !this.isProse ? 'ended' : undefined;
  }

  /** Up to where a value begins; in lists, words are passed over as well. */
  private followBlanks({ bytes, base, end }: ByteWindow, isLast: boolean): Stop | undefined {
    while (this.at < end) {
      const at = this.at - base;
      const kind = KINDS[bytes[at] ?? 0];
      if (kind === CLOSING) {
        return 'closing';
      }
      const blanks = blanksAt(bytes, at, end - base, isLast);
      if (blanks < 0) {
        return 'no more';
      }
      if (blanks === 0 && (this.floor === 0 || kind !== OTHER)) {
        this.begin(this.at);
        this.isProse = this.floor === 0 && kind !== OPENING;
        return undefined;
      }
      this.at += Math.max(blanks, 1);
    }
    return 'no more';
  }

  private followValue({ bytes, base, end }: ByteWindow): Stop | undefined {
    const last = end - base;
    for (let at = this.at - base; at < last; at++) {
      const kind = KINDS[bytes[at] ?? 0];
      if (kind === OTHER) {
        continue;
      }
      this.at = base + at;
      if (kind === OPENING && this.depth > this.floor && bytes[at - 1] === LINE_FEED && beginsAnew(bytes, at)) {
        return 'anew';
      }
      this.at++;
      if (kind === A_QUOTE) {
        this.isInString = true;
        return undefined;
      }
      if (this.take(kind, bytes[at] ?? 0)) {
        return 'ended';
      }
    }
    this.at = end;
    return 'no more';
  }

  /** Whether a byte ends the value. */
  private take(kind: number | undefined, byte: number): boolean {
    if (kind === OPENING) {
      this.open(this.at - 1, byte);
      return false;
    }
    if (kind === LINE_END) {
      return this.isProse && this.depth === this.floor;
    }
    if (this.depth > this.floor) {
      this.close(this.at);
    }
    return this.depth === this.floor && !this.isProse;
  }

  private begin(start: number | undefined): void {
    this.start = start;
    this.isProse = false;
    this.hasBrackets = false;
    this.hasEscapes = false;
    this.longest = undefined;
    this.arrayStart = -1;
  }

  private open(at: number, bracket: number): void {
    if (bracket === OPEN_BRACKET && this.arrayStart < 0) {
      this.arrayStart = at;
      this.arrayDepth = this.depth;
    }
    this.hasBrackets = true;
    this.depth++;
  }

  private close(end: number): void {
    this.depth--;
    if (this.arrayStart >= 0 && this.depth <= this.arrayDepth) {
      const length = end - this.arrayStart;
      if (length > (this.longest?.length ?? 0)) {
        this.longest = { at: this.arrayStart, length };
      }
      this.arrayStart = -1;
    }
  }

  /** Where the quote or line feed stands that ends the string; `last` where neither is there yet. */
  private stringEnd(bytes: Uint8Array, start: number, last: number): number {
    let at = start;
    if (this.isEscaped && at < last) {
      this.isEscaped = false;
      this.hasEscapes ||= bytes[at] === LETTER_U || bytes[at] === BACKSLASH;
      at += bytes[at] === LINE_FEED ? 0 : 1;
    }
    for (; at < last; at++) {
      const byte = bytes[at];
      if (byte === QUOTE || byte === LINE_FEED) {
        return at;
      }
      if (byte === BACKSLASH) {
        at++;
        if (at >= last) {
          this.isEscaped = true;
        } else if (bytes[at] === LINE_FEED) {
          return at;
        } else if (!this.hasEscapes) {
          // In JSON in a string a second backslash stands before the letter.
          this.hasEscapes = bytes[at] === LETTER_U || (bytes[at] === BACKSLASH && mayBeLetterU(bytes, at + 1, last));
        }
      }
    }
    return last;
  }
}

function mayBeLetterU(bytes: Uint8Array, at: number, last: number): boolean {
  return at >= last || bytes[at] === LETTER_U;
}

/** How many bytes at a place are between values; -1 where that is not visible yet. */
function blanksAt(bytes: Uint8Array, at: number, last: number, isLast: boolean): number {
  const byte = bytes[at] ?? 0;
  if (isBlank(byte) || byte === COMMA) {
    return 1;
  }
  if (byte !== MARK[0]) {
    return 0;
  }
  if (at + MARK.length > last && !isLast) {
    return -1;
  }
  return bytes[at + 1] === MARK[1] && bytes[at + 2] === MARK[2] ? MARK.length : 0;
}

/** A byte order mark. */
const MARK = [0xef, 0xbb, 0xbf] as const;

/** Whether a bracket at the beginning of a line cannot be inside of what is above it. */
function beginsAnew(bytes: Uint8Array, bracket: number): boolean {
  let before = bracket - 1;
  while (before > bracket - LOOK_BACK && before >= 0 && isBlank(bytes[before] ?? 0)) {
    before--;
  }
  const byte = bytes[before] ?? 0;
  return before >= 0 && !isBlank(byte) && byte !== COMMA && byte !== COLON && !isOpening(byte);
}
