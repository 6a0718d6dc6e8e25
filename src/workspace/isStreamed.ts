import { type Uri, workspace } from 'vscode';

/** Whether a file is read as a stream and not as a document of VS Code. */
export async function isStreamed(uri: Uri): Promise<boolean> {
  if (/\.gz(?:ip)?$/i.test(uri.path)) {
    return true;
  }
  try {
    return (await workspace.fs.stat(uri)).size > MOST_BYTES_OF_A_DOCUMENT;
  } catch {
    // What is in no file, such as an untitled document, is open or nowhere.
    return false;
  }
}

/** Bytes; VS Code hands larger documents to no extension. */
const MOST_BYTES_OF_A_DOCUMENT = 50 * 1024 * 1024;
