import { ProgressLocation, type Uri, window } from 'vscode';
import type { ScanProgress } from '../workspace/scan/folderScans.ts';
import { folderInWords, scanSummary, sizeInWords } from './scanWords.ts';

/** Shows how far a scan is, and lets people cancel it. */
export function scanProgress(root: Uri, cancel: () => void): ScanProgress {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let show: ((message: string) => void) | undefined;
  void window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: `Scanning ${folderInWords(root)}`,
      cancellable: true,
    },
    async (progress, token) => {
      token.onCancellationRequested(cancel);
      show = (message) => progress.report({ message });
      await ended;
    },
  );
  return {
    report: (scan) => show?.(`${scanSummary(scan)} ${sizeInWords(scan.bytes)} read`),
    end,
  };
}
