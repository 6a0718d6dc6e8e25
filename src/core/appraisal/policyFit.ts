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
  /**
   * Those with conditions on attestation, or on what was meant for it, and an operation that can be attested, in the
   * order of the policy.
   */
  readonly statements: readonly StatementFit[];
  /** How many others there are that could not be read, or whose conditions could not: any may be about attestation. */
  readonly unread: number;
}

export interface StatementFit {
  readonly statement: PolicyStatement;
  readonly outcome: FitOutcome;
  /** The statement's conditions on attestation, or on what was meant for it; all have to hold. */
  readonly conditions: readonly ConditionFit[];
  /** Keys of its other conditions, which were not evaluated, each once. */
  readonly otherKeys: readonly string[];
}

export type FitOutcome = 'matches' | 'does-not-match' | 'not-evaluated';

export interface ConditionFit {
  readonly condition: PolicyCondition;
  /** What it measures; undefined where KMS has no such key. */
  readonly register: Register | undefined;
  readonly result:
    | { readonly kind: 'matches' | 'does-not-match' }
    | { readonly kind: 'not-evaluated'; readonly reason: UnknownReason };
}

export interface Register {
  readonly platform: Platform;
  readonly pcr: number;
}

/** Where measurements come from: the log has some PCRs alone, a document all that KMS saw. */
export type MeasuredBy = 'call' | 'document';

/** What KMS logs of an enclave. Source: CloudTrail entries for attested platforms, AWS KMS developer guide. */
const LOGGED_OF_ENCLAVES: readonly number[] = [0, 1, 2, 3, 4, 8];
const LOGGED_OF_NITRO_TPM: readonly number[] = [4, 7, 8, 9, 16, 23];

/** Evaluates the attestation conditions of a policy for the measurements of a call, or of a document in its place. */
export function fitPolicy(policy: KeyPolicy, measurements: Measurements, by: MeasuredBy = 'call'): PolicyFit {
  const measured = ({ platform, pcr }: Register): Measured => measuredAt(measurements, by, platform, pcr);
  const evaluated = policy.statements.filter(isEvaluated);
  const others = policy.statements.filter((statement) => !isEvaluated(statement) && mayBeEvaluated(statement));
  return {
    policy,
    statements: evaluated.map((statement) => fitStatement(statement, measured)),
    unread: policy.unread + others.length,
  };
}

function isEvaluated(statement: PolicyStatement): boolean {
  return isAttestable(statement) && statement.conditions.some(({ about }) => about.kind !== 'other');
}

/** Its attestation conditions may be among those that are not readable. */
function mayBeEvaluated(statement: PolicyStatement): boolean {
  return isAttestable(statement) && statement.unreadableConditions.length > 0;
}

function isAttestable({ actions }: PolicyStatement): boolean {
  return actions.attestable.length > 0 || !actions.readable;
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

function fitStatement(statement: PolicyStatement, measured: (register: Register) => Measured): StatementFit {
  const conditions: ConditionFit[] = [];
  const otherKeys = new Set<string>();
  for (const condition of statement.conditions) {
    const { about, key } = condition;
    if (about.kind === 'attestation') {
      const register = { platform: about.platform, pcr: about.pcr };
      conditions.push({ condition, register, result: fitCondition(condition, measured(register)) });
    } else if (about.kind === 'near-miss') {
      conditions.push({ condition, register: undefined, result: fitNearMiss(condition) });
    } else {
      otherKeys.add(key.value);
    }
  }
  const outcome = outcomeOf(conditions, statement.unreadableConditions.length > 0);
  return { statement, outcome, conditions, otherKeys: [...otherKeys] };
}

/** A key that KMS does not have is absent from every call. That a condition on it holds says nothing of the call. */
function fitNearMiss(condition: PolicyCondition): ConditionFit['result'] {
  return holdsWhenAbsent(condition) === false
    ? { kind: 'does-not-match' }
    : { kind: 'not-evaluated', reason: 'no-such-key' };
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
function outcomeOf(conditions: readonly ConditionFit[], hasUnreadable: boolean): FitOutcome {
  const has = (kind: FitOutcome): boolean => conditions.some(({ result }) => result.kind === kind);
  if (has('does-not-match')) {
    return 'does-not-match';
  }
  return hasUnreadable || has('not-evaluated') ? 'not-evaluated' : 'matches';
}
