import type { Uri } from 'vscode';
import { pagination, type StreamedEvent, type StreamPlace, streamEvents } from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import type { FileReading } from './fileReadings.ts';
import { fileState } from './fileState.ts';
import type { ReadingProgress, ShowReadingProgress } from './readingProgress.ts';
import { trailLimits } from './settings.ts';
import { cutByError, cutsOf, type StreamCut } from './streamCuts.ts';
import { MOST_BYTES_WHOLE, type TrailBytes, trailBytes } from './trailBytes.ts';
import { yieldNow } from './turns.ts';

/**
 * Every event of a file that is read as a stream, cut into pages. Only where pages begin is kept: the events of one are
 * read from there when somebody looks at it.
 */
export interface StreamedEvents extends FileReading {
  readonly uri: Uri;
  /** Those that follow are known once it was read. */
  readonly count: number;
  readonly pages: readonly EventsPage[];
  /** The events of a page; undefined where the file has changed since it was read. Fails where that is cancelled. */
  readonly eventsOn: (page: EventsPage) => Promise<readonly StreamedEvent[] | undefined>;
}

export interface EventsPage {
  /** Of its first event among all. */
  readonly first: number;
  /** Bytes from the beginning of the file, decompressed, at which its events begin and end. */
  readonly start: number;
  readonly end: number;
  /** Where a reading finds them, */
  readonly from: StreamPlace;
  /** behind so many others. */
  readonly skipped: number;
}

/** Nothing throws; `changed` hears of the end. */
export function startReadingEvents(
  uri: Uri,
  platform: HostPlatform,
  aborting: AbortController,
  showProgress: ShowReadingProgress,
  changed: () => void,
): StreamedEvents {
  const cuts: StreamCut[] = [];
  let found: EventPages = eventPages();
  let bracketsAreMissing = false;
  let isRead = false;
  let state = '';
  const read = async (): Promise<void> => {
    const progress = showProgress(uri, () => aborting.abort());
    try {
      state = await fileState(uri);
      const { bytes, stream } = await open(uri, platform, aborting.signal, progress, () => found.count);
      // Which of the two holds is known at the end.
      const ifCutOff = eventPages();
      let step = await stream.next();
      for (; step.done !== true; step = await stream.next()) {
        const { from, events, eventsIfCutOff } = step.value;
        found.add(from, events);
        ifCutOff.add(from, eventsIfCutOff);
      }
      bracketsAreMissing = step.value.bracketsAreMissing;
      found = bracketsAreMissing ? ifCutOff : found;
      cuts.push(...cutsOf(bytes, step.value, Number.POSITIVE_INFINITY));
    } catch (error) {
      cuts.push(cutByError(error));
    }
    isRead = true;
    progress.end();
    changed();
  };
  const done = read();
  const eventsOn = async (page: EventsPage): Promise<readonly StreamedEvent[] | undefined> => {
    const { pages } = found;
    const end = pages[pages.indexOf(page) + 1]?.first ?? found.count;
    const events: StreamedEvent[] = [];
    const cancelling = new AbortController();
    const progress = showProgress(uri, () => cancelling.abort());
    try {
      if ((await fileState(uri)) !== state) {
        return undefined;
      }
      const { stream } = await open(uri, platform, cancelling.signal, progress, () => events.length, page.from);
      let passed = 0;
      for await (const batch of stream) {
        const all = bracketsAreMissing ? batch.eventsIfCutOff : batch.events;
        const wanted = all.slice(Math.max(page.skipped - passed, 0));
        passed += all.length;
        events.push(...wanted.slice(0, end - page.first - events.length));
        if (events.length === end - page.first) {
          break;
        }
      }
    } finally {
      progress.end();
    }
    if (cancelling.signal.aborted) {
      throw new Error('reading it was cancelled');
    }
    return (await fileState(uri)) === state ? events : undefined;
  };
  return {
    uri,
    cuts,
    get count() {
      return found.count;
    },
    get pages() {
      return found.pages;
    },
    get isRead() {
      return isRead;
    },
    done,
    eventsOn,
  };
}

async function open(
  uri: Uri,
  platform: HostPlatform,
  signal: AbortSignal,
  progress: ReadingProgress,
  count: () => number,
  from?: StreamPlace,
): Promise<{ readonly bytes: TrailBytes; readonly stream: ReturnType<typeof streamEvents> }> {
  const bytes = await trailBytes(uri, platform, { ...trailLimits(), wholeFileBytes: MOST_BYTES_WHOLE }, signal);
  const stream = streamEvents(bytes.chunks, {
    signal,
    yieldNow,
    onProgress: () =>
      progress.report({ bytes: bytes.bytesRead(), size: bytes.size, found: { count: count(), what: 'event' } }),
    ...(from === undefined ? {} : { from }),
  });
  return { bytes, stream };
}

interface EventPages {
  readonly count: number;
  readonly pages: readonly EventsPage[];
  readonly add: (from: StreamPlace, events: readonly StreamedEvent[]) => void;
}

function eventPages(): EventPages {
  const pages: { -readonly [Name in keyof EventsPage]: EventsPage[Name] }[] = [];
  const cut = pagination();
  let count = 0;
  return {
    pages,
    get count() {
      return count;
    },
    add: (from, events) => {
      for (const [skipped, { start, end }] of events.entries()) {
        cut.add(end - start);
        const last = pages[pages.length - 1];
        if (last === undefined || cut.starts.length > pages.length) {
          pages.push({ first: count, start, end, from, skipped });
        } else {
          last.end = Math.max(last.end, end);
        }
        count++;
      }
    },
  };
}
