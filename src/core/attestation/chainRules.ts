import { areSameBytes } from '../encoding/sameBytes.ts';
import type { Certificate } from './certificate.ts';
import { type ChainLink, certificateCalled } from './chainLinks.ts';

/**
 * What a chain must be besides signed: RFC 5280, sections 4.2 and 6.1, as narrow as the chains of real documents are.
 * Returns a clause on the first certificate, from the root on, that is not as it must be; undefined where all is well.
 */
export function chainProblem(links: readonly ChainLink[]): string | undefined {
  for (const [index, link] of links.entries()) {
    if (!link.contents.ok) {
      return `${certificateCalled(link.role)} could not be read: ${link.contents.error}`;
    }
    const below = links.length - 1 - index;
    const certificate = link.contents.value;
    const problem =
      formProblem(certificate) ??
      (below === 0 ? leafProblem(certificate) : caProblem(certificate, below - 1, index === 0)) ??
      (index === 0 ? selfProblem(certificate) : issuerProblem(certificate, links[index - 1]));
    if (problem !== undefined) {
      return `${certificateCalled(link.role)} ${problem}`;
    }
  }
  return undefined;
}

/** What keeps a certificate from being a root, as a clause on it; undefined where all is well. */
export function rootProblem(certificate: Certificate): string | undefined {
  return formProblem(certificate) ?? caProblem(certificate, 0, true) ?? selfProblem(certificate);
}

function formProblem(certificate: Certificate): string | undefined {
  const { extensions } = certificate;
  const { version, keyKind, point, algorithm, algorithmsAgree } = certificate.frame;
  if (version !== 3) {
    return `is of X.509 version ${version}, not 3`;
  }
  if (keyKind !== 'P-384') {
    return `has a key that is ${keyKind}, not P-384`;
  }
  if (point === undefined) {
    return 'has a key that is no uncompressed point on P-384';
  }
  if (algorithm !== 'ecdsa-with-SHA384') {
    return `is signed with ${algorithm}, not ecdsa-with-SHA384`;
  }
  if (!algorithmsAgree) {
    return 'names two algorithms for its signature';
  }
  if (extensions.duplicates) {
    return 'has the same extension twice';
  }
  return extensions.unknownCritical ? 'has a critical extension that documents do not have' : undefined;
}

/** Basic constraints are not asked of a leaf: one without them is no CA (RFC 5280, section 4.2.1.9). */
function leafProblem({ extensions: { basicConstraints, keyUsage } }: Certificate): string | undefined {
  if (basicConstraints?.isCa === true) {
    return 'is a CA, and a leaf must not be one';
  }
  if (basicConstraints?.pathLength !== undefined) {
    return 'has a path length, which only a CA may have';
  }
  if (keyUsage?.digitalSignature !== true) {
    return 'is not for digital signatures';
  }
  return keyUsage.keyCertSign ? 'is for signing certificates, and a leaf must not be' : undefined;
}

/**
 * A CA below the root fixes its path length to the number of CAs below it: every genuine chain has 2, 1 and 0. The root
 * has none; one with a path length, which an added root may have, must reach as far as its chain.
 */
function caProblem(certificate: Certificate, casBelow: number, isRoot: boolean): string | undefined {
  const { basicConstraints, keyUsage } = certificate.extensions;
  if (basicConstraints?.isCa !== true) {
    return 'is not a CA';
  }
  if (!basicConstraints.critical) {
    return 'has basic constraints that are not critical';
  }
  if (keyUsage?.keyCertSign !== true) {
    return 'is not for signing certificates';
  }
  const { pathLength } = basicConstraints;
  if (isRoot ? pathLength === undefined || pathLength >= casBelow : pathLength === casBelow) {
    return undefined;
  }
  return pathLength === undefined
    ? `has no path length; it must be ${casBelow}`
    : `has path length ${pathLength}; it must be ${casBelow}`;
}

/** A root names itself. Whether it signed itself means nothing: it is known by its fingerprint. */
function selfProblem(certificate: Certificate): string | undefined {
  return areSameBytes(certificate.frame.issuer, certificate.frame.subject)
    ? undefined
    : 'names another issuer than itself';
}

function issuerProblem(certificate: Certificate, above: ChainLink | undefined): string | undefined {
  if (above?.contents.ok !== true || areSameBytes(certificate.frame.issuer, above.contents.value.frame.subject)) {
    return undefined;
  }
  return 'names another issuer than the certificate above it';
}
