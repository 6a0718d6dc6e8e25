import type { MeasurementRow } from '../../src/panel/protocol.ts';
import { element, hiddenText, linkButton } from '../toolkit/index.ts';
import { allGroups, type HexShape, hexParts, shortGroups } from './hexDifference.ts';
import type { MeasurementLayout } from './measurementLayout.ts';
import { type RowResult, resultTitle, rowResults } from './measurementResult.ts';
import { outcomeSign } from './outcomeSign.ts';
import { copyButton, hexText, type Post } from './parts.ts';

type Column = 'document' | 'call' | 'reference';

const COLUMN_NAMES: Readonly<Record<Column, string>> = {
  document: 'Document',
  call: 'Log entry',
  reference: 'Reference',
};

/** Which columns there are, and how they are drawn. */
export interface Columns {
  readonly hasCall: boolean;
  readonly hasReference: boolean;
  readonly hasResult: boolean;
  readonly layout: MeasurementLayout;
}

/** Digits of values that stand beside each other: the same groups of each. */
interface Digits {
  readonly groups: readonly number[];
  readonly shape: HexShape | undefined;
}

/**
 * One register: its row, and a row of its note, which finds no room in a column of values. Its name is a button that reveals it in the trail; so
 * does a click anywhere in the row.
 */
export function measurementLines(row: MeasurementRow, columns: Columns, post: Post): readonly HTMLElement[] {
  const { hasCall, hasReference, hasResult, layout } = columns;
  const { shape } = layout;
  const below = layout.form === 'columns' && row.note !== undefined;
  const values = [row.document, row.call, row.reference].filter((value) => value !== undefined);
  const digits = { groups: shape === undefined ? allGroups(values) : shortGroups(values, shape), shape };
  const reveal = (): void => post({ type: 'revealPcr', index: row.index });
  const meaning = row.canReveal
    ? linkButton({ id: `reveal-pcr-${row.index}`, label: row.meaning, title: 'Reveal in the trail', onPress: reveal })
    : row.meaning;
  const made = element(
    'tr',
    {
      role: 'row',
      class: [row.canReveal ? 'revealing' : '', below ? 'above-note' : ''].join(' ').trim() || undefined,
      'data-pcr': row.index,
      'data-call': row.callOutcome,
      'data-reference': row.referenceOutcome,
    },
    element('th', { role: 'rowheader', scope: 'row', class: 'index' }, hiddenText('PCR'), String(row.index)),
    element('td', { role: 'cell', class: 'meaning' }, meaning, below ? undefined : noteOf(row.note)),
    valueCell('document', row, digits, post),
    hasCall ? valueCell('call', row, digits, post) : undefined,
    hasReference ? valueCell('reference', row, digits, post) : undefined,
    hasResult ? resultCell(rowResults(row)) : undefined,
  );
  if (row.canReveal) {
    made.addEventListener('click', (event) => {
      const onButton = event.target instanceof Element && event.target.closest('button') !== null;
      if (!onButton && document.getSelection()?.isCollapsed !== false) {
        reveal();
      }
    });
  }
  if (!below) {
    return [made];
  }
  const span = 2 + [hasCall, hasReference, hasResult].filter(Boolean).length;
  return [
    made,
    element(
      'tr',
      { role: 'row', class: 'note-row' },
      element('td', { role: 'cell' }),
      element('td', { role: 'cell', colspan: span }, noteOf(row.note)),
    ),
  ];
}

function valueCell(column: Column, row: MeasurementRow, { groups, shape }: Digits, post: Post): HTMLElement {
  const value = row[column];
  const note = column === 'reference' ? noteOf(row.referenceNote) : undefined;
  const other = column === 'document' ? undefined : row.document;
  const outcome = column === 'document' ? undefined : row[`${column}Outcome`];
  const name = COLUMN_NAMES[column];
  const target = { of: 'pcr', index: row.index, column } as const;
  const isEmpty = value === undefined && note === undefined;
  return element(
    'td',
    {
      role: 'cell',
      class: isEmpty && outcome === undefined ? 'value nothing' : 'value',
      'data-column': column,
    },
    element('span', { class: 'in-blocks dim', 'aria-hidden': true }, name),
    element(
      'span',
      { class: 'with-copy' },
      value === undefined ? undefined : hexText(hexParts(value, groups, other, shape?.digits), shape?.close),
      isEmpty ? element('span', { class: 'dim' }, outcome === 'absent' ? 'absent' : '–') : undefined,
      value === undefined
        ? undefined
        : copyButton(`copy-pcr-${row.index}-${column}`, `PCR${row.index}, ${name.toLowerCase()}`, target, post),
    ),
    note,
    outcome === undefined || outcome === 'absent'
      ? undefined
      : element('span', { class: 'in-blocks', 'aria-hidden': true }, outcomeSign(outcome)),
  );
}

function noteOf(words: string | undefined): HTMLElement | undefined {
  return words === undefined ? undefined : element('span', { class: 'note dim' }, words);
}

function resultCell(results: readonly RowResult[]): HTMLElement {
  return element(
    'td',
    { role: 'cell', class: 'result', 'data-column': 'result', title: resultTitle(results) },
    ...results.map(({ outcome, of }) =>
      outcomeSign(outcome, of === '' ? undefined : element('span', { class: 'of dim' }, ` ${of}`)),
    ),
  );
}
