import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { inMessage } from '../editor/fileText.ts';
import type { AttestationPanel } from '../panel/attestationPanel.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { LARGEST_INPUT } from '../panel/protocol.ts';

/** Decodes a file: the one that the explorer names, else one that the user chooses. */
export function registerDecodeFromFile(session: AttestationSession, panel: AttestationPanel): Disposable {
  return commands.registerCommand(CommandId.decodeFile, async (argument: unknown) => {
    const file = argument instanceof Uri ? argument : await choose();
    if (file === undefined) {
      return;
    }
    const name = workspace.asRelativePath(file);
    const content = await read(file, name);
    if (content !== undefined) {
      await session.decode({ content, origin: name });
      panel.show();
    }
  });
}

async function choose(): Promise<Uri | undefined> {
  const files = await window.showOpenDialog({
    title: 'Decode Attestation Document from File',
    openLabel: 'Decode',
    canSelectMany: false,
    filters: { 'Attestation documents': ['cbor', 'bin', 'b64', 'cose', 'txt', 'json', 'log'], 'All files': ['*'] },
  });
  return files?.[0];
}

async function read(file: Uri, name: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await workspace.fs.stat(file);
    if (size > LARGEST_INPUT) {
      void window.showErrorMessage(
        `${inMessage(name)} has more than 1 MiB, far more than an attestation document. Copy the part that holds it.`,
      );
      return undefined;
    }
    return await workspace.fs.readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? inMessage(error.message) : 'it could not be read';
    void window.showErrorMessage(`${inMessage(name)} was not decoded: ${reason}`);
    return undefined;
  }
}
