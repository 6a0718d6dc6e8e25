import type { CopyTarget, PageMessage } from '../../src/panel/protocol.ts';
import { type Child, element, iconButton } from '../toolkit/index.ts';
import { DOTS, type HexPart } from './hexDifference.ts';
import { sheets, tick } from './icons.ts';

/** What several sections of the page are made of. */

export type Post = (message: PageMessage) => void;

/** How long a copy button says that it copied, in milliseconds. */
const COPIED = 1_500;

/** A heading of a section, with what is said of it on the same line. */
export function heading(id: string, title: string, ...beside: readonly Child[]): HTMLElement {
  return element(
    'div',
    { class: 'heading' },
    element('h2', { id }, title),
    ...beside.map((child) => (typeof child === 'string' ? element('span', { class: 'dim' }, child) : child)),
  );
}

/** @param of what is copied, for screen readers: `PCR0 of the document` */
export function copyButton(id: string, of: string, target: CopyTarget, post: Post): HTMLElement {
  const made = iconButton({
    id,
    label: `Copy ${of}`,
    icon: sheets,
    onPress: () => {
      post({ type: 'copy', target });
      made.replaceChildren(tick());
      setTimeout(() => made.replaceChildren(sheets()), COPIED);
    },
  });
  made.classList.add('copy');
  return made;
}

/** Hexadecimal in groups, what differs marked. @param close whether dots touch the digits beside them */
export function hexText(parts: readonly (readonly HexPart[])[], close = false): HTMLElement {
  const made = element('code', { class: 'hex' });
  parts.forEach((group, index) => {
    if (index > 0 && !(close && [parts[index - 1], group].some((one) => one?.[0]?.text === DOTS))) {
      made.append(' ');
    }
    made.append(...group.map(({ text, differs }) => (differs ? element('mark', {}, text) : text)));
  });
  return made;
}

/** Text that may be long, in a box that scrolls by itself and can be reached by keyboard to do so. */
export function textBox(id: string, label: string, text: string): HTMLElement {
  return element('pre', { id, class: 'text-box', tabindex: 0, role: 'region', 'aria-label': label }, text);
}
