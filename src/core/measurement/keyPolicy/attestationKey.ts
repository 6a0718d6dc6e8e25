import type { Platform } from '../pcr.ts';
import { editDistance } from './editDistance.ts';

/** What a condition is about, by its key. Condition keys have no case. */
export type ConditionKey =
  /** One register of the attestation document that comes with a call. */
  | { readonly kind: 'attestation'; readonly platform: Platform; readonly pcr: number }
  /** No key that KMS has, but one that looks as if attestation was meant; `meant` where it is clear which. */
  | { readonly kind: 'near-miss'; readonly meant: string | undefined }
  | { readonly kind: 'other' };

const FAMILY = 'recipientattestation';
/** Letters that may be wrong in the family's name. */
const MOST_MISTAKES = 3;
/** UTF-16 units; the longest key that KMS has is 44. */
const MAX_LENGTH = 100;

/** Source: condition keys for attested platforms, AWS KMS developer guide. Enclaves have 32 registers, NitroTPM 24. */
export function readConditionKey(text: string): ConditionKey {
  if (text.length > MAX_LENGTH) {
    return { kind: 'other' };
  }
  const exact = /^kms:RecipientAttestation:(?:(ImageSha384)|(NitroTPM)?PCR(0|[1-9]\d?))$/i.exec(text);
  if (exact !== null) {
    const [, image, tpm, digits] = exact;
    const platform = tpm === undefined ? 'enclave' : 'nitro-tpm';
    const pcr = image === undefined ? Number(digits) : 0;
    if (isRegister(platform, pcr)) {
      return { kind: 'attestation', platform, pcr };
    }
  }
  return readNearMiss(text);
}

function isRegister(platform: Platform, pcr: number): boolean {
  return pcr <= (platform === 'enclave' ? 31 : 23);
}

function readNearMiss(text: string): ConditionKey {
  const parts = text.toLowerCase().split(/[:/.]/);
  // The family stands behind the prefix, or in its place.
  const family = parts.slice(0, 2).findIndex(isFamily);
  if (family >= 0) {
    return nearMiss(meantRegister(lettersOf(parts.slice(family + 1).join(''))));
  }
  return readUnlikeFamily(parts) ?? { kind: 'other' };
}

/** A family without its colon, or of another name that is about attestation, in front of a register of KMS. */
function readUnlikeFamily(parts: readonly string[]): ConditionKey | undefined {
  for (const part of parts.slice(0, 2)) {
    const { name, register } = splitName(lettersOf(part));
    if (isFamily(name)) {
      return nearMiss(register);
    }
  }
  const [prefix, about = '', ...rest] = parts;
  if (prefix !== 'kms' || about.startsWith('encryptioncontext')) {
    return undefined;
  }
  const { name, register } = splitName(lettersOf([about, ...rest].join('')));
  return /recip|attest/.test(name) && register !== undefined ? nearMiss(register) : undefined;
}

/** A name that ends in a register. */
function splitName(text: string): { readonly name: string; readonly register: string | undefined } {
  const [, name = '', end = ''] = /^(.*?)(image.*|(?:enclave|nitrotpm|tpm)?pcr\d{1,2})$/.exec(text) ?? [];
  return { name, register: meantRegister(end) };
}

function nearMiss(meant: string | undefined): ConditionKey {
  return { kind: 'near-miss', meant: meant === undefined ? undefined : `kms:RecipientAttestation:${meant}` };
}

function isFamily(part: string): boolean {
  const name = lettersOf(part);
  return /recip|attest/.test(name) && editDistance(name, FAMILY) <= MOST_MISTAKES;
}

function lettersOf(text: string): string {
  return text.replace(/[^a-z0-9]/g, '');
}

/** The end of a key of KMS that somebody meant with lower-case letters and digits. */
function meantRegister(text: string): string | undefined {
  if (text.startsWith('image')) {
    return 'ImageSha384';
  }
  const [, of, digits] = /^(enclave|nitrotpm|tpm)?pcr0*(\d{1,2})$/.exec(text) ?? [];
  if (digits === undefined) {
    return undefined;
  }
  const isTpm = of === 'nitrotpm' || of === 'tpm';
  const fits = isRegister(isTpm ? 'nitro-tpm' : 'enclave', Number(digits));
  return fits ? `${isTpm ? 'NitroTPM' : ''}PCR${Number(digits)}` : undefined;
}
