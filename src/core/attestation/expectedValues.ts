import { bytesOfBase64 } from '../encoding/base64.ts';
import { byteCount } from '../encoding/count.ts';
import { readPemBlocks } from '../encoding/pem.ts';
import { decodeBytesLiteral } from './spelling/bytesLiteral.ts';
import { decodeIntegers } from './spelling/integers.ts';

/** How a value that the user expects compares with what the document carries. */
export interface ExpectedComparison {
  /** `same` only where every byte of some reading is equal; `unreadable` where there is nothing to compare. */
  readonly outcome: 'same' | 'different' | 'unreadable';
  /** One sentence of ours: how it was read, lengths, and the first byte that differs, counted from 0. */
  readonly reason: string;
  /** The reading that is equal, or the one whose difference is told. */
  readonly readAs?: ExpectedSpelling;
}

export type ExpectedSpelling =
  | 'PEM'
  | 'hexadecimal'
  | 'base64'
  | 'base64url'
  | 'a list of integers'
  | 'a bytes literal'
  | 'text';

interface Reading {
  readonly spelling: ExpectedSpelling;
  /** The spelling, and what of the text was left out or changed. */
  readonly words: string;
  readonly bytes: Uint8Array;
}

/** A nonce, user data and a public key have 1024 bytes at most. UTF-16 units. */
const LONGEST_TEXT = 16 * 1024;

/**
 * Compares byte by byte what a document carries (undefined: nothing) with what was entered: hexadecimal, base64,
 * base64url, PEM, a list of integers, a bytes literal, or text. What can be read in several ways is compared in all of
 * them, as nobody but the document knows which is meant: `abcdef12` is hexadecimal, base64 and text, and a document may
 * carry the text of a PEM block.
 */
export function compareExpected(actual: Uint8Array | undefined, expectedText: string): ExpectedComparison {
  if (expectedText.length > LONGEST_TEXT) {
    return unreadable(`it has more than ${LONGEST_TEXT} characters`);
  }
  const readings = readingsOf(expectedText);
  const [first] = readings;
  if (first === undefined) {
    return unreadable('it is empty');
  }
  if (actual === undefined) {
    return { outcome: 'different', reason: 'The document does not carry it.', readAs: first.spelling };
  }
  const same = readings.find(({ bytes }) => firstDifference(bytes, actual) === undefined);
  if (same !== undefined) {
    return {
      outcome: 'same',
      reason: `Read as ${same.words}, ${byteCount(actual.length)}, it is equal byte by byte.`,
      readAs: same.spelling,
    };
  }
  // Of several readings the one of the right length is likely to be meant.
  const told = readings.find(({ bytes }) => bytes.length === actual.length) ?? first;
  const others = new Set(readings.filter(({ spelling }) => spelling !== told.spelling).map(({ spelling }) => spelling));
  const also = others.size === 0 ? '' : ` Nor is it equal read as ${[...others].join(' or ')}.`;
  const reason = `${difference(told, actual)}${also}${brokenHint(expectedText.trim(), readings)}`;
  return { outcome: 'different', reason, readAs: told.spelling };
}

/** All readings, the likeliest first: bytes before text, unless quotes say that it is text. */
function readingsOf(entered: string): readonly Reading[] {
  const spelled = entered.trim();
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(spelled) ?? [];
  const texts = textReadings(entered);
  return quoted === undefined
    ? [...byteReadings(spelled), ...texts]
    : [textReading(quoted, 'text without its quotes'), ...texts];
}

