import { commands, extensions, type TextDocument, Uri, window, workspace } from 'vscode';

// Of the root suite. VS Code activates the extension with the first document, and answers before that has happened.
before(async () => {
  await extensions.getExtension('enclave-trail.enclave-trail')?.activate();
});

/** The folder that the tests have open. */
export function folder(): Uri {
  const [first] = workspace.workspaceFolders ?? [];
  if (first === undefined) throw new Error('The tests need their workspace folder open.');
  return first.uri;
}

export async function writeFile(name: string, text: string): Promise<Uri> {
  const uri = Uri.joinPath(folder(), name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** What a file holds on disk. */
export async function contentOf(name: string): Promise<string> {
  return new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder(), name)));
}

export async function deleteFile(name: string): Promise<void> {
  await workspace.fs.delete(Uri.joinPath(folder(), name), { recursive: true, useTrash: false });
}

let numberOfFiles = 0;

/** A name that no other test has used, below a folder of the tests' own. */
export function freshName(extension = 'json'): string {
  numberOfFiles++;
  return `trails/trail-${numberOfFiles}.${extension}`;
}

/** A file with this text, opened without an editor. */
export async function openFile(text: string, name = freshName()): Promise<TextDocument> {
  return await workspace.openTextDocument(await writeFile(name, text));
}

export async function openUntitled(content: string, language = 'json'): Promise<TextDocument> {
  return await workspace.openTextDocument({ language, content });
}

export async function show(document: TextDocument) {
  return await window.showTextDocument(document, { preview: false });
}

/** An untitled editor into which a text was pasted. */
export async function pasted(text: string, language: string): Promise<TextDocument> {
  const editor = await show(await openUntitled('', language));
  await editor.edit((edit) => edit.insert(editor.selection.active, text));
  return editor.document;
}

/** Closes every editor, and asks nothing of the changes in it. */
export async function closeAll(): Promise<void> {
  while (window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

/** Runs a command of the extension. */
export async function run(command: string, ...args: readonly unknown[]): Promise<unknown> {
  return await commands.executeCommand(`enclaveTrail.${command}`, ...args);
}
