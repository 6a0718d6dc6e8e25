// Attestation documents that the tests sign themselves, under a root of their own: root → regional → zonal → instance →
// leaf, as the Nitro hypervisor and NitroTPM issue them. Every part can be had otherwise.
import { createHash, type KeyObject, sign } from 'node:crypto';
import { enclaveRegisters } from './attestationDocuments.ts';
import * as cbor from './cborWriter.ts';
import {
  type CertificateForm,
  type Issued,
  issue,
  KEY_USAGE,
  nameOf,
  ROLES,
  type Role,
} from './certificateAuthority.ts';
import { EVENT_TIME, INSTANCE, measured, moduleId as moduleIdOf, REGION, ZERO } from './events.ts';

export interface SigningOptions {
  readonly moduleId?: string;
  readonly region?: string;
  readonly platform?: 'enclave' | 'nitro-tpm';
  /** Milliseconds since the epoch. Certificates are issued around it, unless `certificates` says otherwise. */
  readonly timestamp?: number;
  readonly pcrs?: Readonly<Record<number, Uint8Array>>;
  /** Null stands in the document, as it does in real ones. */
  readonly publicKey?: Uint8Array | null;
  readonly userData?: Uint8Array | null;
  readonly nonce?: Uint8Array | null;

  /** What a certificate says otherwise than those of real documents do. */
  readonly certificates?: Partial<Readonly<Record<Role, Partial<CertificateForm>>>>;
  /** Swaps, drops, repeats or reorders the certificates above the leaf before they are signed with the rest. */
  readonly cabundle?: (ders: readonly Uint8Array[]) => readonly Uint8Array[];
  /** In place of the leaf's certificate. */
  readonly certificate?: Uint8Array;

  /** Fields in place of the usual ones, or besides them; undefined leaves one out. Their items are CBOR. */
  readonly fields?: Readonly<Record<string, cbor.Cbor | undefined>>;
  /** Rewrites the entries of the payload, such as into another order or with one twice. */
  readonly entries?: (entries: readonly Entry[]) => readonly Entry[];
  /** Whether the payload is a map of indefinite length, as it is since mid-2025. */
  readonly indefinite?: boolean;
  /** In place of the whole payload. */
  readonly payload?: Uint8Array;

  /** Whether CBOR tag 18 stands in front. */
  readonly tagged?: boolean;
  /** The contents of the protected header, signed as they are. */
  readonly protectedHeader?: Uint8Array;
  readonly unprotectedHeader?: cbor.Cbor;
  /** Signs in place of the leaf's key. */
  readonly signer?: KeyObject;
  /** Rewrites r ‖ s. */
  readonly signature?: (signature: Uint8Array) => Uint8Array;
}

/** The name of a field and its item, both CBOR. */
export type Entry = readonly [name: cbor.Cbor, item: cbor.Cbor];

