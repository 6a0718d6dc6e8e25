import { webcrypto } from 'node:crypto';
import {
  type AttestationDocument,
  type CertificateCache,
  createCertificateCache,
  readAttestationDocument,
  type VerificationReport,
  verifyAttestationDocument,
} from '../../src/core/index.ts';
import type { Sample } from './sample.ts';

export function read(input: string | Uint8Array): AttestationDocument {
  const result = readAttestationDocument(input);
  if (!result.ok) {
    throw new Error(result.error.message);
  }
  return result.value;
}

/** Every check, each time anew unless certificates are remembered in `cache`. */
export async function verify(
  document: AttestationDocument,
  { root, time }: Sample,
  isAws: boolean,
  cache?: CertificateCache,
): Promise<boolean> {
  const roots = isAws ? [] : [root];
  const report = await verifyAttestationDocument(document, { crypto: webcrypto, roots, at: time, now: time, cache });
  return holds(report, isAws);
}

function holds({ verdict }: VerificationReport, isAws: boolean): boolean {
  return verdict === (isAws ? 'genuine' : 'genuine-under-added-root');
}

/** One after another; what is known of certificates goes from one to the next. */
export async function verifyBatch(genuine: readonly Sample[], isAws: boolean): Promise<boolean> {
  const cache = createCertificateCache();
  for (const sample of genuine) {
    if (!(await verify(read(sample.bytes), sample, isAws, cache))) {
      return false;
    }
  }
  return true;
}
