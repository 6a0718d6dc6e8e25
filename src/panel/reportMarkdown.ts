import { codeCell, codeSpan, readableMarkdown } from '../editor/fileText.ts';
import { markdownTable } from '../editor/markdownTable.ts';
import type { CheckView, DocumentView, FactView, MeasurementRow } from './protocol.ts';

/** What the page shows, as Markdown that reads well as text: for tickets, for screen readers, for those without a page. */
export function reportMarkdown(view: DocumentView): string {
  return [
    '# Attestation document',
    `**${readableMarkdown(view.verdict.sentence)}.**`,
    `${readableMarkdown(view.verdict.detail)}.`,
    '## Checks',
    view.checks.map(checkLine).join('\n'),
    ...expectations(view),
    '## Document',
    factTable(view.identity),
    '## Log entry',
    readableMarkdown(view.call.explanation),
    ...(view.call.facts.length === 0 ? [] : [factTable(view.call.facts)]),
    '## Measurements',
    ...(view.measurements.conclusion === '' ? [] : [readableMarkdown(view.measurements.conclusion)]),
    `Reference measurement: ${readableMarkdown(view.measurements.reference)}`,
    measurementTable(view.measurements.rows),
    ...(view.measurements.others === '' ? [] : [readableMarkdown(view.measurements.others)]),
    '## Certificates',
    certificateTable(view),
    '## Carried data',
    carriedTable(view),
    '## What this says',
    GROUNDS.map((line) => `- ${line}`).join('\n'),
    '',
  ].join('\n\n');
}

/** So that a report that is passed on claims no more than the page. */
const GROUNDS: readonly string[] = [
  '“Genuine” means genuine when it was made. It says nothing about freshness: compare a nonce for that.',
  'A log entry is text that anybody can edit; it was not verified here.',
  'The log holds no digest of a document: equal measurements do not show that this document was the one sent.',
  'No revocation lists were consulted.',
];

const OUTCOMES: Readonly<Record<CheckView['outcome'], string>> = {
  pass: 'pass',
  fail: 'FAIL',
  unknown: 'could not be checked',
};

function checkLine({ label, outcome, reason, informative }: CheckView): string {
  const word = informative ? { pass: 'yes', fail: 'no', unknown: 'not known' }[outcome] : OUTCOMES[outcome];
  return `- ${readableMarkdown(label)}: ${word}. ${readableMarkdown(reason)}`;
}

function expectations({ expectations: all }: DocumentView): readonly string[] {
  const entered = all.filter(({ outcome }) => outcome !== undefined);
  return entered.length === 0
    ? []
    : [
        '## Expected values',
        entered.map(({ label, outcome, reason }) => `- ${label}: ${outcome}. ${readableMarkdown(reason)}`).join('\n'),
      ];
}

function factTable(facts: readonly FactView[]): string {
  return markdownTable(
    ['', ''],
    facts.map(({ label, value, note, code }) => [
      readableMarkdown(label),
      `${code ? codeCell(value) : readableMarkdown(value)}${note === undefined ? '' : ` (${readableMarkdown(note)})`}`,
    ]),
  );
}

function measurementTable(rows: readonly MeasurementRow[]): string {
  return markdownTable(
    ['PCR', 'measures', 'document', 'log entry', 'log entry is', 'reference', 'reference is'],
    rows.map((row) => [
      String(row.index),
      row.meaning,
      hex(row.document),
      hex(row.call),
      row.callOutcome ?? 'not compared',
      row.reference === undefined ? readableMarkdown(notesOf(row)) : hex(row.reference),
      row.referenceOutcome ?? (row.reference === undefined ? '' : readableMarkdown(row.referenceNote ?? '')),
    ]),
  );
}

function notesOf({ referenceNote, note }: MeasurementRow): string {
  return [referenceNote, note].filter((one) => one !== undefined).join('; ');
}

function hex(value: string | undefined): string {
  return value === undefined ? 'absent' : codeSpan(value);
}

function certificateTable({ certificates }: DocumentView): string {
  return markdownTable(
    ['certificate', 'valid', 'SHA-256'],
    certificates.rows.map(({ role, validity, fingerprint }) => [
      role,
      readableMarkdown(validity),
      codeSpan(fingerprint),
    ]),
  );
}

function carriedTable({ carried }: DocumentView): string {
  return markdownTable(
    ['field', 'bytes', 'hex', 'text'],
    carried.map(({ label, bytes, hex: value, text, structure }) => [
      structure === undefined ? label : `${label} (${readableMarkdown(structure.kind)})`,
      bytes === undefined ? 'absent' : String(bytes),
      value === '' ? '' : codeSpan(value, 4096),
      text === undefined ? '' : codeCell(text, 4096),
    ]),
  );
}