export interface SignedDocument {
  /** The COSE_Sign1 message. */
  readonly bytes: Uint8Array;
  /** The DER of the root, to be added to those that are trusted. */
  readonly root: Uint8Array;
  readonly chain: Readonly<Record<Role, Issued>>;
  readonly moduleId: string;
  readonly region: string;
  readonly timestamp: number;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Just before the call of `test/support/events.ts`, as in `readDocument`. */
export const DOCUMENT_TIME = Date.parse(EVENT_TIME) - 1_598;

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/** A document as real ones are, but for what the options say. */
export function signDocument(options: SigningOptions = {}): SignedDocument {
  const platform = options.platform ?? 'enclave';
  const moduleId = options.moduleId ?? (platform === 'enclave' ? moduleIdOf() : `${INSTANCE}-tpm0000000000000000`);
  const region = options.region ?? REGION;
  const timestamp = options.timestamp ?? DOCUMENT_TIME;
  const chain = chainOf(moduleId, region, timestamp, options.certificates ?? {});
  const above = ROLES.slice(0, -1).map((role) => chain[role].der);
  const fields: Readonly<Record<string, cbor.Cbor | undefined>> = {
    module_id: cbor.text(moduleId),
    digest: cbor.text('SHA384'),
    timestamp: cbor.uint(timestamp, 8),
    [platform === 'enclave' ? 'pcrs' : 'nitrotpm_pcrs']: registers(options.pcrs ?? defaultRegisters(platform)),
    certificate: cbor.bytes(options.certificate ?? chain.leaf.der),
    cabundle: cbor.array((options.cabundle?.(above) ?? above).map((der) => cbor.bytes(der))),
    public_key: bytesOrNull(options.publicKey),
    user_data: bytesOrNull(options.userData),
    nonce: bytesOrNull(options.nonce),
    ...options.fields,
  };
  const entries = Object.entries(fields).flatMap(([name, item]): readonly Entry[] =>
    item === undefined ? [] : [[cbor.text(name), item]],
  );
  const written = options.entries?.(entries) ?? entries;
  const payload = options.payload ?? (options.indefinite === false ? cbor.map(written) : cbor.openMap(written));
  const protectedHeader = options.protectedHeader ?? PROTECTED_HEADER;
  const signed = signatureOf(protectedHeader, payload, options.signer ?? chain.leaf.privateKey);
  const signature = options.signature?.(signed) ?? signed;
  const message = cbor.array([
    cbor.bytes(protectedHeader),
    options.unprotectedHeader ?? cbor.map([]),
    cbor.bytes(payload),
    cbor.bytes(signature),
  ]);
  const bytes = options.tagged === true ? cbor.tag(18, message) : message;
  return { bytes, root: chain.root.der, chain, moduleId, region, timestamp, payload, signature };
}

/** `{1: -35}`, ES384. */
const PROTECTED_HEADER = cbor.map([[cbor.uint(1), cbor.negint(-35)]]);

/** r ‖ s of the signature of a document (RFC 9052, section 4.4). */
export function signatureOf(protectedHeader: Uint8Array, payload: Uint8Array, key: KeyObject): Uint8Array {
  const toSign = cbor.array([
    cbor.text('Signature1'),
    cbor.bytes(protectedHeader),
    cbor.bytes(new Uint8Array()),
    cbor.bytes(payload),
  ]);
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha384';
  return new Uint8Array(sign(hash, toSign, { key, dsaEncoding: 'ieee-p1363' }));
}

const ORDER = BigInt(
  '0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
);

/** The other signature that holds as well: s is replaced by n - s where that is the higher one, or the lower one. */
export function withS(which: 'high' | 'low', signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.subarray(48)).toString('hex')}`);
  const isHigh = s > ORDER / 2n;
  const chosen = isHigh === (which === 'high') ? s : ORDER - s;
  return Buffer.concat([signature.subarray(0, 48), Buffer.from(chosen.toString(16).padStart(96, '0'), 'hex')]);
}

/** Certificates as real documents have them, valid around a time; those above the leaf repeat within a region and day. */
function chainOf(
  moduleId: string,
  region: string,
  timestamp: number,
  changes: NonNullable<SigningOptions['certificates']>,
): Readonly<Record<Role, Issued>> {
  const day = timestamp - (timestamp % DAY);
  const second = timestamp - (timestamp % SECOND);
  const [instance = ''] = moduleId.split(/-(?:enc|tpm)/);
  const ca = KEY_USAGE.digitalSignature | KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign;
  const root = issued('root', undefined, 'tests', changes.root, {
    subject: nameOf('tests.nitro-enclaves'),
    notBefore: Date.UTC(2019, 9, 28, 13, 28, 5),
    notAfter: Date.UTC(2049, 9, 28, 14, 28, 5),
    keyUsage: ca,
  });
  const regional = issued('regional', root, region, changes.regional, {
    subject: nameOf(`0123456789abcdef.${region}.tests.nitro-enclaves`),
    notBefore: day - 5 * DAY,
    notAfter: day + 15 * DAY,
    pathLength: 2,
    keyUsage: ca,
  });
  const zonal = issued('zonal', regional, region, changes.zonal, {
    subject: nameOf(`fedcba9876543210.zonal.${region}.tests.nitro-enclaves`),
    notBefore: day - DAY,
    notAfter: day + 5 * DAY,
    pathLength: 1,
    keyUsage: ca,
  });
  const own = issued('instance', zonal, instance, changes.instance, {
    subject: nameOf(`${instance}.${region}.tests.nitro-enclaves`),
    notBefore: second - 6 * HOUR,
    notAfter: second + 18 * HOUR,
    pathLength: 0,
    keyUsage: KEY_USAGE.keyCertSign,
  });
  const leaf = issued('leaf', own, moduleId, changes.leaf, {
    subject: nameOf(`${moduleId}.${region}.aws`),
    notBefore: second - 5 * SECOND,
    notAfter: second + 3 * HOUR - 2 * SECOND,
    isCa: false,
    keyUsage: KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation,
    keyUsageCritical: false,
  });
  return { root, regional, zonal, instance: own, leaf };
}

const certificates = new Map<string, Issued>();

/** The same certificate for the same wishes, once in a run, as real ones repeat from one document to the next. */
function issued(
  role: Role,
  issuer: Issued | undefined,
  keyName: string,
  changes: Partial<CertificateForm> | undefined,
  usual: Pick<CertificateForm, 'subject' | 'notBefore' | 'notAfter' | 'keyUsage'> & Partial<CertificateForm>,
): Issued {
  const form: CertificateForm = {
    version: 3,
    serial: createHash('sha256').update(`${role} ${keyName}`).digest().subarray(0, 16),
    keyKind: 'P-384',
    basicConstraints: 'critical',
    isCa: true,
    keyUsageCritical: true,
    moreExtensions: [],
    hash: 'sha384',
    ...usual,
    ...changes,
  };
  const make = (): Issued => issue(form, `${role} ${keyName}`, issuer);
  // Keys and functions have no text to be known by.
  if (form.signer !== undefined || form.rewrite !== undefined) {
    return make();
  }
  const wishes = JSON.stringify([role, keyName, form, issuer?.der], (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  const certificate = certificates.get(wishes) ?? make();
  certificates.set(wishes, certificate);
  return certificate;
}

/** NitroTPM has 24 registers, those of `tpmRecipient` among them. */
function defaultRegisters(platform: 'enclave' | 'nitro-tpm'): Readonly<Record<number, Uint8Array>> {
  if (platform === 'enclave') {
    return enclaveRegisters();
  }
  const zeros = Object.fromEntries(Array.from({ length: 24 }, (_, index) => [index, ZERO]));
  return { ...zeros, 0: measured('firmware'), 4: measured('boot manager'), 7: measured('secure boot policy') };
}

function registers(pcrs: Readonly<Record<number, Uint8Array>>): cbor.Cbor {
  return cbor.map(Object.entries(pcrs).map(([index, value]) => [cbor.uint(Number(index)), cbor.bytes(value)]));
}

function bytesOrNull(value: Uint8Array | null | undefined): cbor.Cbor {
  return value === null || value === undefined ? cbor.nil() : cbor.bytes(value);
}
