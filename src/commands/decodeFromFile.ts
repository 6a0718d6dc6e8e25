import { commands, type Disposable, Uri } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { AttestationPanel } from '../panel/attestationPanel.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { chooseDocumentFile, readDocumentFile } from './documentFile.ts';

/** Decodes a file: the one that the explorer names, else one that the user chooses. */
export function registerDecodeFromFile(session: AttestationSession, panel: AttestationPanel): Disposable {
  return commands.registerCommand(CommandId.decodeFile, async (argument: unknown) => {
    const file = argument instanceof Uri ? argument : await chooseDocumentFile('Decode Attestation Document from File');
    const read = file && (await readDocumentFile(file));
    if (read !== undefined) {
      await session.decode({ content: read.content, origin: read.name });
      panel.show();
    }
  });
}
