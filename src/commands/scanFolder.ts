import { commands, Disposable, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { folderInWords, scanSummary } from '../editor/scanWords.ts';
import type { FolderScan, FolderScans } from '../workspace/scan/folderScans.ts';
import { say } from './callArguments.ts';

/** Scans the folder that the explorer names or that the user chooses; the last one again, anew, or no longer. */
export function registerScanFolder(scans: FolderScans): Disposable {
  const scan = async (root: Uri, anew: boolean): Promise<void> => {
    tell(await scans.scan(root, anew));
  };
  const again = async (anew: boolean): Promise<void> => {
    const last = await scans.last();
    if (last === undefined) {
      say('No folder has been scanned yet. Run "Scan Folder for Attested Calls…" first.');
      return;
    }
    await scan(last.root, anew);
  };
  return Disposable.from(
    commands.registerCommand(CommandId.scanFolder, async (argument: unknown) => {
      const root = argument instanceof Uri ? argument : await chooseFolder();
      if (root !== undefined) {
        await scan(root, false);
      }
    }),
    commands.registerCommand(CommandId.scanAgain, () => again(false)),
    commands.registerCommand(CommandId.scanAnew, () => again(true)),
    commands.registerCommand(CommandId.cancelScan, () => scans.cancel()),
  );
}

async function chooseFolder(): Promise<Uri | undefined> {
  const first = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: 'Scan Folder for Attested Calls',
    openLabel: 'Scan',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    ...(first === undefined ? {} : { defaultUri: first }),
  });
  return chosen?.[0];
}

function tell(scan: FolderScan): void {
  say(`${folderInWords(scan.root)}: ${scanSummary(scan)}.`);
}
