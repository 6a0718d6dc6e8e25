import type { FileState, TrailBytes } from '../decompressedBytes.ts';
import { turns } from '../turns.ts';
import { budget } from './budget.ts';
import { readTrailFile } from './readTrailFile.ts';
import type { Kept } from './scannedCall.ts';
import type { ScannedFile, ScanProblem } from './scannedFile.ts';
import { type Folders, trailFiles } from './trailFiles.ts';

/** What a scan of a folder reads through; `F` is how the file system names a file or folder. */
export interface ScanAccess<F> {
  readonly folders: Folders<F>;
  readonly nameOf: (file: F) => string;
  readonly state: (file: F) => Promise<FileState>;
  /** Its problem says where it cannot be read. */
  readonly open: (file: F, signal: AbortSignal) => Promise<TrailBytes>;
  /** Whether files come as a whole, so that all of one is in memory. */
  readonly isWhole: (file: F) => boolean;
}

export interface ScanOptions {
  readonly signal: AbortSignal;
  /** Calls that are held; the scan ends with more. */
  readonly calls: number;
  readonly kept: Kept;
  /** What is known of a file in this state, so that it need not be read again. */
  readonly known: (name: string, state: FileState) => ScannedFile | undefined;
  readonly onFile: (file: ScannedFile, isKnown: boolean) => void;
  /** Of a file or folder that was not read at all. */
  readonly onLeftOut: (name: string, problem: ScanProblem) => void;
  /** Hears of bytes on disk that were read since the last time. */
  readonly onBytes: (bytes: number) => void;
}

/** How a scan ended. */
export type ScanEnd = 'done' | 'cancelled' | 'too-many-calls';

/** Files that are read at a time: each waits for the disk most of the time. */
const AT_A_TIME = 8;
/** Bytes of files in memory at a time; a larger one is read alone. */
const MOST_BYTES = 64 * 1024 * 1024;
/** UTF-16 units of what the host says of a failure. */
const LONGEST_REASON = 200;
/** Bytes that a file takes which is read in pieces: one on its way in, some on their way out. */
const PIECES = 4 * 1024 * 1024;

/** Reads every file below a folder that may hold a trail, a few at a time, until there is no more or nobody wants more. */
export async function scanFolder<F>(root: F, access: ScanAccess<F>, options: ScanOptions): Promise<ScanEnd> {
  const { signal } = options;
  const memory = budget(MOST_BYTES);
  const running = new Set<Promise<void>>();
  let calls = 0;
  let isFull = false;

  const finished = (file: ScannedFile, isKnown: boolean): void => {
    // Those that were read beside it may have taken the room that it had.
    const held = withinRoom(file, options.calls - calls);
    calls += held.calls.length;
    isFull ||= held.problem?.code === 'too-many-calls';
    options.onFile(held, isKnown);
  };
  // Each file has a signal of its own: hosts warn of one to which dozens listen.
  const reading = new Set<AbortController>();
  const abort = (): void => {
    for (const controller of reading) {
      controller.abort();
    }
  };
  // All files share the host's turns: what each of them does at once adds up.
  const turn = turns();
  const yieldNow = async (): Promise<void> => {
    if (turn.isDue()) {
      await turn.take();
    }
  };
  const read = async (file: F, uri: string, state: FileState): Promise<void> => {
    const controller = new AbortController();
    reading.add(controller);
    try {
      await readWith(file, uri, state, controller.signal);
    } finally {
      reading.delete(controller);
    }
  };
  const readWith = async (file: F, uri: string, { size, mtime }: FileState, own: AbortSignal): Promise<void> => {
    const { kept, onBytes } = options;
    const opened = await access.open(file, own);
    const found = await readTrailFile({ uri, size, mtime }, opened, {
      signal: own,
      calls: options.calls - calls,
      kept,
      onBytes,
      yieldNow,
    });
    // What was found before somebody cancelled counts.
    if (found.problem?.code !== 'cancelled' || found.calls.length > 0) {
      finished(found, false);
    }
  };
  const look = async (file: F): Promise<void> => {
    const uri = access.nameOf(file);
    try {
      const state = await access.state(file);
      const known = options.known(uri, state);
      if (known !== undefined) {
        finished(known, true);
        return;
      }
      const weight = access.isWhole(file) ? state.size : Math.min(state.size, PIECES);
      await memory.take(weight);
      try {
        if (!signal.aborted && !isFull) {
          await read(file, uri, state);
        }
      } finally {
        memory.giveBack(weight);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, LONGEST_REASON) : 'an unknown error';
      options.onLeftOut(uri, { code: 'unreadable', message: `reading it failed: ${reason}` });
    }
  };

  signal.addEventListener?.('abort', abort);
  for await (const found of trailFiles(root, access.folders, signal)) {
    if (found.kind === 'left-out') {
      options.onLeftOut(access.nameOf(found.file), { code: 'left-out', message: found.reason });
      continue;
    }
    if (signal.aborted || isFull) {
      break;
    }
    const task: Promise<void> = look(found.file).finally(() => running.delete(task));
    running.add(task);
    while (running.size >= AT_A_TIME) {
      await Promise.race(running);
    }
  }
  await Promise.all(running);
  signal.removeEventListener?.('abort', abort);
  return signal.aborted ? 'cancelled' : isFull ? 'too-many-calls' : 'done';
}

/** As many of its calls as are still held. */
export function withinRoom(file: ScannedFile, room: number): ScannedFile {
  if (file.calls.length <= room) {
    return file;
  }
  const problem = { code: 'too-many-calls', message: 'more calls than are held stand in it' } as const;
  return { ...file, calls: file.calls.slice(0, Math.max(room, 0)), problem };
}
