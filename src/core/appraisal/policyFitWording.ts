import type { PolicyStatement } from '../measurement/keyPolicy/keyPolicy.ts';
import { harmless } from '../measurement/referenceMeasurement.ts';
import type { UnknownReason } from './conditionSemantics.ts';
import type { ConditionFit, FitOutcome, PolicyFit, StatementFit } from './policyFit.ts';
import { shortened } from './wording.ts';

/** The words of how a policy fits. Never that a call was let through or refused: only conditions were looked at. */

/** UTF-16 units of a name from a file. */
const LONGEST_NAME = 60;
const MOST_KEYS = 5;
const MOST_STATEMENTS = 5;

/** What none of the words of a fit takes into account. */
export const POLICY_NOT_EVALUATED =
  'Not evaluated: the policy at the time of the call, principals, IAM policies, grants, SCPs, RCPs, session policies, endpoints and conditions on anything but attestation.';

/** `statement "enclave-only": does not match: PCR3` */
export function statementFitClause(fit: StatementFit): string {
  const said = fit.statement.effect === 'Deny' ? denyOutcome(fit) : outcome(fit);
  return `${statementName(fit.statement)}: ${said}`;
}

/** Every statement of a policy, as far as there is room. */
export function policyFitClause({ statements }: PolicyFit): string {
  if (statements.length === 0) {
    return 'no statement with attestation conditions';
  }
  const clauses = statements.slice(0, MOST_STATEMENTS).map(statementFitClause);
  const more = statements.length - clauses.length;
  return [...clauses, ...(more === 0 ? [] : [`${more} more`])].join('; ');
}

/** What of a statement was not evaluated, its other condition keys by name. */
export function notEvaluatedSentence(fit: StatementFit): string {
  return `${POLICY_NOT_EVALUATED}${alsoNotEvaluated(fit)}`;
}

/** What is special to a statement of that; each sentence with a blank before it, and nothing where there is none. */
export function alsoNotEvaluated({ otherKeys, statement }: StatementFit): string {
  const keys = otherKeys.slice(0, MOST_KEYS).map((key) => shortened(harmless(key), LONGEST_NAME));
  const more = otherKeys.length - keys.length;
  const named = [...keys, ...(more === 0 ? [] : [`${more} more`])].join(', ');
  const unreadable =
    statement.unreadableConditions.length === 0 ? '' : ' Some of its conditions are not readable here.';
  return `${named === '' ? '' : ` This statement also has conditions on: ${named}.`}${unreadable}`;
}

function outcome({ outcome: kind, conditions }: StatementFit): string {
  switch (kind) {
    case 'matches':
      return 'conditions match';
    case 'does-not-match':
      return `does not match: ${registers(conditions, kind)}`;
    case 'not-evaluated':
      return `not evaluated: ${registers(conditions, kind)}`;
  }
}

function denyOutcome({ outcome: kind, conditions }: StatementFit): string {
  const subject = "this Deny statement's attestation conditions";
  switch (kind) {
    case 'matches':
      return `${subject} match`;
    case 'does-not-match':
      return `${subject} do not match: ${registers(conditions, kind)}`;
    case 'not-evaluated':
      return `${subject} are not evaluated: ${registers(conditions, kind)}`;
  }
}

function statementName({ sid, effect }: PolicyStatement): string {
  const name =
    sid === undefined ? 'statement without a Sid' : `statement "${shortened(harmless(sid.value), LONGEST_NAME)}"`;
  return effect === undefined ? `${name} (effect not readable)` : name;
}

/** The PCRs of the conditions that came to this, each once, with the reason where there is one. */
function registers(conditions: readonly ConditionFit[], outcome: FitOutcome): string {
  const names = conditions
    .filter(({ result }) => result.kind === outcome)
    .map(({ platform, pcr, result }) => {
      const name = `${platform === 'enclave' ? '' : 'NitroTPM '}PCR${pcr}`;
      return result.kind === 'not-evaluated' ? `${name} (${REASONS[result.reason]})` : name;
    });
  return [...new Set(names)].join(', ');
}

const REASONS: Readonly<Record<UnknownReason, string>> = {
  operator: 'the operator is unknown or not for text',
  variable: 'a value has a policy variable',
  value: 'a value is not readable here',
  measurement: 'the measurement is not readable',
  'not-in-log': 'not in the log',
};
