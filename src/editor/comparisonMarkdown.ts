import { pcrMeaning, type SideBySide, sideBySideClause } from '../core/index.ts';
import { codeCell, codeSpan, readableMarkdown } from './fileText.ts';
import { markdownTable } from './markdownTable.ts';

/** One side of a comparison, as people know it. */
export interface NamedSide {
  /** What and where it is, such as `Decrypt in trail.json, line 28`; may hold text from files. */
  readonly name: string;
  /** What is said of it besides its measurements; the same labels on both sides stand beside one another. */
  readonly facts: readonly SideFact[];
}

export interface SideFact {
  readonly label: string;
  readonly value: string;
  /** Whether the value is text from a file, which is shown as it is. */
  readonly isText: boolean;
}

/** Two calls, or two attestation documents, PCR by PCR, as Markdown that reads well as text. */
export function comparisonMarkdown(title: string, one: NamedSide, other: NamedSide, sides: SideBySide): string {
  const clause = sideBySideClause(sides);
  return [
    `# ${title}`,
    `**${clause.charAt(0).toUpperCase()}${readableMarkdown(clause.slice(1))}.**`,
    `1. ${codeSpan(one.name)}\n2. ${codeSpan(other.name)}`,
    '## Measurements',
    markdownTable(
      ['PCR', 'measures', '', 'value'],
      sides.pcrs.map((pcr) => measurementRow(pcr, sides)),
    ),
    ...(sides.platform === undefined ? [NOT_COMPARABLE] : []),
    '## Besides',
    markdownTable(['', '1', '2'], factRows(one, other)),
    '## What this says',
    '- Read from text that anybody may have edited. Equal measurements show that both say the same, not that either is genuine.',
    '',
  ].join('\n\n');
}

const NOT_COMPARABLE =
  'The two are of different platforms, or it cannot be told of which: their PCRs measure different things and are not compared.';

function measurementRow(
  { index, one, other, outcome }: SideBySide['pcrs'][number],
  { platform }: SideBySide,
): readonly string[] {
  const meaning = platform === undefined ? '' : pcrMeaning(platform, index);
  const said = outcome === 'absent' ? 'not compared' : outcome;
  // One below the other, so that both are in sight and differences stand out.
  const values = outcome === 'same' ? hex(one) : `${hex(one)}<br>${hex(other)}`;
  return [String(index), meaning, said, values];
}

function hex(value: string | undefined): string {
  return value === undefined ? 'absent' : codeSpan(value);
}

function factRows(one: NamedSide, other: NamedSide): readonly (readonly string[])[] {
  const labels = [...new Set([...one.facts, ...other.facts].map(({ label }) => label))];
  const valueIn = ({ facts }: NamedSide, label: string): string => {
    const fact = facts.find((candidate) => candidate.label === label);
    if (fact === undefined) {
      return '';
    }
    return fact.isText ? codeCell(fact.value) : readableMarkdown(fact.value);
  };
  return labels.map((label) => [label, valueIn(one, label), valueIn(other, label)]);
}
