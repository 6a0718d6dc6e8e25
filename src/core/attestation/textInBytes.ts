import { bytesLookLike } from './looksLike.ts';

/**
 * The text that bytes are without doubt: UTF-8 without control characters, or UTF-16, which its byte order mark or its
 * zeros tell; the mark is left out. Undefined for all else. No attestation document is such a text, as its first byte
 * cannot be.
 */
export function textInBytes(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return utf16(bytes.subarray(2));
  }
  if (first === 0xfe && second === 0xff) {
    return utf16(swapped(bytes.subarray(2)));
  }
  if (bytesLookLike(bytes) !== undefined) {
    return undefined;
  }
  const order = orderByZeros(bytes);
  return order === undefined ? utf8(bytes) : utf16(order === 'little' ? bytes : swapped(bytes));
}

/**
 * The text that bytes may hold in spite of some that are none, as logs do in other encodings, or with control characters:
 * U+FFFD stands for what is no UTF-8. Undefined for what is known to be something else, a document's envelope among it.
 */
export function textAmongBytes(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const isEnvelope = (first === 0x84 && second === 0x44) || (first === 0xd2 && second === 0x84);
  return isEnvelope || bytesLookLike(bytes) !== undefined ? undefined : new TextDecoder('utf-8').decode(bytes);
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // Escape sequences of colours are in many logs.
    return CONTROL.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells binary from text.
const CONTROL = /[\0-\x07\x0e-\x1a\x1c-\x1f]/;

/** Halves of characters become U+FFFD: no document is spelled with any. */
function utf16(bytes: Uint8Array): string {
  return new TextDecoder('utf-16le').decode(bytes);
}

/** The byte order of UTF-16 in which two of three characters are of the first 256, as all are that spell a document. */
function orderByZeros(bytes: Uint8Array): 'little' | 'big' | undefined {
  const pairs = bytes.length >> 1;
  let little = 0;
  let big = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const isZero = bytes[at] === 0;
    if (isZero !== (bytes[at + 1] === 0)) {
      little += isZero ? 0 : 1;
      big += isZero ? 1 : 0;
    }
  }
  const least = Math.max(4, (2 * pairs) / 3);
  return little >= least ? 'little' : big >= least ? 'big' : undefined;
}

/** Not every build of Node knows the big-endian one by name. */
function swapped(bytes: Uint8Array): Uint8Array {
  const other = new Uint8Array(bytes.length & ~1);
  for (let at = 0; at < other.length; at++) {
    other[at] = bytes[at ^ 1] ?? 0;
  }
  return other;
}
