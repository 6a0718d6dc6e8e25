import { readPemBlocks } from '../encoding/pem.ts';
import { readCertificate } from './certificate.ts';
import { rootProblem } from './chainRules.ts';

/** The roots that a user added, for a PKI of their own. */
export interface AddedRoots {
  /** DER. A certificate of these is trusted whatever signed it: it is known by its fingerprint. */
  readonly roots: readonly Uint8Array[];
  readonly problems: readonly AddedRootProblem[];
}

export interface AddedRootProblem {
  /** Which of the texts, from 0. */
  readonly index: number;
  /** One sentence of ours alone. */
  readonly message: string;
}

/** A certificate has about 800 characters; what is far longer is something else. UTF-16 units. */
const LONGEST_TEXT = 64 * 1024;

/**
 * Reads the setting that holds them: texts with one or several PEM certificates each. A certificate that could not stand
 * at the top of a chain is left out, and a problem says so.
 */
export function readAddedRoots(pemTexts: readonly string[]): AddedRoots {
  const read = pemTexts.map(readText);
  return {
    roots: read.flatMap(({ roots }) => roots),
    problems: read.flatMap(({ clauses }, index) =>
      clauses.map((clause) => ({ index, message: `Added root ${index + 1} is left out: ${clause}.` })),
    ),
  };
}

function readText(text: string): { readonly roots: readonly Uint8Array[]; readonly clauses: readonly string[] } {
  if (text.length > LONGEST_TEXT) {
    return { roots: [], clauses: [`it has more than ${LONGEST_TEXT} characters`] };
  }
  const blocks = readPemBlocks('CERTIFICATE', text);
  if (blocks.length === 0) {
    return { roots: [], clauses: ['it holds no PEM certificate'] };
  }
  const roots: Uint8Array[] = [];
  const clauses: string[] = [];
  for (const [index, der] of blocks.entries()) {
    const which = blocks.length === 1 ? 'its certificate' : `its certificate ${index + 1}`;
    const problem = der === undefined ? 'is not base64 between its first and last line' : problemOf(der);
    if (problem === undefined && der !== undefined) {
      roots.push(der);
    } else {
      clauses.push(`${which} ${problem}`);
    }
  }
  return { roots, clauses };
}

function problemOf(der: Uint8Array): string | undefined {
  const read = readCertificate(der);
  return read.ok ? rootProblem(read.value) : `could not be read: ${read.error}`;
}
