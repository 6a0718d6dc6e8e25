import { Uri, workspace } from 'vscode';
import { isThere } from '../fileState.ts';
import { type KeptFiles, type KeptLast, readKeptFiles, writeKeptFiles } from './keptFiles.ts';
import type { Kept } from './scannedCall.ts';
import type { ScannedFile } from './scannedFile.ts';

/** Where VS Code keeps what scans have found, outside of the workspace: a workspace cannot bring any. */
export interface ScanStore {
  /** Whether anything is kept, without a look at it. */
  readonly isKept: () => Promise<boolean>;
  /** Empty where nothing is kept. */
  readonly load: (kept: Kept) => Promise<KeptFiles>;
  readonly save: (files: Iterable<ScannedFile>, last: KeptLast) => Promise<void>;
}

/**
 * `failed` hears, in one sentence, where something could not be kept, or what was kept is damaged.
 *
 * @param isOfWorkspace whether the folder is the workspace's own: what all windows without one share is no window's last scan
 */
export function scanStore(folder: Uri, isOfWorkspace: boolean, failed: (message: string) => void): ScanStore {
  const file = Uri.joinPath(folder, 'scanned-files.jsonl');
  return {
    isKept: async () => isOfWorkspace && (await isThere(file)),
    load: async (kept) => {
      const bytes = await workspace.fs.readFile(file).then(
        (found) => found,
        // It is not there before the first scan.
        () => new Uint8Array(),
      );
      const found = await readKeptFiles(bytes, kept);
      if (bytes.length > 0 && found.last === undefined) {
        failed(
          'What the last scan has found is not shown again: what was kept of it is damaged, or of another version.',
        );
      }
      return found;
    },
    save: async (files, last) => {
      try {
        await workspace.fs.createDirectory(folder);
        await workspace.fs.writeFile(file, await writeKeptFiles(files, last));
      } catch (error) {
        failed(`What a scan has found could not be kept: ${String(error)}`);
      }
    },
  };
}
