import type { CheckView } from '../../src/panel/protocol.ts';
import { element, hiddenText } from '../toolkit/index.ts';
import { cross, dash, tick } from './icons.ts';
import { heading } from './parts.ts';
import { type Section, section } from './section.ts';

/** Every check with its outcome and reason, in the order in which the extension has them. */
export function checkList(): Section<readonly CheckView[]> {
  return section({ id: 'checks', 'aria-labelledby': 'checks-heading' }, (checks) => [
    heading('checks-heading', 'Checks'),
    element('ul', { class: 'checks', role: 'list' }, ...checks.map(checkItem)),
  ]);
}

function checkItem({ id, label, outcome, reason, informative }: CheckView): HTMLElement {
  return element(
    'li',
    { 'data-check': id, 'data-outcome': outcome, class: informative ? 'informative' : undefined },
    element('span', { class: `mark ${colour(outcome, informative)}` }, sign(outcome, informative)),
    element('span', { class: 'label' }, label, hiddenText(`: ${words(outcome, informative)}.`)),
    element('span', { class: 'reason dim' }, reason),
  );
}

function sign(outcome: CheckView['outcome'], informative: boolean): SVGElement {
  if (outcome === 'pass') {
    return tick();
  }
  return outcome === 'fail' && !informative ? cross() : dash();
}

/** What takes no part in the verdict is neither green nor red. */
function colour(outcome: CheckView['outcome'], informative: boolean): string {
  if (informative) {
    return outcome === 'pass' ? 'good' : 'dim';
  }
  return outcome === 'pass' ? 'good' : outcome === 'fail' ? 'bad' : 'warning';
}

function words(outcome: CheckView['outcome'], informative: boolean): string {
  switch (outcome) {
    case 'pass':
      return 'passed';
    case 'fail':
      return informative ? 'no, for information' : 'failed';
    case 'unknown':
      return 'could not be checked';
  }
}
