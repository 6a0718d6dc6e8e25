import type { Decoded } from './decoded.ts';
import { BACKSLASH, behindGap } from './gap.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NONE = 64;

/** The six bits of each character of both alphabets (RFC 4648, sections 4 and 5). */
const SIX_BITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).replace('-', '+').replace('_', '/');
  const bits = ALPHABET.indexOf(character);
  return bits < 0 ? NONE : bits;
});

/** Base64 and base64url, wrapped or not, with or without padding, escaped as JSON does (`\/`, `\u002b`). */
export function decodeBase64(text: string, start: number, most: number): Decoded {
  const bytes = new Uint8Array(Math.min(most, Math.ceil(((text.length - start) * 3) / 4)));
  let at = start;
  let end = start;
  let last = start;
  let length = 0;
  let group = 0;
  let bits = 0;
  while (length < bytes.length) {
    const six = sixBitsAt(text, at);
    if (six === undefined) {
      const behind = behindGap(text, at);
      if (behind === at) {
        break;
      }
      at = behind;
      continue;
    }
    last = at;
    at += six.units;
    end = at;
    group = ((group << 6) | six.value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = group >> bits;
    }
  }
  const padded = behindPadding(text, end, bits);
  return {
    bytes: bytes.subarray(0, length),
    end: padded,
    // The bits that are left belong to the next byte.
    next: bits > 0 ? last : end,
    goesOn: padded === end && sixBitsAt(text, end) !== undefined,
  };
}

interface SixBits {
  readonly value: number;
  /** UTF-16 units that spell it. */
  readonly units: number;
}

const SINGLE: readonly SixBits[] = Array.from({ length: 64 }, (_, value) => ({ value, units: 1 }));

function sixBitsAt(text: string, at: number): SixBits | undefined {
  const unit = text.charCodeAt(at);
  if (unit === BACKSLASH) {
    const [escaping, digit] = /^\\+u00(2b|2f)/i.exec(text.slice(at, at + 10)) ?? [];
    return escaping === undefined
      ? undefined
      : { value: digit === '2f' || digit === '2F' ? 63 : 62, units: escaping.length };
  }
  const value = unit < 128 ? (SIX_BITS[unit] ?? NONE) : NONE;
  return value === NONE || (unit === DASH && isEndOfBlock(text, at)) ? undefined : SINGLE[value];
}

/** Five dashes in a row are the line that ends a PEM block; those of base64url may stand right before them. */
function isEndOfBlock(text: string, at: number): boolean {
  return text.startsWith('-----', at) && !/^-{6,30}END /.test(text.slice(at, at + 34));
}

const DASH = 0x2d;

function behindPadding(text: string, end: number, bits: number): number {
  const expected = bits === 4 ? 2 : bits === 2 ? 1 : 0;
  let at = end;
  for (let count = 0; count < expected; count++) {
    const behind = behindGap(text, at);
    const sign = /^(?:=|\\+u003d)/i.exec(text.slice(behind, behind + 10))?.[0];
    if (sign === undefined) {
      break;
    }
    at = behind + sign.length;
  }
  return at;
}
