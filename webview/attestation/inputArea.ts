import type { InputView, ProblemView } from '../../src/panel/protocol.ts';
import { button, element, linkButton, textArea } from '../toolkit/index.ts';
import { asInField, type EnteredText, hear, placeInField } from './enteredText.ts';
import { takeDroppedFiles } from './fileDrop.ts';
import { refusal } from './inputSize.ts';
import type { Post } from './parts.ts';
import { section } from './section.ts';

/** What stands in for `ProblemView` where the page itself took nothing. */
interface ShownProblem extends ProblemView {
  /** Whether a document that was read before is still shown. */
  readonly keepsDocument: boolean;
}

export interface InputArea {
  readonly element: HTMLElement;
  /** @param draft what was typed over the same text before the page was loaded anew */
  readonly show: (view: InputView, hasDocument: boolean, draft?: string) => void;
  /** Unfolds it and puts the focus into the text. */
  readonly ask: () => void;
  readonly text: () => string;
  /** What the extension said last, as the field holds it. */
  readonly said: () => string;
}

/** Where a document is pasted, chosen or dropped; folded away while one is shown. */
export function inputArea(post: Post, onText: () => void, onFolded: () => void): InputArea {
  let entered: EnteredText = { said: undefined, sent: undefined };
  let view: InputView = { text: '', origin: undefined, problem: undefined, choices: [], chosen: 0, choicesAre: '' };
  let hasDocument = false;
  let awaiting = false;
  let pasting = false;
  let own: ProblemView | undefined;

  const area = textArea({
    id: 'document-text',
    label: 'Attestation document',
    placeholder: 'Paste it here: base64, hex, JSON, a quoted string, a PEM block…',
    rows: 8,
  });
  const origin = element('p', { id: 'origin', class: 'dim' });
  const problem = section<ShownProblem>({ id: 'problem', role: 'alert' }, (shown) => problemLines(shown, goToPlace));
  const cancel = button({ id: 'cancel', label: 'Cancel', onPress: () => unfold(false) });
  const made = element(
    'section',
    { id: 'input', 'aria-label': 'Input' },
    area.element,
    origin,
    problem.element,
    element(
      'div',
      { class: 'input-actions' },
      button({ id: 'verify', label: 'Verify', primary: true, title: 'Ctrl+Enter, on macOS ⌘Enter', onPress: decode }),
      button({ id: 'choose-file', label: 'Choose File…', onPress: chooseFile }),
      cancel,
      element('span', { class: 'dim', id: 'drop-hint' }, 'or drop a file here while holding Shift'),
    ),
  );

  area.element.addEventListener('paste', (event) => {
    const size = event.clipboardData?.getData('text/plain').length ?? 0;
    if (refuse(refusal(size, 'characters'))) {
      event.preventDefault();
    } else {
      pasting = true;
    }
  });
  area.element.addEventListener('input', (event) => {
    const arrived = pasting || (event instanceof InputEvent && event.inputType === 'insertFromDrop');
    pasting = false;
    refuse(undefined);
    onText();
    if (arrived) {
      decode();
    }
  });
  area.element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      decode();
    }
  });
  made.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && hasDocument) {
      unfold(false);
    }
  });
  takeDroppedFiles(
    (file) => void decodeFile(file),
    (hovers) => document.body.classList.toggle('dropping', hovers),
    (message) => {
      unfold(true);
      refuse(message);
    },
  );

  function decode(): void {
    const text = area.text();
    if (refuse(refusal(text.length, 'characters'))) {
      return;
    }
    entered = { ...entered, sent: text };
    awaiting = true;
    post({ type: 'decode', text });
  }

  async function decodeFile(file: File): Promise<void> {
    const tooLarge = refusal(file.size, 'bytes');
    if (tooLarge !== undefined) {
      unfold(true);
      refuse(tooLarge);
      return;
    }
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      awaiting = true;
      refuse(undefined);
      post({ type: 'decodeFile', name: file.name.slice(0, 1_000), bytes });
    } catch {
      unfold(true);
      refuse('This could not be read as a file.');
    }
  }

  function chooseFile(): void {
    // Nothing is awaited: the choice may be cancelled, and a file that comes is news anyway.
    post({ type: 'chooseFile' });
  }

  /** Says why the page takes nothing, or takes that back; true where it refuses. */
  function refuse(message: string | undefined): boolean {
    own = message === undefined ? undefined : { message, details: [], at: undefined };
    showProblem();
    return message !== undefined;
  }

  function showProblem(): void {
    const shown = own ?? view.problem;
    problem.show(shown && { ...shown, keepsDocument: hasDocument });
    area.element.classList.toggle('invalid', shown !== undefined);
  }

  function goToPlace(): void {
    if (view.problem?.at !== undefined) {
      area.focusPlace(placeInField(view.text, view.problem.at));
    }
  }

  function unfold(open: boolean): void {
    const hadFocus = made.contains(document.activeElement);
    made.hidden = !open;
    cancel.hidden = !hasDocument;
    // It has a primary button of its own, and the page one in sight.
    document.body.classList.toggle('asking', open);
    if (!open && hadFocus) {
      onFolded();
    }
  }

  return {
    element: made,
    text: area.text,
    said: () => entered.said ?? '',
    ask: () => {
      unfold(true);
      area.focusAll();
    },
    show: (next, documentShown, draft) => {
      const changed = JSON.stringify(next) !== JSON.stringify(view) || documentShown !== hasDocument;
      const heard = hear(entered, asInField(next.text));
      entered = heard.after;
      view = next;
      hasDocument = documentShown;
      if (heard.write) {
        area.write(draft ?? next.text);
      }
      if (changed || awaiting) {
        own = undefined;
        showProblem();
        unfold(!documentShown || next.problem !== undefined || draft !== undefined);
      }
      awaiting = false;
      origin.hidden = next.origin === undefined;
      origin.textContent = next.origin === undefined ? '' : `From ${next.origin}`;
    },
  };
}

function problemLines({ message, details, at, keepsDocument }: ShownProblem, goToPlace: () => void): HTMLElement[] {
  return [
    element('p', { class: 'message' }, message),
    ...(details.length > 0 ? [element('ul', {}, ...details.map((detail) => element('li', {}, detail)))] : []),
    ...(at === undefined
      ? []
      : [linkButton({ id: 'problem-place', label: 'Select the place in the text', onPress: goToPlace })]),
    ...(keepsDocument ? [element('p', { class: 'dim' }, 'The last document that could be read is still shown.')] : []),
  ];
}
