import { type Disposable, type Event, EventEmitter, type Uri } from 'vscode';
import { trailLimits } from '../settings.ts';
import { pause } from '../turns.ts';
import { type ScanAccess, type ScanEnd, scanFolder } from './folderScan.ts';
import { keptOnce } from './scannedCall.ts';
import type { ScannedFile, ScanProblem } from './scannedFile.ts';
import type { ScanStore } from './scanStore.ts';

/** What a scan of a folder has found so far. */
export interface FolderScan {
  /** Tells scans apart, also those of the same folder. */
  readonly id: number;
  readonly root: Uri;
  readonly state: 'running' | ScanEnd;
  /** As they were read. */
  readonly files: readonly ScannedFile[];
  /** Files and folders that were not read at all. */
  readonly leftOut: readonly LeftOut[];
  /** Of the files those that had been read by an earlier scan and have not changed. */
  readonly knownFiles: number;
  /** On disk, that were read. */
  readonly bytes: number;
  readonly calls: number;
}

export interface LeftOut {
  readonly uri: string;
  readonly problem: ScanProblem;
}

/** Scans of folders, one at a time; the last one is what people look at. */
export interface FolderScans extends Disposable {
  readonly current: FolderScan | undefined;
  /** While a scan runs, a few times a second. */
  readonly onDidChange: Event<void>;
  /**
   * Ends when the scan does; one that runs is cancelled before. `anew` reads what has been read before as well.
   */
  readonly scan: (root: Uri, anew: boolean) => Promise<FolderScan>;
  /** What was found until now stays. */
  readonly cancel: () => void;
}

/** Tells people how far a scan is. */
export interface ScanProgress {
  readonly report: (scan: FolderScan) => void;
  readonly end: () => void;
}

/** Milliseconds between two looks at a scan that runs, and between two savings of what it has found. */
const LOOK = 250;
const SAVE = 20_000;

/** `showProgress` is handed what cancels. */
export function folderScans(
  access: ScanAccess<Uri>,
  store: ScanStore,
  showProgress: (root: Uri, cancel: () => void) => ScanProgress,
): FolderScans {
  const changed = new EventEmitter<void>();
  let current: FolderScan | undefined;
  let scanCount = 0;
  let running: { readonly controller: AbortController; readonly ended: Promise<FolderScan> } | undefined;

  const cancel = (): void => running?.controller.abort();
  const scanOnce = async (root: Uri, anew: boolean, { signal }: AbortController): Promise<FolderScan> => {
    const id = ++scanCount;
    const files: ScannedFile[] = [];
    const leftOut: LeftOut[] = [];
    let state: FolderScan['state'] = 'running';
    let knownFiles = 0;
    let bytes = 0;
    let calls = 0;
    const look = (): FolderScan => {
      // Copies of thousands of entries a few times a second: what was shown before stays as it was.
      const found = { id, root, state, files: [...files], leftOut: [...leftOut], knownFiles, bytes, calls };
      current = found;
      changed.fire();
      return found;
    };
    const progress = showProgress(root, cancel);
    look();
    const kept = keptOnce();
    const stored = await store.load(kept);
    const save = async (): Promise<void> => await store.save([...stored.values()]);
    const watching = watch(
      () => progress.report(look()),
      save,
      () => state !== 'running',
    );
    try {
      state = await scanFolder(root, access, {
        signal,
        calls: trailLimits().calls,
        kept,
        known: (uri, { size, mtime }) => {
          const file = anew ? undefined : stored.get(uri);
          return file?.size === size && file.mtime === mtime ? file : undefined;
        },
        onFile: (file, isKnown) => {
          files.push(file);
          calls += file.calls.length;
          knownFiles += Number(isKnown);
          const whole = isKnown ? stored.get(file.uri) : file;
          stored.delete(file.uri);
          stored.set(file.uri, whole ?? file);
        },
        onLeftOut: (uri, problem) => leftOut.push({ uri, problem }),
        onBytes: (count) => {
          bytes += count;
        },
      });
    } finally {
      state = state === 'running' ? 'cancelled' : state;
      progress.end();
    }
    const found = look();
    await watching;
    await save();
    return found;
  };

  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    scan: async (root, anew) => {
      const before = running;
      before?.controller.abort();
      const controller = new AbortController();
      const run = async (): Promise<FolderScan> => {
        await before?.ended.catch(() => undefined);
        return await scanOnce(root, anew, controller);
      };
      const mine = { controller, ended: run() };
      running = mine;
      try {
        return await mine.ended;
      } finally {
        running = running === mine ? undefined : running;
      }
    },
    cancel,
    dispose: () => {
      cancel();
      changed.dispose();
    },
  };
}

/** Looks again and again until it is done. */
async function watch(look: () => void, save: () => Promise<void>, isDone: () => boolean): Promise<void> {
  let saved = Date.now();
  for (;;) {
    await pause(LOOK);
    if (isDone()) {
      return;
    }
    look();
    if (Date.now() - saved > SAVE) {
      await save();
      saved = Date.now();
    }
  }
}
