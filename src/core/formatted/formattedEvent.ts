import { createScanner } from 'jsonc-parser';
import { NO_SCAN_ERROR, Token } from '../jsonTokens.ts';

/** An event as people read it: a member a line. All its tokens are as they were; only the blanks between them differ. */
export interface FormattedEvent {
  readonly text: string;
  /** In the order of the text; empty where it was left as it was. */
  readonly tokens: readonly TokenPlace[];
}

/** Where a token stands before and after, in UTF-16 units from the start of the event, and how long it is. */
export interface TokenPlace {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

/** What an event may take of a page. */
export interface FormatBounds {
  readonly units: number;
  readonly lines: number;
}

/** Tokens between two yields. */
const TOKENS = 1000;

const INDENT = '  ';
/** Levels that are indented: deeper ones, which no service writes, would cost more blanks than text. */
const DEEPEST_INDENT = 32;

/**
 * Puts each member and element on a line of its own. An event that is not JSON, or would not keep to its bounds, stays
 * as it is: blanks in it may matter. Yields where a host may want a turn.
 *
 * @param level how deep the event's own bracket stands
 */
export function* formattingEvent(text: string, level: number, bounds: FormatBounds): Generator<void, FormattedEvent> {
  const scanner = createScanner(text, true);
  const parts: string[] = [];
  const tokens: TokenPlace[] = [];
  let after = 0;
  let lines = 0;
  let depth = level;
  const write = (part: string): void => {
    parts.push(part);
    after += part.length;
  };
  const breakLine = (): void => {
    lines++;
    write(`\n${INDENT.repeat(Math.min(Math.max(depth, 0), DEEPEST_INDENT))}`);
  };
  let opened = false;
  let valueEnded = false;
  for (let token = scanner.scan(); token !== Token.endOfText; token = scanner.scan()) {
    const closes = token === Token.closeBrace || token === Token.closeBracket;
    const isValue = !closes && token !== Token.comma && token !== Token.colon;
    const isBroken = scanner.getTokenError() !== NO_SCAN_ERROR || token === Token.unknown || (isValue && valueEnded);
    if (isBroken || after > bounds.units || lines > bounds.lines) {
      return { text, tokens: [] };
    }
    depth -= closes ? 1 : 0;
    if (opened !== closes) {
      breakLine();
    }
    opened = token === Token.openBrace || token === Token.openBracket;
    valueEnded = (isValue && !opened) || closes;
    const before = scanner.getTokenOffset();
    const length = scanner.getTokenLength();
    tokens.push({ before, after, length });
    if (tokens.length % TOKENS === 0) {
      yield;
    }
    write(text.slice(before, before + length));
    if (opened) {
      depth++;
    } else if (token === Token.comma) {
      breakLine();
    } else if (token === Token.colon) {
      write(' ');
    }
  }
  return { text: parts.join(''), tokens };
}

/** The same at once. */
export function formatEvent(text: string, level: number, bounds: FormatBounds): FormattedEvent {
  const formatting = formattingEvent(text, level, bounds);
  for (;;) {
    const step = formatting.next();
    if (step.done === true) {
      return step.value;
    }
  }
}

/** Where an offset of the event as it was stands in the formatted one; in blanks, where the token behind them begins. */
export function formattedOffset({ text, tokens }: FormattedEvent, before: number): number {
  const index = lastAtOrBefore(tokens, (token) => token.before, before);
  const token = tokens[index];
  if (token === undefined) {
    return tokens.length === 0 ? Math.min(before, text.length) : 0;
  }
  const into = before - token.before;
  return into <= token.length ? token.after + into : (tokens[index + 1]?.after ?? text.length);
}

/** The way back of `formattedOffset`. */
export function unformattedOffset({ text, tokens }: FormattedEvent, after: number): number {
  const index = lastAtOrBefore(tokens, (token) => token.after, after);
  const token = tokens[index];
  if (token === undefined) {
    return tokens.length === 0 ? Math.min(after, text.length) : 0;
  }
  const into = after - token.after;
  return into <= token.length ? token.before + into : (tokens[index + 1]?.before ?? token.before + token.length);
}

function lastAtOrBefore(tokens: readonly TokenPlace[], placeOf: (token: TokenPlace) => number, offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const token = tokens[middle];
    if (token !== undefined && placeOf(token) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}
