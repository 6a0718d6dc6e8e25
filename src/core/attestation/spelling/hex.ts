import type { Decoded } from './decoded.ts';
import { BACKSLASH, behindGap } from './gap.ts';

/**
 * Hexadecimal in either case: plain or wrapped, be it between the two digits of a byte, with blanks, colons, commas or
 * dashes, with `0x` in front of all or of each byte. A byte behind `0x` may have one digit, as Go prints it.
 */
export function decodeHex(text: string, start: number, most: number): Decoded {
  const bytes = new Uint8Array(Math.min(most, Math.ceil((text.length - start) / 2)));
  let at = start;
  let end = start;
  let length = 0;
  while (length < bytes.length) {
    const digits = digitsAt(text, at);
    const byte = byteAt(text, digits) ?? splitByteAt(text, digits);
    if (byte === undefined) {
      break;
    }
    bytes[length++] = byte.value;
    at = behindSeparators(text, byte.end);
    end = byte.end;
  }
  const digits = digitsAt(text, at);
  // A byte that stands alone behind a blank is one more; what is longer may be the next word.
  const isMore = byteAt(text, digits) !== undefined;
  const isAlone = digitAt(text, digits + 2) === undefined && !/[\r\n]/.test(text.slice(end, at));
  return { bytes: bytes.subarray(0, length), end, next: at, goesOn: isMore && (at === end || isAlone) };
}

/** Behind `0x`, or the `\x` of an escape. */
function digitsAt(text: string, at: number): number {
  const first = text.charCodeAt(at);
  const hasPrefix = (first === 0x30 || first === BACKSLASH) && (text.charCodeAt(at + 1) | 0x20) === 0x78;
  return hasPrefix ? at + 2 : at;
}

interface HexByte {
  readonly value: number;
  readonly end: number;
}

function byteAt(text: string, at: number): HexByte | undefined {
  const high = digitAt(text, at);
  const low = digitAt(text, at + 1);
  if (high === undefined || low !== undefined) {
    return high === undefined || low === undefined ? undefined : { value: high * 16 + low, end: at + 2 };
  }
  // One digit at the end of the text may be half of two.
  const mayBeShort = text.charCodeAt(at - 1) === 0x78 && text.charCodeAt(at - 2) === 0x30 && at + 1 < text.length;
  return mayBeShort ? { value: high, end: at + 1 } : undefined;
}

/** A byte whose digits are parted by a line end. Behind `0x` a digit stands for itself. */
function splitByteAt(text: string, at: number): HexByte | undefined {
  const high = digitAt(text, at);
  const isPrefixed = (text.charCodeAt(at - 1) | 0x20) === 0x78;
  if (high === undefined || isPrefixed) {
    return undefined;
  }
  const behind = behindGap(text, at + 1);
  const low = /[\r\n]|\\[nr]/.test(text.slice(at + 1, behind)) ? digitAt(text, behind) : undefined;
  return low === undefined ? undefined : { value: high * 16 + low, end: behind + 1 };
}

function digitAt(text: string, at: number): number | undefined {
  const unit = text.charCodeAt(at);
  if (unit >= 0x30 && unit <= 0x39) {
    return unit - 0x30;
  }
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}

/** A blank, or a sign with blanks around it. */
function behindSeparators(text: string, at: number): number {
  const blank = behindGap(text, at);
  const sign = text.charCodeAt(blank);
  const isSign = sign === 0x3a || sign === 0x2c || sign === 0x3b || sign === 0x2d;
  return isSign ? behindGap(text, blank + 1) : blank;
}
