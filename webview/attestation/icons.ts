import type { Tone } from '../../src/panel/protocol.ts';
import { drawing } from '../toolkit/index.ts';

/** Drawings in the colour of the text around them; words beside them say the same. */

const SHIELD = 'M8 .8 2 3v4.4c0 3.7 2.5 6.8 6 7.8 3.5-1 6-4.1 6-7.8V3L8 .8Z';

/** Cut out of the shield; each begins at a place of its own. */
const SIGNS: Readonly<Record<Tone, string>> = {
  good: 'M7.2 11.1 4.4 8.4l1-1 1.8 1.7 3.4-3.8 1 .9-4.4 4.9Z',
  warning: 'M7.2 4.3h1.6v4.5H7.2V4.3Zm0 5.6h1.6v1.6H7.2V9.9Z',
  bad: 'M5.9 5 8 7.1 10.1 5l1 1L9 8.1l2.1 2.1-1 1L8 9.1l-2.1 2.1-1-1L7 8.1 4.9 6l1-1Z',
  neutral: 'M4.8 7.2h6.4v1.6H4.8V7.2Z',
};

export function shield(tone: Tone): SVGElement {
  return icon(drawing('path', { d: SHIELD + SIGNS[tone], fill: 'currentColor', 'fill-rule': 'evenodd' }));
}

export function tick(): SVGElement {
  return line('m3 8.6 3.3 3.3L13 4.6');
}

export function cross(): SVGElement {
  return line('m4 4 8 8m0-8-8 8');
}

export function dash(): SVGElement {
  return line('M4 8h8');
}

export function equals(): SVGElement {
  return line('M4 6h8M4 10h8');
}

export function sheets(): SVGElement {
  return line('M5.5 5.5V2.6h8v8h-2.9M2.5 5.5h8v8h-8v-8Z', 1.1);
}

function line(d: string, width = 1.6): SVGElement {
  return icon(drawing('path', { d, fill: 'none', stroke: 'currentColor', 'stroke-width': width }));
}

function icon(...shapes: readonly SVGElement[]): SVGElement {
  return drawing('svg', { viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true' }, ...shapes);
}
