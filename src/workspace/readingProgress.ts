import type { Uri } from 'vscode';

/** Tells people what is being read. */
export interface ReadingProgress {
  readonly report: (progress: ReadProgress) => void;
  readonly end: () => void;
}

export interface ReadProgress {
  /** Of the file, as it is on disk. */
  readonly bytes: number;
  readonly size: number | undefined;
  /** Of what is looked for, where anything is. */
  readonly found: { readonly count: number; readonly what: 'attested call' | 'event' } | undefined;
}

/** Shows the progress of a reading; it is handed what cancels it. */
export type ShowReadingProgress = (uri: Uri, cancel: () => void) => ReadingProgress;
