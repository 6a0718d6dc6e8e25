import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlank,
  isOpening,
  LINE_FEED,
  QUOTE,
} from '../jsonText.ts';
import type { CodeUnits } from './codeUnits.ts';

/** Units to each side of a bracket that are looked at, blanks of an indentation among them. */
export const REACH = 64;

export const Place = { unsure: 0, outside: 1, inString: 2 } as const;
export type Place = (typeof Place)[keyof typeof Place];

/**
 * Whether a bracket is one, or text in a string, by what stands around it, in JSON of any layout. It rests on three
 * things. A quote inside of a string has a backslash before it. One that ends a string has a comma, a colon, a bracket
 * or a blank behind it. One that begins a string has one of those before it.
 */
export function placeOf(units: CodeUnits, offset: number, bracket: number): Place {
  return isOpening(bracket) ? placeOfOpening(units, offset) : placeOfClosing(units, offset);
}

function placeOfOpening(units: CodeUnits, offset: number): Place {
  const previous = units.at(offset - 1);
  if (previous === QUOTE) {
    return Place.inString;
  }
  if (previous === COLON && units.at(offset - 2) === QUOTE && isLetter(units.at(offset - 3))) {
    return Place.outside;
  }
  const colon = blanksBefore(units, offset);
  if (units.at(colon - 1) === COLON) {
    const quote = blanksBefore(units, colon - 1) - 1;
    const place = units.at(quote) === QUOTE ? placeOfEndingQuote(units, quote) : Place.unsure;
    if (place !== Place.unsure) {
      return place;
    }
  }
  return isMemberStart(units, offset) ? Place.outside : Place.unsure;
}

/** Before a colon: the quote ends a key, unless it is escaped or has what may stand before a string. */
function placeOfEndingQuote(units: CodeUnits, quote: number): Place {
  const previous = units.at(quote - 1);
  if (previous !== BACKSLASH) {
    return mayStandBeforeString(previous) ? Place.unsure : Place.outside;
  }
  const start = backslashesBefore(units, quote);
  return quote - start >= REACH ? Place.unsure : (quote - start) % 2 === 1 ? Place.inString : Place.outside;
}

function placeOfClosing(units: CodeUnits, offset: number): Place {
  const previous = units.at(offset - 1);
  if (previous === QUOTE && units.at(offset - 2) !== BACKSLASH && !mayStandBeforeString(units.at(offset - 2))) {
    return Place.outside;
  }
  for (let next = offset + 1; next < offset + REACH; next++) {
    const unit = units.at(next);
    if (unit === BACKSLASH) {
      return Place.inString;
    }
    if (unit === QUOTE) {
      const isBeginning = !mayStandBehindString(units.at(next + 1));
      return isBeginning ? Place.outside : next === offset + 1 ? Place.inString : Place.unsure;
    }
    if (!isStructural(unit) && !isBlank(unit)) {
      break;
    }
  }
  return Place.unsure;
}

/**
 * Whether an object, or an array with an object or a string first, begins at a bracket without doubt: the quote behind
 * the brackets begins a string.
 */
export function isMemberStart(units: CodeUnits, offset: number): boolean {
  for (let next = offset + 1; next < offset + REACH; next++) {
    const unit = units.at(next);
    if (unit === QUOTE) {
      return !mayStandBehindString(units.at(next + 1));
    }
    if (!isBlank(unit) && !isOpening(unit)) {
      return false;
    }
  }
  return false;
}

/** Where the blanks before `offset` begin; no more than the reach of them. */
export function blanksBefore(units: CodeUnits, offset: number): number {
  let start = offset;
  while (start > offset - REACH && isBlank(units.at(start - 1))) {
    start--;
  }
  return start;
}

function backslashesBefore(units: CodeUnits, offset: number): number {
  let start = offset;
  while (start > offset - REACH && units.at(start - 1) === BACKSLASH) {
    start--;
  }
  return start;
}

function isLetter(unit: number): boolean {
  return (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
}

function isStructural(unit: number): boolean {
  return isOpening(unit) || unit === CLOSE_BRACE || unit === CLOSE_BRACKET || unit === COMMA;
}

function mayStandBeforeString(unit: number): boolean {
  return unit === COMMA || unit === COLON || isOpening(unit) || isBlank(unit) || unit === 0;
}

function mayStandBehindString(unit: number): boolean {
  return (
    unit === COMMA || unit === COLON || unit === CLOSE_BRACE || unit === CLOSE_BRACKET || isBlank(unit) || unit === 0
  );
}

/**
 * What is in a string and what is not, exactly, from a place that is in none. Remembers how far it has come, so that
 * questions about ever later places cost the text once.
 */
export class StringFollower {
  private units: CodeUnits;
  /** In no string, or at the quote that begins one. */
  private anchor: number;
  /** Behind the string that the last question was inside of. */
  private stringEnd: number;

  /** @param anchor a place that is in no string */
  constructor(units: CodeUnits, anchor: number) {
    this.units = units;
    this.anchor = anchor;
    this.stringEnd = anchor;
  }

  /** Where the string ends in which the last place was, if it was in one. */
  get end(): number {
    return this.stringEnd;
  }

  /** Begins again at a place that is in no string. */
  restart(anchor: number): void {
    this.anchor = anchor;
    this.stringEnd = anchor;
  }

  /** The same places in a window that has lost so many units at its front. */
  use(units: CodeUnits, lost: number): void {
    this.units = units;
    this.anchor -= lost;
    this.stringEnd -= lost;
  }

  /** Whether a bracket that comes after all that were asked about is in a string, as far as is visible before `limit`. */
  isInString(offset: number, bracket: number, limit: number): boolean {
    if (offset === this.anchor + 1 && offset > this.stringEnd && isOpening(this.units.at(this.anchor))) {
      // Behind a bracket: brackets upon brackets need no look at what stands around each.
      this.anchor = offset;
      return false;
    }
    const place = offset < this.stringEnd ? Place.inString : placeOf(this.units, offset, bracket);
    if (place === Place.outside) {
      this.anchor = offset;
      return false;
    }
    return place === Place.inString || this.isSurelyInString(offset, limit);
  }

  /** The same, whatever stands around: behind a value at the top of a text may be a string, in spite of JSON. */
  isSurelyInString(offset: number, limit: number): boolean {
    if (offset < this.stringEnd) {
      return true;
    }
    const { units } = this;
    let at = this.anchor;
    while (at < offset) {
      if (units.at(at) !== QUOTE) {
        at++;
        continue;
      }
      const end = stringEnd(units, at + 1, limit);
      if (end > offset) {
        this.anchor = at;
        this.stringEnd = Math.min(end, limit);
        return true;
      }
      at = end;
    }
    this.anchor = offset;
    return false;
  }
}

/** Behind the quote that ends a string, or at the end of its line; `limit` and one more where neither comes before it. */
export function stringEnd(units: CodeUnits, start: number, limit: number): number {
  for (let at = start; at < limit; at++) {
    const unit = units.at(at);
    if (unit === QUOTE) {
      return at + 1;
    }
    if (unit === BACKSLASH) {
      at++;
    } else if (unit === LINE_FEED) {
      return at;
    }
  }
  return limit + 1;
}
