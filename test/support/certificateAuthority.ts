// Certificates that the tests issue themselves, as those of real documents are unless a test says otherwise. Keys are the
// same in every run; signatures are not, as ECDSA draws a number for each.
import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import * as der from './derWriter.ts';

/** The names of a chain's certificates by their place, root first. */
export const ROLES = ['root', 'regional', 'zonal', 'instance', 'leaf'] as const;
export type Role = (typeof ROLES)[number];

export type KeyKind = 'P-384' | 'P-256' | 'P-521' | 'RSA' | 'Ed25519';

/** All of what a certificate says. */
export interface CertificateForm {
  readonly version: 1 | 2 | 3;
  /** Bytes, highest first. */
  readonly serial: Uint8Array;
  readonly subject: der.Der;
  /** The subject of whoever issues it, unless given. */
  readonly issuer?: der.Der;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly keyKind: KeyKind;
  /** In place of the key that belongs to the certificate. */
  readonly publicKeyInfo?: der.Der;
  /** `absent`, or whether it is critical. */
  readonly basicConstraints: 'critical' | 'not critical' | 'absent';
  readonly isCa: boolean;
  readonly pathLength?: number | undefined;
  /** The bits of the first byte: 0x80 for digital signatures, 0x04 for signing certificates. */
  readonly keyUsage: number | 'absent';
  readonly keyUsageCritical: boolean;
  readonly moreExtensions: readonly der.Der[];
  /** Stand between the key and the extensions. */
  readonly moreFields?: readonly der.Der[];
  /** With which hash an EC or RSA key signs it. */
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** In place of the algorithm's name inside and outside of what is signed. */
  readonly innerAlgorithm?: der.Der;
  readonly outerAlgorithm?: der.Der;
  /** Signs in place of whoever issues it. */
  readonly signer?: KeyObject;
  /** Rewrites the whole certificate when it is done. */
  readonly rewrite?: (certificate: Uint8Array) => Uint8Array;
}

export interface Issued {
  readonly der: Uint8Array;
  readonly subject: der.Der;
  readonly privateKey: KeyObject;
}

export const KEY_USAGE = { digitalSignature: 0x80, nonRepudiation: 0x40, keyCertSign: 0x04, cRLSign: 0x02 } as const;

/** Issued by `issuer`, or by itself. `keyName` says which key is its own. */
export function issue(form: CertificateForm, keyName: string, issuer: Issued | undefined): Issued {
  const privateKey = keyOf(form.keyKind, keyName);
  const signer = form.signer ?? issuer?.privateKey ?? privateKey;
  const algorithm = algorithmOf(signer, form.hash);
  const signed = der.sequence(
    ...(form.version === 1 ? [] : [der.explicit(0, der.integer(form.version - 1))]),
    der.integer(form.serial),
    form.innerAlgorithm ?? algorithm,
    form.issuer ?? issuer?.subject ?? form.subject,
    der.sequence(der.time(form.notBefore), der.time(form.notAfter)),
    form.subject,
    form.publicKeyInfo ?? new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })),
    ...(form.moreFields ?? []),
    ...(form.version === 3 ? extensionsOf(form) : []),
  );
  const signature = sign(signer.asymmetricKeyType === 'ed25519' ? null : form.hash, signed, signer);
  const certificate = der.sequence(signed, form.outerAlgorithm ?? algorithm, der.bitString(signature));
  return { der: form.rewrite?.(certificate) ?? certificate, subject: form.subject, privateKey };
}

/** A name as AWS writes them, with the common name in the end. */
export function nameOf(commonName: string, organization = 'Enclave Trail tests'): der.Der {
  return der.sequence(
    attribute('2.5.4.6', der.printableString('SE')),
    attribute('2.5.4.10', der.utf8String(organization)),
    attribute('2.5.4.3', der.utf8String(commonName)),
  );
}

/** One attribute of a name. */
export function attribute(type: string, content: der.Der): der.Der {
  return der.set(der.sequence(der.oid(type), content));
}

export function extension(type: string, critical: boolean, content: der.Der): der.Der {
  return der.sequence(der.oid(type), ...(critical ? [der.boolean(true)] : []), der.octetString(content));
}

/** The algorithms that tests name, as certificates do. */
export const ALGORITHM = {
  ecdsaWithSha256: der.sequence(der.oid('1.2.840.10045.4.3.2')),
  ecdsaWithSha384: der.sequence(der.oid('1.2.840.10045.4.3.3')),
  ecdsaWithSha512: der.sequence(der.oid('1.2.840.10045.4.3.4')),
  sha384WithRsa: der.sequence(der.oid('1.2.840.113549.1.1.12'), der.value(0x05)),
  ed25519: der.sequence(der.oid('1.3.101.112')),
} as const;

function algorithmOf(signer: KeyObject, hash: CertificateForm['hash']): der.Der {
  if (signer.asymmetricKeyType === 'ec') {
    return ALGORITHM[hash === 'sha256' ? 'ecdsaWithSha256' : hash === 'sha512' ? 'ecdsaWithSha512' : 'ecdsaWithSha384'];
  }
  return signer.asymmetricKeyType === 'rsa' ? ALGORITHM.sha384WithRsa : ALGORITHM.ed25519;
}

function extensionsOf(form: CertificateForm): readonly der.Der[] {
  const constraints = der.sequence(
    ...(form.isCa ? [der.boolean(true)] : []),
    ...(form.pathLength === undefined ? [] : [der.integer(form.pathLength)]),
  );
  const usage = form.keyUsage === 'absent' ? undefined : der.bitString([form.keyUsage], unusedBits(form.keyUsage));
  const extensions = [
    ...(form.basicConstraints === 'absent'
      ? []
      : [extension('2.5.29.19', form.basicConstraints === 'critical', constraints)]),
    ...(usage === undefined ? [] : [extension('2.5.29.15', form.keyUsageCritical, usage)]),
    ...form.moreExtensions,
  ];
  return extensions.length === 0 ? [] : [der.explicit(3, der.sequence(...extensions))];
}

function unusedBits(byte: number): number {
  return byte === 0 ? 7 : 31 - Math.clz32(byte & -byte);
}

const keys = new Map<string, KeyObject>();

/** The private key of a name: made from the name where the kind allows it, and once in a run. */
export function keyOf(kind: KeyKind, name: string): KeyObject {
  const known = keys.get(`${kind} ${name}`);
  const key = known ?? newKey(kind, createHash('sha512').update(name).digest());
  keys.set(`${kind} ${name}`, key);
  return key;
}

const CURVES = {
  'P-256': { name: 'prime256v1', bytes: 32 },
  'P-384': { name: 'secp384r1', bytes: 48 },
  'P-521': { name: 'secp521r1', bytes: 64 },
} as const;

function newKey(kind: KeyKind, seed: Buffer): KeyObject {
  if (kind === 'RSA') {
    return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  }
  if (kind === 'Ed25519') {
    return generateKeyPairSync('ed25519').privateKey;
  }
  const curve = CURVES[kind];
  const ecdh = createECDH(curve.name);
  // The seed stays below every curve's order with its first bit cleared.
  const scalar = Buffer.from(seed.subarray(0, curve.bytes));
  scalar[0] = (scalar[0] ?? 0) & 0x7f;
  ecdh.setPrivateKey(scalar);
  const point = ecdh.getPublicKey();
  const size = (point.length - 1) / 2;
  const x = point.subarray(1, 1 + size).toString('base64url');
  const y = point.subarray(1 + size).toString('base64url');
  const d = Buffer.concat([Buffer.alloc(size - scalar.length), scalar]).toString('base64url');
  return createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: kind, x, y, d } });
}
