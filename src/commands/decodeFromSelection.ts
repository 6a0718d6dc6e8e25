import { commands, type Disposable, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { AttestationPanel } from '../panel/attestationPanel.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { LARGEST_INPUT } from '../panel/protocol.ts';
import { say } from './callArguments.ts';

/** Decodes the selected text, or all of the file where nothing is selected. */
export function registerDecodeFromSelection(session: AttestationSession, panel: AttestationPanel): Disposable {
  return commands.registerCommand(CommandId.decodeSelection, async () => {
    // While the page has the focus no text editor is active; where one alone is in sight, it is meant.
    const [visible, ...others] = window.visibleTextEditors;
    const editor = window.activeTextEditor ?? (others.length === 0 ? visible : undefined);
    if (editor === undefined) {
      say('Put the caret into the text editor whose selection is meant, and try again.');
      return;
    }
    const { document, selection } = editor;
    const size = selection.isEmpty
      ? document.offsetAt(document.lineAt(document.lineCount - 1).range.end)
      : document.offsetAt(selection.end) - document.offsetAt(selection.start);
    if (size > LARGEST_INPUT) {
      say(
        selection.isEmpty
          ? 'This file has more than 1 MiB of text. Select the part that holds the attestation document.'
          : 'The selection has more than 1 MiB of text. Select the attestation document alone.',
      );
      return;
    }
    const name = workspace.asRelativePath(document.uri);
    await session.decode({
      content: document.getText(selection.isEmpty ? undefined : selection),
      origin: selection.isEmpty ? name : `the selection in ${name}`,
    });
    panel.show();
  });
}
