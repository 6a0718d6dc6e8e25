import { commands, type Disposable, languages, ViewColumn, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { REPORT } from '../panel/reportDocument.ts';
import { sayNoDocument } from './shownDocument.ts';

/** Opens the report on the attestation document as a read-only Markdown document. */
export function registerShowReport(session: AttestationSession): Disposable {
  return commands.registerCommand(CommandId.showReport, async () => {
    if (session.current.shown === undefined) {
      sayNoDocument(session);
      return;
    }
    const document = await workspace.openTextDocument(REPORT);
    await languages.setTextDocumentLanguage(document, 'markdown');
    await window.showTextDocument(document, { viewColumn: ViewColumn.Active, preview: false });
  });
}
