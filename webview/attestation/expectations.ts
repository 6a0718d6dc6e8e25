import { EXPECTED_FIELDS, type ExpectationView, type ExpectedField } from '../../src/panel/protocol.ts';
import { element, hiddenText, setAttributes, textArea } from '../toolkit/index.ts';
import { type EnteredText, hear } from './enteredText.ts';
import { cross, dash, tick } from './icons.ts';
import type { Post } from './parts.ts';

/** How long a pause in typing is before what was typed is compared, in milliseconds. */
const PAUSE = 300;
/** UTF-16 units of an expected value. */
const LONGEST = 16_384;

const LABELS: Readonly<Record<ExpectedField, string>> = {
  nonce: 'Nonce',
  userData: 'User data',
  publicKey: 'Public key',
};

interface Field {
  readonly element: HTMLElement;
  readonly show: (view: ExpectationView | undefined) => void;
}

export interface Expectations {
  readonly element: HTMLElement;
  readonly show: (views: readonly ExpectationView[] | undefined) => void;
}

/** Values that somebody expects in the document. The fields stay as they are while results beside them change. */
export function expectations(post: Post): Expectations {
  const fields = new Map(EXPECTED_FIELDS.map((field) => [field, expectedField(field, post)]));
  const fold = element(
    'details',
    { id: 'expectations' },
    element('summary', { id: 'expectations-summary' }, 'Expected nonce, user data or public key'),
    element('div', { class: 'expected' }, ...[...fields.values()].map((field) => field.element)),
  );
  let entered = false;
  return {
    element: fold,
    show: (views) => {
      fold.hidden = views === undefined;
      for (const [name, field] of fields) {
        field.show(views?.find((view) => view.field === name));
      }
      const hasText = views?.some((view) => view.text !== '') ?? false;
      fold.open = fold.open || (hasText && !entered);
      entered = hasText;
    },
  };
}

function expectedField(field: ExpectedField, post: Post): Field {
  let entered: EnteredText = { said: undefined, sent: undefined };
  let pause: ReturnType<typeof setTimeout> | undefined;
  // An area, as a field of one line would drop the line ends of PEM and of text.
  const control = textArea({
    id: `expected-${field}`,
    label: LABELS[field],
    placeholder: 'hex, base64, PEM or text',
    rows: 1,
  });
  control.element.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(send, PAUSE);
  });
  control.element.addEventListener('change', send);
  const result = element('p', { class: 'result', role: 'status' });

  function send(): void {
    clearTimeout(pause);
    const text = control.text();
    if (text === (entered.sent ?? entered.said ?? '')) {
      return;
    }
    if (text.length > LONGEST) {
      showResult('unreadable', `This is longer than ${LONGEST.toLocaleString('en')} characters.`);
      return;
    }
    entered = { ...entered, sent: text };
    post({ type: 'expect', field, text });
  }

  function showResult(outcome: ExpectationView['outcome'], reason: string): void {
    const sign = outcome === 'same' ? tick() : outcome === 'different' ? cross() : dash();
    const colour = outcome === 'same' ? 'good' : outcome === 'different' ? 'bad' : 'warning';
    setAttributes(result, { 'data-outcome': outcome });
    result.replaceChildren(
      ...(outcome === undefined
        ? []
        : [element('span', { class: `mark ${colour}` }, sign), hiddenText(`${outcome}: `), reason]),
    );
  }

  return {
    element: element('div', { 'data-field': field, class: 'expected-field' }, control.element, result),
    show: (view) => {
      const heard = hear(entered, view?.text ?? '');
      entered = heard.after;
      if (heard.write) {
        control.write(view?.text ?? '');
      }
      showResult(view?.outcome, view?.reason ?? '');
    },
  };
}
