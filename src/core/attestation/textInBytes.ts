import { bytesLookLike } from './looksLike.ts';

/**
 * The text that bytes hold: UTF-8, or UTF-16 with its byte order mark, which is left out. Undefined for what is binary:
 * no valid text, or text with control characters. No attestation document is valid UTF-8, as its first byte cannot be.
 */
export function textInBytes(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return decoded(bytes.subarray(2), 'utf-16le');
  }
  if (first === 0xfe && second === 0xff) {
    return decoded(swapped(bytes.subarray(2)), 'utf-16le');
  }
  return bytesLookLike(bytes) === undefined ? decoded(bytes, 'utf-8') : undefined;
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    // Escape sequences of colours are in many logs.
    return CONTROL.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells binary from text.
const CONTROL = /[\0-\x07\x0e-\x1a\x1c-\x1f]/;

/** Not every build of Node knows the big-endian one by name. */
function swapped(bytes: Uint8Array): Uint8Array {
  const other = new Uint8Array(bytes.length & ~1);
  for (let at = 0; at < other.length; at++) {
    other[at] = bytes[at ^ 1] ?? 0;
  }
  return other;
}
