import { Disposable, type Event, EventEmitter, type Uri } from 'vscode';
import type { HostPlatform } from '../hostPlatform.ts';
import { type FileReadings, fileReadings } from './fileReadings.ts';
import { type StreamedEvents, startReadingEvents } from './readingEvents.ts';
import type { ShowReadingProgress } from './readingProgress.ts';
import { type StreamedTrail, startReading } from './readingTrail.ts';

/** Files that are read as streams: those that are compressed, and those that are too large for an editor. */
export interface StreamedTrails extends Disposable {
  readonly calls: FileReadings<StreamedTrail>;
  readonly events: FileReadings<StreamedEvents>;
  /** There is more of a file, or it was read. */
  readonly onDidChange: Event<Uri>;
}

export function streamedTrails(platform: HostPlatform, showProgress: ShowReadingProgress): StreamedTrails {
  const calls = fileReadings((uri, aborting, changed) => {
    const progress = showProgress(uri, () => aborting.abort());
    return startReading(uri, platform, aborting.signal, progress, changed);
  });
  const events = fileReadings((uri, aborting, changed) =>
    startReadingEvents(uri, platform, aborting, showProgress, changed),
  );
  const changed = new EventEmitter<Uri>();
  const disposable = Disposable.from(
    calls,
    events,
    changed,
    calls.onDidChange((uri) => changed.fire(uri)),
    events.onDidChange((uri) => changed.fire(uri)),
  );
  return { calls, events, onDidChange: changed.event, dispose: () => disposable.dispose() };
}
