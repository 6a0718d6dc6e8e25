import type { CallView } from '../../src/panel/protocol.ts';
import { element, linkButton, select } from '../toolkit/index.ts';
import { factList } from './facts.ts';
import { heading, type Post } from './parts.ts';
import { type Section, section } from './section.ts';

/** The call of the log that stands beside the document, and others to choose from. */
export function logEntry(post: Post): Section<CallView> {
  return section({ id: 'call', 'aria-labelledby': 'call-heading' }, ({ explanation, choices, chosen, facts }) => {
    const place = choices.findIndex((choice) => choice.id === chosen) + 1;
    return [
      heading(
        'call-heading',
        'Log entry',
        place > 0 && choices.length > 1 ? `${place} of ${choices.length}` : undefined,
        chosen === undefined
          ? undefined
          : linkButton({ id: 'reveal-call', label: 'reveal', onPress: () => post({ type: 'revealCall' }) }),
      ),
      choices.length === 0
        ? undefined
        : select({
            id: 'call-choice',
            label: 'Log entry',
            options: choices.map(({ id, label }) => ({ value: id, label })),
            chosen,
            placeholder: 'Choose a log entry…',
            onChoose: (id) => post({ type: 'chooseCall', id }),
          }),
      element('p', { id: 'call-explanation', class: 'dim' }, explanation),
      factList('call', facts, post),
    ];
  });
}
