import type { AttestationDocument } from './attestationDocument.ts';
import { AWS_NITRO_ROOT_FINGERPRINT } from './awsNitroRoot.ts';
import { type ChainLink, certificateCalled, LONGEST_CHAIN, sentence } from './chainLinks.ts';
import { chainProblem } from './chainRules.ts';
import { SIGNATURE_BYTES } from './coseSign1.ts';
import { isES384Header } from './signature.ts';
import type { Check, CheckOutcome } from './verificationReport.ts';

const NO_CRYPTO = 'there is no WebCrypto here';
const NO_P384 = 'WebCrypto here did not check a P-384 signature';

/** `verified`: what WebCrypto says of the signature and the leaf's key. */
export function signatureCheck(
  document: AttestationDocument,
  leaf: ChainLink | undefined,
  verified: CheckOutcome,
  hasCrypto: boolean,
): Check {
  const check = (outcome: CheckOutcome, clause: string): Check => ({
    id: 'signature',
    outcome,
    reason: sentence(clause),
  });
  if (document.signature.length !== SIGNATURE_BYTES) {
    return check('fail', `the signature has ${document.signature.length} bytes, not ${SIGNATURE_BYTES}`);
  }
  if (leaf === undefined) {
    return check('unknown', 'the document has no certificate to check its signature with');
  }
  if (!leaf.contents.ok) {
    return check('unknown', `the document's certificate could not be read: ${leaf.contents.error}`);
  }
  if (leaf.contents.value.frame.point === undefined) {
    return check('unknown', 'the key of the certificate is no P-384 key that could be used');
  }
  switch (verified) {
    case 'pass':
      return check('pass', 'the key of the certificate signed this payload, with ES384');
    case 'fail':
      return check('fail', 'the key of the certificate did not make this signature of this payload');
    case 'unknown':
      return check('unknown', `the signature was not checked: ${hasCrypto ? NO_P384 : NO_CRYPTO}`);
  }
}

/**
 * The chain is taken in the order of the document, root first; another order fails, and no path is searched for.
 * `issued`: what WebCrypto says of each link but the first and the key of the link before it.
 */
export function chainCheck(
  document: AttestationDocument,
  links: readonly ChainLink[],
  issued: readonly CheckOutcome[],
  hasCrypto: boolean,
): Check {
  const check = (outcome: CheckOutcome, clause: string): Check => ({ id: 'chain', outcome, reason: sentence(clause) });
  if (document.certificate === undefined || document.cabundle.length === 0) {
    const missing = document.certificate === undefined ? 'certificate' : 'certificates above its own';
    return check('fail', `the document has no ${missing}`);
  }
  const length = document.cabundle.length + 1;
  if (length > LONGEST_CHAIN) {
    return check('fail', `the chain has ${length} certificates, more than ${LONGEST_CHAIN}`);
  }
  const problem = chainProblem(links);
  if (problem !== undefined) {
    return check('fail', problem);
  }
  const forged = links[issued.indexOf('fail') + 1];
  if (issued.includes('fail') && forged !== undefined) {
    return check('fail', `${certificateCalled(forged.role)} is not signed by the certificate above it`);
  }
  if (issued.length !== links.length - 1 || issued.includes('unknown')) {
    return check('unknown', `the signatures of the chain were not checked: ${hasCrypto ? NO_P384 : NO_CRYPTO}`);
  }
  return check('pass', `${length} certificates, each signed by the one above it and used for what it is made for`);
}

export interface RootCheck {
  readonly check: Check;
  readonly isAdded: boolean;
}

/** A root is known by the SHA-256 of its DER alone, not by its name. */
export function rootCheck(root: ChainLink | undefined, addedFingerprints: readonly string[]): RootCheck {
  const check = (outcome: CheckOutcome, clause: string): Check => ({ id: 'root', outcome, reason: sentence(clause) });
  if (root === undefined) {
    return { check: check('fail', 'the document names no root'), isAdded: false };
  }
  if (root.fingerprint === AWS_NITRO_ROOT_FINGERPRINT) {
    return { check: check('pass', 'the root is the one of AWS Nitro Enclaves, by its fingerprint'), isAdded: false };
  }
  if (addedFingerprints.includes(root.fingerprint)) {
    return { check: check('pass', 'the root is one that you added, by its fingerprint'), isAdded: true };
  }
  const clause = 'the root is not the one of AWS Nitro Enclaves, nor one that you added';
  return { check: check('fail', clause), isAdded: false };
}

export function profileCheck({ profileProblems, protectedHeader }: AttestationDocument): Check {
  const [first] = profileProblems;
  if (first !== undefined) {
    const more = profileProblems.length === 1 ? '' : ` There are ${profileProblems.length - 1} more problems.`;
    return { id: 'profile', outcome: 'fail', reason: `${first.message}${more}` };
  }
  // The signature is checked as ES384 whatever the header says, so that it says nothing else must be seen to here.
  if (!isES384Header(protectedHeader)) {
    return { id: 'profile', outcome: 'fail', reason: 'The protected header does not name ES384 and nothing else.' };
  }
  return { id: 'profile', outcome: 'pass', reason: 'Every field is as documents have it.' };
}
