import { type Disposable, type Event, EventEmitter, Uri } from 'vscode';
import { trailLimits } from '../settings.ts';
import { pause } from '../turns.ts';
import { type ScanAccess, type ScanEnd, scanFolder, withinRoom } from './folderScan.ts';
import type { KeptLast, NotRead } from './keptFiles.ts';
import { keptOnce } from './scannedCall.ts';
import type { ScannedFile } from './scannedFile.ts';
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
  readonly leftOut: readonly NotRead[];
  /** Of the files those that had been read by an earlier scan and have not changed. */
  readonly knownFiles: number;
  /** On disk, that were read. */
  readonly bytes: number;
  readonly calls: number;
  /** Milliseconds since the epoch, when it came to this. */
  readonly at: number;
  /** Whether it is what an earlier window has kept of its scan: nothing was read since. */
  readonly isKept: boolean;
}

/** Scans of folders, one at a time; the last one is what people look at. */
export interface FolderScans extends Disposable {
  readonly current: FolderScan | undefined;
  /** Whether there may be a last scan. */
  readonly mayHaveLast: () => Promise<boolean>;
  /** The current scan; where there is none in this window, what was kept of the last one. */
  readonly last: () => Promise<FolderScan | undefined>;
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
    const leftOut: NotRead[] = [];
    let state: FolderScan['state'] = 'running';
    let knownFiles = 0;
    let bytes = 0;
    let calls = 0;
    const look = (): FolderScan => {
      // Copies of thousands of entries a few times a second: what was shown before stays as it was.
      const counts = { knownFiles, bytes, calls, at: Date.now(), isKept: false };
      const found: FolderScan = { id, root, state, files: [...files], leftOut: [...leftOut], ...counts };
      current = found;
      changed.fire();
      return found;
    };
    const progress = showProgress(root, cancel);
    look();
    const kept = keptOnce();
    const stored = (await store.load(kept)).files;
    const save = async (found: FolderScan): Promise<void> => await store.save([...stored.values()], toKeep(found));
    const watching = watch(
      () => {
        const found = look();
        progress.report(found);
        return found;
      },
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
    await save(found);
    return found;
  };

  const restore = async (): Promise<void> => {
    const { last } = await store.load(keptOnce());
    const root = last && uriOf(last.scan.root);
    if (last !== undefined && root !== undefined && current === undefined) {
      current = keptScan(root, last, trailLimits().calls);
      changed.fire();
    }
  };
  let restoring: Promise<void> | undefined;
  return {
    get current() {
      return current;
    },
    mayHaveLast: store.isKept,
    last: async () => {
      if (current === undefined) {
        restoring ??= restore();
        await restoring;
      }
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

function toKeep({ root, state, at, files, leftOut }: FolderScan): KeptLast {
  return { scan: { root: root.toString(), state, at, notRead: leftOut }, files };
}

/** As many of its calls as are held now. One that was running when its window was closed has not come to its end. */
function keptScan(root: Uri, { scan, files }: KeptLast, mostCalls: number): FolderScan {
  const held: ScannedFile[] = [];
  let calls = 0;
  for (const file of files) {
    const own = withinRoom(file, mostCalls - calls);
    held.push(own);
    calls += own.calls.length;
  }
  return {
    id: 0,
    root,
    state: scan.state === 'running' ? 'cancelled' : scan.state,
    files: held,
    leftOut: scan.notRead,
    knownFiles: 0,
    bytes: 0,
    calls,
    at: scan.at,
    isKept: true,
  };
}

/** Undefined where a text is no URI. */
function uriOf(text: string): Uri | undefined {
  try {
    return Uri.parse(text, true);
  } catch {
    return undefined;
  }
}

/** Looks again and again until it is done. */
async function watch(
  look: () => FolderScan,
  save: (found: FolderScan) => Promise<void>,
  isDone: () => boolean,
): Promise<void> {
  let saved = Date.now();
  for (;;) {
    await pause(LOOK);
    if (isDone()) {
      return;
    }
    const found = look();
    if (Date.now() - saved > SAVE) {
      await save(found);
      saved = Date.now();
    }
  }
}
