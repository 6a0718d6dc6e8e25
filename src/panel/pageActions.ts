import { env, window } from 'vscode';
import { measuredPcr } from '../core/index.ts';
import { landing, revealOffset } from '../editor/revealCall.ts';
import type { AttestationSession } from './attestationSession.ts';
import { copyRisk, valueToCopy } from './copiedValue.ts';
import type { CopyTarget } from './protocol.ts';

/** Copies what the page pointed at. The page names it; the value comes from here. */
export async function copyTarget(session: AttestationSession, target: CopyTarget): Promise<void> {
  const value = valueToCopy(session.current, target);
  if (value === undefined) {
    return;
  }
  const risk = copyRisk(value, target);
  if (risk === 'acts') {
    // What is pasted into a terminal must not act there.
    void window.showInformationMessage('Not copied: the value holds line breaks or control characters.');
    return;
  }
  await env.clipboard.writeText(value);
  if (risk === 'hides') {
    void window.showInformationMessage('Copied. The value holds invisible characters.');
    return;
  }
  window.setStatusBarMessage('Copied', 2000);
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
