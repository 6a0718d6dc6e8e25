import { TextField } from '@vscode/webview-ui-toolkit';
import { setAttributes } from './element.ts';

export interface TextFieldOptions {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  /** With every change that the user makes. */
  readonly onInput: (text: string) => void;
  /** When the user leaves the field or presses Enter. */
  readonly onDone: () => void;
}

export interface TextFieldControl {
  readonly element: HTMLElement;
  readonly text: () => string;
  readonly write: (text: string) => void;
}

/** The label goes into the slot, as with the text area. */
export function textField({ id, label, placeholder, onInput, onDone }: TextFieldOptions): TextFieldControl {
  const made = document.createElement('vscode-text-field');
  if (!(made instanceof TextField)) {
    throw new Error('The toolkit is not registered.');
  }
  setAttributes(made, { id });
  made.setAttribute('placeholder', placeholder);
  made.append(label);
  const inner = (): HTMLInputElement | null => made.shadowRoot?.querySelector('input') ?? null;
  queueMicrotask(() => inner()?.setAttribute('spellcheck', 'false'));
  made.addEventListener('input', () => onInput(inner()?.value ?? made.value));
  made.addEventListener('change', onDone);
  return {
    element: made,
    text: () => inner()?.value ?? made.value,
    write: (text) => {
      made.value = text;
    },
  };
}
