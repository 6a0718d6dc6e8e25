import { type Uri, window, workspace } from 'vscode';
import { inMessage } from '../editor/fileText.ts';
import { LARGEST_INPUT } from '../panel/protocol.ts';

/** Asks for a file that holds an attestation document. */
export async function chooseDocumentFile(title: string): Promise<Uri | undefined> {
  const files = await window.showOpenDialog({
    title,
    openLabel: 'Decode',
    canSelectMany: false,
    filters: { 'Attestation documents': ['cbor', 'bin', 'b64', 'cose', 'txt', 'json', 'log'], 'All files': ['*'] },
  });
  return files?.[0];
}

/** A file's bytes, and what people call it; what is too large or cannot be read is named in a message. */
export async function readDocumentFile(
  file: Uri,
): Promise<{ readonly content: Uint8Array; readonly name: string } | undefined> {
  const name = workspace.asRelativePath(file);
  try {
    const { size } = await workspace.fs.stat(file);
    if (size > LARGEST_INPUT) {
      void window.showErrorMessage(
        `${inMessage(name)} has more than 1 MiB, far more than an attestation document. Copy the part that holds it.`,
      );
      return undefined;
    }
    return { content: await workspace.fs.readFile(file), name };
  } catch (error) {
    const reason = error instanceof Error ? inMessage(error.message) : 'it could not be read';
    void window.showErrorMessage(`${inMessage(name)} was not decoded: ${reason}`);
    return undefined;
  }
}
