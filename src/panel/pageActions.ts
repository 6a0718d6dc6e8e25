import { env, window } from 'vscode';
import { carriedData, measuredPcr, pemOf, toBase64Text, toHex } from '../core/index.ts';
import { hidesSomething } from '../editor/fileText.ts';
import { landing, revealOffset } from '../editor/revealCall.ts';
import type { AttestationSession } from './attestationSession.ts';
import type { CopyTarget } from './protocol.ts';
import type { ShownDocument } from './sessionState.ts';
import { callFacts } from './view/callView.ts';
import { identityFacts } from './view/identityView.ts';
import { measurementsView } from './view/measurementsView.ts';
import { panelView } from './view/panelView.ts';

/** Copies what the page pointed at. The page names it; the value comes from here. */
export async function copyTarget(session: AttestationSession, target: CopyTarget): Promise<void> {
  const { shown } = session.current;
  const value = shown && valueToCopy(session, shown, target);
  if (value === undefined) {
    return;
  }
  if (hidesSomething(value) || (target.of === 'fact' && /[\r\n\t]/.test(value))) {
    // What is pasted into a terminal must be what was seen.
    void window.showInformationMessage('Not copied: the value holds line breaks or invisible characters.');
    return;
  }
  await env.clipboard.writeText(value);
  window.setStatusBarMessage('Copied', 2000);
}

function valueToCopy(session: AttestationSession, shown: ShownDocument, target: CopyTarget): string | undefined {
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
      return certificate && (target.part === 'pem' ? pemOf('CERTIFICATE', certificate.der) : certificate.fingerprint);
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
      const verdict = panelView(session.current).document?.verdict;
      return verdict && `${verdict.sentence}. ${verdict.detail}.`;
    }
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

/** Shows the call in its trail, at a PCR's value or at its beginning. */
export async function revealPcr(session: AttestationSession, index: number | undefined): Promise<void> {
  const call = session.current.shown?.call;
  if (call === undefined) {
    return;
  }
  const pcr = index === undefined ? undefined : measuredPcr(call.call.recipient, index);
  await revealOffset(call.document, pcr?.start ?? landing(call.call));
}
