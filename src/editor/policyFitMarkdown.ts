import {
  alsoNotEvaluated,
  alsoNotEvaluatedOfPolicy,
  type ConditionFit,
  fitPolicy,
  type MeasuredBy,
  type Measurements,
  POLICY_NOT_EVALUATED,
  pcrMeaning,
  policyFitClause,
  type StatementFit,
  statementFitClause,
} from '../core/index.ts';
import type { PolicyInFile } from '../workspace/keyPolicies.ts';
import { codeCell, codeSpan, markdownOf, readableMarkdown } from './fileText.ts';
import { markdownTable } from './markdownTable.ts';

/** A policy, and what its file is called. */
type NamedPolicy = Omit<PolicyInFile, 'file'> & { readonly file: Pick<PolicyInFile['file'], 'label'> };

/** Policies that a hover names; the report has them all. */
const MOST_IN_HOVER = 3;

/** How the workspace's key policies fit a call, as a section of its hover; empty where there are none. */
export function policyFitSection(policies: readonly NamedPolicy[], measurements: Measurements): string {
  if (policies.length === 0) {
    return '';
  }
  const lines = policies.slice(0, MOST_IN_HOVER).map((found) => {
    const fit = fitPolicy(found.policy, measurements);
    const also = alsoNotEvaluatedOfPolicy(fit);
    const where = `${codeSpan(found.file.label)}${whoseNote(found)}`;
    return `- ${markdownOf(policyFitClause(fit))}, in ${where}${also === '' ? '' : `.${markdownOf(also)}`}`;
  });
  const more = policies.length - lines.length;
  return ['Key policy', '', ...lines, ...(more > 0 ? [`- ${more} more`] : []), '', `*${POLICY_NOT_EVALUATED}*`].join(
    '\n',
  );
}

/** The same in full, each statement and condition, as a document. */
export function policyFitMarkdown(
  subject: string,
  policies: readonly NamedPolicy[],
  measurements: Measurements,
  by: MeasuredBy,
): string {
  return [
    '# Key policies beside measurements',
    `Measurements of ${codeSpan(subject)}. ${readableMarkdown(POLICY_NOT_EVALUATED)}`,
    ...policies.flatMap((found) => policySection(found, measurements, by)),
    '',
  ].join('\n\n');
}

function policySection(found: NamedPolicy, measurements: Measurements, by: MeasuredBy): readonly string[] {
  const { policy, file } = found;
  const { statements, unread } = fitPolicy(policy, measurements, by);
  const name = policy.name === undefined ? '' : ` ${codeSpan(policy.name)} in`;
  return [
    `## Policy${name} ${codeSpan(file.label)}`,
    ...(found.isOfKey ? [] : ['The file does not say that it is of the key of this call.']),
    ...(unread === 0 ? [] : [`Statements that could not be read, and of which nothing is said: ${unread}.`]),
    ...(statements.length === 0
      ? ['It has no statement with attestation conditions.']
      : statements.flatMap(statementSection)),
  ];
}

function statementSection(fit: StatementFit): readonly string[] {
  const also = alsoNotEvaluated(fit).trim();
  return [
    `**${readableMarkdown(statementFitClause(fit))}**`,
    markdownTable(['condition', 'operator', 'measures', 'outcome'], fit.conditions.map(conditionRow)),
    ...(also === '' ? [] : [readableMarkdown(also)]),
  ];
}

const REASONS = {
  operator: 'the operator is not known',
  variable: 'a value holds a policy variable',
  value: 'a value is not readable here',
  measurement: 'the measurement could not be read',
  'not-in-log': 'KMS does not log this PCR',
  'no-such-key': 'KMS has no such condition key',
} as const;

function conditionRow({ condition, register, result }: ConditionFit): readonly string[] {
  const outcome =
    result.kind === 'not-evaluated'
      ? `not evaluated: ${REASONS[result.reason]}`
      : { matches: 'matches', 'does-not-match': 'does not match' }[result.kind];
  return [
    codeCell(condition.key.value),
    codeCell(condition.operator.text),
    register === undefined ? 'nothing' : `PCR${register.pcr}, ${pcrMeaning(register.platform, register.pcr)}`,
    outcome,
  ];
}

function whoseNote({ isOfKey }: NamedPolicy): string {
  return isOfKey ? '' : ' (it does not say of which key)';
}
