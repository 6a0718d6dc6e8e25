import { failed, ok, type Result } from '../result.ts';

/** Bytes of a SHA-384 digest: the only size of a measurement that KMS logs and key policies hold. */
const DIGEST_BYTES = 48;

const ZERO_HEX = '0'.repeat(2 * DIGEST_BYTES);
const ZERO_BASE64 = 'A'.repeat((DIGEST_BYTES / 3) * 4);

/** How a digest was written. CloudTrail writes base64; AWS's documentation, `nitro-cli` and key policies write hex. */
export type DigestSpelling = 'hex' | 'base64';

/** A SHA-384 digest. Two digests are equal when their `hex` is. */
export interface Digest {
  /** 96 lower-case hexadecimal digits. */
  readonly hex: string;
  readonly spelling: DigestSpelling;
}

export interface DigestProblem {
  readonly code: 'empty' | 'not-a-digest' | 'wrong-length';
  /** What is wrong, without the text itself: it comes from a file that anybody may have written. */
  readonly message: string;
}

export function parseDigest(text: string): Digest | undefined {
  const read = readDigest(text);
  return read.ok ? read.value : undefined;
}

/**
 * Reads a digest in any spelling that occurs in trails, policies and allow-lists: hex in either case, base64 and
 * base64url, with surrounding blanks or a `sha384:` prefix.
 */
export function readDigest(text: string): Result<Digest, DigestProblem> {
  // A digest with its prefix is far below this; a megabyte of blanks is not worth trimming.
  if (text.length > 1024) {
    return failed({ code: 'not-a-digest', message: `${text.length} characters are too many for a digest` });
  }
  const body = text.trim().replace(/^sha-?384:\s*/i, '');
  if (body === '') {
    return failed({ code: 'empty', message: 'it is empty' });
  }
  // 64 hexadecimal digits are a SHA-256, which base64 of a digest does not look like by chance. Zeros do.
  return /^[0-9a-f]+$/i.test(body) && body !== ZERO_BASE64 ? readHex(body) : readBase64(body);
}

function readHex(digits: string): Result<Digest, DigestProblem> {
  if (digits.length !== 2 * DIGEST_BYTES) {
    const size = digits.length % 2 === 0 ? `${digits.length / 2} bytes` : `${digits.length} hexadecimal digits`;
    return failed({ code: 'wrong-length', message: `it has ${size}; a measurement has ${DIGEST_BYTES} bytes` });
  }
  return ok({ hex: digits.toLowerCase(), spelling: 'hex' });
}

const BASE64_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function readBase64(body: string): Result<Digest, DigestProblem> {
  const unpadded = body
    .replace(/={1,2}$/, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  if (!/^[A-Za-z0-9+/]+$/.test(unpadded)) {
    return failed({ code: 'not-a-digest', message: 'it is neither hexadecimal nor base64' });
  }
  if (unpadded.length !== (DIGEST_BYTES / 3) * 4) {
    const bytes = Math.floor((unpadded.length * 3) / 4);
    return failed({
      code: 'wrong-length',
      message: `read as base64 it has ${bytes} bytes; a measurement has ${DIGEST_BYTES} bytes`,
    });
  }
  if (body.endsWith('=')) {
    return failed({ code: 'not-a-digest', message: '48 bytes of base64 have no padding' });
  }
  return ok({ hex: base64ToHex(unpadded), spelling: 'base64' });
}

/** Of text in the base64 alphabet whose length is a multiple of 4, without padding. */
function base64ToHex(text: string): string {
  let hex = '';
  for (let index = 0; index < text.length; index += 4) {
    const bits =
      (BASE64_ALPHABET.indexOf(text.charAt(index)) << 18) |
      (BASE64_ALPHABET.indexOf(text.charAt(index + 1)) << 12) |
      (BASE64_ALPHABET.indexOf(text.charAt(index + 2)) << 6) |
      BASE64_ALPHABET.indexOf(text.charAt(index + 3));
    hex += bits.toString(16).padStart(6, '0');
  }
  return hex;
}

/** The digest as CloudTrail writes it: 64 characters of base64. */
export function toBase64(digest: Digest): string {
  let text = '';
  for (let index = 0; index < digest.hex.length; index += 6) {
    const bits = Number.parseInt(digest.hex.slice(index, index + 6), 16);
    for (const shift of [18, 12, 6, 0]) {
      text += BASE64_ALPHABET.charAt((bits >> shift) & 0x3f);
    }
  }
  return text;
}

/** A register that nothing was measured into, or one that debug mode has zeroed. */
export function isZero(digest: Digest): boolean {
  return digest.hex === ZERO_HEX;
}
