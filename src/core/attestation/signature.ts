import { SIGNATURE_BYTES } from './coseSign1.ts';

/** The protected header of every document: `{1: -35}`, the algorithm is ES384 (RFC 9053, section 2.1). */
const ES384_HEADER = [0xa1, 0x01, 0x38, 0x22] as const;

export function isES384Header(protectedHeader: Uint8Array): boolean {
  return (
    protectedHeader.length === ES384_HEADER.length &&
    ES384_HEADER.every((byte, index) => byte === protectedHeader[index])
  );
}

/**
 * What a document's signature signs (RFC 9052, section 4.4): the CBOR array `["Signature1", protected, h'', payload]`
 * with the shortest lengths, however long those in the document are.
 */
export function signedBytes(protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array {
  const context = Uint8Array.of(0x84, 0x6a, ...new TextEncoder().encode('Signature1'));
  const protectedHead = byteStringHead(protectedHeader.length);
  const payloadHead = byteStringHead(payload.length);
  const parts = [context, protectedHead, protectedHeader, Uint8Array.of(0x40), payloadHead, payload];
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** RFC 8949, section 3, major type 2. */
function byteStringHead(length: number): Uint8Array {
  if (length < 24) {
    return Uint8Array.of(0x40 | length);
  }
  if (length < 0x100) {
    return Uint8Array.of(0x58, length);
  }
  if (length < 0x1_0000) {
    return Uint8Array.of(0x59, length >> 8, length);
  }
  return Uint8Array.of(0x5a, length >> 24, length >> 16, length >> 8, length);
}

/**
 * r ‖ s of the signature of a certificate, which is DER, SEQUENCE { r INTEGER, s INTEGER } (RFC 3279, section 2.2.3);
 * undefined where it is no such thing, or a number is negative or longer than 48 bytes.
 */
export function rawSignature(der: Uint8Array): Uint8Array | undefined {
  // At most 2 + 2 × (2 + 49) bytes, so every length is one byte; a number of more bytes is refused by itself.
  if (der[0] !== 0x30 || der[1] !== der.length - 2) {
    return undefined;
  }
  const raw = new Uint8Array(SIGNATURE_BYTES);
  const afterR = readInteger(der, 2, raw.subarray(0, 48));
  const afterS = afterR === undefined ? undefined : readInteger(der, afterR, raw.subarray(48));
  return afterS === der.length ? raw : undefined;
}

/** Writes a number that is not negative to the end of `into`, and says where it ends in `der`. */
function readInteger(der: Uint8Array, start: number, into: Uint8Array): number | undefined {
  const length = der[start + 1] ?? 0;
  const end = start + 2 + length;
  const [first, second] = der.subarray(start + 2, end);
  if (der[start] !== 0x02 || end > der.length || first === undefined || first >= 0x80) {
    return undefined;
  }
  // A zero byte in front stands only where the number would be negative without it.
  const isPadded = first === 0 && length > 1;
  const number = der.subarray(start + (isPadded ? 3 : 2), end);
  if ((isPadded && (second ?? 0) < 0x80) || number.length > into.length) {
    return undefined;
  }
  into.set(number, into.length - number.length);
  return end;
}
