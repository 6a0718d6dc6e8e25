import type { PanelView } from '../../src/panel/protocol.ts';
import { element } from '../toolkit/index.ts';
import { carriedData } from './carriedData.ts';
import { certificates } from './certificates.ts';
import { checkList } from './checks.ts';
import { documentChoice } from './documentChoice.ts';
import { expectations } from './expectations.ts';
import { identity } from './identity.ts';
import { type InputArea, inputArea } from './inputArea.ts';
import { logEntry } from './logEntry.ts';
import { measurements } from './measurements.ts';
import { cborNotation } from './notation.ts';
import type { Post } from './parts.ts';
import { verdictHeader } from './verdictHeader.ts';

export interface AttestationPage {
  /** @param draft text that was typed before the page was loaded anew, over the text that the view has */
  readonly show: (view: PanelView, draft?: string) => void;
  readonly input: InputArea;
}

/** Builds the page in `place`, empty, with its sections in the order in which they are read. */
export function attestationPage(place: HTMLElement, post: Post, onText: () => void): AttestationPage {
  const announcement = element('div', { id: 'announcement', class: 'visually-hidden', role: 'status' });
  const title = element(
    'div',
    { id: 'title' },
    element('h1', {}, 'Decode and verify an attestation document'),
    element('p', { class: 'dim' }, 'Offline, and beside its log entry where an open trail has one.'),
  );
  const input = inputArea(post, onText, () => document.getElementById('verdict-sentence')?.focus());
  const verdict = verdictHeader(post, input.ask);
  const choice = documentChoice(post);
  const checks = checkList();
  const expected = expectations(post);
  const who = identity(post);
  const call = logEntry(post);
  const registers = measurements(post);
  const chain = certificates(post);
  const carried = carriedData(post);
  const cbor = cborNotation(post);
  place.replaceChildren(
    announcement,
    title,
    verdict.element,
    input.element,
    choice.element,
    checks.element,
    expected.element,
    element('div', { class: 'side-by-side' }, who.element, call.element),
    registers.element,
    chain.element,
    carried.element,
    cbor.element,
  );
  expected.show(undefined);

  return {
    input,
    show: (view, draft) => {
      const shown = view.document;
      title.hidden = shown !== undefined;
      verdict.show(shown?.verdict);
      const { choices, chosen, choicesAre } = view.input;
      choice.show(shown !== undefined && choices.length > 0 ? { choices, chosen, choicesAre } : undefined);
      checks.show(shown?.checks);
      expected.show(shown?.expectations);
      who.show(shown?.identity);
      call.show(shown?.call);
      registers.show(shown?.measurements, shown?.can.addReference ?? false);
      chain.show(shown?.certificates);
      carried.show(
        shown && {
          fields: shown.carried,
          canSave: { asItIs: shown.can.savePublicKey, converted: shown.can.savePublicKeyConverted },
        },
      );
      cbor.show(shown && { notation: shown.notation, size: shown.size });
      // Last: it may put the focus into the verdict.
      input.show(view.input, shown !== undefined, draft);
      const said = shown === undefined ? '' : `${shown.verdict.sentence}. ${shown.verdict.detail}`;
      if (announcement.textContent !== said) {
        announcement.textContent = said;
      }
    },
  };
}
