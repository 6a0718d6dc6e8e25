import { button } from './buttons.ts';
import { element } from './element.ts';

export interface MenuButtonOptions {
  readonly id: string;
  readonly label: string;
  readonly items: readonly MenuItem[];
}

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly onPress: () => void;
}

/** A button that opens a menu below it: arrow keys, Home and End move in it, Escape and Tab leave it. */
export function menuButton({ id, label, items }: MenuButtonOptions): HTMLElement {
  const opener = button({ id, label: `${label} ▾`, onPress: () => (menu.hidden ? open(0) : close()) });
  opener.setAttribute('aria-haspopup', 'menu');
  opener.setAttribute('aria-label', label);
  const entries = items.map((item) => {
    const entry = element('button', { type: 'button', role: 'menuitem', id: item.id, tabindex: -1 }, item.label);
    entry.addEventListener('click', () => {
      close();
      opener.focus();
      item.onPress();
    });
    return entry;
  });
  const menu = element('div', { role: 'menu', class: 'menu', 'aria-label': label, hidden: true }, ...entries);
  const made = element('div', { class: 'menu-button' }, opener, menu);

  function open(at: number): void {
    menu.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    entries.at(at)?.focus();
  }
  function close(): void {
    menu.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
  }

  close();
  made.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && made.contains(event.relatedTarget))) {
      close();
    }
  });
  made.addEventListener('keydown', (event) => {
    const at = document.activeElement instanceof HTMLButtonElement ? entries.indexOf(document.activeElement) : -1;
    const to = target(event.key, at, entries.length);
    if (to !== undefined) {
      event.preventDefault();
      open(to);
    } else if (event.key === 'Escape' && !menu.hidden) {
      event.preventDefault();
      close();
      opener.focus();
    }
  });
  return made;
}

/** The entry that a key leads to from the one at `at`, -1 for the button itself. */
function target(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1;
    case 'Home':
      return at < 0 ? undefined : 0;
    case 'End':
      return at < 0 ? undefined : count - 1;
    default:
      return undefined;
  }
}
