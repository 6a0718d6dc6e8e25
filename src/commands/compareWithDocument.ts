import { commands, type Disposable } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { AttestationPanel } from '../panel/attestationPanel.ts';
import { type AttestationSession, referenceTo } from '../panel/attestationSession.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { callOf, sayNoCall } from './callArguments.ts';

/** Puts a call beside the attestation document, or beside the one that is pasted next. */
export function registerCompareWithDocument(
  trails: AppraisedTrails,
  session: AttestationSession,
  panel: AttestationPanel,
): Disposable {
  return commands.registerCommand(CommandId.compareWithDocument, async (uri: unknown, index: unknown) => {
    const found = await callOf(trails, uri, index);
    if (found === undefined) {
      sayNoCall();
      return;
    }
    const { call, index: position } = found.appraised;
    await session.compareWith(referenceTo(found.document, position, call));
    // One page of AWS's names a field that holds the document itself; where it is there, nobody needs to paste it.
    const logged = call.recipient.document?.value;
    if (logged !== undefined && session.current.shown === undefined) {
      await session.decode({ content: logged, origin: 'the log entry' });
    }
    panel.show({ ask: session.current.shown === undefined });
  });
}
