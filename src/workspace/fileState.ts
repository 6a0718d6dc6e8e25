import { type Uri, workspace } from 'vscode';

/** Tells the states of a file apart; rejects where there is none. */
export async function fileState(uri: Uri): Promise<string> {
  const { mtime, size } = await workspace.fs.stat(uri);
  return `${mtime} ${size}`;
}

/** Whether there is a file, or a folder. */
export async function isThere(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
