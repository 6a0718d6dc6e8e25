import type { Span } from '../located.ts';
import { readDigest } from '../measurement/digest.ts';
import { type ConditionOperator, TEXT_OPERATOR_NAMES } from '../measurement/keyPolicy/conditionOperator.ts';
import { editDistance } from '../measurement/keyPolicy/editDistance.ts';
import { comparesText } from '../measurement/keyPolicy/fixedMeasurements.ts';
import type { KeyPolicy, PolicyCondition, PolicyStatement } from '../measurement/keyPolicy/keyPolicy.ts';
import { holdsWhenAbsent } from './conditionSemantics.ts';
import { bypasses, isAboutAttestation } from './policyBypass.ts';
import { correctionOf, type PolicyMistake, type PolicyMistakeCode } from './policyMistake.ts';
import { valueMistakes } from './policyValueMistakes.ts';

/** Of one policy. */
const MAX_MISTAKES = 1000;
/** Letters by which an unknown operator may differ from the one that was meant. */
const MOST_LETTERS = 2;

/**
 * What in a policy does not do for attestation what it seems to, in the order of the text; nothing where it does not
 * tell of attestation. Statements that could not be read are told of where they are read.
 */
export function policyMistakes(policy: KeyPolicy): readonly PolicyMistake[] {
  if (!policy.statements.some(isAboutAttestation)) {
    return [];
  }
  const found = [...bypasses(policy), ...policy.statements.flatMap(statementMistakes)];
  return found.sort((one, other) => one.start - other.start).slice(0, MAX_MISTAKES);
}

function statementMistakes(statement: PolicyStatement): readonly PolicyMistake[] {
  const attesting = statement.conditions.filter(({ about }) => about.kind !== 'other');
  const operators = new Set(attesting.map(({ operator }) => operator));
  const taken = new Set(attesting.map(({ operator, key }) => keyOf(operator, key.value)));
  // One condition that fails without attestation is enough for all of the statement.
  const passes = statement.effect === 'Allow' && attesting.every((condition) => holdsWhenAbsent(condition) !== false);
  return [
    ...unreadableParts(statement),
    ...[...operators].flatMap(operatorMistakes),
    ...attesting.flatMap((condition) => [
      ...keyMistakes(condition, taken),
      ...(passes ? passingMistakes(condition) : []),
      ...(condition.about.kind === 'attestation' ? valueMistakes(statement, condition) : []),
    ]),
  ];
}

function unreadableParts(statement: PolicyStatement): readonly PolicyMistake[] {
  const { actions, effect, unreadableConditions } = statement;
  const conditions = unreadableConditions.map((place) =>
    mistake('not-readable', 'These conditions are not readable here: nothing is said of the statement.', place),
  );
  if (!actions.readable) {
    const message = 'An action is not readable here: the statement may be about more than is said.';
    return [mistake('not-readable', message, actions), ...conditions];
  }
  if (effect === undefined) {
    const message = 'The effect of this statement is not readable here: it is "Allow" or "Deny".';
    return [mistake('not-readable', message, actions), ...conditions];
  }
  return conditions;
}

function operatorMistakes(operator: ConditionOperator): readonly PolicyMistake[] {
  if (operator.comparison === 'null' || comparesText(operator)) {
    return [];
  }
  if (operator.comparison === 'other') {
    const message = 'This operator does not compare text: use StringEqualsIgnoreCase for measurements.';
    return [mistake('unknown-operator', message, operator)];
  }
  const found = mistake('unknown-operator', 'IAM has no condition operator of this name.', operator);
  const meant = meantOperator(operator.text);
  return [meant === undefined ? found : { ...found, correction: correctionOf(operator, meant) }];
}

/** The operator that a name nearly is, with the qualifier and `IfExists` that it has. */
function meantOperator(text: string): string | undefined {
  const [, qualifier = '', name = '', ifExists = ''] =
    /^((?:ForAnyValue|ForAllValues):)?(\w{1,40}?)(IfExists)?$/i.exec(text) ?? [];
  const distances = TEXT_OPERATOR_NAMES.map((known) => editDistance(known.toLowerCase(), name.toLowerCase()));
  const least = Math.min(...distances);
  const nearest = TEXT_OPERATOR_NAMES.filter((_, index) => distances[index] === least);
  return least <= MOST_LETTERS && nearest.length === 1 ? `${qualifier}${nearest[0]}${ifExists}` : undefined;
}

function keyMistakes(condition: PolicyCondition, taken: ReadonlySet<string>): readonly PolicyMistake[] {
  const { about, key, operator } = condition;
  if (about.kind !== 'near-miss') {
    return [];
  }
  const message =
    'KMS has no such condition key, so it is absent from every call. There are kms:RecipientAttestation:ImageSha384, :PCR0 to :PCR31 and :NitroTPMPCR0 to :NitroTPMPCR23.';
  const found = mistake('unknown-condition-key', message, key);
  const meant = about.meant ?? meantByValues(condition);
  // Twice under one operator, neither would be read.
  return [
    meant === undefined || taken.has(keyOf(operator, meant))
      ? found
      : { ...found, correction: correctionOf(key, meant) },
  ];
}

function keyOf({ start }: ConditionOperator, key: string): string {
  return `${start} ${key.toLowerCase()}`;
}

/** AWS's examples have the digest of an image alone, so digests are most likely of that. */
function meantByValues({ key, values }: PolicyCondition): string | undefined {
  const areDigests = values.every((value) => value.kind === 'text' && readDigest(value.value).ok);
  const isBare = /^kms:RecipientAttestation:?$/i.test(key.value);
  return isBare && areDigests && values.length > 0 ? 'kms:RecipientAttestation:ImageSha384' : undefined;
}

/** Of a condition of an Allow statement that holds for calls without attestation, why it does. */
function passingMistakes(condition: PolicyCondition): readonly PolicyMistake[] {
  const { operator, key } = condition;
  if (holdsWhenAbsent(condition) !== true) {
    return [];
  }
  const found: PolicyMistake[] = [];
  if (operator.negated) {
    const message = 'Negated operators match absent keys: this condition also holds for calls without attestation.';
    found.push(mistake('negated-operator', message, key));
  }
  if (operator.ifExists || operator.qualifier === 'ForAllValues' || operator.comparison === 'null') {
    const message = `${passingWord(operator)} holds where the key is absent: this condition passes without attestation.`;
    found.push(mistake('passes-without-attestation', message, key));
  }
  return found;
}

function passingWord({ ifExists, qualifier }: ConditionOperator): string {
  if (ifExists) {
    return '…IfExists';
  }
  return qualifier === 'ForAllValues' ? 'ForAllValues:' : 'Null with "true"';
}

function mistake(code: PolicyMistakeCode, message: string, { start, end }: Span): PolicyMistake {
  return { code, message, start, end };
}
