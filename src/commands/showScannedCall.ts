import { commands, type Disposable, type TextDocument, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { inMessage } from '../editor/fileText.ts';
import { landing, revealOffset } from '../editor/revealCall.ts';
import type { AppraisedCall } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { callMark } from '../workspace/openCall.ts';
import type { FolderScans } from '../workspace/scan/folderScans.ts';
import type { ScannedCall } from '../workspace/scan/scannedCall.ts';
import { say } from './callArguments.ts';

/** Bytes of a file that VS Code opens as a document whose text extensions have. */
const MOST_BYTES = 50 * 1024 * 1024;

/** Opens the file of a call that a scan has found, at the call; it is named by the file's URI and its place in the file. */
export function registerShowScannedCall(scans: FolderScans, trails: AppraisedTrails): Disposable {
  return commands.registerCommand(CommandId.showScannedCall, async (uri: unknown, index: unknown) => {
    const file = (await scans.last())?.files.find((scanned) => scanned.uri === uri);
    const call = file?.calls.find((scanned) => scanned.index === index);
    if (file === undefined || call === undefined) {
      say('This call is not among those of the last scan.');
      return;
    }
    const place = Uri.parse(file.uri);
    if (file.isGzip || file.size > MOST_BYTES) {
      await commands.executeCommand(CommandId.openAsTrail, place, { start: call.start });
      return;
    }
    try {
      await showInDocument(await workspace.openTextDocument(place), call, trails);
    } catch (error) {
      const reason = error instanceof Error ? inMessage(error.message) : 'it could not be opened';
      void window.showErrorMessage(`${inMessage(workspace.asRelativePath(place))} was not opened: ${reason}`);
    }
  });
}

async function showInDocument(document: TextDocument, call: ScannedCall, trails: AppraisedTrails): Promise<void> {
  const trail = await trails.of(document);
  const isIt = (found: AppraisedCall | undefined): found is AppraisedCall =>
    found !== undefined && callMark(found.call) === call.mark;
  let found = trail?.at(call.index);
  for (let index = 0; !isIt(found) && index < (trail?.trail.calls.length ?? 0); index++) {
    found = trail?.at(index);
  }
  if (isIt(found)) {
    await revealOffset(document, landing(found.call));
    return;
  }
  await window.showTextDocument(document);
  say('The file has changed since it was scanned: the call is not in it any more.');
}
