import { type Digest, readDigest } from '../digest.ts';
import type { Platform } from '../pcr.ts';
import { identifyingPcrs } from '../referenceMeasurement.ts';
import { comparesText } from './fixedMeasurements.ts';
import type { KeyPolicy, PolicyStatement } from './keyPolicy.ts';
import { matchesPattern } from './wildcards.ts';

/** Measurements that a policy denies by name or by pattern, such as those of an image that was called back. */
export interface BlockedMeasurements {
  readonly exact: ReadonlySet<string>;
  /** By platform and PCR. */
  readonly patterns: ReadonlyMap<string, readonly string[]>;
  /** Whether there are more patterns than are tried: then any measurement may be denied by one. */
  readonly tooManyPatterns: boolean;
}

/** Of one policy: each is tried for every measurement. Policies of KMS have 32 KiB. */
const MAX_PATTERNS = 100;
/** As how many a pattern counts that has several `*`, and so is tried at many places. */
const SEVERAL_STARS = 10;
/** Hex digits of a digest; a pattern that asks for more is none of any. */
const DIGITS = 96;

/**
 * What the Deny statements of a policy name. Of a statement that names several PCRs, only those that name an image
 * count: the others may be those of good images too. That other conditions may narrow a Deny is left aside, so that
 * rather a good image is unknown than a blocked one known as good.
 */
export function blockedBy(policy: KeyPolicy): BlockedMeasurements {
  const exact = new Set<string>();
  const patterns = new Map<string, string[]>();
  let count = 0;
  for (const { register, value, isPattern } of policy.statements.flatMap(namedBy)) {
    const digest = isPattern ? undefined : readDigest(value);
    if (digest?.ok === true) {
      exact.add(`${register} ${digest.value.hex}`);
    }
    const pattern = isPattern ? simplified(value) : undefined;
    if (pattern !== undefined && count < MAX_PATTERNS) {
      patterns.set(register, [...(patterns.get(register) ?? []), pattern]);
      count += pattern.indexOf('*') === pattern.lastIndexOf('*') ? 1 : SEVERAL_STARS;
    } else if (pattern !== undefined) {
      count = MAX_PATTERNS + 1;
    }
  }
  return { exact, patterns, tooManyPatterns: count > MAX_PATTERNS };
}

/** Why an image is not taken for good, as a clause; undefined where nothing denies it. */
export function whyBlocked(
  platform: Platform,
  pcrs: ReadonlyMap<number, Digest>,
  { exact, patterns, tooManyPatterns }: BlockedMeasurements,
): string | undefined {
  if (tooManyPatterns) {
    return 'Deny statements have more patterns than are tried';
  }
  for (const [pcr, { hex }] of pcrs) {
    const register = registerName(platform, pcr);
    if (exact.has(`${register} ${hex}`)) {
      return 'a Deny statement names the same value';
    }
    if (patterns.get(register)?.some((pattern) => matchesPattern(hex, pattern)) === true) {
      return 'a Deny statement has a pattern for this value';
    }
  }
  return undefined;
}

interface Named {
  readonly register: string;
  readonly value: string;
  readonly isPattern: boolean;
}

function namedBy({ effect, conditions }: PolicyStatement): readonly Named[] {
  const attesting = conditions.filter(({ about, operator }) => about.kind === 'attestation' && comparesText(operator));
  if (effect !== 'Deny' || attesting.some(({ operator }) => operator.negated)) {
    return [];
  }
  const registers = new Set(attesting.map(({ about }) => (about.kind === 'attestation' ? about.pcr : undefined)));
  return attesting.flatMap(({ about, operator, values }) => {
    if (about.kind !== 'attestation' || (registers.size > 1 && !identifyingPcrs(about.platform).includes(about.pcr))) {
      return [];
    }
    const register = registerName(about.platform, about.pcr);
    return values.flatMap((value) => {
      const isPattern = value.kind === 'text' && value.wildcards && operator.comparison === 'like';
      return value.kind === 'text' && !value.variable ? [{ register, value: value.value, isPattern }] : [];
    });
  });
}

/** A pattern with one `*` for several and in the case of digests, so that it is short; undefined where it is none of any. */
function simplified(pattern: string): string | undefined {
  const short = pattern.replace(/\*+/g, '*').toLowerCase();
  return short.replaceAll('*', '').length > DIGITS ? undefined : short;
}

function registerName(platform: Platform, pcr: number): string {
  return `${platform} ${pcr}`;
}
