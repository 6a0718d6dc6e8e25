import type { Decoded } from './decoded.ts';
import { behindGap } from './gap.ts';

/** Decimal integers of one byte each, parted by commas or blanks; negative ones as Java prints bytes. */
export function decodeIntegers(text: string, start: number, most: number): Decoded {
  const bytes = new Uint8Array(Math.min(most, Math.ceil((text.length - start) / 2)));
  let at = start;
  let end = start;
  let length = 0;
  while (length < bytes.length) {
    const byte = byteAt(text, at);
    if (byte === undefined || (length > 0 && at === end)) {
      break;
    }
    bytes[length++] = byte.value;
    end = byte.end;
    at = behindSeparators(text, end);
  }
  return { bytes: bytes.subarray(0, length), end, next: at, goesOn: at > end && byteAt(text, at) !== undefined };
}

function byteAt(text: string, at: number): { readonly value: number; readonly end: number } | undefined {
  const isNegative = text.charCodeAt(at) === 0x2d;
  let end = isNegative ? at + 1 : at;
  let value = 0;
  const first = end;
  for (let unit = text.charCodeAt(end); unit >= 0x30 && unit <= 0x39 && end - first < 4; unit = text.charCodeAt(end)) {
    value = value * 10 + unit - 0x30;
    end++;
  }
  if (end === first || value > (isNegative ? 128 : 255) || end - first > 3) {
    return undefined;
  }
  return { value: isNegative ? (256 - value) % 256 : value, end };
}

function behindSeparators(text: string, at: number): number {
  const blank = behindGap(text, at);
  const sign = text.charCodeAt(blank);
  return sign === 0x2c || sign === 0x3b ? behindGap(text, blank + 1) : blank;
}
