import type { CertificateCache, FingerprintedCertificate } from './certificateCache.ts';
import { rawSignature } from './signature.ts';
import type { CheckOutcome } from './verificationReport.ts';
import type { VerifyingKey, WebCrypto } from './webCrypto.ts';

/** Asks WebCrypto who signed what. Nothing here rejects: what could not be asked is `unknown`. */
export interface SignatureChecks {
  /** Whether the key of a certificate made a signature, r ‖ s, of some bytes. */
  readonly isSigned: (
    signature: Uint8Array,
    data: Uint8Array,
    signer: FingerprintedCertificate,
  ) => Promise<CheckOutcome>;
  /** Whether the key of one certificate signed another. */
  readonly isIssued: (issued: FingerprintedCertificate, issuer: FingerprintedCertificate) => Promise<CheckOutcome>;
  /** Settles when the key of a certificate was imported or could not be; what waited for it has begun by then. */
  readonly whenImported: (certificate: FingerprintedCertificate) => Promise<unknown>;
}

export function createSignatureChecks(crypto: WebCrypto | undefined, cache: CertificateCache): SignatureChecks {
  if (crypto === undefined) {
    const cannotAsk = async (): Promise<CheckOutcome> => 'unknown';
    return { isSigned: cannotAsk, isIssued: cannotAsk, whenImported: cannotAsk };
  }
  const { keys, signatures } = cache.of(crypto);

  const keyOf = (certificate: FingerprintedCertificate): Promise<VerifyingKey | undefined> => {
    const known = keys.get(certificate.fingerprint);
    if (known !== undefined) {
      return known;
    }
    const key = importKey(crypto, certificate);
    keys.set(certificate.fingerprint, key);
    return forgottenUnless(
      key,
      (imported) => imported !== undefined,
      () => keys.forget(certificate.fingerprint, key),
    );
  };

  const isSigned: SignatureChecks['isSigned'] = async (signature, data, signer) => {
    const key = await keyOf(signer);
    return key === undefined ? 'unknown' : verify(crypto, key, signature, data);
  };

  const isIssued: SignatureChecks['isIssued'] = (issued, issuer) => {
    const pair = `${issued.fingerprint} ${issuer.fingerprint}`;
    const known = signatures.get(pair);
    if (known !== undefined) {
      return known;
    }
    const outcome = isIssuedBy(issued, issuer);
    signatures.set(pair, outcome);
    return forgottenUnless(
      outcome,
      (settled) => settled === 'pass',
      () => signatures.forget(pair, outcome),
    );
  };

  const isIssuedBy: SignatureChecks['isIssued'] = async ({ frame }, issuer) => {
    if (!frame.ok) {
      return 'unknown';
    }
    const signature = rawSignature(frame.value.signature);
    return signature === undefined ? 'fail' : isSigned(signature, frame.value.signed, issuer);
  };

  return { isSigned, isIssued, whenImported: keyOf };
}

/** Undefined where the certificate has no key that could be imported, or WebCrypto refuses. */
async function importKey(crypto: WebCrypto, { frame }: FingerprintedCertificate): Promise<VerifyingKey | undefined> {
  const point = frame.ok ? frame.value.point : undefined;
  if (point === undefined) {
    return undefined;
  }
  try {
    return await crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-384' }, false, ['verify']);
  } catch {
    return undefined;
  }
}

async function verify(
  crypto: WebCrypto,
  key: VerifyingKey,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<CheckOutcome> {
  try {
    const isValid: unknown = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-384' }, key, signature, data);
    return isValid === true ? 'pass' : isValid === false ? 'fail' : 'unknown';
  } catch {
    return 'unknown';
  }
}

/** What is under way is shared by all who ask meanwhile; what it came to is kept only where it may be asked of again. */
function forgottenUnless<T>(promise: Promise<T>, mayStay: (settled: T) => boolean, forget: () => void): Promise<T> {
  promise.then((settled) => mayStay(settled) || forget());
  return promise;
}
