import type { Platform } from './pcr.ts';
import type { ReferenceMeasurement } from './referenceMeasurement.ts';

/**
 * References by platform, PCR and value, so that matching a call costs the PCRs of the call and not the number of
 * references. References of an earlier tier come first: a folder's own before those of other folders.
 */
export interface ReferenceIndex {
  readonly tiers: readonly ReferenceTier[];
  readonly size: number;
}

export interface ReferenceTier {
  readonly references: readonly ReferenceMeasurement[];
  /** References that fix this PCR to this value, in the order they were given. */
  readonly fixing: (platform: Platform, pcr: number, hex: string) => readonly ReferenceMeasurement[];
}

export const NO_REFERENCES: ReferenceIndex = { tiers: [], size: 0 };

export function indexReferences(...tiers: readonly (readonly ReferenceMeasurement[])[]): ReferenceIndex {
  const filled = tiers.filter((tier) => tier.length > 0);
  return {
    tiers: filled.map(indexTier),
    size: filled.reduce((sum, tier) => sum + tier.length, 0),
  };
}

function indexTier(references: readonly ReferenceMeasurement[]): ReferenceTier {
  const byValue = new Map<string, ReferenceMeasurement[]>();
  for (const reference of references) {
    for (const [pcr, digest] of reference.pcrs) {
      const key = `${reference.platform} ${pcr} ${digest.hex}`;
      const known = byValue.get(key);
      if (known === undefined) {
        byValue.set(key, [reference]);
      } else {
        known.push(reference);
      }
    }
  }
  return { references, fixing: (platform, pcr, hex) => byValue.get(`${platform} ${pcr} ${hex}`) ?? [] };
}
