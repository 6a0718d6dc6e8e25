import { byteCount, grouped } from '../encoding/count.ts';
import type { CborProblem } from '../encoding/wellFormed.ts';
import type { ReadProblem } from './attestationDocument.ts';

/** How an attestation document begins, for those who have to find it. */
export const BEGINNING = 'bytes that begin with 84 44 a1 01 38 22: hEShATgi in base64, 8444a1013822 in hexadecimal';

/**
 * What broke the bytes, with what it looks like.
 * @param part What was read: `The document`, `The payload`.
 */
export function brokenCbor(
  part: string,
  problem: CborProblem,
  { least, looksLike }: { readonly least?: number | undefined; readonly looksLike?: string | undefined } = {},
): ReadProblem {
  const { byteOffset, expected } = problem;
  return {
    code: problem.code === 'duplicate-key' ? 'duplicate-key' : 'not-well-formed',
    message: `${part} cannot be read: ${clause(problem, least)}.`,
    byteOffset,
    expected,
    ...(looksLike === undefined ? {} : { looksLike }),
  };
}

function clause({ code, message, byteOffset, expected }: CborProblem, least: number | undefined): string {
  if (code !== 'cut-off' || least === undefined || least <= byteOffset) {
    return message;
  }
  const missing = least - byteOffset;
  const amount = `${byteCount(missing)} ${missing === 1 ? 'is' : 'are'}`;
  return `it is cut off at byte ${grouped(byteOffset)}, where ${expected} should stand, and at least ${amount} missing`;
}

/** The same where what stands behind a UTF-16 unit of the text was not looked at. */
export function searchedTo(problem: ReadProblem, at: number): ReadProblem {
  const rest = `What stands behind character ${grouped(at)} was not looked at: too much before it begins as a document.`;
  return { ...problem, message: `${problem.message} ${rest}` };
}

/** What is no document, with what it looks like where that is known. */
export function noDocument(
  code: ReadProblem['code'],
  message: string,
  rest: {
    readonly looksLike?: string | undefined;
    readonly expected?: string | undefined;
    readonly byteOffset?: number | undefined;
  } = {},
): ReadProblem {
  const { looksLike, expected, byteOffset } = rest;
  return {
    code,
    message,
    ...(byteOffset === undefined ? {} : { byteOffset }),
    ...(expected === undefined ? {} : { expected }),
    ...(looksLike === undefined ? {} : { looksLike }),
  };
}
