// Signing a document, reading it and verifying it, as most tests of verifying do.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import type { AttestationDocument } from '../../src/core/attestation/attestationDocument.ts';
import { readDocument } from '../../src/core/attestation/readDocument.ts';
import type { CheckId, CheckOutcome, VerificationReport } from '../../src/core/attestation/verificationReport.ts';
import { type VerifyOptions, verifyAttestationDocument } from '../../src/core/attestation/verifyDocument.ts';
import type { WebCrypto } from '../../src/core/attestation/webCrypto.ts';
import { type SigningOptions, signDocument } from './attestationSigner.ts';

export const crypto: WebCrypto = webcrypto;

/** The document in some bytes, which must hold one. */
export function documentIn(bytes: Uint8Array): AttestationDocument {
  const read = readDocument(bytes, 'bytes');
  assert.ok(read.ok, read.ok ? '' : read.error.message);
  return read.value;
}

/** The report on a document under its own root at its own time, unless the options say otherwise. */
export function reportOn(signing: SigningOptions = {}, options: VerifyOptions = {}): Promise<VerificationReport> {
  const { bytes, root, timestamp } = signDocument(signing);
  return verifyAttestationDocument(documentIn(bytes), { crypto, roots: [root], now: timestamp, ...options });
}

export function outcomeOf(report: VerificationReport, id: CheckId): CheckOutcome | undefined {
  return report.checks.find((check) => check.id === id)?.outcome;
}

export function reasonOf(report: VerificationReport, id: CheckId): string {
  return report.checks.find((check) => check.id === id)?.reason ?? '';
}

/** The checks that do not pass, with their outcomes; without `valid-at-call`, for which most documents have no call. */
export function notPassed(report: VerificationReport): Readonly<Partial<Record<CheckId, CheckOutcome>>> {
  return Object.fromEntries(
    report.checks
      .filter(({ id, outcome }) => outcome !== 'pass' && id !== 'valid-at-call')
      .map(({ id, outcome }) => [id, outcome]),
  );
}
