/** UTF-16 units of JSON, and what runs of them mean. */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const LETTER_U = 0x75;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const BYTE_ORDER_MARK = 0xfeff;

/** An even number: runs of so many are passed over by comparing them, which the host does many times as fast. */
const BACKSLASHES = '\\'.repeat(4096);

/** Whether the quote at `quote` belongs to its string: an odd number of backslashes stands before it. */
export function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1;
  while (text.charCodeAt(before) === BACKSLASH) {
    const isOfMany = (quote - before) % BACKSLASHES.length === 0;
    before -= isOfMany && text.slice(before - BACKSLASHES.length, before) === BACKSLASHES ? BACKSLASHES.length : 1;
  }
  return (quote - 1 - before) % 2 === 1;
}

/** The value of a string's raw text; the raw text itself where an escape is wrong. */
export function unescaped(raw: string): string {
  if (!raw.includes('\\')) {
    return raw;
  }
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === 'string' ? value : raw;
  } catch {
    return raw;
  }
}

/** Letters, digits and the signs of numbers. */
export function isWordPart(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    unit === 0x2d ||
    unit === 0x2b ||
    unit === 0x2e ||
    unit === 0x5f
  );
}

export function isLiteral(word: string): boolean {
  return word === 'true' || word === 'false' || word === 'null' || /^-?\d[\d.eE+-]*$/.test(word);
}

export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === LINE_FEED || unit === CARRIAGE_RETURN || unit === 0x09;
}

export function isOpening(unit: number): boolean {
  return unit === OPEN_BRACE || unit === OPEN_BRACKET;
}
