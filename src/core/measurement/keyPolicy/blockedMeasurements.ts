import { type Digest, readDigest } from '../digest.ts';
import type { Platform } from '../pcr.ts';
import { identifyingPcrs } from '../referenceMeasurement.ts';
import { comparesText } from './fixedMeasurements.ts';
import type { KeyPolicy, PolicyStatement } from './keyPolicy.ts';

/** Measurements that a policy denies by name, such as those of an image that was called back. */
export type BlockedMeasurements = ReadonlySet<string>;

/**
 * What the Deny statements of a policy name. Of a statement that names several PCRs, only those that name an image
 * count: the others may be those of good images too. That other conditions may narrow a Deny is left aside, so that
 * rather a good image is unknown than a blocked one known as good.
 */
export function blockedBy(policy: KeyPolicy): BlockedMeasurements {
  return new Set(policy.statements.flatMap(namedBy));
}

export function isBlocked(
  platform: Platform,
  pcrs: ReadonlyMap<number, Digest>,
  blocked: BlockedMeasurements,
): boolean {
  return [...pcrs].some(([pcr, { hex }]) => blocked.has(identity(platform, pcr, hex)));
}

function namedBy({ effect, conditions }: PolicyStatement): readonly string[] {
  const attesting = conditions.filter(({ about, operator }) => about.kind === 'attestation' && comparesText(operator));
  if (effect !== 'Deny' || attesting.some(({ operator }) => operator.negated)) {
    return [];
  }
  const registers = new Set(attesting.map(({ about }) => (about.kind === 'attestation' ? about.pcr : undefined)));
  return attesting.flatMap(({ about, values }) => {
    if (about.kind !== 'attestation' || (registers.size > 1 && !identifyingPcrs(about.platform).includes(about.pcr))) {
      return [];
    }
    return values.flatMap((value) => {
      const digest = value.kind === 'text' ? readDigest(value.value) : undefined;
      return digest?.ok === true ? [identity(about.platform, about.pcr, digest.value.hex)] : [];
    });
  });
}

function identity(platform: Platform, pcr: number, hex: string): string {
  return `${platform} ${pcr} ${hex}`;
}
