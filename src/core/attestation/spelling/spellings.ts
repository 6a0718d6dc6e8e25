import type { Spelling } from '../attestationDocument.ts';
import { decodeBase64 } from './base64.ts';
import { decodeBytesLiteral } from './bytesLiteral.ts';
import type { Decode } from './decoded.ts';
import { decodeHex } from './hex.ts';
import { decodeIntegers } from './integers.ts';

/** One way to write bytes as text. */
export interface TextSpelling {
  readonly name: 'base64' | Exclude<Spelling, 'bytes' | 'base64' | 'base64url' | 'pem'>;
  /** Where an attestation document begins in it: `84 44 a1 01 38 22`, or that with its tag `d2`. */
  readonly beginnings: RegExp;
  /** Where more than a few bytes of anything may begin in it, or the escaped line end before that. */
  readonly runs: RegExp;
  readonly decode: Decode;
}

// No pattern here repeats without a bound: each costs a few steps a unit, whatever the text is.
const BETWEEN_HEX = String.raw`[\s:,;-]{0,8}(?:0x|\\x)?`;
const BETWEEN_INTEGERS = String.raw`[\s,;]{1,16}`;

export const TEXT_SPELLINGS: readonly TextSpelling[] = [
  {
    name: 'python-bytes',
    beginnings: /(?:\\{1,4}xd2)?\\{1,4}x84(?:D|\\{1,4}x44)\\{1,4}xa1\\{1,4}x01(?:8|\\{1,4}x38)(?:\\{0,4}"|\\{1,4}x22)/g,
    runs: /(?<=\bb\\{0,3}["'])(?=[^"'\n]{12})/g,
    decode: decodeBytesLiteral,
  },
  {
    name: 'integers',
    beginnings: new RegExp(
      String.raw`(?<![\d.-])(?:(?:210|-46)${BETWEEN_INTEGERS})?${['(?:132|-124)', '68', '(?:161|-95)', '1', '56', '34'].join(BETWEEN_INTEGERS)}(?!\d)`,
      'g',
    ),
    runs: new RegExp(String.raw`(?<![\d.-])(?:-?\d{1,3}${BETWEEN_INTEGERS}){12}`, 'g'),
    decode: decodeIntegers,
  },
  {
    name: 'hex',
    beginnings: new RegExp(
      `(?:0x|\\\\x)?(?:d2${BETWEEN_HEX})?${['84', '44', 'a1', '0?1', '38', '22'].join(BETWEEN_HEX)}`,
      'gi',
    ),
    runs: /(?:(?<![0-9a-z])|\\[nrt])(?:(?:0x[0-9a-f]{1,2}|(?:\\x)?[0-9a-f]{2})[\s:,;-]{0,8}){12}/gi,
    decode: decodeHex,
  },
  {
    name: 'base64',
    beginnings: /0oREoQE4I|hEShATgi/g,
    runs: /(?:\\[nrt])?(?:[A-Za-z0-9+/_-]|\\\/){24}/g,
    decode: decodeBase64,
  },
];
