import { measurementAt } from '../measurement/measurements.ts';
import { type Platform, SINGLE_RAMDISK_PCR2 } from '../measurement/pcr.ts';
import { identifyingPcrs } from '../measurement/referenceMeasurement.ts';
import type { Comparison } from './comparison.ts';

/** One PCR of two sides, in lower-case hexadecimal; undefined where a side does not have it. */
export interface PcrPair {
  readonly index: number;
  readonly one: string | undefined;
  readonly other: string | undefined;
}

/**
 * What is alike and what differs between two sides, in words: `same kernel and boot ramdisk, other application`; the empty
 * string where their PCRs say nothing of the kind. `other` is what the other side is called. Sources of the meanings: Nitro
 * Enclaves user guide, "Where to get an enclave's measurements"; NitroTPM user guide.
 */
export function differenceInWords(
  platform: Platform,
  pairs: readonly PcrPair[],
  other: string,
  told: 'all' | 'differences' = 'all',
): string {
  const clauses = platform === 'enclave' ? enclaveClauses(pairs, other) : nitroTpmClauses(pairs);
  return clauses.filter((clause) => clause !== undefined && (told === 'all' || !clause.startsWith('same '))).join(', ');
}

/** The same of a call and a reference measurement: where the image is the reference's, what differs alone. */
export function explainComparison({ reference, measurements, different }: Comparison): string {
  const pairs = [...reference.pcrs].map(([index, { hex }]) => ({
    index,
    one: measurementAt(measurements, index)?.hex,
    other: hex,
  }));
  const isOther = identifyingPcrs(reference.platform).some((index) => different.includes(index));
  return differenceInWords(reference.platform, pairs, 'the reference', isOther ? 'all' : 'differences');
}

type Clause = string | undefined;

function enclaveClauses(pairs: readonly PcrPair[], other: string): readonly Clause[] {
  const outcome = (index: number): 'same' | 'different' | undefined => outcomeOf(pairAt(pairs, index));
  const kernel = { same: 'same kernel and boot ramdisk', different: 'other kernel or boot ramdisk' };
  const isOneRamdisk = pairAt(pairs, 2)?.one === SINGLE_RAMDISK_PCR2;
  // Two images with nothing in PCR2 have no application apart from the boot ramdisk.
  const application = { same: isOneRamdisk ? undefined : 'same application', different: 'other application' };
  const parts = [outcome(1), outcome(2)];
  const isContradiction =
    (outcome(0) === 'different' && parts.every((part) => part === 'same')) ||
    (outcome(0) === 'same' && parts.includes('different'));
  return [
    clauseOf(kernel, outcome(1)),
    clauseOf(application, outcome(2)),
    isContradiction ? 'unusual (PCR0 measures what PCR1 and PCR2 do)' : undefined,
    signerClause(
      pairAt(pairs, 8),
      other,
      parts.every((part) => part === undefined),
    ),
    zeroOr(pairAt(pairs, 3), 'another role of the parent instance', 'no role of the parent instance'),
    zeroOr(pairAt(pairs, 4), 'another instance', 'another instance'),
  ];
}

/** That the signer is the same is told where nothing else is known of the image. */
function signerClause(pair: PcrPair | undefined, other: string, tellsSame: boolean): Clause {
  if (pair === undefined || outcomeOf(pair) === undefined) {
    return undefined;
  }
  const [isUnsigned, isOtherUnsigned] = [isZeros(pair.one), isZeros(pair.other)];
  if (outcomeOf(pair) === 'same') {
    return isUnsigned || !tellsSame ? undefined : 'same signing certificate';
  }
  if (isUnsigned) {
    return `unsigned (${other} is signed)`;
  }
  return isOtherUnsigned ? `signed (${other} is unsigned)` : 'another signing certificate';
}

function nitroTpmClauses(pairs: readonly PcrPair[]): readonly Clause[] {
  const names: readonly (readonly [number, string])[] = [
    [4, 'boot manager'],
    [7, 'Secure Boot policy'],
    [12, 'kernel command line'],
  ];
  return names.map(([index, name]) =>
    clauseOf({ same: `same ${name}`, different: `other ${name}` }, outcomeOf(pairAt(pairs, index))),
  );
}

function pairAt(pairs: readonly PcrPair[], index: number): PcrPair | undefined {
  return pairs.find((pair) => pair.index === index);
}

function outcomeOf(pair: PcrPair | undefined): 'same' | 'different' | undefined {
  if (pair?.one === undefined || pair.other === undefined) {
    return undefined;
  }
  return pair.one === pair.other ? 'same' : 'different';
}

function clauseOf(
  clauses: { readonly same: Clause; readonly different: Clause },
  outcome: 'same' | 'different' | undefined,
): Clause {
  return outcome === undefined ? undefined : clauses[outcome];
}

/** For what is told only where it differs. */
function zeroOr(pair: PcrPair | undefined, different: string, zero: string): Clause {
  if (outcomeOf(pair) !== 'different') {
    return undefined;
  }
  return isZeros(pair?.one) ? zero : different;
}

function isZeros(hex: string | undefined): boolean {
  return hex !== undefined && /^0+$/.test(hex);
}
