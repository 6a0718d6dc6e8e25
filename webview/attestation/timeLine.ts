import type { CertificateRow, CertificatesView } from '../../src/panel/protocol.ts';
import { drawing, element } from '../toolkit/index.ts';
import { type TimeScale, ticks, timeScale } from './timeScale.ts';

/** In em, so that it grows with the text: a row, and the line of labels above the rows. */
const ROW = 1.8;
const BAR = 0.9;
/** Marks nearer to each other than this share of the line have one label. */
const TOGETHER = 0.02;

/** A bar for each certificate, and a line through all of them for each time to mark. */
export function timeLine({ rows, marks }: CertificatesView): HTMLElement {
  const times = [...rows.flatMap(({ notBefore, notAfter }) => [notBefore, notAfter]), ...marks.map(({ time }) => time)];
  const known = times.filter((time) => time !== undefined);
  const middle = marks[0]?.time ?? rows.at(-1)?.notBefore ?? known[0];
  if (middle === undefined) {
    return element('p', { class: 'dim' }, 'No time of any certificate could be read.');
  }
  const scale = timeScale(middle, known);
  const labelled = markLabels(marks, scale);
  const bottom = ROW * (rows.length + 1);
  const height = bottom + 0.3 + ROW * labelled.length;
  return element(
    'div',
    { class: 'time-line', id: 'time-line' },
    element(
      'ol',
      { class: 'time-line-roles', 'aria-hidden': true },
      ...rows.map(({ role, span }) => element('li', {}, span === '' ? role : `${role}, ${span}`)),
    ),
    drawing(
      'svg',
      { class: 'time-line-chart', height: `${height}em`, role: 'img', 'aria-label': inWords(rows, marks) },
      ...ticks(middle, known).flatMap(({ label, at }) => [
        drawing('line', { class: 'grid', x1: percent(at), x2: percent(at), y1: em(ROW * 0.8), y2: em(bottom) }),
        drawing(
          'text',
          {
            class: `grid-label ${label.endsWith('1 year') ? '' : 'spare'}`,
            x: percent(at),
            y: em(1),
            'text-anchor': at < 0.05 ? 'start' : at > 0.95 ? 'end' : 'middle',
          },
          label,
        ),
      ]),
      ...rows.map((row, index) => bar(row, scale, ROW * (index + 1))),
      ...marks.map(({ time }, index) =>
        drawing('line', {
          class: `time-mark ${index === 0 ? 'first' : index === marks.length - 1 ? 'last' : ''}`,
          x1: percent(scale(time)),
          x2: percent(scale(time)),
          y1: em(ROW * 0.8),
          y2: em(bottom + 0.3),
        }),
      ),
      ...labelled.map(({ label, at }, index) =>
        drawing(
          'text',
          {
            class: 'time-label',
            x: percent(at),
            y: em(bottom + ROW * (index + 0.8)),
            'text-anchor': at < 0.6 ? 'start' : 'end',
          },
          label,
        ),
      ),
    ),
  );
}

function bar(row: CertificateRow, scale: TimeScale, top: number): SVGElement {
  const { notBefore, notAfter, role } = row;
  if (notBefore === undefined || notAfter === undefined) {
    return drawing('text', { class: 'time-label', x: 0, y: em(top + 1) }, 'could not be read');
  }
  const from = scale(notBefore);
  const width = Math.max(0.005, scale(notAfter) - from);
  return drawing(
    'rect',
    {
      class: `bar ${role === 'leaf' ? 'leaf' : ''} ${row.validWhenMade === false ? 'invalid' : ''}`,
      x: percent(from),
      width: percent(width),
      y: em(top + (ROW - BAR) / 2 - 0.2),
      height: em(BAR),
      rx: 2,
    },
    drawing('title', {}, `${role}: ${row.validity}`),
  );
}

/** Labels from left to right, each on a line of its own, so that none lies on another. */
function markLabels(marks: CertificatesView['marks'], scale: TimeScale): readonly { label: string; at: number }[] {
  const made: { label: string; at: number }[] = [];
  for (const { label, at } of marks.map((mark) => ({ label: mark.label, at: scale(mark.time) }))) {
    const near = made.find((other) => Math.abs(other.at - at) < TOGETHER);
    if (near === undefined) {
      made.push({ label, at });
    } else {
      near.label += `, ${label}`;
    }
  }
  return made;
}

function inWords(rows: readonly CertificateRow[], marks: CertificatesView['marks']): string {
  const bars = rows.map(({ role, span, validity }) => [role, span, validity].filter((part) => part !== '').join(', '));
  const times = marks.map(({ label, time }) => `${label}: ${inUtc(time)}`);
  return ['Validity of the certificates over time', ...bars, ...times].join('. ');
}

/** Times come from a log or a document and may be beyond what a calendar has. */
function inUtc(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? 'not a time' : date.toISOString();
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}

function em(length: number): string {
  return `${length.toFixed(2)}em`;
}
