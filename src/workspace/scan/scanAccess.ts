import { FileType, Uri, workspace } from 'vscode';
import type { HostPlatform } from '../../hostPlatform.ts';
import { trailLimits } from '../settings.ts';
import { MOST_BYTES_WHOLE, trailBytes } from '../trailBytes.ts';
import type { ScanAccess } from './folderScan.ts';

/** Folders and files as VS Code has them, local, remote and virtual. */
export function scanAccess(platform: HostPlatform): ScanAccess<Uri> {
  return {
    folders: {
      entries: async (folder) => {
        const entries = await workspace.fs.readDirectory(folder);
        return entries.map(([name, type]) => ({
          name,
          kind: kindOf(type),
          isLink: (type & FileType.SymbolicLink) !== 0,
        }));
      },
      join: (folder, name) => Uri.joinPath(folder, name),
      realPath: async (file) => await platform.realPath?.(file),
    },
    nameOf: (file) => file.toString(),
    state: async (file) => {
      const { type, size, mtime } = await workspace.fs.stat(file);
      return {
        kind: kindOf(type) === 'folder' ? 'directory' : kindOf(type) === 'file' ? 'file' : 'other',
        size,
        mtime,
      };
    },
    open: async (file, signal) => {
      const { decompressedBytes, ratio } = trailLimits();
      return await trailBytes(file, platform, { decompressedBytes, ratio, wholeFileBytes: MOST_BYTES_WHOLE }, signal);
    },
    isWhole: (file) => platform.fileChunks(file) === undefined,
  };
}

function kindOf(type: FileType): 'file' | 'folder' | 'other' {
  return (type & FileType.Directory) !== 0 ? 'folder' : (type & FileType.File) !== 0 ? 'file' : 'other';
}
