import { toHex } from '../encoding/hex.ts';

/**
 * A byte string in diagnostic notation (RFC 8949, section 8): `h'…'`. What is longer than `most` UTF-16 units comes to
 * more than that, but not to much more, as nobody reads on.
 */
export function bytesNotation(bytes: Uint8Array, most: number): string {
  // Two digits a byte: one byte more than fits.
  return `h'${toHex(bytes.subarray(0, most / 2 + 1))}'`;
}

/** A text string, UTF-8, in quotes, with what cannot be seen escaped; cut as byte strings are. */
export function textNotation(bytes: Uint8Array, most: number): string {
  // No character has more than four bytes for two units, nor three for one; only one that does not fit may be halved.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, 3 * most + 4));
  return `"${text.slice(0, most + 1).replace(UNSEEN, escapeOf)}"`;
}

/** Quotes, backslashes, controls, marks of direction, what is drawn as nothing, line ends of any kind. */
const UNSEEN = /["\\\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

function escapeOf(character: string): string {
  if (character === '"' || character === '\\') {
    return `\\${character}`;
  }
  let escaped = '';
  for (let at = 0; at < character.length; at++) {
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
