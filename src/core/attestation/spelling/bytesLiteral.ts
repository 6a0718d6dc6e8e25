import type { Decoded } from './decoded.ts';
import { BACKSLASH, seamAt } from './gap.ts';

/**
 * The inside of a literal such as Python's `b'\x84D\xa1'`, from behind its quote on: printable characters stand for
 * themselves. Literals that follow are joined, and a literal that was escaped once more, as in a JSON log, is read too:
 * `backslashes` escape one character, as many as the literal's first escape has unless given.
 */
export function decodeBytesLiteral(text: string, start: number, most: number, backslashes?: number): Decoded {
  const layout = layoutOf(text, start, backslashes);
  const bytes = new Uint8Array(Math.min(most, text.length - start));
  let at = start;
  let end = start;
  let length = 0;
  while (length < bytes.length) {
    const unit = unitAt(text, at, layout);
    if (unit === undefined) {
      break;
    }
    at = unit.end;
    if (unit.value !== undefined) {
      bytes[length++] = unit.value;
      end = at;
    }
  }
  return { bytes: bytes.subarray(0, length), end, next: at, goesOn: unitAt(text, at, layout)?.value !== undefined };
}

interface Layout {
  /** How many backslashes escape one character: 1, or 2 where the literal stands in a string itself. */
  readonly backslashes: number;
  /** The quote that ends the literal, with the backslashes before it; undefined where no quote began it. */
  readonly quote: string | undefined;
}

function layoutOf(text: string, start: number, backslashes: number | undefined): Layout {
  const before = /\\{0,3}["']$/.exec(text.slice(Math.max(start - 4, 0), start))?.[0];
  const escaping = /\\+x/.exec(text.slice(start, start + 200))?.[0] ?? '\\x';
  return { backslashes: backslashes ?? Math.min(escaping.length - 1, 4), quote: before };
}

interface Unit {
  /** Undefined for what stands for no byte: the seam of two literals, a line that is continued. */
  readonly value: number | undefined;
  readonly end: number;
}

function unitAt(text: string, at: number, { backslashes, quote }: Layout): Unit | undefined {
  if (quote !== undefined && text.startsWith(quote, at)) {
    const seam = seamAt(text, at);
    return seam === 0 ? undefined : { value: undefined, end: at + seam };
  }
  const code = text.charCodeAt(at);
  if (code !== BACKSLASH) {
    return code >= 0x20 && code < 0x7f && (quote !== undefined || code !== 0x20)
      ? { value: code, end: at + 1 }
      : undefined;
  }
  let behind = at;
  while (behind - at < backslashes && text.charCodeAt(behind) === BACKSLASH) {
    behind++;
  }
  return behind - at < backslashes ? quoteAt(text, behind) : escapeAt(text, behind, backslashes);
}

/** A quote that has fewer backslashes than an escape takes: the string around the literal needed them. */
function quoteAt(text: string, at: number): Unit | undefined {
  const code = text.charCodeAt(at);
  return code === 0x22 || code === 0x27 ? { value: code, end: at + 1 } : undefined;
}

const ESCAPED: Readonly<Record<string, number | undefined>> = {
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  '0': 0x00,
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  v: 0x0b,
};

/** What stands behind the backslash of an escape. */
function escapeAt(text: string, at: number, backslashes: number): Unit | undefined {
  const digits = /^x([0-9a-fA-F]{2})/.exec(text.slice(at, at + 3))?.[1];
  if (digits !== undefined) {
    return { value: Number.parseInt(digits, 16), end: at + 3 };
  }
  const lineEnd = /^\r?\n/.exec(text.slice(at, at + 2))?.[0];
  if (lineEnd !== undefined) {
    return { value: undefined, end: at + lineEnd.length };
  }
  let behind = at;
  while (behind - at < backslashes && text.charCodeAt(behind) === BACKSLASH) {
    behind++;
  }
  if (behind - at === backslashes) {
    return { value: BACKSLASH, end: behind };
  }
  const quote = quoteAt(text, behind);
  if (quote !== undefined || behind > at) {
    return quote;
  }
  const value = ESCAPED[text.charAt(at)];
  return value === undefined ? undefined : { value, end: at + 1 };
}
