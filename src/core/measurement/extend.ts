import { sha384 } from '@noble/hashes/sha2.js';
import type { Digest } from './digest.ts';

/**
 * The value of a PCR that one text was measured into, as PCR3 (role ARN) and PCR4 (instance id) of an enclave are:
 * SHA-384 of 48 zero bytes followed by the text's bytes (Nitro Enclaves user guide, "Where to get an enclave's
 * measurements").
 */
export function pcrOfText(text: string): Digest {
  const bytes = new TextEncoder().encode(text);
  const extended = new Uint8Array(48 + bytes.length);
  extended.set(bytes, 48);
  const hash = sha384(extended);
  return { hex: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''), spelling: 'hex' };
}
