import { headAt, INDEFINITE, type Item, Major } from '../encoding/cborItem.ts';

/** The tag of COSE_Sign1 (RFC 9052, section 2). */
export const SIGN1_TAG = 18;

/** Bytes of an ECDSA signature with P-384 (RFC 9053, section 2.1): r and s. */
export const SIGNATURE_BYTES = 96;

/** What a signature of `SIGNATURE_BYTES` takes with its head. */
const SIGNATURE_ITEM = 2 + SIGNATURE_BYTES;

/** The four elements of COSE_Sign1 (RFC 9052, section 4.2). */
export const ELEMENTS = 4;

/** How many bytes a COSE_Sign1 message has once it is whole. */
export interface Promised {
  readonly size: number;
  /** Whether all heads were seen; otherwise the size is the least that it can be. */
  readonly isFinal: boolean;
}

/**
 * How many bytes the COSE_Sign1 message has whose first bytes these are, from the heads of its elements alone. Undefined
 * where it begins otherwise than an attestation document does.
 */
export function promisedSize(bytes: Uint8Array): Promised | undefined {
  let at = bytes[0] === 0xc0 + SIGN1_TAG ? 1 : 0;
  if (bytes[at] !== 0x80 + ELEMENTS) {
    return undefined;
  }
  at++;
  for (let index = 0; index < ELEMENTS; index++) {
    const head = headAt(bytes, at, bytes.length);
    if (head === undefined) {
      const rest = index === ELEMENTS - 1 ? SIGNATURE_ITEM : ELEMENTS - 1 - index + SIGNATURE_ITEM;
      return { size: at + rest, isFinal: false };
    }
    const isString = head.major === Major.bytes && head.info !== INDEFINITE;
    const isEmptyMap = head.major === Major.map && head.info === 0;
    if (!isString && !isEmptyMap) {
      return undefined;
    }
    at = head.next + (isString ? head.argument : 0);
  }
  return { size: at, isFinal: true };
}

/** Whether the item is a byte string whose contents stand in one piece. */
export function isPlainBytes(item: Item): boolean {
  return item.major === Major.bytes && !item.isIndefinite;
}
