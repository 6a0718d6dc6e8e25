import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../encoding/hex.ts';
import type { Result } from '../result.ts';
import { type Certificate, completeCertificate } from './certificate.ts';
import { type CertificateFrame, readCertificateFrame } from './certificateFrame.ts';
import { createRememberedMap, type RememberedMap } from './rememberedMap.ts';
import type { CheckOutcome } from './verificationReport.ts';
import type { VerifyingKey, WebCrypto } from './webCrypto.ts';

/**
 * What was found out about certificates and holds for every document: the certificates above the leaf repeat from one
 * document to the next. Hand one to all verifications of a batch. A report is the same with it and without.
 */
export interface CertificateCache {
  readonly read: (der: Uint8Array) => FingerprintedCertificate;
  /** What holds as far as this WebCrypto tells: another one may tell otherwise. */
  readonly of: (crypto: WebCrypto) => VerifiedByCrypto;
}

export interface FingerprintedCertificate {
  /** SHA-256 of the whole DER, 64 lower-case hexadecimal digits. All that is remembered is bound to it. */
  readonly fingerprint: string;
  readonly frame: Result<CertificateFrame, string>;
  /** The whole, read when it is asked for first: its signature can be asked about before. */
  readonly contents: () => Result<Certificate, string>;
}

export interface VerifiedByCrypto {
  /** By the fingerprint of the certificate whose key it is. */
  readonly keys: RememberedMap<Promise<VerifyingKey | undefined>>;
  /** Whether one certificate signed another, by the fingerprints of both, the signed one first. Passes alone stay. */
  readonly signatures: RememberedMap<Promise<CheckOutcome>>;
}

/** The four certificates above the leaf of a hundred instances or more. */
const DEFAULT_LIMIT = 512;

/** Remembers at most `limit` certificates, and as many keys and signatures; the ones used last stay. */
export function createCertificateCache(limit = DEFAULT_LIMIT): CertificateCache {
  const certificates = createRememberedMap<FingerprintedCertificate>(limit);
  const verified = new WeakMap<WebCrypto, VerifiedByCrypto>();
  return {
    read: (der) => {
      const fingerprint = toHex(sha256(der));
      const known = certificates.get(fingerprint);
      if (known !== undefined) {
        return known;
      }
      const certificate = fingerprinted(fingerprint, readCertificateFrame(der));
      certificates.set(fingerprint, certificate);
      return certificate;
    },
    of: (crypto) => {
      const known = verified.get(crypto);
      if (known !== undefined) {
        return known;
      }
      const fresh: VerifiedByCrypto = { keys: createRememberedMap(limit), signatures: createRememberedMap(limit) };
      verified.set(crypto, fresh);
      return fresh;
    },
  };
}

function fingerprinted(fingerprint: string, frame: Result<CertificateFrame, string>): FingerprintedCertificate {
  let contents: Result<Certificate, string> | undefined;
  return {
    fingerprint,
    frame,
    contents: () => {
      contents ??= frame.ok ? completeCertificate(frame.value) : frame;
      return contents;
    },
  };
}
