import { workspace } from 'vscode';
import type { MeasuringProgress } from '../workspace/measuredImages.ts';
import { inMessage } from './fileText.ts';
import { lateProgress } from './lateProgress.ts';

/** Shows what is being measured, once that takes long, and lets people cancel it. */
export function measuringProgress(cancel: () => void): MeasuringProgress {
  const progress = lateProgress('Measuring enclave image', cancel);
  return {
    report: (uri, share, waiting) => {
      const more = waiting === 0 ? '' : `, ${waiting} more to come`;
      progress.report(`${inMessage(workspace.asRelativePath(uri))}: ${Math.floor(share * 100)} %${more}`);
    },
    end: progress.end,
  };
}
