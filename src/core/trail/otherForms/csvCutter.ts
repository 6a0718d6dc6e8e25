import type { ByteWindow } from '../byteWindow.ts';
import { brokenRow } from '../csvEvents.ts';
import type { CsvHeader } from '../csvHeader.ts';
import { BACKSLASH, CARRIAGE_RETURN, COMMA, LETTER_U, LINE_FEED, QUOTE } from '../jsonText.ts';
import type { FormSizes, SectionCutter } from './sectionCutter.ts';
import type { Cut } from './streamSection.ts';

/** Where in a cell the next byte stands. */
const In = { beginning: 0, plain: 1, quoted: 2, behindQuote: 3, behindReturn: 4 } as const;
type In = (typeof In)[keyof typeof In];

/** Finds rows of CSV as `readCsvRow` does, in bytes that come piece by piece. */
export class CsvCutter implements SectionCutter {
  private readonly header: CsvHeader;
  private readonly sizes: FormSizes;
  /** Up to where bytes have been looked at; where the section begins, and the row. */
  private at: number;
  private sectionStart: number;
  private ends: number[] = [];
  private escaped: number[] = [];
  /** Whether characters of the row are spelled as escapes, as JSON does. */
  private hasEscapes = false;
  private wasBackslash = false;
  private rowStart: number;
  private place: In = In.beginning;
  /** Cells of the row that have ended. */
  private cells = 0;
  private isEven = true;
  /** Whether the row is too long, and nothing of it is kept. */
  private isLost = false;
  private isBroken = false;
  private hasEnded = false;

  /** @param start where the rows begin */
  constructor(header: CsvHeader, start: number, sizes: FormSizes) {
    this.header = header;
    this.sizes = sizes;
    this.at = start;
    this.sectionStart = start;
    this.rowStart = start;
  }

  get needed(): number {
    return this.isLost ? this.at : this.sectionStart;
  }

  next(window: ByteWindow, isLast: boolean): Cut | undefined {
    while (!this.hasEnded) {
      const stop = this.isBroken ? 'broken' : this.follow(window);
      if (stop === 'row') {
        const lost = this.endRow();
        if (lost !== undefined || this.rowStart - this.sectionStart >= this.sizes.section) {
          return lost ?? this.takeSection();
        }
      } else if (stop === 'broken') {
        this.isBroken = true;
        return this.takeSection() ?? this.breakOff();
      } else if (isLast) {
        return this.finish();
      } else if (this.isLost || this.at - this.rowStart <= this.sizes.longest) {
        return undefined;
      } else {
        const rows = this.takeSection();
        this.isLost = true;
        if (rows !== undefined) {
          return rows;
        }
      }
    }
    return undefined;
  }

  /** Goes on to the end of the row, or of what is there. */
  private follow({ bytes, base, end }: ByteWindow): 'row' | 'broken' | 'no more' {
    const last = end - base;
    for (let at = this.at - base; at < last; at++) {
      if (this.place === In.quoted) {
        at = this.quoteFrom(bytes, at, last);
      }
      const place = at < last ? this.placeBehind(bytes[at] ?? 0) : this.place;
      if (place === undefined || (place === In.beginning && bytes[at] === LINE_FEED)) {
        this.at = base + at + 1;
        this.place = place ?? this.place;
        return place === undefined ? 'broken' : 'row';
      }
      this.place = place;
    }
    this.at = end;
    return 'no more';
  }

  /** The next quote, or `last`; tells escapes on the way. */
  private quoteFrom(bytes: Uint8Array, start: number, last: number): number {
    let at = start;
    this.hasEscapes ||= this.wasBackslash && bytes[at] === LETTER_U;
    for (; at < last && bytes[at] !== QUOTE; at++) {
      if (bytes[at] === BACKSLASH) {
        this.hasEscapes ||= bytes[at + 1] === LETTER_U;
      }
    }
    this.wasBackslash = bytes[at - 1] === BACKSLASH;
    return at;
  }

  /** Where the byte behind this one stands; undefined where this one is wrong. */
  private placeBehind(byte: number): In | undefined {
    const { place } = this;
    if (place === In.quoted) {
      return In.behindQuote;
    }
    if (byte === LINE_FEED) {
      return In.beginning;
    }
    if (place === In.behindReturn) {
      return undefined;
    }
    if (byte === COMMA) {
      this.cells++;
      return In.beginning;
    }
    if (byte === QUOTE) {
      return place === In.plain ? undefined : In.quoted;
    }
    if (place === In.behindQuote) {
      return byte === CARRIAGE_RETURN ? In.behindReturn : undefined;
    }
    return In.plain;
  }

  /** A row that was lost is told of once its end is known. */
  private endRow(): Cut | undefined {
    const { rowStart: start, isLost } = this;
    this.isEven &&= this.cells + 1 === this.header.columns.length;
    this.cells = 0;
    this.rowStart = this.at;
    if (this.hasEscapes) {
      this.escaped.push(this.ends.length);
    }
    this.hasEscapes = false;
    this.ends.push(this.at);
    if (!isLost) {
      return undefined;
    }
    this.isLost = false;
    this.isEven = true;
    this.ends = [];
    this.escaped = [];
    this.sectionStart = this.at;
    return { kind: 'problem', problem: { code: 'too-long', message: TOO_LONG, start, end: this.at } };
  }

  /** The rows that have ended since the last section. */
  private takeSection(): Cut | undefined {
    const { sectionStart: start, rowStart: end, ends, escaped, header, isEven } = this;
    this.sectionStart = end;
    this.ends = [];
    this.escaped = [];
    this.isEven = true;
    return start === end
      ? undefined
      : { kind: 'section', section: { kind: 'csv', start, end, ends, escaped, header, isEven } };
  }

  private finish(): Cut | undefined {
    if (this.rowStart === this.at) {
      this.hasEnded = true;
      return this.takeSection();
    }
    if (this.place === In.quoted || this.place === In.behindReturn) {
      this.isBroken = true;
      return this.takeSection() ?? this.breakOff();
    }
    this.place = In.beginning;
    return this.endRow() ?? this.takeSection();
  }

  private breakOff(): Cut {
    this.hasEnded = true;
    const { rowStart: start, at: end } = this;
    return { kind: 'end', problem: brokenRow({ kind: this.place === In.quoted ? 'cut-off' : 'broken', start, end }) };
  }
}

const TOO_LONG = 'This row is too long for an event: it was not read.';
