import { type Uri, workspace } from 'vscode';
import { grouped } from '../core/index.ts';
import type { ReadingProgress } from '../workspace/readingProgress.ts';
import { inMessage } from './fileText.ts';
import { lateProgress } from './lateProgress.ts';

/** Shows how far a trail was read and how much was found, once that takes long, and lets people cancel it. */
export function readingProgress(uri: Uri, cancel: () => void): ReadingProgress {
  const progress = lateProgress(`Reading ${inMessage(workspace.asRelativePath(uri))}`, cancel);
  return {
    report: ({ bytes, size, found }) => {
      const of = size === undefined ? '' : ` of ${mebibytes(size)}`;
      const counted =
        found === undefined ? '' : `, ${grouped(found.count)} ${found.what}${found.count === 1 ? '' : 's'}`;
      progress.report(`${mebibytes(bytes)}${of} MiB${counted}`);
    },
    end: progress.end,
  };
}

function mebibytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1);
}
