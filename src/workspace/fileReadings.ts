import { type Disposable, type Event, EventEmitter, type Uri } from 'vscode';
import { fileState } from './fileState.ts';
import { keepNewest } from './keepNewest.ts';
import type { StreamCut } from './streamCuts.ts';

/** What is read, or was read, of a file as a stream. */
export interface FileReading {
  /** Why not all of the file counts; known once it was read. */
  readonly cuts: readonly StreamCut[];
  readonly isRead: boolean;
  readonly done: Promise<void>;
}

/** Readings of files, of which the last ones are kept. */
export interface FileReadings<T extends FileReading> extends Disposable {
  /** Reads the file, unless it is being read or was read in its present state. Fails where there is none. */
  readonly read: (uri: Uri) => Promise<T>;
  /** Reads it anew where not all of it counted the last time. */
  readonly readAgain: (uri: Uri) => Promise<T>;
  /**
   * Reads a file anew that was read and has changed since: what was known stays until the new is read. Where it is gone,
   * nothing is known of it any more.
   */
  readonly follow: (uri: Uri) => Promise<void>;
  /** What was read of a file so far, without looking whether it has changed. */
  readonly known: (uri: Uri) => T | undefined;
  /** There is more of a file, or it was read. */
  readonly onDidChange: Event<Uri>;
}

interface Kept<T> {
  readonly reading: T;
  readonly state: string;
  readonly cancel: () => void;
}

/** What begins a reading is handed what cancels it, and hears the rest of what it has to tell. */
export type StartReading<T> = (uri: Uri, aborting: AbortController, changed: () => void) => T;

export function fileReadings<T extends FileReading>(start: StartReading<T>): FileReadings<T> {
  const changed = new EventEmitter<Uri>();
  const kept = new Map<string, Kept<T>>();
  const following = new Set<AbortController>();
  const read = async (uri: Uri, isGoodEnough: (reading: T) => boolean): Promise<T> => {
    const key = uri.toString();
    const state = await fileState(uri);
    const before = kept.get(key);
    if (before?.state === state && isGoodEnough(before.reading)) {
      return before.reading;
    }
    before?.cancel();
    const aborting = new AbortController();
    const reading = start(uri, aborting, () => changed.fire(uri));
    for (const oldest of keepNewest(kept, key, { reading, state, cancel: () => aborting.abort() })) {
      oldest.cancel();
    }
    return reading;
  };
  const follow = async (uri: Uri): Promise<void> => {
    const key = uri.toString();
    const before = kept.get(key);
    await before?.reading.done;
    if (before === undefined || kept.get(key) !== before) {
      return;
    }
    const state = await fileState(uri).catch(() => undefined);
    if (state === undefined) {
      kept.delete(key);
      return;
    }
    if (before.state === state) {
      return;
    }
    const aborting = new AbortController();
    const cancel = (): void => aborting.abort();
    following.add(aborting);
    // Nobody hears of what is not yet shown.
    const reading = start(uri, aborting, () => kept.get(key)?.reading === reading && changed.fire(uri));
    await reading.done;
    following.delete(aborting);
    if (kept.get(key) === before) {
      kept.set(key, { reading, state, cancel });
      changed.fire(uri);
    }
  };
  return {
    read: (uri) => read(uri, () => true),
    follow,
    readAgain: (uri) => read(uri, ({ isRead, cuts }) => !isRead || cuts.length === 0),
    known: (uri) => kept.get(uri.toString())?.reading,
    onDidChange: changed.event,
    dispose: () => {
      for (const { cancel } of kept.values()) {
        cancel();
      }
      for (const aborting of following) {
        aborting.abort();
      }
      changed.dispose();
    },
  };
}
