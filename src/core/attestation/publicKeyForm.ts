import { grouped } from '../encoding/count.ts';
import { toHex } from '../encoding/hex.ts';
import { type DerValue, derChildren, derValueAt } from './derValue.ts';

/** What a public key is, as far as its encoding tells. */
export interface PublicKeyForm {
  /** Such as `RSA 2048, SPKI`. */
  readonly kind: string;
  /** Its parts, one a line. */
  readonly lines: readonly string[];
  /** Whether it is a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7). */
  readonly isSpki: boolean;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_IDENTIFIER = 0x06;

const RSA = '2a864886f70d010101';
const EC = '2a8648ce3d0201';

/** Algorithms without parameters (RFC 8410, section 3). */
const PLAIN_ALGORITHMS: Readonly<Record<string, string>> = {
  '2b656e': 'X25519',
  '2b656f': 'X448',
  '2b6570': 'Ed25519',
  '2b6571': 'Ed448',
};

/** Named curves (RFC 5480, section 2.1.1.1; SEC 2). */
const CURVES: Readonly<Record<string, string>> = {
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
  '2b8104000a': 'secp256k1',
};

/** The form of a public key in DER: SubjectPublicKeyInfo, or RSAPublicKey of PKCS#1. Undefined for all else. */
export function publicKeyForm(der: Uint8Array): PublicKeyForm | undefined {
  const whole = derValueAt(der, 0, der.length);
  if (whole?.tag !== SEQUENCE || whole.end !== der.length) {
    return undefined;
  }
  return spkiForm(der, whole) ?? pkcs1Form(der, whole);
}

function spkiForm(der: Uint8Array, whole: DerValue): PublicKeyForm | undefined {
  const [algorithm, key, ...others] = derChildren(der, whole, 2) ?? [];
  if (algorithm?.tag !== SEQUENCE || key?.tag !== BIT_STRING || others.length > 0 || der[key.contents] !== 0) {
    return undefined;
  }
  const [identifier, parameters] = derChildren(der, algorithm, 2) ?? [];
  if (identifier?.tag !== OBJECT_IDENTIFIER) {
    return undefined;
  }
  const id = contentsHex(der, identifier);
  const keyStart = key.contents + 1;
  if (id === RSA) {
    const rsa = derValueAt(der, keyStart, key.end);
    const numbers = rsa?.end === key.end ? rsaNumbers(der, rsa) : undefined;
    return numbers && spki(`RSA ${numbers.bits}`, numbers.lines);
  }
  const size = `Key: ${grouped(key.end - keyStart)} bytes`;
  if (id === EC) {
    const curve = parameters?.tag === OBJECT_IDENTIFIER ? CURVES[contentsHex(der, parameters)] : undefined;
    const point = der[keyStart] === 4 ? 'uncompressed' : 'compressed';
    return spki(`EC ${curve ?? 'on another curve'}`, [`Point: ${point}, ${grouped(key.end - keyStart)} bytes`]);
  }
  return spki(PLAIN_ALGORITHMS[id] ?? 'Another algorithm', [size]);
}

function spki(algorithm: string, lines: readonly string[]): PublicKeyForm {
  return {
    kind: `${algorithm}, SPKI`,
    lines: [`Algorithm: ${algorithm}`, ...lines, 'Form: SubjectPublicKeyInfo, DER'],
    isSpki: true,
  };
}

function pkcs1Form(der: Uint8Array, whole: DerValue): PublicKeyForm | undefined {
  const numbers = rsaNumbers(der, whole);
  // Two small integers in a sequence are an ECDSA signature sooner than a key.
  if (numbers === undefined || numbers.bits < 1024 || numbers.exponentBytes > 8) {
    return undefined;
  }
  const lines = [`Algorithm: RSA ${numbers.bits}`, ...numbers.lines, 'Form: RSAPublicKey (PKCS#1), DER'];
  return { kind: `RSA ${numbers.bits}, PKCS#1`, lines, isSpki: false };
}

interface RsaNumbers {
  readonly bits: number;
  readonly exponentBytes: number;
  readonly lines: readonly string[];
}

/** Modulus and exponent of RSAPublicKey (RFC 8017, appendix A.1.1), both above zero. */
function rsaNumbers(der: Uint8Array, sequence: DerValue): RsaNumbers | undefined {
  const numbers = sequence.tag === SEQUENCE ? derChildren(der, sequence, 2) : undefined;
  const [modulus, exponent] = numbers ?? [];
  if (modulus?.tag !== INTEGER || exponent?.tag !== INTEGER) {
    return undefined;
  }
  const bits = bitsOf(der, modulus);
  if (bits === undefined || bitsOf(der, exponent) === undefined) {
    return undefined;
  }
  const lines = [`Modulus: ${grouped(bits)} bits`, `Exponent: 0x${contentsHex(der, exponent).replace(/^0+(?=.)/, '')}`];
  return { bits, exponentBytes: exponent.end - exponent.contents, lines };
}

/** How many bits a positive integer has; undefined for zero and less. */
function bitsOf(der: Uint8Array, { contents, end }: DerValue): number | undefined {
  const start = der[contents] === 0 ? contents + 1 : contents;
  const first = der[start] ?? 0;
  const isPositive = start < end && first > 0 && (start > contents || first < 0x80);
  return isPositive ? 8 * (end - start) - Math.clz32(first) + 24 : undefined;
}

function contentsHex(der: Uint8Array, { contents, end }: DerValue): string {
  return toHex(der.subarray(contents, end));
}
