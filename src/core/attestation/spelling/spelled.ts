import { cborProblem } from '../../encoding/wellFormed.ts';
import type { Spelling } from '../attestationDocument.ts';
import { promisedSize } from '../coseSign1.ts';
import type { Decoded } from './decoded.ts';
import type { TextSpelling } from './spellings.ts';

/** Bytes in a text, as one of the spellings has them. */
export interface Spelled {
  readonly spelling: Spelling;
  readonly bytes: Uint8Array;
  /** UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
  /** The UTF-16 unit at which a byte begins. */
  readonly offsetOf: (byte: number) => number;
}

/** How many UTF-16 units may still be read, so that no text costs more than in proportion to its length. */
export interface Budget {
  left: number;
}

/** Bytes: enough to see the head of a payload, and nesting that is too deep. */
const FIRST_LOOK = 128;

/**
 * What is spelled from `start` on: a message of COSE_Sign1 as long as its heads say, with one byte more where bytes follow
 * it without a gap; anything else as far as it goes, up to `most` bytes and one.
 */
export function readSpelled(
  text: string,
  start: number,
  spelling: TextSpelling,
  most: number,
  budget: Budget,
): Spelled {
  const read = (count: number): Decoded => {
    const decoded = spelling.decode(text, start, count);
    budget.left -= decoded.end - start;
    return decoded;
  };
  const decoded = readMessage(read, most);
  return {
    spelling: nameOf(text, start, decoded.end, spelling),
    bytes: decoded.bytes,
    start,
    end: decoded.end,
    offsetOf: (byte) => spelling.decode(text, start, byte).next,
  };
}

function readMessage(read: (count: number) => Decoded, most: number): Decoded {
  let wanted = FIRST_LOOK;
  for (;;) {
    const decoded = read(wanted);
    const { length } = decoded.bytes;
    const promised = promisedSize(decoded.bytes);
    if (promised?.isFinal === true && promised.size <= Math.min(length, most)) {
      const exact = length === promised.size ? decoded : read(promised.size);
      return exact.goesOn ? read(promised.size + 1) : exact;
    }
    // What is broken already does not get better by what follows.
    if (length < wanted || wanted > most || (promised === undefined && isBroken(decoded.bytes))) {
      return decoded;
    }
    wanted = Math.min(promised?.size ?? most + 1, most + 1);
  }
}

function isBroken(bytes: Uint8Array): boolean {
  const problem = cborProblem(bytes);
  return problem !== undefined && problem.code !== 'cut-off' && problem.code !== 'trailing-bytes';
}

function nameOf(text: string, start: number, end: number, { name }: TextSpelling): Spelling {
  if (name !== 'base64') {
    return name;
  }
  if (/-----BEGIN [^\r\n-]{1,100}-----(?:\s|\\[nr]){1,20}$/.test(text.slice(Math.max(start - 150, 0), start))) {
    return 'pem';
  }
  return /[-_]/.test(text.slice(start, end)) ? 'base64url' : 'base64';
}
