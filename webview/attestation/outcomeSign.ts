import type { Compared } from '../../src/panel/protocol.ts';
import { type Child, element } from '../toolkit/index.ts';
import { cross, dash, equals, tick } from './icons.ts';
import { OUTCOME_COLOURS } from './measurementResult.ts';

const SIGNS: Readonly<Record<Compared, () => SVGElement>> = {
  same: tick,
  claimed: equals,
  different: cross,
  absent: dash,
};

/** How two values compare: a sign, and the word for it with what stands behind it. */
export function outcomeSign(outcome: Compared, ...behind: readonly Child[]): HTMLElement {
  return element(
    'span',
    { class: 'outcome', 'data-outcome': outcome },
    element('span', { class: `mark ${OUTCOME_COLOURS[outcome]}` }, SIGNS[outcome]()),
    element('span', {}, outcome, ...behind),
  );
}
