import type { AttestationDocument } from '../attestation/attestationDocument.ts';
import type { AttestedCall } from '../event/attestedCall.ts';
import { type Digest, isZero } from '../measurement/digest.ts';
import { type Measurements, measurementAt } from '../measurement/measurements.ts';
import { identifyingPcrs } from '../measurement/referenceMeasurement.ts';
import { type Compared, type Side, sideBySide } from './sideBySide.ts';

/**
 * An attestation document against what KMS logged of one. Equality says "same enclave, same measurements", never that
 * this is the document that was sent: the log holds no digest of it.
 */
export interface DocumentBesideCall {
  readonly moduleId: Compared;
  /** Every PCR that either has, in ascending order. */
  readonly pcrs: readonly PcrBesideCall[];
  /**
   * Seconds from the document to the call, negative where the call came first; undefined without both times. Whole ones,
   * as CloudTrail cuts its times to the second: 0 is the same second, in whatever order.
   */
  readonly secondsBeforeCall: number | undefined;
}

export interface PcrBesideCall {
  readonly index: number;
  /** Lower-case hexadecimal, as are all values here: equal is equal across spellings. */
  readonly document: string | undefined;
  readonly call: string | undefined;
  readonly outcome: Compared;
}

export function compareWithCall(document: AttestationDocument, call: AttestedCall): DocumentBesideCall {
  const { eventTime } = call;
  const { moduleId, pcrs } = sideBySide(sideOfDocument(document), sideOfCall(call));
  return {
    moduleId,
    pcrs: pcrs.map(({ index, one, other, outcome }) => ({ index, document: one, call: other, outcome })),
    secondsBeforeCall:
      eventTime === undefined || document.timestamp === undefined
        ? undefined
        : Math.floor(eventTime.value / 1000) - Math.floor(document.timestamp / 1000),
  };
}

export function sideOfCall({ recipient }: AttestedCall): Side {
  return {
    platform: recipient.platform,
    moduleId: recipient.moduleId?.value,
    pcrs: new Map(recipient.pcrs.map(({ index, digest }) => [index, digest?.hex])),
  };
}

export function sideOfDocument({ platform, moduleId, pcrs }: AttestationDocument): Side {
  return { platform, moduleId, pcrs: new Map(pcrs.map(({ index, hex }) => [index, hex])) };
}

/** The document's measurements, as references are matched with them. Registers of other sizes than 48 bytes are unreadable. */
export function measurementsOf(document: AttestationDocument): Measurements {
  return {
    platform: document.platform,
    pcrs: document.pcrs.map(({ index, hex }) => ({ index, digest: digestOf(hex) })),
  };
}

function digestOf(hex: string): Digest | undefined {
  return hex.length === 96 ? { hex, spelling: 'hex' } : undefined;
}

/** Why a call stands beside a document: the best reason first. */
export const KINSHIPS = ['same-module-id', 'same-image', 'other'] as const;
export type Kinship = (typeof KINSHIPS)[number];

/**
 * How a call is akin to a document. The image is told by PCR0, on NitroTPM by PCR4 and PCR7, as PCR0 there is the
 * firmware of every instance. Zeros, as in debug mode, tell no image.
 */
export function kinshipOf(document: AttestationDocument, call: AttestedCall): Kinship {
  if (document.moduleId !== undefined && document.moduleId === call.recipient.moduleId?.value) {
    return 'same-module-id';
  }
  const { platform } = document;
  if (platform === undefined || platform !== call.recipient.platform) {
    return 'other';
  }
  const measurements = measurementsOf(document);
  const pairs = identifyingPcrs(platform).map(
    (index) => [measurementAt(measurements, index), measurementAt(call.recipient, index)] as const,
  );
  const isSameImage =
    pairs.every(([one, other]) => one?.hex === other?.hex) && pairs.some(([one]) => one !== undefined && !isZero(one));
  return isSameImage ? 'same-image' : 'other';
}

/** A call as a candidate to stand beside a document. */
export interface Candidate {
  readonly kinship: Kinship;
  /** Milliseconds since the epoch. */
  readonly eventTime: number | undefined;
}

/** Orders candidates: by kinship, then the nearest in time; those without a time last. */
export function byKinship(timestamp: number | undefined): (one: Candidate, other: Candidate) => number {
  const distance = ({ eventTime }: Candidate): number =>
    eventTime === undefined || timestamp === undefined ? Number.MAX_VALUE : Math.abs(eventTime - timestamp);
  return (one, other) =>
    KINSHIPS.indexOf(one.kinship) - KINSHIPS.indexOf(other.kinship) || distance(one) - distance(other);
}
