import { type Uri, workspace } from 'vscode';
import { grouped } from '../core/index.ts';
import type { ReadingProgress } from '../workspace/readingTrail.ts';
import { inMessage } from './fileText.ts';
import { lateProgress } from './lateProgress.ts';

/** Shows how far a trail was read and how many calls were found, once that takes long, and lets people cancel it. */
export function readingProgress(uri: Uri, cancel: () => void): ReadingProgress {
  const progress = lateProgress(`Reading ${inMessage(workspace.asRelativePath(uri))}`, cancel);
  return {
    report: ({ bytes, size, calls }) => {
      const of = size === undefined ? '' : ` of ${mebibytes(size)}`;
      progress.report(`${mebibytes(bytes)}${of} MiB, ${grouped(calls)} attested ${calls === 1 ? 'call' : 'calls'}`);
    },
    end: progress.end,
  };
}

function mebibytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1);
}
