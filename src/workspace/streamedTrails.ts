import { type Disposable, type Event, EventEmitter, type Uri, workspace } from 'vscode';
import type { HostPlatform } from '../hostPlatform.ts';
import { type ReadingProgress, type StreamedTrail, startReading } from './readingTrail.ts';

/** Files that are read as streams: those that are compressed, and those that are too large for an editor. */
export interface StreamedTrails extends Disposable {
  /** Reads the file, unless it is being read or was read in its present state. Fails where there is none. */
  readonly read: (uri: Uri) => Promise<StreamedTrail>;
  /** Reads it anew where not all of it counted the last time. */
  readonly readAgain: (uri: Uri) => Promise<StreamedTrail>;
  /** What was read of a file so far, without looking whether it has changed. */
  readonly known: (uri: Uri) => StreamedTrail | undefined;
  /** There are more calls of a file, or it was read. */
  readonly onDidGrow: Event<Uri>;
}

/** Trails whose calls are kept. */
const MOST_KEPT = 4;

interface Kept {
  readonly trail: StreamedTrail;
  readonly size: number;
  readonly mtime: number;
  readonly cancel: () => void;
}

/** `showProgress` is handed what cancels. */
export function streamedTrails(
  platform: HostPlatform,
  showProgress: (uri: Uri, cancel: () => void) => ReadingProgress,
): StreamedTrails {
  const grown = new EventEmitter<Uri>();
  const kept = new Map<string, Kept>();
  const read = async (uri: Uri, isGoodEnough: (trail: StreamedTrail) => boolean): Promise<StreamedTrail> => {
    const key = uri.toString();
    const { mtime, size } = await workspace.fs.stat(uri);
    const before = kept.get(key);
    if (before?.mtime === mtime && before.size === size && isGoodEnough(before.trail)) {
      return before.trail;
    }
    before?.cancel();
    const aborting = new AbortController();
    const cancel = (): void => aborting.abort();
    const trail = startReading(uri, platform, aborting.signal, showProgress(uri, cancel), () => grown.fire(uri));
    kept.delete(key);
    kept.set(key, { trail, size, mtime, cancel });
    for (const [oldest, reading] of [...kept].slice(0, -MOST_KEPT)) {
      reading.cancel();
      kept.delete(oldest);
    }
    return trail;
  };
  return {
    read: (uri) => read(uri, () => true),
    readAgain: (uri) => read(uri, ({ isRead, cuts }) => !isRead || cuts.length === 0),
    known: (uri) => kept.get(uri.toString())?.trail,
    onDidGrow: grown.event,
    dispose: () => {
      for (const { cancel } of kept.values()) {
        cancel();
      }
      grown.dispose();
    },
  };
}
