import { Uri, workspace } from 'vscode';
import { grouped, utcTime } from '../core/index.ts';
import type { FolderScan } from '../workspace/scan/folderScans.ts';
import { countOfCalls } from './callWords.ts';
import { inMessage, visible } from './fileText.ts';

/** What a scan came to, or is at: one line. */
export function scanSummary(scan: FolderScan): string {
  const { calls, files, leftOut, knownFiles, state, isKept, at } = scan;
  const attested = countOfCalls(calls).replace(' ', ' attested ');
  const notRead = filesNotRead(scan).length + leftOut.length;
  const silent = filesTellingNothing(scan).length;
  const parts = [
    `${attested} in ${countOf(files.length, 'file')}`,
    ...(knownFiles === 0 ? [] : [`${grouped(knownFiles)} unchanged since an earlier scan`]),
    ...(notRead === 0 ? [] : [`${grouped(notRead)} not read, or in part`]),
    ...(silent === 0 ? [] : [`${grouped(silent)} that cannot tell of an attestation`]),
    ...(isKept ? [`as scanned at ${utcTime(at)}`] : []),
  ];
  return `${parts.join(', ')}${ENDS[state]}`;
}

const ENDS: Readonly<Record<FolderScan['state'], string>> = {
  running: '; scanning…',
  done: '',
  cancelled: '; cancelled',
  'too-many-calls': '; more are not held (setting enclaveTrail.limits.calls)',
};

/** A folder as people know it: a folder of the workspace by its name, one below by its path there. */
export function folderInWords(folder: Uri): string {
  const own = workspace.workspaceFolders?.find(({ uri }) => uri.toString() === folder.toString());
  return inMessage(own?.name ?? workspace.asRelativePath(folder));
}

/** Files of which something was not read. */
export function filesNotRead({ files }: FolderScan): FolderScan['files'] {
  return files.filter(({ problem }) => problem !== undefined && problem.code !== 'tells-nothing');
}

/** Files that were read and cannot tell of an attestation, such as digest files and CSV without columns for it. */
export function filesTellingNothing({ files }: FolderScan): FolderScan['files'] {
  return files.filter(({ problem }) => problem?.code === 'tells-nothing');
}

/** `1,234 files` */
export function countOf(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** `12.3 MiB` */
export function sizeInWords(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1)} MiB`;
}

/** A file's path as people know it: below the workspace's folders, else below the folder that was scanned. */
export function pathInScan(uri: string, root: Uri): string {
  const file = Uri.parse(uri);
  const inWorkspace = workspace.getWorkspaceFolder(file) !== undefined;
  const base = root.path.endsWith('/') ? root.path : `${root.path}/`;
  const path =
    !inWorkspace && file.path.startsWith(base) ? file.path.slice(base.length) : workspace.asRelativePath(file);
  return visible(path);
}
