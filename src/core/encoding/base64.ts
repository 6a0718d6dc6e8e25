const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The six bits of each character by its code; 64 for what is none of the alphabet. Both alphabets of RFC 4648. */
const SIX_BITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).replace('-', '+').replace('_', '/');
  const bits = ALPHABET.indexOf(character);
  return bits < 0 ? 64 : bits;
});

/** RFC 4648, section 4, with padding and on one line. */
export function toBase64Text(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const characters = Math.min(bytes.length - at, 3) + 1;
    for (let index = 0; index < characters; index++) {
      text += ALPHABET.charAt((group >> (18 - 6 * index)) & 0x3f);
    }
    text += '='.repeat(4 - characters);
  }
  return text;
}

/**
 * The bytes of base64 or base64url on one line, with its padding or without; undefined for all else. Bits behind the
 * last byte must be zero, so that one text alone stands for some bytes in each alphabet.
 */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  const unpadded = text.replace(/={1,2}$/, '');
  const rest = unpadded.length % 4;
  const isPaddedWrong = text.length !== unpadded.length && text.length % 4 !== 0;
  if (rest === 1 || isPaddedWrong || (/[+/]/.test(text) && /[-_]/.test(text))) {
    return undefined;
  }
  const bytes = new Uint8Array(Math.floor((unpadded.length * 3) / 4));
  let bits = 0;
  let group = 0;
  let at = 0;
  for (let index = 0; index < unpadded.length; index++) {
    const six = SIX_BITS[unpadded.charCodeAt(index)] ?? 64;
    if (six === 64) {
      return undefined;
    }
    group = ((group << 6) | six) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = group >> bits;
    }
  }
  return (group & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}
