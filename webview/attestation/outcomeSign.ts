import type { Compared } from '../../src/panel/protocol.ts';
import { type Child, element } from '../toolkit/index.ts';
import { cross, dash, tick } from './icons.ts';

/** How two values compare: a sign, and the word for it with what stands behind it. */
export function outcomeSign(outcome: Compared, ...behind: readonly Child[]): HTMLElement {
  const sign = outcome === 'same' ? tick() : outcome === 'different' ? cross() : dash();
  const colour = outcome === 'same' ? 'good' : outcome === 'different' ? 'bad' : 'dim';
  return element(
    'span',
    { class: 'outcome', 'data-outcome': outcome },
    element('span', { class: `mark ${colour}` }, sign),
    element('span', {}, outcome, ...behind),
  );
}
