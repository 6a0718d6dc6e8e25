import { element, setAttributes } from './element.ts';

export interface ButtonOptions {
  readonly id: string;
  readonly label: string;
  readonly onPress: () => void;
  /** The page has one primary button at most in sight. */
  readonly primary?: boolean;
  readonly title?: string;
}

export function button({ id, label, onPress, primary = false, title }: ButtonOptions): HTMLElement {
  const made = document.createElement('vscode-button');
  setAttributes(made, { id, title });
  made.setAttribute('appearance', primary ? 'primary' : 'secondary');
  made.append(label);
  made.addEventListener('click', onPress);
  return made;
}

export interface IconButtonOptions {
  readonly id: string;
  /** What it does: the name for screen readers, and the tooltip. */
  readonly label: string;
  readonly icon: () => SVGElement;
  readonly onPress: () => void;
}

/** A native button: a table has a hundred of them, and each of the toolkit's is a tree of its own. */
export function iconButton({ id, label, icon, onPress }: IconButtonOptions): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', class: 'icon-button', id, title: label, 'aria-label': label },
    icon(),
  );
  made.addEventListener('click', onPress);
  return made;
}

export interface LinkButtonOptions {
  readonly id: string;
  readonly label: string;
  /** The tooltip. */
  readonly title?: string;
  readonly onPress: () => void;
}

/** Looks like a link and acts: the toolkit's link without an address is out of the keyboard's reach. */
export function linkButton({ id, label, title, onPress }: LinkButtonOptions): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'link-button', id, title }, label);
  made.addEventListener('click', onPress);
  return made;
}