function byteReadings(spelled: string): readonly Reading[] {
  if (spelled.startsWith('-----')) {
    // A key before a certificate only by name: a text has one of them.
    return (['PUBLIC KEY', 'RSA PUBLIC KEY', 'CERTIFICATE'] as const)
      .flatMap((label) => readPemBlocks(label, spelled))
      .flatMap((bytes) => (bytes === undefined ? [] : [{ spelling: 'PEM', words: 'PEM', bytes }]));
  }
  const literals = literalsOf(spelled);
  if (literals.length > 0) {
    return literals;
  }
  const hex = bytesOfHex(spelled);
  const base64 = spelled === '' ? undefined : bytesOfBase64(spelled.replace(/[ \t\r\n]/g, ''));
  const alphabet = /[-_]/.test(spelled) ? 'base64url' : 'base64';
  return [
    ...(hex === undefined ? [] : [{ spelling: 'hexadecimal', words: 'hexadecimal', bytes: hex } as const]),
    ...(base64 === undefined ? [] : [{ spelling: alphabet, words: alphabet, bytes: base64 } as const]),
  ];
}

/** The text as it was entered, and as it was before it came into an input area, which changes line ends. */
function textReadings(entered: string): readonly Reading[] {
  const unended = entered.replace(/\r?\n$/, '');
  return [
    ...(entered === '' ? [] : [textReading(entered, 'text')]),
    ...(unended === entered || unended === '' ? [] : [textReading(unended, 'text without its last line end')]),
    ...(entered.includes('\n') && !entered.includes('\r')
      ? [textReading(entered.replaceAll('\n', '\r\n'), 'text with CR LF as line ends')]
      : []),
  ];
}

function textReading(text: string, words: string): Reading {
  return { spelling: 'text', words, bytes: new TextEncoder().encode(text) };
}

/** Blanks, colons, commas and dashes between bytes; `0x` or `\x` in front of all or of each. */
function bytesOfHex(text: string): Uint8Array | undefined {
  const runs = text.split(/0x|\\x/i).map((run) => run.replace(/[\s:,-]/g, ''));
  const digits = runs[0] === '' ? runs.slice(1) : runs;
  if (digits.length === 0 || !digits.every((run) => /^(?:[0-9a-f]{2})+$/i.test(run))) {
    return undefined;
  }
  const all = digits.join('');
  return Uint8Array.from({ length: all.length / 2 }, (_, at) => Number.parseInt(all.slice(2 * at, 2 * at + 2), 16));
}

/**
 * `[1, 2]` as JSON prints bytes, and `b'\x01\x02'` as Python does, or as a string of JSON holds that: whole ones alone.
 */
function literalsOf(text: string): readonly Reading[] {
  const [opening] = /^\[\s*(?=[\d-])/.exec(text) ?? [];
  const integers = opening === undefined ? undefined : decodeIntegers(text, opening.length, text.length);
  if (integers !== undefined && text.slice(integers.end).trim() === ']') {
    return [{ spelling: 'a list of integers', words: 'a list of integers', bytes: integers.bytes }];
  }
  if (!/^b["']/i.test(text)) {
    return [];
  }
  return [1, 2]
    .map((backslashes) => decodeBytesLiteral(text, 2, text.length, backslashes))
    .filter(({ end }) => end === text.length - 1)
    .map(({ bytes }) => ({ spelling: 'a bytes literal', words: 'a bytes literal', bytes }));
}

/** What is said of a text that begins as bytes and could be read as text alone. */
function brokenHint(spelled: string, readings: readonly Reading[]): string {
  if (readings.some(({ spelling }) => spelling !== 'text')) {
    return '';
  }
  if (spelled.startsWith('-----')) {
    return ' It begins as PEM, but holds no block of a public key or certificate whose base64 is whole.';
  }
  return /^0x/i.test(spelled) ? ' It begins as hexadecimal, but is not pairs of its digits.' : '';
}

function unreadable(clause: string): ExpectedComparison {
  return { outcome: 'unreadable', reason: `What was entered could not be read: ${clause}.` };
}

function difference({ words, bytes }: Reading, actual: Uint8Array): string {
  const at = firstDifference(bytes, actual) ?? 0;
  const lengths = `Read as ${words}, it has ${byteCount(bytes.length)}; the document carries ${byteCount(actual.length)}`;
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
