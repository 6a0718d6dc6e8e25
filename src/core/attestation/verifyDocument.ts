import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../encoding/hex.ts';
import type { AttestationDocument } from './attestationDocument.ts';
import { type CertificateCache, createCertificateCache } from './certificateCache.ts';
import { type ChainLink, chainRole, LONGEST_CHAIN } from './chainLinks.ts';
import { chainCheck, profileCheck, rootCheck, signatureCheck } from './documentChecks.ts';
import { checkLeafName } from './leafName.ts';
import { signedBytes } from './signature.ts';
import { createSignatureChecks, type SignatureChecks } from './signatureChecks.ts';
import { type Moment, validityCheck } from './validity.ts';
import { verdictOf } from './verdict.ts';
import type { ChainCertificate, CheckOutcome, VerificationReport } from './verificationReport.ts';
import type { WebCrypto } from './webCrypto.ts';

export interface VerifyOptions {
  /** Without it the checks of signatures are `unknown`; no global one is looked for. */
  readonly crypto?: WebCrypto | undefined;
  /** Certificates that the user trusts as roots besides AWS's, DER. */
  readonly roots?: readonly Uint8Array[] | undefined;
  /** Asks whether certificates are valid at this time in place of the document's own. Milliseconds, as all times here. */
  readonly at?: number | undefined;
  /** When the call beside the document was made. */
  readonly callTime?: number | undefined;
  /** The time by the clock, unless this is given. */
  readonly now?: number | undefined;
  /** Shared by the documents of a batch. */
  readonly cache?: CertificateCache | undefined;
}

/**
 * Checks what a document proves: docs/verdicts.md has the rules. Never rejects; a check that could not be made is
 * `unknown`, and so is one that a broken WebCrypto does not answer with true or false.
 */
export async function verifyAttestationDocument(
  document: AttestationDocument,
  options: VerifyOptions = {},
): Promise<VerificationReport> {
  const cache = options.cache ?? createCertificateCache();
  const signatures = createSignatureChecks(options.crypto, cache);
  const hasCrypto = options.crypto !== undefined;
  const { leaf, links, signed, issued } = await followChain(document, cache, signatures);
  const root = document.cabundle.length === 0 ? undefined : links[0];
  const added = (options.roots ?? []).map((der) => toHex(sha256(der)));

  const isComplete = leaf !== undefined && root !== undefined && links.length === document.cabundle.length + 1;
  const { check: rootFound, isAdded } = rootCheck(root, added);
  const { check: leafNamed, region } = checkLeafName(leaf, document.moduleId);
  const checks = [
    signatureCheck(document, leaf, await signed, hasCrypto),
    chainCheck(document, links, await Promise.all(issued), hasCrypto),
    rootFound,
    leafNamed,
    ...momentsOf(document, options).map((moment) => validityCheck(moment, links, isComplete)),
    profileCheck(document),
  ];
  return { verdict: verdictOf(checks, isAdded), checks, certificates: links.map(certificateOf), region };
}

interface Followed {
  readonly leaf: ChainLink | undefined;
  /** Root first, leaf last; of a chain that is too long its first ones and its leaf. */
  readonly links: readonly ChainLink[];
  readonly signed: Promise<CheckOutcome>;
  /** One for each link but the first. */
  readonly issued: readonly Promise<CheckOutcome>[];
}

/**
 * Asks WebCrypto about all signatures before any certificate is read in full: it works in threads of its own, and the
 * reading is done meanwhile.
 */
async function followChain(
  { certificate, cabundle, signature, protectedHeader, payload }: AttestationDocument,
  cache: CertificateCache,
  signatures: SignatureChecks,
): Promise<Followed> {
  const above = cabundle.slice(0, LONGEST_CHAIN - 1);
  const ders = certificate === undefined ? above : [...above, certificate];
  const read = ders.map(cache.read);
  const own = certificate && read.at(-1);
  const signed = own
    ? signatures.isSigned(signature, signedBytes(protectedHeader, payload), own)
    : Promise.resolve<CheckOutcome>('unknown');
  const issued = read.flatMap((issuer, index) => {
    const below = read[index + 1];
    return below === undefined ? [] : [signatures.isIssued(below, issuer)];
  });
  await Promise.all(read.map(signatures.whenImported));

  const length = cabundle.length + 1;
  const links = read.map(({ fingerprint, contents }, index): ChainLink => {
    const place = certificate !== undefined && index === read.length - 1 ? length - 1 : index;
    return { role: chainRole(place, length), der: ders[index] ?? NOTHING, fingerprint, contents: contents() };
  });
  return { leaf: certificate && links.at(-1), links, signed, issued };
}

const NOTHING = new Uint8Array();

function momentsOf({ timestamp }: AttestationDocument, { at, callTime, now }: VerifyOptions): readonly Moment[] {
  const made: Moment =
    at === undefined
      ? {
          id: 'valid-at-timestamp',
          time: timestamp,
          called: 'the document was made',
          missing: 'the document does not say when it was made',
        }
      : { id: 'valid-at', time: at, called: 'the time that was given', missing: 'what was given is no time' };
  return [
    made,
    { id: 'valid-at-call', time: callTime, called: 'the call', missing: 'there is no call whose time is known' },
    { id: 'valid-now', time: now ?? Date.now(), called: 'now', missing: 'the time now is not known' },
  ];
}

function certificateOf({ role, der, fingerprint, contents }: ChainLink): ChainCertificate {
  if (!contents.ok) {
    return { role, der, fingerprint, contents: undefined, problem: contents.error };
  }
  const { subject, frame } = contents.value;
  const [commonName] = subject.commonNames;
  return {
    role,
    der,
    fingerprint,
    contents: {
      subject: subject.text,
      commonName,
      serial: frame.serial,
      notBefore: frame.notBefore,
      notAfter: frame.notAfter,
    },
    problem: undefined,
  };
}
