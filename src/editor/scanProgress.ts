import type { Uri } from 'vscode';
import type { ScanProgress } from '../workspace/scan/folderScans.ts';
import { lateProgress } from './lateProgress.ts';
import { folderInWords, scanSummary, sizeInWords } from './scanWords.ts';

/** Shows how far a scan is, once that takes long, and lets people cancel it. */
export function scanProgress(root: Uri, cancel: () => void): ScanProgress {
  const progress = lateProgress(`Scanning ${folderInWords(root)}`, cancel);
  return {
    report: (scan) => progress.report(`${scanSummary(scan)} ${sizeInWords(scan.bytes)} read`),
    end: progress.end,
  };
}
