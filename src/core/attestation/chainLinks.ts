import type { Result } from '../result.ts';
import type { Certificate } from './certificate.ts';

/** A certificate at its place in the chain of a document. */
export interface ChainLink {
  readonly role: string;
  readonly der: Uint8Array;
  /** SHA-256 of the DER, 64 lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** The error is the end of a sentence about the certificate. */
  readonly contents: Result<Certificate, string>;
}

/** Real chains have 5; each more costs time, and a document of a megabyte has room for thousands. */
export const LONGEST_CHAIN = 10;

const ROLES = ['root', 'regional', 'zonal', 'instance', 'leaf'] as const;

/** What a certificate is called by its place, 0 for the root, in a chain of `length` with the leaf. */
export function chainRole(index: number, length: number): string {
  return (length === ROLES.length ? ROLES[index] : undefined) ?? `certificate ${index + 1}`;
}

/** `the zonal certificate`, `certificate 2` */
export function certificateCalled(role: string): string {
  return role.startsWith('certificate') ? role : `the ${role} certificate`;
}

/** A sentence of a clause. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
