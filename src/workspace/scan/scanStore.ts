import { Uri, workspace } from 'vscode';
import { readKeptFiles, writeKeptFiles } from './keptFiles.ts';
import type { Kept } from './scannedCall.ts';
import type { ScannedFile } from './scannedFile.ts';

/** Where VS Code keeps what scans have found, outside of the workspace: a workspace cannot bring any. */
export interface ScanStore {
  /** By URI; empty where nothing is kept. */
  readonly load: (kept: Kept) => Promise<Map<string, ScannedFile>>;
  readonly save: (files: Iterable<ScannedFile>) => Promise<void>;
}

/** `failed` hears, in one sentence, where something could not be kept. */
export function scanStore(folder: Uri, failed: (message: string) => void): ScanStore {
  const file = Uri.joinPath(folder, 'scanned-files.jsonl');
  return {
    load: async (kept) => {
      const bytes = await workspace.fs.readFile(file).then(
        (found) => found,
        // It is not there before the first scan.
        () => new Uint8Array(),
      );
      return await readKeptFiles(bytes, kept);
    },
    save: async (files) => {
      try {
        await workspace.fs.createDirectory(folder);
        await workspace.fs.writeFile(file, await writeKeptFiles(files));
      } catch (error) {
        failed(`What a scan has found could not be kept: ${String(error)}`);
      }
    },
  };
}
