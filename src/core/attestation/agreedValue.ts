import { contentsOf, exactArgument, type Item } from '../encoding/cborItem.ts';
import type { CborValue } from '../encoding/decodeCbor.ts';
import { areSameBytes } from '../encoding/sameBytes.ts';

/**
 * The text of a text string in one piece, read by ourselves; undefined where the value that the library decoded is
 * another. It takes a byte order mark off text of some lengths, which is part of the text.
 */
export function agreedText(bytes: Uint8Array, item: Item, value: CborValue): string | undefined {
  const text = strictText(contentsOf(bytes, item));
  return text !== undefined && (value === text || (typeof value === 'string' && text === `\ufeff${value}`))
    ? text
    : undefined;
}

/** The contents of a byte string in one piece, as a view of `bytes`; undefined where the library decoded others. */
export function agreedBytes(bytes: Uint8Array, item: Item, value: CborValue): Uint8Array | undefined {
  const contents = contentsOf(bytes, item);
  return value instanceof Uint8Array && areSameBytes(value, contents) ? contents : undefined;
}

/** An unsigned integer, which the library gives as a number or a bigint; undefined where it decoded another. */
export function agreedInteger(bytes: Uint8Array, item: Item, value: CborValue): bigint | undefined {
  const exact = exactArgument(bytes, item.start);
  const isSame = value === exact || (Number.isSafeInteger(value) && value === Number(exact));
  return isSame ? exact : undefined;
}

function strictText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
