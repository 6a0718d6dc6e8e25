import type { Span } from '../located.ts';
import {
  BACKSLASH,
  BYTE_ORDER_MARK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlank,
  isEscaped,
  isOpening,
  isWordPart,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  unescaped,
} from './jsonText.ts';
import type { Steps } from './steps.ts';

/** Reads the value at the walk's position, or passes over it; yields where a host may want a turn. */
export type ValueReader = () => Steps<void>;

/** A unit costs as much as so many of a scan. */
export const COST = 4;

/** UTF-16 units; member names that anybody asks for are shorter, escapes included. */
const LONGEST_NAME = 600;
/**
 * UTF-16 units of strings that are full of escapes, of blanks, and of numbers: the walk stops at more, as nobody writes them
 * and the host would wait.
 */
const LONGEST_STRING = 4 * 1024 * 1024;
const MOST_BLANKS = 1024 * 1024;
const LONGEST_WORD = 64 * 1024;

/**
 * Goes through the JSON of a text to the members that somebody asks for, past everything else. It recurses as its caller
 * does, not as the text nests. Commas may be missing or too many. Where the text is not JSON otherwise, it stops: `brokenAt`.
 */
export class JsonWalk {
  position = 0;
  brokenAt: number | undefined;
  private readonly text: string;
  private readonly step: number;
  private turn: number;
  /** Of the line feed at or after some place; the length where there is none. */
  private lineEnd = -1;

  /** @param step UTF-16 units after which the host gets a turn */
  constructor(text: string, step: number) {
    this.text = text;
    this.step = step;
    this.turn = step;
  }

  /** Back to a place that the walk has passed, or on to one that it has reached before. */
  goTo(position: number): void {
    this.position = position;
    this.turn = position + this.step;
    this.lineEnd = -1;
  }

  /** The unit at which the next value begins, or a bracket ends; NaN at the end. */
  peek(): number {
    const { text } = this;
    const most = this.position + MOST_BLANKS;
    for (;;) {
      const unit = text.charCodeAt(this.position);
      if (!isBlank(unit) && unit !== COMMA && unit !== BYTE_ORDER_MARK) {
        return unit;
      }
      if (this.position === most) {
        this.broken();
        return Number.NaN;
      }
      this.position++;
    }
  }

  /** The values at the top: each begins its line or stands behind another. Other lines are prose. */
  *values(read: ValueReader): Steps<void> {
    for (;;) {
      const unit = this.peek();
      if (Number.isNaN(unit)) {
        return;
      }
      if (isOpening(unit)) {
        yield* read();
      } else {
        this.position = this.lineEndFrom(this.position);
      }
      if (this.isDue()) {
        yield COST * this.step;
      }
    }
  }

  /** The members of an object, by what `readerOf` says of their names; any other value is passed over. */
  *object(readerOf: (name: string) => ValueReader | undefined): Steps<void> {
    if (this.peek() !== OPEN_BRACE) {
      yield* this.skip();
      return;
    }
    this.position++;
    for (let unit = this.peek(); unit !== CLOSE_BRACE; unit = this.peek()) {
      const name = unit === QUOTE ? this.string() : this.broken();
      if (name === undefined) {
        return;
      }
      if (this.peek() !== COLON) {
        this.broken();
        return;
      }
      this.position++;
      this.peek();
      const isShort = name.end - name.start <= LONGEST_NAME;
      const read = isShort ? readerOf(unescaped(this.text.slice(name.start, name.end))) : undefined;
      yield* read === undefined ? this.skip() : read();
    }
    this.position++;
  }

  /** The elements of an array; any other value is passed over. */
  *elements(read: ValueReader): Steps<void> {
    if (this.peek() !== OPEN_BRACKET) {
      yield* this.skip();
      return;
    }
    this.position++;
    for (let unit = this.peek(); unit !== CLOSE_BRACKET; unit = this.peek()) {
      const { position } = this;
      yield* read();
      if (this.position === position) {
        this.broken();
        return;
      }
      if (this.isDue()) {
        yield COST * this.step;
      }
    }
    this.position++;
  }

  /** What stands between the quotes of the string at the position, where it is one; a broken one ends the walk. */
  string(): Span | undefined {
    const { text, position } = this;
    if (text.charCodeAt(position) !== QUOTE) {
      return undefined;
    }
    const lineEnd = this.lineEndFrom(position);
    let end = text.indexOf('"', position + 1);
    const most = Math.min(lineEnd, position + LONGEST_STRING);
    while (end !== -1 && end < most && text.charCodeAt(end - 1) === BACKSLASH && isEscaped(text, end)) {
      end = text.indexOf('"', end + 1);
    }
    if (end === -1 || end > lineEnd || (end >= most && isEscaped(text, end))) {
      return this.broken();
    }
    this.position = end + 1;
    return { start: position + 1, end };
  }

  /** Takes a string; any other value is passed over. */
  stringReader(take: (content: Span) => void): ValueReader {
    const walk = this;
    return function* () {
      const content = walk.string();
      if (content === undefined) {
        yield* walk.skip();
      } else {
        take(content);
      }
    };
  }

  /** Past one value of any depth. */
  *skip(): Steps<void> {
    let depth = 0;
    do {
      const unit = this.peek();
      if (unit === QUOTE) {
        this.string();
      } else if (isOpening(unit)) {
        depth++;
        this.position++;
      } else if (depth > 0 && (unit === CLOSE_BRACE || unit === CLOSE_BRACKET)) {
        depth--;
        this.position++;
      } else if (depth > 0 && unit === COLON) {
        this.position++;
      } else if (isWordPart(unit)) {
        this.word();
      } else if (depth === 0 && unit === CLOSE_BRACE) {
        return; // A member without a value.
      } else {
        this.broken();
        return;
      }
      if (this.isDue()) {
        yield COST * this.step;
      }
    } while (depth > 0);
  }

  /** The number or literal at the position, where there is one. */
  word(): string {
    const { text, position } = this;
    const most = position + LONGEST_WORD;
    while (this.position < most && isWordPart(text.charCodeAt(this.position))) {
      this.position++;
    }
    return text.slice(position, this.position);
  }

  private isDue(): boolean {
    const isDue = this.position > this.turn;
    if (isDue) {
      this.turn = this.position + this.step;
    }
    return isDue;
  }

  private broken(): undefined {
    const { length } = this.text;
    this.brokenAt ??= this.position < length ? this.position : undefined;
    this.position = length;
    return undefined;
  }

  private lineEndFrom(start: number): number {
    if (this.lineEnd < start) {
      const found = this.text.indexOf('\n', start);
      this.lineEnd = found === -1 ? this.text.length : found;
    }
    return this.lineEnd;
  }
}
