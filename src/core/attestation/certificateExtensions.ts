import { toHex } from '../encoding/hex.ts';
import { failed, ok, type Result } from '../result.ts';
import { DER_TAG, type DerNode } from './derNode.ts';

/** What a certificate's extensions (RFC 5280, section 4.2) say of what its key may do. */
export interface CertificateExtensions {
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: KeyUsage | undefined;
  /** Whether a critical one is there that this reader does not know, and so must not pass over. */
  readonly unknownCritical: boolean;
  readonly duplicates: boolean;
}

export interface BasicConstraints {
  readonly critical: boolean;
  readonly isCa: boolean;
  /** How many CA certificates may stand between this one and a leaf. */
  readonly pathLength: number | undefined;
}

export interface KeyUsage {
  readonly digitalSignature: boolean;
  readonly keyCertSign: boolean;
}

export const NO_EXTENSIONS: CertificateExtensions = {
  basicConstraints: undefined,
  keyUsage: undefined,
  unknownCritical: false,
  duplicates: false,
};

const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';

interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Hexadecimal: the values that matter have very few forms. */
  readonly value: string;
}

/** Of the explicit field that holds them. The error is the end of a sentence about the certificate. */
export function readExtensions({ children: [list, ...more] }: DerNode): Result<CertificateExtensions, string> {
  const isList = list?.tag === DER_TAG.sequence && list.children.length > 0 && more.length === 0;
  const extensions = isList ? list.children.map(readExtension) : [undefined];
  const read = extensions.flatMap((extension) => extension ?? []);
  if (read.length < extensions.length) {
    return failed('its extensions are not as X.509 has them');
  }
  const byOid = new Map(read.map((extension) => [extension.oid, extension]));
  const constraints = byOid.get(BASIC_CONSTRAINTS);
  const usage = byOid.get(KEY_USAGE);
  const basicConstraints = constraints && readBasicConstraints(constraints);
  const keyUsage = usage && readKeyUsage(usage);
  if (constraints !== undefined && basicConstraints === undefined) {
    return failed('its basic constraints are not as X.509 has them');
  }
  if (usage !== undefined && keyUsage === undefined) {
    return failed('its key usage is not as X.509 has it');
  }
  return ok({
    basicConstraints,
    keyUsage,
    unknownCritical: read.some(({ oid, critical }) => critical && oid !== BASIC_CONSTRAINTS && oid !== KEY_USAGE),
    duplicates: byOid.size < read.length,
  });
}

function readExtension({ tag, children }: DerNode): Extension | undefined {
  const [type, ...rest] = children;
  const critical = rest[0]?.tag === DER_TAG.boolean ? rest[0] : undefined;
  const [value, ...more] = critical === undefined ? rest : rest.slice(1);
  const isExtension =
    tag === DER_TAG.sequence && type?.tag === DER_TAG.objectIdentifier && value?.tag === DER_TAG.octetString;
  if (!isExtension || type === undefined || value === undefined || more.length > 0) {
    return undefined;
  }
  // Anything but FALSE is taken for critical, so that no odd spelling passes over an extension.
  const isCritical = critical !== undefined && !(critical.contents.length === 1 && critical.contents[0] === 0);
  return { oid: toHex(type.contents), critical: isCritical, value: toHex(value.contents) };
}

/** SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..127) OPTIONAL }; FALSE written out occurs. */
function readBasicConstraints({ critical, value }: Extension): BasicConstraints | undefined {
  const [, length, isCa, pathLength] = /^30(0[0-6])(?:0101(ff|00))?(?:0201([0-7][0-9a-f]))?$/.exec(value) ?? [];
  if (length === undefined || 2 * (2 + Number.parseInt(length, 16)) !== value.length) {
    return undefined;
  }
  return {
    critical,
    isCa: isCa === 'ff',
    pathLength: pathLength === undefined ? undefined : Number.parseInt(pathLength, 16),
  };
}

/** BIT STRING of nine bits at most; the first bit is the highest of the first byte. */
function readKeyUsage({ value }: Extension): KeyUsage | undefined {
  const [, only, one] = /^(?:03020[0-7]([0-9a-f]{2})|03030[0-7]([0-9a-f]{2})[0-9a-f]{2})$/.exec(value) ?? [];
  const first = only ?? one;
  if (first === undefined) {
    return undefined;
  }
  const bits = Number.parseInt(first, 16);
  return { digitalSignature: (bits & 0x80) !== 0, keyCertSign: (bits & 0x04) !== 0 };
}
