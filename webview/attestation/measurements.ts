import type { MeasurementsView } from '../../src/panel/protocol.ts';
import { button, element, hiddenText, linkButton } from '../toolkit/index.ts';
import { measurementLayout } from './measurementLayout.ts';
import { type Columns, measurementLines } from './measurementLine.ts';
import { heading, type Post } from './parts.ts';
import { section } from './section.ts';

export interface Measurements {
  readonly element: HTMLElement;
  readonly show: (view: MeasurementsView | undefined, canAddReference: boolean) => void;
}

interface Model {
  readonly view: MeasurementsView;
  readonly canAddReference: boolean;
  /** Whether values are shown whole. */
  readonly full: boolean;
  readonly columns: Columns;
}

/** Register by register: document, log entry and reference measurement. */
export function measurements(post: Post): Measurements {
  let full = false;
  let last: Pick<Model, 'view' | 'canAddReference'> | undefined;
  const drawn = section<Model>({ id: 'measurements', 'aria-labelledby': 'measurements-heading' }, (model) => [
    heading(
      'measurements-heading',
      'Measurements',
      linkButton({ id: 'full-values', label: model.full ? 'shortened values' : 'full values', onPress: toggle }),
    ),
    element(
      'p',
      { id: 'measurements-conclusion' },
      model.view.conclusion,
      // Its column says so where there is one.
      model.columns.hasReference
        ? undefined
        : element('span', { class: 'dim' }, ` Reference measurement: ${model.view.reference}.`),
    ),
    measurementTable(model, post),
    model.canAddReference
      ? element(
          'div',
          { class: 'actions' },
          button({
            id: 'add-reference',
            label: 'Add as Reference Measurement…',
            onPress: () => post({ type: 'addReference' }),
          }),
        )
      : undefined,
  ]);
  const draw = (): void => drawn.show(last && { ...last, full, columns: fitting(last.view, full) });
  // Nothing is drawn anew unless the layout is another.
  addEventListener('resize', draw);

  function toggle(): void {
    full = !full;
    draw();
  }

  return {
    element: drawn.element,
    show: (view, canAddReference) => {
      last = view && { view, canAddReference };
      draw();
    },
  };
}

/** The columns that say something, drawn so that they fit into the page. */
function fitting({ rows }: MeasurementsView, full: boolean): Columns {
  const hasCall = rows.some((row) => row.callOutcome !== undefined || row.call !== undefined);
  const hasReference = rows.some((row) => row.referenceOutcome !== undefined || row.reference !== undefined);
  const hasResult = rows.some((row) => row.callOutcome !== undefined || row.referenceOutcome !== undefined);
  const values = hasCall && hasReference ? 3 : hasCall || hasReference ? 2 : 1;
  return { hasCall, hasReference, hasResult, layout: measurementLayout(innerWidth, values, full) };
}

/** Roles are spelled out: in a narrow page rows are drawn as blocks, which would take them from a table. */
function measurementTable({ view, full, columns }: Model, post: Post): HTMLElement {
  const { hasCall, hasReference, hasResult, layout } = columns;
  const reference = view.canOpenReference
    ? linkButton({
        id: 'open-reference',
        label: view.reference,
        title: 'Open the reference measurement',
        onPress: () => post({ type: 'openReference' }),
      })
    : view.reference;
  const head = element(
    'tr',
    { role: 'row' },
    columnHead('PCR', 'index'),
    columnHead('Measures', 'meaning'),
    columnHead('Document', 'value'),
    hasCall ? columnHead('Log entry', 'value') : undefined,
    hasReference ? columnHead(reference, 'value') : undefined,
    hasResult ? columnHead(layout.words ? 'Result' : hiddenText('Result'), 'result') : undefined,
  );
  const rows = view.rows.flatMap((row) => measurementLines(row, columns, post));
  const others = element(
    'tr',
    { role: 'row', class: 'others' },
    element(
      'td',
      { role: 'cell', colspan: 3 + [hasCall, hasReference, hasResult].filter(Boolean).length, class: 'dim' },
      view.others,
    ),
  );
  return element(
    'table',
    { role: 'table', class: `measurements ${layout.form}${full ? ' full' : ' short'}${layout.words ? '' : ' signs'}` },
    element('caption', {}, hiddenText('Measurements of the document beside those of log entry and reference')),
    element('thead', { role: 'rowgroup' }, head),
    element('tbody', { role: 'rowgroup' }, ...rows, ...(view.others === '' ? [] : [others])),
  );
}

function columnHead(content: string | HTMLElement, kind: string): HTMLElement {
  return element('th', { role: 'columnheader', scope: 'col', class: kind }, element('div', {}, content));
}
