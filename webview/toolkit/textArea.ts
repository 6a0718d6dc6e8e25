import { TextArea } from '@vscode/webview-ui-toolkit';
import { setAttributes } from './element.ts';

export interface TextAreaOptions {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly rows: number;
}

/** Line ends are single line feeds, as in every text area of a browser. */
export interface TextAreaControl {
  readonly element: HTMLElement;
  readonly text: () => string;
  readonly write: (text: string) => void;
  /** Focuses it with all of its text selected. */
  readonly focusAll: () => void;
  /** Focuses it, selects the unit at this place and brings it into sight. */
  readonly focusPlace: (at: number) => void;
}

/** The label goes into the slot: the toolkit overwrites `aria-label` with what it finds there. */
export function textArea({ id, label, placeholder, rows }: TextAreaOptions): TextAreaControl {
  const made = document.createElement('vscode-text-area');
  if (!(made instanceof TextArea)) {
    throw new Error('The toolkit is not registered.');
  }
  setAttributes(made, { id });
  made.setAttribute('placeholder', placeholder);
  made.setAttribute('rows', String(rows));
  made.setAttribute('resize', 'vertical');
  made.append(label);
  const inner = (): HTMLTextAreaElement | null => made.shadowRoot?.querySelector('textarea') ?? null;
  // The toolkit leaves the attribute out where it should be false, and the browser then checks the spelling of base64.
  queueMicrotask(() => inner()?.setAttribute('spellcheck', 'false'));
  return {
    element: made,
    text: () => inner()?.value ?? made.value,
    write: (text) => {
      made.value = text;
    },
    focusAll: () => {
      made.focus();
      inner()?.select();
    },
    focusPlace: (at) => {
      const area = inner();
      // Only a caret is brought into sight, and only when the focus arrives.
      area?.blur();
      area?.setSelectionRange(at, at);
      area?.focus();
      area?.setSelectionRange(at, at + 1);
    },
  };
}
