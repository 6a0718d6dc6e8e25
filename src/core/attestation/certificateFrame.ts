import { toHex } from '../encoding/hex.ts';
import { failed, ok, type Result } from '../result.ts';
import { certificateTime, cutDer, DER_TAG, type DerPiece, wholeBytes } from './derNode.ts';

/**
 * What of a certificate lies open in its bytes: all that is needed to ask who signed it, before anything of more than two
 * levels is read. Nothing here is proved. All byte arrays are views of a copy of what was read.
 */
export interface CertificateFrame {
  /** 1 to 3; the extensions came with 3. */
  readonly version: number;
  /** The serial number in lower-case hexadecimal, without the zero byte that makes it positive. */
  readonly serial: string;
  /** DER of the names. An issuer is the subject of the certificate above where these bytes are equal. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since the epoch; valid from the first to the last, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Our name for the kind of its key, such as `P-256`. */
  readonly keyKind: string;
  /** 97 bytes, 4 ‖ x ‖ y; undefined where the key is no uncompressed point on P-384. Whether it is on the curve is open. */
  readonly point: Uint8Array | undefined;
  /** Our name for the algorithm with which it is signed, such as `ecdsa-with-SHA384`. */
  readonly algorithm: string;
  /** Whether the algorithm is the same inside and outside of what is signed, as RFC 5280, section 4.1.1.2 demands. */
  readonly algorithmsAgree: boolean;
  /** DER of the field that holds the extensions. */
  readonly extensions: Uint8Array | undefined;
  /** DER of what is signed. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Real ones have at most 806 bytes. */
export const LARGEST_CERTIFICATE = 16 * 1024;

/**
 * RFC 5280, section 4.1: DER, with nothing behind it. The error is the end of a sentence about the certificate, ours
 * alone.
 */
export function readCertificateFrame(der: Uint8Array): Result<CertificateFrame, string> {
  if (der.length > LARGEST_CERTIFICATE) {
    return failed(`it has ${der.length} bytes, more than ${LARGEST_CERTIFICATE}`);
  }
  const [whole, ...behind] = cutDer(new Uint8Array(der));
  if (whole === undefined || behind.length > 0) {
    return failed('it is not well-formed DER');
  }
  const [signed, outerAlgorithm, signatureBits, ...more] = cutDer(whole.contents);
  const signature = signatureBits && wholeBytes(signatureBits);
  const isCertificate = whole.tag === DER_TAG.sequence && signed?.tag === DER_TAG.sequence && more.length === 0;
  if (!isCertificate || signed === undefined || outerAlgorithm === undefined || signature === undefined) {
    return failed('it is no X.509 certificate');
  }
  const fields = cutDer(signed.contents);
  const hasVersion = fields[0]?.tag === DER_TAG.version;
  const [serial, algorithm, issuer, validity, subject, key, extensions, ...others] = hasVersion
    ? fields.slice(1)
    : fields;
  const version = hasVersion ? versionOf(fields[0]) : 1;
  if (version === undefined || serial?.tag !== DER_TAG.integer || algorithm === undefined) {
    return failed('its version, serial number or algorithm is not as X.509 has it');
  }
  if (issuer?.tag !== DER_TAG.sequence || subject?.tag !== DER_TAG.sequence) {
    return failed('its names are not as X.509 has them');
  }
  const [notBefore, notAfter] = validityOf(validity);
  if (notBefore === undefined || notAfter === undefined) {
    return failed('its validity is not as X.509 has it');
  }
  const keyParts = key?.tag === DER_TAG.sequence ? cutDer(key.contents) : [];
  if (keyParts.length !== 2) {
    return failed('its public key is not as X.509 has it');
  }
  if (others.length > 0 || (extensions !== undefined && extensions.tag !== DER_TAG.extensions)) {
    return failed('it has fields that these certificates do not have');
  }
  return ok({
    version,
    serial: toHex(serial.contents).replace(/^00(?=..)/, ''),
    issuer: issuer.bytes,
    subject: subject.bytes,
    notBefore,
    notAfter,
    ...keyOf(keyParts),
    algorithm: ALGORITHMS[toHex(algorithm.bytes)] ?? 'an unknown algorithm',
    algorithmsAgree: toHex(algorithm.bytes) === toHex(outerAlgorithm.bytes),
    extensions: extensions?.bytes,
    signed: signed.bytes,
    signature,
  });
}

function versionOf(field: DerPiece | undefined): number | undefined {
  const [integer, ...more] = field === undefined ? [] : cutDer(field.contents);
  const isByte = integer?.tag === DER_TAG.integer && integer.contents.length === 1 && more.length === 0;
  const number = isByte ? integer.contents[0] : undefined;
  return number === undefined || number > 2 ? undefined : number + 1;
}

function validityOf(field: DerPiece | undefined): readonly [number | undefined, number | undefined] {
  const [from, to, ...more] = field?.tag === DER_TAG.sequence ? cutDer(field.contents) : [];
  return more.length > 0 ? [undefined, undefined] : [from && certificateTime(from), to && certificateTime(to)];
}

/** RFC 5480 and RFC 8410: the algorithm of a key, its whole DER. */
const KEY_KINDS: Readonly<Record<string, string>> = {
  '301006072a8648ce3d020106052b81040022': 'P-384',
  '301306072a8648ce3d020106082a8648ce3d030107': 'P-256',
  '301006072a8648ce3d020106052b81040023': 'P-521',
  '300d06092a864886f70d0101010500': 'RSA',
  '300506032b6570': 'Ed25519',
};

function keyOf([algorithm, bits]: readonly DerPiece[]): Pick<CertificateFrame, 'keyKind' | 'point'> {
  const keyKind = KEY_KINDS[algorithm === undefined ? '' : toHex(algorithm.bytes)] ?? 'of an unknown kind';
  const point = bits && wholeBytes(bits);
  const isPoint = keyKind === 'P-384' && point?.length === 97 && point[0] === 4;
  return { keyKind, point: isPoint ? point : undefined };
}

/** RFC 5758, RFC 8017 and RFC 8410: the algorithm of a signature, its whole DER. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  '300a06082a8648ce3d040303': 'ecdsa-with-SHA384',
  '300a06082a8648ce3d040302': 'ecdsa-with-SHA256',
  '300a06082a8648ce3d040304': 'ecdsa-with-SHA512',
  '300d06092a864886f70d01010b0500': 'sha256WithRSAEncryption',
  '300d06092a864886f70d01010c0500': 'sha384WithRSAEncryption',
  '300506032b6570': 'Ed25519',
};
