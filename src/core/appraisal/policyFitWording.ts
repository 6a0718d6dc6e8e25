import type { PolicyStatement } from '../measurement/keyPolicy/keyPolicy.ts';
import { harmless } from '../measurement/referenceMeasurement.ts';
import type { UnknownReason } from './conditionSemantics.ts';
import type { PolicyFit, Register, StatementFit } from './policyFit.ts';
import { shortened } from './wording.ts';

/** The words of how a policy fits. Never that a call was let through or refused: only conditions were looked at. */

/** UTF-16 units of a name from a file. */
const LONGEST_NAME = 60;
const MOST_KEYS = 5;
const MOST_STATEMENTS = 5;
/** Of one statement: there are 32 registers, but keys may be misspelled in any number of ways. */
const MOST_NAMES = 40;

/** What none of the words of a fit takes into account. */
export const POLICY_NOT_EVALUATED =
  'Not evaluated: the policy at the time of the call, principals, IAM policies, grants, SCPs, RCPs, session policies, endpoints and conditions on anything but attestation.';

/** `statement "enclave-only": does not match: PCR3` */
export function statementFitClause(fit: StatementFit): string {
  const said = fit.statement.effect === 'Deny' ? denyOutcome(fit) : outcome(fit);
  return `${statementName(fit.statement)}: ${said}`;
}

/** Every statement of a policy, as far as there is room, and how many could not be read. */
export function policyFitClause({ statements, unread }: PolicyFit): string {
  const clauses = statements.slice(0, MOST_STATEMENTS).map(statementFitClause);
  const more = statements.length - clauses.length;
  return [
    ...(statements.length === 0 ? ['no statement with attestation conditions'] : clauses),
    ...(more === 0 ? [] : [`${more} more`]),
    ...(unread === 0
      ? []
      : [`${unread === 1 ? '1 statement' : `${unread} statements`} not readable here, of which nothing is said`]),
  ].join('; ');
}

/** What of a statement was not evaluated besides that, its other condition keys by name; each sentence with a blank before it, and nothing where there is none. */
export function alsoNotEvaluated({ otherKeys, statement }: StatementFit): string {
  const named = keyList(otherKeys);
  const unreadable =
    statement.unreadableConditions.length === 0 ? '' : ' Some of its conditions are not readable here.';
  return `${named === '' ? '' : ` This statement also has conditions on: ${named}.`}${unreadable}`;
}

/** The same of all statements of a policy together. */
export function alsoNotEvaluatedOfPolicy({ statements }: PolicyFit): string {
  const named = keyList([...new Set(statements.flatMap(({ otherKeys }) => otherKeys))]);
  const hasUnreadable = statements.some(({ statement }) => statement.unreadableConditions.length > 0);
  const unreadable = hasUnreadable ? ' Some conditions are not readable here.' : '';
  return `${named === '' ? '' : ` There are also conditions on: ${named}.`}${unreadable}`;
}

function keyList(all: readonly string[]): string {
  const keys = all.slice(0, MOST_KEYS).map(keyName);
  const more = all.length - keys.length;
  return [...keys, ...(more === 0 ? [] : [`${more} more`])].join(', ');
}

function keyName(key: string): string {
  return shortened(harmless(key), LONGEST_NAME);
}

function outcome(fit: StatementFit): string {
  switch (fit.outcome) {
    case 'matches':
      return 'conditions match';
    case 'does-not-match':
      return `does not match: ${named(fit)}`;
    case 'not-evaluated':
      return `not evaluated: ${named(fit)}`;
  }
}

function denyOutcome(fit: StatementFit): string {
  const subject = "this Deny statement's attestation conditions";
  switch (fit.outcome) {
    case 'matches':
      return `${subject} match`;
    case 'does-not-match':
      return `${subject} do not match: ${named(fit)}`;
    case 'not-evaluated':
      return `${subject} are not evaluated: ${named(fit)}`;
  }
}

function statementName({ sid, effect }: PolicyStatement): string {
  const name =
    sid === undefined ? 'statement without a Sid' : `statement "${shortened(harmless(sid.value), LONGEST_NAME)}"`;
  return effect === undefined ? `${name} (effect not readable)` : name;
}

/** The PCRs or keys of the conditions that came to this, each once, with the reason where there is one. */
function named({ outcome: kind, conditions, statement }: StatementFit): string {
  const names = conditions
    .filter(({ result }) => result.kind === kind)
    .map(({ condition, register, result }) => {
      const name = register === undefined ? keyName(condition.key.value) : registerName(register);
      return result.kind === 'not-evaluated' ? `${name} (${REASONS[result.reason]})` : name;
    });
  const distinct = [...new Set(names)];
  const more = distinct.length - MOST_NAMES;
  const hasUnreadable = kind === 'not-evaluated' && statement.unreadableConditions.length > 0;
  return [
    ...distinct.slice(0, MOST_NAMES),
    ...(more > 0 ? [`${more} more`] : []),
    ...(hasUnreadable ? ['some conditions are not readable here'] : []),
  ].join(', ');
}

function registerName({ platform, pcr }: Register): string {
  return `${platform === 'enclave' ? '' : 'NitroTPM '}PCR${pcr}`;
}

const REASONS: Readonly<Record<UnknownReason, string>> = {
  operator: 'the operator is unknown or not for text',
  variable: 'a value has a policy variable',
  value: 'a value is not readable here',
  measurement: 'the measurement is not readable',
  'not-in-log': 'not in the log',
  'no-such-key': 'KMS has no such condition key',
};
