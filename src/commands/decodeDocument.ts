import { commands, type Disposable } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { AttestationPanel } from '../panel/attestationPanel.ts';

/** Opens the page where a document is pasted. */
export function registerDecodeDocument(panel: AttestationPanel): Disposable {
  return commands.registerCommand(CommandId.decode, () => panel.show({ ask: true }));
}
