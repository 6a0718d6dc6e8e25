import { type Digest, isZero } from '../measurement/digest.ts';
import { type Measurements, measuredPcr, measurementAt } from '../measurement/measurements.ts';
import { type Platform, SINGLE_RAMDISK_PCR2 } from '../measurement/pcr.ts';
import type { ReferenceIndex, ReferenceTier } from '../measurement/referenceIndex.ts';
import { identifyingPcrs, type ReferenceMeasurement } from '../measurement/referenceMeasurement.ts';
import { type Comparison, compare } from './comparison.ts';

/** What a call's measurements come to. `match` alone earns a ✓. */
export type Outcome =
  /** Every PCR that a trusted reference fixes is in the call and equal. */
  | { readonly kind: 'match'; readonly by: Comparison }
  /** The same, by a reference that the workspace brought along without being trusted. */
  | { readonly kind: 'named-by-untrusted'; readonly by: Comparison }
  /** What is in the call is equal; something that the reference fixes is absent. */
  | { readonly kind: 'partial'; readonly by: Comparison }
  /** The image is the reference's, another PCR that it fixes differs. */
  | { readonly kind: 'different'; readonly by: Comparison }
  | { readonly kind: 'unknown'; readonly nearest: Comparison | undefined }
  /** Debug mode: the image is not measured, whatever else is known. */
  | { readonly kind: 'debug' }
  /** The PCR that names the image is not there or cannot be read. */
  | { readonly kind: 'unreadable' };

export type OutcomeKind = Outcome['kind'];

export interface Appraised {
  readonly outcome: Outcome;
  /** References that name the call's image, the one that decided first; of very many, the first ones. */
  readonly named: readonly Comparison[];
  /** How many references name it, and how many of those that were compared differ in something. */
  readonly namedCount: number;
  readonly differingCount: number;
}

/** Of more references that name one image, the cost of every call would grow with their number. */
const MOST_COMPARED = 256;
/** What is kept of each call. */
const MOST_NAMED = 20;

/** References that share a PCR with an unknown image and are looked at for the nearest one. */
const MOST_NEIGHBOURS = 64;

/**
 * Matches a call's measurements with the references: those of an earlier tier decide before those of a later one, unless
 * they come to less than a match or a difference that somebody vouches for.
 */
export function matchReferences(measurements: Measurements, index: ReferenceIndex): Appraised {
  if (isDebug(measurements)) {
    return { outcome: { kind: 'debug' }, named: [], namedCount: 0, differingCount: 0 };
  }
  const { platform } = measurements;
  if (
    platform === undefined ||
    identifyingPcrs(platform).every((pcr) => measurementAt(measurements, pcr) === undefined)
  ) {
    return { outcome: { kind: 'unreadable' }, named: [], namedCount: 0, differingCount: 0 };
  }
  const all = index.tiers.map((tier) => candidates(measurements, tier));
  const compared = all.map((references) =>
    references
      .slice(0, MOST_COMPARED)
      .map((reference) => compare(measurements, reference))
      .sort((one, other) => rank(one) - rank(other)),
  );
  const deciding = compared.find(([first]) => first !== undefined && isDecisive(first)) ?? [];
  const named = [...deciding, ...compared.filter((tier) => tier !== deciding).flat()];
  const [best] = named;
  return {
    outcome: best === undefined ? unknown(measurements, index) : outcomeOf(best),
    named: named.slice(0, MOST_NAMED),
    namedCount: all.reduce((sum, references) => sum + references.length, 0),
    differingCount: named.filter(({ different }) => different.length > 0).length,
  };
}

/**
 * Debug mode zeroes PCR0, PCR1 and PCR2; old records have PCR0 alone. A zero register of NitroTPM can be as intended.
 */
export function isDebug(measurements: Measurements): boolean {
  const image = measurementAt(measurements, 0);
  if (measurements.platform !== 'enclave' || image === undefined || !isZero(image)) {
    return false;
  }
  return [1, 2].every((index) => {
    const recorded = measuredPcr(measurements, index);
    return recorded === undefined || (recorded.digest !== undefined && isZero(recorded.digest));
  });
}

/** References of which the call has the PCR that names their image. Zero names none. */
function candidates(measurements: Measurements, tier: ReferenceTier): readonly ReferenceMeasurement[] {
  const { platform } = measurements;
  const fixing = (pcr: number): readonly ReferenceMeasurement[] => {
    const measured = measurementAt(measurements, pcr);
    return platform === undefined || measured === undefined || isZero(measured)
      ? []
      : tier.fixing(platform, pcr, measured.hex);
  };
  if (platform === 'enclave') {
    return fixing(0);
  }
  // PCR7 holds the Secure Boot policy, which many images share: it names one only where PCR4 has no say.
  const bootManager = measurementAt(measurements, 4);
  const bySecureBoot = fixing(7).filter(({ pcrs }) => {
    const fixed = pcrs.get(4);
    return fixed === undefined || bootManager === undefined || (isZero(fixed) && isZero(bootManager));
  });
  return [...fixing(4), ...bySecureBoot];
}

/** Trusted matches first, then untrusted ones, partial ones and different ones. */
function rank({ reference, different, absent }: Comparison): number {
  if (different.length > 0) {
    return 3;
  }
  if (absent.length > 0) {
    return 2;
  }
  return reference.source.trusted ? 0 : 1;
}

/** A part of a match, or what an untrusted file says, must not hide what a later tier knows for certain. */
function isDecisive(comparison: Comparison): boolean {
  return rank(comparison) === 0 || (rank(comparison) === 3 && comparison.reference.source.trusted);
}

/** What one reference alone comes to. */
export function outcomeOf(by: Comparison): Outcome {
  const kinds = ['match', 'named-by-untrusted', 'partial', 'different'] as const;
  return { kind: kinds[rank(by)] ?? 'different', by };
}

/** PCR3 and PCR4 of an enclave tell where it runs, and PCR2 of a single ramdisk is the same for every such image. */
function tellsImagesApart(platform: Platform, pcr: number, digest: Digest): boolean {
  const isOfPlace = platform === 'enclave' && (pcr === 3 || pcr === 4);
  return !isZero(digest) && !isOfPlace && digest.hex !== SINGLE_RAMDISK_PCR2;
}

/** The reference that has most in common with the call, zeros not counted: those are alike for everybody. */
function unknown(measurements: Measurements, index: ReferenceIndex): Outcome {
  const { platform } = measurements;
  if (platform === undefined) {
    return { kind: 'unreadable' };
  }
  const neighbours = new Set<ReferenceMeasurement>();
  for (const { index: pcr, digest } of measurements.pcrs) {
    if (digest !== undefined && tellsImagesApart(platform, pcr, digest)) {
      for (const tier of index.tiers) {
        for (const reference of tier.fixing(platform, pcr, digest.hex).slice(0, MOST_NEIGHBOURS)) {
          neighbours.add(reference);
        }
      }
    }
  }
  const comparisons = [...neighbours].map((reference) => compare(measurements, reference));
  const nearest = comparisons.sort(
    (one, other) => other.equal.length - one.equal.length || one.different.length - other.different.length,
  )[0];
  return { kind: 'unknown', nearest };
}
