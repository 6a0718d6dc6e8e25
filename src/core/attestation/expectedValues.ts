import { bytesOfBase64 } from '../encoding/base64.ts';
import { byteCount } from '../encoding/count.ts';
import { readPemBlocks } from '../encoding/pem.ts';

/** How a value that the user expects compares with what the document carries. */
export interface ExpectedComparison {
  /** `same` only where every byte is equal; `unreadable` where what was entered is not what it begins as. */
  readonly outcome: 'same' | 'different' | 'unreadable';
  /** One sentence of ours: how it was read, lengths, and the first byte that differs, counted from 0. */
  readonly reason: string;
  /** The reading that is equal, or the one whose difference is told. */
  readonly readAs?: ExpectedSpelling;
}

export type ExpectedSpelling = 'PEM' | 'hexadecimal' | 'base64' | 'base64url' | 'text';

interface Reading {
  readonly spelling: ExpectedSpelling;
  readonly bytes: Uint8Array;
}

/** A nonce, user data and a public key have 1024 bytes at most. UTF-16 units. */
const LONGEST_TEXT = 16 * 1024;

/**
 * Compares byte by byte what a document carries (undefined: nothing) with what was entered: hexadecimal, base64,
 * base64url, PEM, or text, in quotes where it could be taken for one of these. What can be read in several ways is
 * compared in all of them: `abcdef12` is hexadecimal, base64 and text.
 */
export function compareExpected(actual: Uint8Array | undefined, expectedText: string): ExpectedComparison {
  if (expectedText.length > LONGEST_TEXT) {
    return unreadable(`it has more than ${LONGEST_TEXT} characters`);
  }
  const text = expectedText.trim();
  const readings = readingsOf(text);
  const [first] = readings;
  if (first === undefined) {
    return unreadable(whyUnreadable(text));
  }
  if (actual === undefined) {
    return { outcome: 'different', reason: 'The document does not carry it.', readAs: first.spelling };
  }
  const same = readings.find(({ bytes }) => firstDifference(bytes, actual) === undefined);
  if (same !== undefined) {
    return {
      outcome: 'same',
      reason: `Read as ${same.spelling}, ${byteCount(actual.length)}, it is equal byte by byte.`,
      readAs: same.spelling,
    };
  }
  // Of several readings the one of the right length is likely to be meant.
  const told = readings.find(({ bytes }) => bytes.length === actual.length) ?? first;
  const others = readings.filter((reading) => reading !== told).map(({ spelling }) => spelling);
  const also = others.length === 0 ? '' : ` Nor is it equal read as ${others.join(' or ')}.`;
  return { outcome: 'different', reason: `${difference(told, actual)}${also}`, readAs: told.spelling };
}

function readingsOf(text: string): readonly Reading[] {
  if (text.startsWith('-----')) {
    // PUBLIC KEY before CERTIFICATE only by name: a text has one of them.
    const blocks = [...readPemBlocks('PUBLIC KEY', text), ...readPemBlocks('CERTIFICATE', text)];
    return blocks.flatMap((bytes) => (bytes === undefined ? [] : [{ spelling: 'PEM', bytes }]));
  }
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  if (quoted !== undefined) {
    return [textReading(quoted)];
  }
  const hex = bytesOfHex(text);
  const base64 = text === '' ? undefined : bytesOfBase64(text.replace(/[ \t\r\n]/g, ''));
  const isUrl = /[-_]/.test(text);
  return [
    ...(hex === undefined ? [] : [{ spelling: 'hexadecimal', bytes: hex } as const]),
    ...(base64 === undefined ? [] : [{ spelling: isUrl ? 'base64url' : 'base64', bytes: base64 } as const]),
    // What says that it is hexadecimal, or a text that was not closed, is not taken for the text that it is otherwise.
    ...(text === '' || /^(?:0x|["'])/i.test(text) ? [] : [textReading(text)]),
  ];
}

function textReading(text: string): Reading {
  return { spelling: 'text', bytes: new TextEncoder().encode(text) };
}

/** With `0x` in front or not, blanks and colons between bytes. */
function bytesOfHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/^0x/i, '').replace(/[\s:]/g, '');
  if (digits === '' || digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) {
    return undefined;
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

function whyUnreadable(text: string): string {
  if (text === '') {
    return 'it is empty';
  }
  if (text.startsWith('-----')) {
    return 'it holds no PEM block of a public key or certificate whose base64 is whole';
  }
  return /^0x/i.test(text) ? 'it is not pairs of hexadecimal digits' : 'its quote is not closed';
}

function unreadable(clause: string): ExpectedComparison {
  return { outcome: 'unreadable', reason: `What was entered could not be read: ${clause}.` };
}

function difference({ spelling, bytes }: Reading, actual: Uint8Array): string {
  const at = firstDifference(bytes, actual) ?? 0;
  const lengths = `Read as ${spelling}, it has ${byteCount(bytes.length)}; the document carries ${byteCount(actual.length)}`;
  return at < Math.min(bytes.length, actual.length)
    ? `${lengths}, and the first that differs is byte ${at}, counted from 0.`
    : `${lengths}, and they are equal up to byte ${at}, where the shorter one ends.`;
}

/** The first offset at which one differs from the other, or has ended; undefined where they are equal. */
function firstDifference(one: Uint8Array, other: Uint8Array): number | undefined {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) {
    if (one[at] !== other[at]) {
      return at;
    }
  }
  return one.length === other.length ? undefined : shared;
}
