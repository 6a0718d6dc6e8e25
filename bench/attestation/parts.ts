/** A document taken apart with cbor-x and asn1-x509, without a check: what the bare verifications and those of others need. */
import { createPublicKey, webcrypto } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { Decoder, Encoder } from 'cbor-x';
import type { Sample } from './sample.ts';

export interface Parts {
  /** DER, root first, leaf last. */
  readonly chain: readonly Uint8Array[];
  readonly signature: Uint8Array;
  /** What the leaf's key signed (RFC 9052, section 4.4). */
  readonly signed: Uint8Array;
}

const decoder = new Decoder({ mapsAsObjects: true, useRecords: false });
const encoder = new Encoder({ useRecords: false, tagUint8Array: false });

export function partsOf(bytes: Uint8Array): Parts {
  const message: unknown = decoder.decode(bytes);
  const [protectedHeader, , payload, signature] = Array.isArray(message) ? message.map(asBytes) : [];
  if (protectedHeader === undefined || payload === undefined || signature === undefined) {
    throw new Error('no COSE_Sign1');
  }
  const fields: unknown = decoder.decode(payload);
  const { cabundle, certificate } = fields as { readonly cabundle: readonly unknown[]; readonly certificate: unknown };
  const chain = [...cabundle, certificate].map((der) => asBytes(der) ?? new Uint8Array());
  const signed = encoder.encode(['Signature1', protectedHeader, new Uint8Array(), payload]);
  return { chain, signature, signed };
}

/** A view of plain bytes: Buffers are not what every verifier takes. */
function asBytes(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? new Uint8Array(value.buffer, value.byteOffset, value.length) : undefined;
}

export interface Bare {
  /** 4 ‖ x ‖ y of the key. */
  readonly point: Uint8Array;
  readonly key: webcrypto.CryptoKey;
  readonly signature: Uint8Array;
  readonly data: Uint8Array;
}

/** The five verifications that are left when all else was done: keys imported, signatures r ‖ s. */
export async function bareVerifications({ bytes }: Sample): Promise<readonly Bare[]> {
  const { chain, signature, signed } = partsOf(bytes);
  const certificates = chain.map((der) => AsnConvert.parse(der, Certificate));
  const keys = await Promise.all(certificates.map(importKey));
  return keys.map((key, index) => {
    const point = new Uint8Array(certificates[index]?.tbsCertificate.subjectPublicKeyInfo.subjectPublicKey ?? []);
    const issued = certificates[index + 1];
    return issued === undefined
      ? { point, key, signature, data: signed }
      : {
          point,
          key,
          signature: rawSignature(issued.signatureValue),
          data: new Uint8Array(issued.tbsCertificateRaw ?? []),
        };
  });
}

function importKey(certificate: Certificate): Promise<webcrypto.CryptoKey> {
  const info = Buffer.from(AsnConvert.serialize(certificate.tbsCertificate.subjectPublicKeyInfo));
  const jwk = createPublicKey({ key: info, format: 'der', type: 'spki' }).export({ format: 'jwk' });
  return webcrypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-384' }, false, ['verify']);
}

/** r ‖ s of a DER signature whose lengths are single bytes, as all of P-384 are. */
function rawSignature(der: ArrayBuffer): Uint8Array {
  const bytes = Buffer.from(der);
  const middle = 4 + (bytes[3] ?? 0);
  const integer = (part: Buffer): string => part.toString('hex').replace(/^00/, '').padStart(96, '0');
  return Buffer.from(integer(bytes.subarray(4, middle)) + integer(bytes.subarray(middle + 2)), 'hex');
}

export async function verifyBare(verifications: readonly Bare[]): Promise<boolean> {
  let holds = true;
  for (const { key, signature, data } of verifications) {
    holds = (await webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-384' }, key, signature, data)) && holds;
  }
  return holds;
}

/** The same with keys that are new each time, as those of a document are: no verifier can do with less. */
export async function verifyWithNewKeys(verifications: readonly Bare[]): Promise<boolean> {
  const { subtle } = webcrypto;
  const importPoint = (point: Uint8Array): Promise<webcrypto.CryptoKey> =>
    subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-384' }, false, ['verify']);
  return verifyBare(
    await Promise.all(verifications.map(async (bare) => ({ ...bare, key: await importPoint(bare.point) }))),
  );
}
