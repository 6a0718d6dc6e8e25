import { type Disposable, type Event, EventEmitter, type FileStat, type Memento, type Uri, workspace } from 'vscode';
import type { HostPlatform } from '../hostPlatform.ts';
import { isCancelled, isSameFile, type MeasuredImage, measureImageFile, unreadable } from './imageFile.ts';
import { type MeasuredFile, readRememberedImages, rememberImages } from './rememberedImages.ts';

/** The measurements of enclave image files, computed once for each state of a file, one file at a time. */
export interface MeasuredImages extends Disposable {
  /** What is known of a file in that state. Where that is nothing, it is measured, and `onDidMeasure` tells when. */
  readonly known: (uri: Uri, stat: FileStat) => MeasuredImage | undefined;
  /** Measures a file before all that wait, unless it is known in its present state. */
  readonly measure: (uri: Uri) => Promise<MeasuredImage>;
  readonly onDidMeasure: Event<Uri>;
}

/** Tells people what is being measured. */
export interface MeasuringProgress {
  /** `share` of the file that was read, from 0 to 1; `waiting` files come after it. */
  readonly report: (uri: Uri, share: number, waiting: number) => void;
  readonly end: () => void;
}

interface Waiting {
  readonly uri: Uri;
  readonly signal: AbortSignal;
  readonly done: (measured: MeasuredImage) => void;
}

/** What came of a file that has no measurements; those that have are remembered. */
interface Refused {
  readonly size: number;
  readonly mtime: number;
  readonly result: MeasuredImage;
}

/** `showProgress` is handed what cancels; `failed` hears, in one sentence, where measurements could not be kept. */
export function measuredImages(
  platform: HostPlatform,
  state: Memento,
  showProgress: (cancel: () => void) => MeasuringProgress,
  failed: (message: string) => void,
): MeasuredImages {
  const measured = new EventEmitter<Uri>();
  const remembered = new Map<string, MeasuredFile>(readRememberedImages(state));
  const refused = new Map<string, Refused>();
  const queue: Waiting[] = [];
  const queued = new Map<string, Promise<MeasuredImage>>();
  let cancelling = new AbortController();
  let isRunning = false;

  const keep = (uri: Uri, { size, mtime }: FileStat, result: MeasuredImage): void => {
    const key = uri.toString();
    remembered.delete(key);
    refused.delete(key);
    if (!result.ok) {
      refused.set(key, { size, mtime, result });
      return;
    }
    remembered.set(key, { uri: key, size, mtime, image: result.value });
    rememberImages(state, remembered.values()).catch((error: unknown) =>
      failed(`Measurements of enclave images could not be kept: ${String(error)}`),
    );
  };
  const measureOne = async (
    uri: Uri,
    signal: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<MeasuredImage> => {
    try {
      const stat = await workspace.fs.stat(uri);
      const size = Math.max(stat.size, 1);
      const result = await measureImageFile(uri, stat, platform, signal, (bytes) => onProgress(bytes / size));
      keep(uri, stat, result);
      return result;
    } catch (error) {
      return unreadable(error);
    }
  };
  const run = async (): Promise<void> => {
    if (isRunning) {
      return;
    }
    isRunning = true;
    const progress = showProgress(() => {
      // What is asked for from now on is asked for anew.
      cancelling.abort();
      cancelling = new AbortController();
    });
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { uri, signal, done } = next;
        const onProgress = (share: number): void => progress.report(uri, share, queue.length);
        const result = await measureOne(uri, signal, onProgress);
        queued.delete(uri.toString());
        done(result);
        measured.fire(uri);
      }
    } finally {
      isRunning = false;
      progress.end();
    }
  };
  const enqueue = (uri: Uri, isFirst: boolean): Promise<MeasuredImage> => {
    const key = uri.toString();
    const position = queue.findIndex((waiting) => waiting.uri.toString() === key);
    if (isFirst && position > 0) {
      queue.unshift(...queue.splice(position, 1));
    }
    const before = queued.get(key);
    if (before !== undefined) {
      return before;
    }
    const result = new Promise<MeasuredImage>((done) => {
      queue.splice(isFirst ? 0 : queue.length, 0, { uri, signal: cancelling.signal, done });
    });
    queued.set(key, result);
    void run();
    return result;
  };
  const knownIn = (uri: Uri, stat: FileStat): MeasuredImage | undefined => {
    const image = remembered.get(uri.toString());
    if (image !== undefined && isSameFile(image, stat)) {
      return { ok: true, value: image.image };
    }
    const before = refused.get(uri.toString());
    return before !== undefined && isSameFile(before, stat) ? before.result : undefined;
  };
  return {
    known: (uri, stat) => {
      const known = knownIn(uri, stat);
      if (known === undefined) {
        void enqueue(uri, false);
      }
      return known;
    },
    measure: async (uri) => {
      const known = await workspace.fs.stat(uri).then(
        (stat) => knownIn(uri, stat),
        () => undefined,
      );
      // A file on which somebody gave up is what they ask for now.
      return known === undefined || isCancelled(known) ? await enqueue(uri, true) : known;
    },
    onDidMeasure: measured.event,
    dispose: () => {
      cancelling.abort();
      queue.length = 0;
      measured.dispose();
    },
  };
}
