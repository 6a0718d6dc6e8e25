import type { KeyPolicy, PolicyCondition, PolicyStatement } from '../measurement/keyPolicy/keyPolicy.ts';
import { type Measurements, measuredPcr } from '../measurement/measurements.ts';
import type { Platform } from '../measurement/pcr.ts';
import { holdsFor, holdsWhenAbsent, type UnknownReason } from './conditionSemantics.ts';

/**
 * How the attestation conditions of a policy fit measurements. That is not whether KMS allowed the call: nothing else
 * of the policy is evaluated, and it need not be the policy that was in force.
 */
export interface PolicyFit {
  readonly policy: KeyPolicy;
  /** Those with attestation conditions and an operation that can be attested, in the order of the policy. */
  readonly statements: readonly StatementFit[];
}

export interface StatementFit {
  readonly statement: PolicyStatement;
  readonly outcome: FitOutcome;
  /** The statement's attestation conditions; all have to hold. */
  readonly conditions: readonly ConditionFit[];
  /** Keys of its other conditions, which were not evaluated, each once. */
  readonly otherKeys: readonly string[];
}

export type FitOutcome = 'matches' | 'does-not-match' | 'not-evaluated';

export interface ConditionFit {
  readonly condition: PolicyCondition;
  readonly platform: Platform;
  readonly pcr: number;
  readonly result:
    | { readonly kind: 'matches' | 'does-not-match' }
    | { readonly kind: 'not-evaluated'; readonly reason: UnknownReason };
}

/** Where measurements come from: the log has some PCRs alone, a document all that KMS saw. */
export type MeasuredBy = 'call' | 'document';

/** What KMS logs of an enclave. Source: CloudTrail entries for attested platforms, AWS KMS developer guide. */
const LOGGED_OF_ENCLAVES: readonly number[] = [0, 1, 2, 3, 4, 8];
const LOGGED_OF_NITRO_TPM: readonly number[] = [4, 7, 8, 9, 16, 23];

/** Evaluates the attestation conditions of a policy for the measurements of a call, or of a document in its place. */
export function fitPolicy(policy: KeyPolicy, measurements: Measurements, by: MeasuredBy = 'call'): PolicyFit {
  const measured = (platform: Platform, pcr: number): Measured => measuredAt(measurements, by, platform, pcr);
  return {
    policy,
    statements: policy.statements.filter(isEvaluated).map((statement) => fitStatement(statement, measured)),
  };
}

export function isEvaluated({ actions, conditions }: PolicyStatement): boolean {
  const isAttestable = actions.attestable.length > 0 || !actions.readable;
  return isAttestable && conditions.some(({ about }) => about.kind === 'attestation');
}

/** What a condition key stands for when a call comes. */
type Measured =
  | { readonly kind: 'present'; readonly hex: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

function measuredAt(measurements: Measurements, by: MeasuredBy, platform: Platform, pcr: number): Measured {
  if (measurements.platform === undefined) {
    return { kind: 'unknown', reason: 'measurement' };
  }
  if (measurements.platform !== platform) {
    return { kind: 'absent' };
  }
  const found = measuredPcr(measurements, pcr);
  if (found === undefined) {
    return by === 'document' || isLogged(measurements, platform, pcr)
      ? { kind: 'absent' }
      : { kind: 'unknown', reason: 'not-in-log' };
  }
  return found.digest === undefined
    ? { kind: 'unknown', reason: 'measurement' }
    : { kind: 'present', hex: found.digest.hex };
}

/** Records of 2020 have an enclave's image digest alone: that they lack other PCRs says nothing of what KMS saw. */
function isLogged({ pcrs }: Measurements, platform: Platform, pcr: number): boolean {
  return platform === 'enclave'
    ? LOGGED_OF_ENCLAVES.includes(pcr) && pcrs.some(({ index }) => index > 0)
    : LOGGED_OF_NITRO_TPM.includes(pcr);
}

function fitStatement(statement: PolicyStatement, measured: (platform: Platform, pcr: number) => Measured) {
  const conditions: ConditionFit[] = [];
  const otherKeys = new Set<string>();
  for (const condition of statement.conditions) {
    const { about, key } = condition;
    if (about.kind === 'attestation') {
      const { platform, pcr } = about;
      conditions.push({ condition, platform, pcr, result: fitCondition(condition, measured(platform, pcr)) });
    } else {
      otherKeys.add(key.value);
    }
  }
  return { statement, outcome: outcomeOf(conditions), conditions, otherKeys: [...otherKeys] };
}

function fitCondition(condition: PolicyCondition, measured: Measured): ConditionFit['result'] {
  if (measured.kind === 'unknown') {
    return { kind: 'not-evaluated', reason: measured.reason };
  }
  const holds = measured.kind === 'present' ? holdsFor(measured.hex, condition) : holdsWhenAbsent(condition);
  if (holds === undefined) {
    return { kind: 'not-evaluated', reason: condition.operator.comparison === 'null' ? 'value' : 'operator' };
  }
  if (typeof holds === 'string') {
    return { kind: 'not-evaluated', reason: holds };
  }
  return { kind: holds ? 'matches' : 'does-not-match' };
}

/** One condition that does not match is enough, whatever cannot be said of the others. */
function outcomeOf(conditions: readonly ConditionFit[]): FitOutcome {
  const has = (kind: FitOutcome): boolean => conditions.some(({ result }) => result.kind === kind);
  if (has('does-not-match')) {
    return 'does-not-match';
  }
  return has('not-evaluated') ? 'not-evaluated' : 'matches';
}
