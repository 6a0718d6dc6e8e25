/** The checks, in the order in which they are shown. Rules and words: docs/verdicts.md. */
export const CHECK_IDS = [
  'signature',
  'chain',
  'root',
  'leaf-name',
  'valid-at-timestamp',
  'valid-at',
  'valid-at-call',
  'valid-now',
  'profile',
] as const;

export type CheckId = (typeof CHECK_IDS)[number];

/** `unknown`: the check could not be made. It is never a pass. */
export type CheckOutcome = 'pass' | 'fail' | 'unknown';

export interface Check {
  readonly id: CheckId;
  readonly outcome: CheckOutcome;
  /** One sentence of ours; texts from certificates are left out of it. */
  readonly reason: string;
}

export type Verdict = 'genuine' | 'genuine-under-added-root' | 'not-genuine' | 'undecided';

export interface VerificationReport {
  readonly verdict: Verdict;
  /** Each id at most once; `valid-at` stands in the place of `valid-at-timestamp` where a time was given. */
  readonly checks: readonly Check[];
  /** As in the document: root first, leaf last. */
  readonly certificates: readonly ChainCertificate[];
  /**
   * The region in the leaf's name, where `leaf-name` passes: signed by AWS where the verdict is `genuine`, a claim
   * otherwise. It may differ from the region of a call.
   */
  readonly region: string | undefined;
}

export interface ChainCertificate {
  /** `root`, `regional`, `zonal`, `instance` and `leaf` in a chain of five; `certificate 2` and so on in others. */
  readonly role: string;
  readonly der: Uint8Array;
  /** SHA-256 of the DER, 64 lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** Undefined where the certificate could not be read; `problem` says why, as the end of a sentence. */
  readonly contents: CertificateContents | undefined;
  readonly problem: string | undefined;
}

export interface CertificateContents {
  /** As a person reads it; whoever made the certificate wrote it. Escape it where it is shown. */
  readonly subject: string;
  readonly commonName: string | undefined;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  /** Milliseconds since the epoch; valid from the first to the last, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
}
