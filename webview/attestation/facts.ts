import type { FactView } from '../../src/panel/protocol.ts';
import { element } from '../toolkit/index.ts';
import { copyButton, type Post } from './parts.ts';

/** A list of what is known: label, value, and what is said of it. */
export function factList(id: string, facts: readonly FactView[], post: Post): HTMLElement {
  return element('dl', { class: 'facts' }, ...facts.flatMap((fact, index) => factLine(`${id}-${index}`, fact, post)));
}

/** Characters at the end of a long value that are always seen; as many as facts.css leaves room for. */
const END = 12;

/**
 * On one line: where it finds no room, dots stand for its middle. The text is whole, for those who select it, hear it or
 * look for it; of a value that is shown by a part, the whole is in the tooltip.
 */
function shortened(shown: string, value: string): HTMLElement {
  const characters = [...shown];
  if (characters.length < 2 * END) {
    return element('code', { class: 'value', title: shown === value ? undefined : value }, shown);
  }
  return element(
    'code',
    { class: 'value', title: value },
    element('span', { class: 'beginning' }, characters.slice(0, -END).join('')),
    characters.slice(-END).join(''),
  );
}

function factLine(id: string, { label, value, short, note, code, copy }: FactView, post: Post): readonly HTMLElement[] {
  return [
    element('dt', {}, label),
    element(
      'dd',
      { 'data-fact': label, class: copy === undefined ? 'plain' : undefined },
      code ? shortened(short ?? value, value) : element('span', { class: 'value' }, value),
      note === undefined ? undefined : element('span', { class: 'dim' }, ` ${note}`),
      copy === undefined ? undefined : copyButton(`copy-${id}`, label, copy, post),
    ),
  ];
}
