import { ProgressLocation, window, workspace } from 'vscode';
import type { MeasuringProgress } from '../workspace/measuredImages.ts';
import { inMessage } from './fileText.ts';

/** Milliseconds until progress is worth a notification: most images are measured by then. */
const WORTH_SHOWING = 1000;

/** Shows what is being measured, once that takes long, and lets people cancel it. */
export function measuringProgress(cancel: () => void): MeasuringProgress {
  let show: ((message: string) => void) | undefined;
  let message = '';
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const timer = setTimeout(() => {
    void window.withProgress(
      { location: ProgressLocation.Notification, title: 'Measuring enclave image', cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(cancel);
        show = (text) => progress.report({ message: text });
        show(message);
        await ended;
      },
    );
  }, WORTH_SHOWING);
  return {
    report: (uri, share, waiting) => {
      const more = waiting === 0 ? '' : `, ${waiting} more to come`;
      const text = `${inMessage(workspace.asRelativePath(uri))}: ${Math.floor(share * 100)} %${more}`;
      if (text !== message) {
        message = text;
        show?.(text);
      }
    },
    end: () => {
      clearTimeout(timer);
      end();
    },
  };
}
