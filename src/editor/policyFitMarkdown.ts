import {
  alsoNotEvaluated,
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

/** Policies that a hover names; the report has them all. */
const MOST_IN_HOVER = 3;

/** How the workspace's key policies fit a call, as a section of its hover; empty where there are none. */
export function policyFitSection(policies: readonly PolicyInFile[], measurements: Measurements): string {
  if (policies.length === 0) {
    return '';
  }
  const lines = policies.slice(0, MOST_IN_HOVER).map((found) => {
    const clause = policyFitClause(fitPolicy(found.policy, measurements));
    return `- ${markdownOf(clause)}, in ${codeSpan(found.file.label)}${whoseNote(found)}`;
  });
  const more = policies.length - lines.length;
  return ['Key policy', '', ...lines, ...(more > 0 ? [`- ${more} more`] : []), '', `*${POLICY_NOT_EVALUATED}*`].join(
    '\n',
  );
}

/** The same in full, each statement and condition, as a document. */
export function policyFitMarkdown(
  subject: string,
  policies: readonly PolicyInFile[],
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

function policySection(found: PolicyInFile, measurements: Measurements, by: MeasuredBy): readonly string[] {
  const { policy, file } = found;
  const { statements } = fitPolicy(policy, measurements, by);
  const name = policy.name === undefined ? '' : ` ${codeSpan(policy.name)} in`;
  return [
    `## Policy${name} ${codeSpan(file.label)}`,
    ...(found.isOfKey ? [] : ['The file does not say that it is of the key of this call.']),
    ...(policy.unread === 0
      ? []
      : [`Statements that could not be read, and of which nothing is said: ${policy.unread}.`]),
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
} as const;

function conditionRow({ condition, platform, pcr, result }: ConditionFit): readonly string[] {
  const outcome =
    result.kind === 'not-evaluated'
      ? `not evaluated: ${REASONS[result.reason]}`
      : { matches: 'matches', 'does-not-match': 'does not match' }[result.kind];
  return [
    codeCell(condition.key.value),
    codeCell(condition.operator.text),
    `PCR${pcr}, ${pcrMeaning(platform, pcr)}`,
    outcome,
  ];
}

function whoseNote({ isOfKey }: PolicyInFile): string {
  return isOfKey ? '' : ' (it does not say of which key)';
}
