import { ProgressLocation, window } from 'vscode';

/** Milliseconds until work is worth a notification: most of it is done by then. */
const WORTH_SHOWING = 1000;

/** A notification of work that goes on. */
export interface LateProgress {
  readonly report: (message: string) => void;
  readonly end: () => void;
}

/** Shows what goes on, once that takes long, and lets people cancel it. */
export function lateProgress(title: string, cancel: () => void): LateProgress {
  let show: ((message: string) => void) | undefined;
  let message = '';
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const timer = setTimeout(() => {
    void window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(cancel);
        show = (text) => progress.report({ message: text });
        show(message);
        await ended;
      },
    );
  }, WORTH_SHOWING);
  return {
    report: (text) => {
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
