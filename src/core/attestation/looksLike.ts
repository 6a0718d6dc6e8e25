import { headAt, itemAt, Major } from '../encoding/cborItem.ts';
import { FIELDS } from './payloadFields.ts';

/** The signs by which bytes that are no attestation document are known, and what they are. */
const SIGNS: readonly (readonly [readonly (number | undefined)[], string])[] = [
  [[0x2e, 0x65, 0x69, 0x66], 'an enclave image file (EIF)'],
  [[0x1f, 0x8b], 'gzip'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program (ELF)'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture (PNG)'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF file'],
  // A sequence in a sequence, both with lengths of two bytes: certificate and what it signs.
  [[0x30, 0x82, undefined, undefined, 0x30, 0x82], 'a certificate (DER)'],
  [[0x30, 0x82], 'DER'],
  [[0x30, 0x81], 'DER'],
];

/** What bytes seem to be by their first few; undefined where nobody can tell. */
export function bytesLookLike(bytes: Uint8Array): string | undefined {
  const known = SIGNS.find(([sign]) => sign.every((byte, index) => byte === undefined || bytes[index] === byte))?.[1];
  return known ?? (beginsWithField(bytes) ? BARE_PAYLOAD : undefined);
}

export const BARE_PAYLOAD = 'the payload of an attestation document, without its envelope and its signature';

/** Whether a map begins here whose first key is a field of the format. */
function beginsWithField(bytes: Uint8Array): boolean {
  const map = headAt(bytes, 0, bytes.length);
  if (map?.major !== Major.map) {
    return false;
  }
  const rest = bytes.subarray(map.next, map.next + 20);
  return FIELDS.some((field) => startsWithText(rest, field));
}

function startsWithText(bytes: Uint8Array, text: string): boolean {
  return bytes[0] === 0x60 + text.length && Array.from(text).every((unit, at) => bytes[at + 1] === unit.charCodeAt(0));
}

/** Messages of COSE and what else has a tag of its own (RFC 9052, table 1; RFC 8392; RFC 8949). */
const TAGS: Readonly<Record<number, string>> = {
  16: 'a COSE_Encrypt0 message',
  17: 'a COSE_Mac0 message',
  24: 'CBOR in a byte string',
  61: 'a CBOR Web Token',
  96: 'a COSE_Encrypt message',
  97: 'a COSE_Mac message',
  98: 'a COSE_Sign message',
  55799: 'CBOR that says so in front',
};

const KINDS: Readonly<Record<number, string>> = {
  [Major.unsigned]: 'a CBOR integer',
  [Major.negative]: 'a CBOR integer',
  [Major.bytes]: 'a CBOR byte string',
  [Major.text]: 'a CBOR text string',
  [Major.array]: 'a CBOR array',
  [Major.map]: 'a CBOR map',
  [Major.tag]: 'tagged CBOR',
  [Major.simple]: 'a simple CBOR value',
};

/** What an item of well-formed bytes is, in a few words. */
export function itemLooksLike(bytes: Uint8Array, at: number): string {
  const { major, argument, start } = itemAt(bytes, at);
  const known =
    major === Major.tag ? TAGS[argument] : beginsWithField(bytes.subarray(start)) ? BARE_PAYLOAD : undefined;
  return known ?? KINDS[major] ?? 'CBOR';
}
