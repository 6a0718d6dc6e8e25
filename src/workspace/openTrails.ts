import { type TextDocument, workspace } from 'vscode';
import { trailFile, viewAddress } from './viewAddress.ts';

/**
 * The open documents that may hold trails, each trail once: where a file is open besides a formatted view of it, the view is
 * left out, unless it is the one that somebody works in.
 */
export function openTrailDocuments(workedIn: string | undefined): readonly TextDocument[] {
  const documents = workspace.textDocuments;
  const inView = documents.find(({ uri }) => uri.toString() === workedIn && viewAddress(uri) !== undefined);
  const viewed = inView && trailFile(inView.uri).toString();
  const files = new Set(documents.map(({ uri }) => uri.toString()));
  return documents.filter(({ uri }) => {
    if (viewAddress(uri) === undefined) {
      return uri.toString() !== viewed;
    }
    const file = trailFile(uri).toString();
    return file === viewed || !files.has(file);
  });
}
