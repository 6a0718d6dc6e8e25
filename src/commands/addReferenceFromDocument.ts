import { commands, type Disposable, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { imagePcrs, measurementsOf, verdictSentence } from '../core/index.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import type { ReferenceFiles } from '../workspace/referenceFiles.ts';
import { canHaveReferences } from '../workspace/references.ts';
import { addAsReference } from './newReference.ts';
import { sayNoDocument } from './shownDocument.ts';

const ANYWAY = 'Add Anyway';

/** Adds the PCRs of the attestation document to the workspace's reference measurements. */
export function registerAddReferenceFromDocument(session: AttestationSession, files: ReferenceFiles): Disposable {
  return commands.registerCommand(CommandId.addReferenceFromDocument, async () => {
    const { shown } = session.current;
    if (shown === undefined) {
      sayNoDocument(session);
      return;
    }
    const image = imagePcrs(measurementsOf(shown.document));
    if (!image.ok) {
      void window.showWarningMessage(`This document cannot become a reference measurement: ${image.error}.`);
      return;
    }
    // A ✓ by measurements that nobody vouches for would be worth nothing.
    if (shown.report.verdict !== 'genuine') {
      const question = `${verdictSentence(shown.report)}. Add its measurements to your references all the same?`;
      if ((await window.showWarningMessage(question, { modal: true }, ANYWAY)) !== ANYWAY) {
        return;
      }
    }
    const beside = shown.call?.document.uri;
    await addAsReference(image.value, beside !== undefined && canHaveReferences(beside) ? beside : undefined, files);
  });
}
