import { derChildren } from './derValue.ts';

/** One value in DER (X.690); all arrays are views of the bytes that were read. */
export interface DerPiece {
  /** The identifier byte: class, whether constructed, tag number (X.690, section 8.1.2). */
  readonly tag: number;
  /** Identifier, length and contents. */
  readonly bytes: Uint8Array;
  readonly contents: Uint8Array;
}

export interface DerNode extends DerPiece {
  /** Of a constructed value; none of a primitive one. */
  readonly children: readonly DerNode[];
}

/** A certificate's fields are ten at most. */
const MOST_PIECES = 16;

/** The values that fill some bytes, one behind the other; none where they do not, or are more than certificates have. */
export function cutDer(bytes: Uint8Array): readonly DerPiece[] {
  const values = derChildren(bytes, { tag: 0, contents: 0, end: bytes.length }, MOST_PIECES) ?? [];
  return values.map(({ tag, contents, end }, index) => ({
    tag,
    bytes: bytes.subarray(values[index - 1]?.end ?? 0, end),
    contents: bytes.subarray(contents, end),
  }));
}

export const DER_TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** `[0]` of a certificate's fields, explicit: the version. */
  version: 0xa0,
  /** `[3]` of a certificate's fields, explicit: the extensions. */
  extensions: 0xa3,
} as const;

/** The contents of a bit string that is made of whole bytes; undefined for all else. */
export function wholeBytes(node: DerPiece): Uint8Array | undefined {
  return node.tag === DER_TAG.bitString && node.contents[0] === 0 ? node.contents.subarray(1) : undefined;
}

/**
 * A time of a certificate in milliseconds since the epoch, as RFC 5280, section 4.1.2.5 has it: in Zulu, with seconds and
 * without fractions; two digits of a year are of 1950 to 2049.
 */
export function certificateTime(node: DerPiece): number | undefined {
  const digits = latin1(node.contents);
  if (node.tag === DER_TAG.utcTime && /^\d{12}Z$/.test(digits)) {
    return timeOf(`${Number(digits.slice(0, 2)) < 50 ? '20' : '19'}${digits}`);
  }
  return node.tag === DER_TAG.generalizedTime && /^\d{14}Z$/.test(digits) ? timeOf(digits) : undefined;
}

/** Of `YYYYMMDDHHMMSSZ`; a day that the month does not have is no time. */
function timeOf(digits: string): number | undefined {
  const two = (at: number): number => Number(digits.slice(at, at + 2));
  const [year, month, day, hour, minute, second] = [
    Number(digits.slice(0, 4)),
    two(4),
    two(6),
    two(8),
    two(10),
    two(12),
  ];
  const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(milliseconds);
  // What is out of its range would move another part.
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && hour < 24 && minute < 60 && second < 60 ? milliseconds : undefined;
}

/** One character a byte. Only for what is short by its grammar. */
export function latin1(bytes: Uint8Array): string {
  return bytes.length > 64 ? '' : String.fromCharCode(...bytes);
}
