import type { PolicyCondition } from '../measurement/keyPolicy/keyPolicy.ts';
import { matchesPattern } from '../measurement/keyPolicy/wildcards.ts';

/** Why it cannot be said whether a condition holds. */
export type UnknownReason =
  /** The operator is none of IAM's, or not for text. */
  | 'operator'
  /** A value holds a policy variable. */
  | 'variable'
  /** A value cannot be read here. */
  | 'value'
  /** The measurement cannot be read, or not whose it is. */
  | 'measurement'
  /** KMS does not log this PCR. */
  | 'not-in-log'
  /** It is on a key that KMS does not have, and holds for every call, or may. */
  | 'no-such-key';

/**
 * Whether a condition holds where its key is absent, as it is for every call without attestation; undefined where that
 * cannot be said. Source: IAM user guide, condition operators: negated operators, `IfExists` and `ForAllValues` hold,
 * `ForAnyValue` does not.
 */
export function holdsWhenAbsent({ operator, values }: PolicyCondition): boolean | undefined {
  const { comparison, qualifier, ifExists, negated } = operator;
  if (comparison === 'unknown') {
    return undefined;
  }
  if (comparison === 'null') {
    return holdsForNull(values, 'true');
  }
  return ifExists || qualifier === 'ForAllValues' || (negated && qualifier !== 'ForAnyValue');
}

/**
 * Whether a condition holds for a measurement, in the lower-case hex that KMS compares. One of the values has to be
 * equal, or none where the operator is negated; one that cannot be read decides only where no other does.
 */
export function holdsFor(hex: string, { operator, values }: PolicyCondition): boolean | UnknownReason {
  if (operator.comparison === 'null') {
    return holdsForNull(values, 'false') ?? 'value';
  }
  if (operator.comparison === 'unknown' || operator.comparison === 'other') {
    return 'operator';
  }
  let unknown: UnknownReason | undefined;
  for (const value of values) {
    if (value.kind === 'unreadable' || value.variable) {
      unknown = value.kind === 'unreadable' ? 'value' : 'variable';
    } else if (isEqual(hex, value.value, operator.comparison)) {
      return !operator.negated;
    }
  }
  return unknown ?? operator.negated;
}

function isEqual(hex: string, value: string, comparison: 'equals' | 'equals-ignore-case' | 'like'): boolean {
  switch (comparison) {
    case 'equals':
      return value === hex;
    case 'equals-ignore-case':
      return value.toLowerCase() === hex;
    case 'like':
      return matchesPattern(hex, value);
  }
}

/** `Null` asks with `true` whether the key is absent, with `false` whether it is there. */
function holdsForNull(values: PolicyCondition['values'], wanted: 'true' | 'false'): boolean | undefined {
  const texts = values.map((value) => (value.kind === 'text' ? value.value.toLowerCase() : undefined));
  if (texts.includes(wanted)) {
    return true;
  }
  return texts.every((text) => text === 'true' || text === 'false') ? false : undefined;
}
