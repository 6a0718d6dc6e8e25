import { type ChainCertificate, carriedData, pemOf, toBase64Text, toHex } from '../core/index.ts';
import { hidesSomething } from '../editor/fileText.ts';
import type { CopyTarget } from './protocol.ts';
import type { SessionState, ShownDocument } from './sessionState.ts';
import { callFacts } from './view/callView.ts';
import { validityOf } from './view/certificatesView.ts';
import { identityFacts } from './view/identityView.ts';
import { measurementsView } from './view/measurementsView.ts';
import { panelView } from './view/panelView.ts';

/**
 * What may come of pasting a value: `acts` where it holds control characters, or line breaks in what was shown on one
 * line; `hides` where it holds something else that nobody sees.
 */
export function copyRisk(value: string, target: CopyTarget): 'none' | 'hides' | 'acts' {
  const isLine = target.of === 'fact' || (target.of === 'certificate' && target.part !== 'pem');
  if (/\p{Cc}/u.test(isLine ? value : value.replace(/\r\n|[\n\t]/g, ''))) {
    return 'acts';
  }
  return hidesSomething(value) ? 'hides' : 'none';
}

/** The value that the page names; undefined where there is none. */
export function valueToCopy(state: SessionState, target: CopyTarget): string | undefined {
  const { shown } = state;
  return shown && shownValue(state, shown, target);
}

function shownValue(state: SessionState, shown: ShownDocument, target: CopyTarget): string | undefined {
  const { document, report, call } = shown;
  switch (target.of) {
    case 'pcr':
      return measurementsView(shown).rows.find(({ index }) => index === target.index)?.[target.column];
    case 'fact': {
      const facts = target.list === 'identity' ? identityFacts(shown) : call && callFacts(call.call);
      return facts?.[target.index]?.value;
    }
    case 'certificate': {
      const certificate = report.certificates[target.index];
      return certificate && certificateValue(certificate, target.part);
    }
    case 'carried': {
      const bytes = document[target.field];
      return bytes && carriedValue(bytes, target.form);
    }
    case 'notation':
      return shown.notation;
    case 'document':
      return toBase64Text(document.bytes);
    case 'verdict': {
      const verdict = panelView(state).document?.verdict;
      return verdict && `${verdict.sentence}. ${verdict.detail}.`;
    }
  }
}

function certificateValue(
  { der, fingerprint, contents }: ChainCertificate,
  part: Extract<CopyTarget, { of: 'certificate' }>['part'],
): string | undefined {
  switch (part) {
    case 'pem':
      return pemOf('CERTIFICATE', der);
    case 'fingerprint':
      return fingerprint;
    case 'validity':
      return contents && validityOf(contents);
    case 'subject':
    case 'serial':
      return contents?.[part];
  }
}

function carriedValue(bytes: Uint8Array, form: 'hex' | 'text' | 'base64' | 'structure'): string | undefined {
  switch (form) {
    case 'hex':
      return toHex(bytes);
    case 'base64':
      return toBase64Text(bytes);
    case 'text':
      return carriedData(bytes).text;
    case 'structure':
      return carriedData(bytes).structure?.text;
  }
}
