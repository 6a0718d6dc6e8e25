import { Dropdown } from '@vscode/webview-ui-toolkit';
import { setAttributes } from './element.ts';

export interface SelectOptions {
  readonly id: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: string | undefined;
  readonly placeholder: string;
  readonly onChoose: (value: string) => void;
}

/** Options that are drawn at most; each is an element of its own. */
const MOST_OPTIONS = 500;

/** A choice of one; without a chosen one the placeholder is shown, and `onChoose` is never called for it. */
export function select({ id, label, options, chosen, placeholder, onChoose }: SelectOptions): HTMLElement {
  const made = document.createElement('vscode-dropdown');
  setAttributes(made, { id, 'aria-label': label });
  const offered = options.filter((option, index) => index < MOST_OPTIONS || option.value === chosen);
  if (!offered.some((option) => option.value === chosen)) {
    made.append(optionElement('', placeholder, true));
  }
  made.append(...offered.map((option) => optionElement(option.value, option.label, option.value === chosen)));
  made.addEventListener('change', () => {
    if (made instanceof Dropdown && made.value !== '' && made.value !== chosen) {
      onChoose(made.value);
    }
  });
  return made;
}

function optionElement(value: string, label: string, selected: boolean): HTMLElement {
  const made = document.createElement('vscode-option');
  setAttributes(made, { value, selected });
  made.append(label);
  return made;
}
