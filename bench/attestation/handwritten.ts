/** Verifiers as people write them in a page or two from the usual packages: signatures, root and validity, no more. */
import { createHash, verify, webcrypto, X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, type Time } from '@peculiar/asn1-x509';
import { partsOf } from './parts.ts';
import type { Verify } from './sample.ts';

/** cbor-x and what Node has. */
export const withNode: Verify = ({ bytes, root, time }) => {
  const { chain, signature, signed } = partsOf(bytes);
  const certificates = chain.map((der) => new X509Certificate(der));
  const isIssued = certificates.slice(1).every((certificate, index) => {
    const issuer = certificates[index];
    return issuer !== undefined && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  });
  const isValid = certificates.every(
    ({ validFrom, validTo }) => Date.parse(validFrom) <= time && time <= Date.parse(validTo),
  );
  const leaf = certificates.at(-1);
  return (
    leaf !== undefined &&
    isRoot(chain, root) &&
    isIssued &&
    isValid &&
    verify('sha384', signed, { key: leaf.publicKey, dsaEncoding: 'ieee-p1363' }, signature)
  );
};

/** cbor-x, `@peculiar/x509` and WebCrypto. */
export async function withPeculiar(): Promise<Verify> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  return async ({ bytes, root, time }) => {
    const { chain, signature, signed } = partsOf(bytes);
    const certificates = chain.map((der) => new x509.X509Certificate(der));
    for (const [index, certificate] of certificates.entries()) {
      const issuer = certificates[index - 1];
      const isInTime = time >= certificate.notBefore.getTime() && time <= certificate.notAfter.getTime();
      const isIssued = issuer === undefined || (await certificate.verify({ publicKey: issuer, signatureOnly: true }));
      if (!isInTime || !isIssued || (issuer !== undefined && certificate.issuer !== issuer.subject)) {
        return false;
      }
    }
    const key = await certificates.at(-1)?.publicKey.export({ name: 'ECDSA', namedCurve: 'P-384' }, ['verify']);
    return (
      key !== undefined &&
      isRoot(chain, root) &&
      (await webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-384' }, key, signature, signed))
    );
  };
}

/** cbor-x, `@peculiar/asn1-x509` and `@noble/curves`: no cryptography but that of the package. */
export async function withNoble(): Promise<Verify> {
  const { p384 } = await import('@noble/curves/nist.js');
  return ({ bytes, root, time }) => {
    const { chain, signature, signed } = partsOf(bytes);
    const certificates = chain.map((der) => AsnConvert.parse(der, Certificate));
    const keys = certificates.map(
      ({ tbsCertificate }) => new Uint8Array(tbsCertificate.subjectPublicKeyInfo.subjectPublicKey),
    );
    const isValid = certificates.every(
      ({ tbsCertificate: { validity } }) => timeOf(validity.notBefore) <= time && time <= timeOf(validity.notAfter),
    );
    const isIssued = certificates.slice(1).every(({ signatureValue, tbsCertificateRaw }, index) => {
      const signer = keys[index];
      const tbs = new Uint8Array(tbsCertificateRaw ?? []);
      const options = { format: 'der', lowS: false } as const;
      return signer !== undefined && p384.verify(new Uint8Array(signatureValue), tbs, signer, options);
    });
    const leaf = keys.at(-1);
    return (
      leaf !== undefined &&
      isRoot(chain, root) &&
      isIssued &&
      isValid &&
      p384.verify(signature, signed, leaf, { format: 'compact', lowS: false })
    );
  };
}

function isRoot([first]: readonly Uint8Array[], root: Uint8Array): boolean {
  const digest = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex');
  return first !== undefined && digest(first) === digest(root);
}

function timeOf(time: Time): number {
  return time.getTime().getTime();
}
