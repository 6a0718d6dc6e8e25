import { commands, type Disposable } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { referenceOf } from '../panel/view/measurementsView.ts';
import { say } from './callArguments.ts';
import { showReference } from './openReference.ts';
import { sayNoDocument } from './shownDocument.ts';

/** Opens the reference measurement beside which the attestation document is shown. */
export function registerOpenDocumentReference(session: AttestationSession): Disposable {
  return commands.registerCommand(CommandId.openDocumentReference, async () => {
    const { shown } = session.current;
    if (shown === undefined) {
      sayNoDocument(session);
      return;
    }
    const reference = referenceOf(shown.appraised.outcome)?.reference;
    if (reference === undefined) {
      say('No reference measurement names the image of this document.');
      return;
    }
    await showReference(reference);
  });
}
