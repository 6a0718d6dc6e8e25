import type { Span } from '../../located.ts';
import { type Digest, readDigest } from '../digest.ts';
import type { Platform } from '../pcr.ts';
import type { PolicyCondition, PolicyStatement } from './keyPolicy.ts';

/** A digest that a statement takes for good, and where it says so. */
export interface FixedDigest extends Span {
  readonly digest: Digest;
}

/** What a statement takes for good: for each PCR any of its digests, at least one. */
export type FixedMeasurements =
  | { readonly kind: 'fixed'; readonly platform: Platform; readonly values: FixedValues }
  /** It names measurements, but not so that they could be told from others. */
  | ({ readonly kind: 'unusable'; readonly reason: string } & Span)
  | { readonly kind: 'none' };

export type FixedValues = ReadonlyMap<number, readonly FixedDigest[]>;

/**
 * The measurements that an Allow statement demands, or for lack of which a Deny statement denies ("deny unless"). The
 * same PCR under several operators has to fit all of them. That is the strictest reading of a Deny statement, in which
 * each would do; a reference that fixes too much earns no ✓ that it should not.
 */
export function fixedMeasurements(statement: PolicyStatement): FixedMeasurements {
  const fixing = statement.conditions.filter((condition) => fixes(statement, condition));
  const [first] = fixing;
  if (
    first?.about.kind !== 'attestation' ||
    (statement.actions.readable && statement.actions.attestable.length === 0)
  ) {
    return { kind: 'none' };
  }
  const { platform } = first.about;
  const values = new Map<number, readonly FixedDigest[]>();
  for (const { about, key, values: written } of fixing) {
    if (about.kind !== 'attestation' || about.platform !== platform) {
      return unusable('it demands an enclave and NitroTPM at once', key);
    }
    const digests = readDigests(written, about.pcr);
    if ('reason' in digests) {
      return digests;
    }
    const before = values.get(about.pcr);
    const among = hexOf(digests.list);
    const common = before === undefined ? digests.list : before.filter(({ digest }) => among.has(digest.hex));
    if (common.length === 0) {
      return unusable(`no value of PCR${about.pcr} fits all of its conditions`, key);
    }
    values.set(about.pcr, common);
  }
  return withoutExcluded(statement, platform, values);
}

/** Operators that hold for a list of digests and nothing else, where somebody is attested at all. */
function fixes({ effect }: PolicyStatement, { about, operator }: PolicyCondition): boolean {
  return about.kind === 'attestation' && comparesText(operator) && effect === (operator.negated ? 'Deny' : 'Allow');
}

export function comparesText({ comparison }: PolicyCondition['operator']): boolean {
  return comparison === 'equals' || comparison === 'equals-ignore-case' || comparison === 'like';
}

type Digests = { readonly list: readonly FixedDigest[] } | Extract<FixedMeasurements, { kind: 'unusable' }>;

/** Values of a condition, each digest once. One value that is none leaves open what else the PCR may be. */
function readDigests(values: PolicyCondition['values'], pcr: number): Digests {
  const found = new Map<string, FixedDigest>();
  for (const value of values) {
    const { start, end } = value;
    if (value.kind === 'unreadable') {
      return unusable(`a value of PCR${pcr} is not readable here`, value);
    }
    if (value.variable || value.wildcards) {
      return unusable(`a value of PCR${pcr} is a ${value.variable ? 'policy variable' : 'pattern'}`, value);
    }
    const digest = readDigest(value.value);
    if (!digest.ok) {
      return unusable(`a value of PCR${pcr} is not a SHA-384 digest: ${digest.error.message}`, value);
    }
    if (!found.has(digest.value.hex)) {
      found.set(digest.value.hex, { digest: digest.value, start, end });
    }
  }
  return { list: [...found.values()] };
}

/** An Allow statement may take out some of what it demands: `StringEquals` a list, `StringNotEquals` one of it. */
function withoutExcluded(statement: PolicyStatement, platform: Platform, values: FixedValues): FixedMeasurements {
  const left = new Map(values);
  for (const { about, operator, key, values: written } of statement.conditions) {
    const isExcluding = statement.effect === 'Allow' && operator.negated && comparesText(operator);
    if (about.kind !== 'attestation' || about.platform !== platform || !isExcluding) {
      continue;
    }
    const fixed = left.get(about.pcr);
    if (fixed !== undefined) {
      const excluded = readDigests(written, about.pcr);
      if ('reason' in excluded) {
        return excluded;
      }
      const out = hexOf(excluded.list);
      const rest = fixed.filter(({ digest }) => !out.has(digest.hex));
      if (rest.length === 0) {
        return unusable(`no value of PCR${about.pcr} fits all of its conditions`, key);
      }
      left.set(about.pcr, rest);
    }
  }
  return { kind: 'fixed', platform, values: left };
}

function hexOf(list: readonly FixedDigest[]): ReadonlySet<string> {
  return new Set(list.map(({ digest }) => digest.hex));
}

function unusable(reason: string, { start, end }: Span): Extract<FixedMeasurements, { kind: 'unusable' }> {
  return { kind: 'unusable', reason, start, end };
}
