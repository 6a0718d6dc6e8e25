import type { TextDocument, Uri } from 'vscode';
import { type EventAt, type EventRecord, eventAt, everyEvent, nestedTexts, pagination } from '../core/index.ts';
import type { StreamedEvents } from './readingEvents.ts';
import type { StreamedTrail } from './readingTrail.ts';
import type { TrailDocuments } from './trailDocuments.ts';
import { turns, yieldNow } from './turns.ts';
import type { Shown } from './viewAddress.ts';

/** The events that formatted views of one file are made of, cut into pages. */
export interface ViewSource {
  readonly uri: Uri;
  readonly shown: Shown;
  /** Of a text the offsets are UTF-16 units, of a stream bytes, decompressed. */
  readonly from: 'text' | 'stream';
  readonly count: number;
  /** Which event each page begins with. */
  readonly pageStarts: readonly number[];
  /** The page with the event at an offset, or else with the first behind it, or the last; undefined where there are none. */
  readonly pageAt: (offset: number) => number | undefined;
  /** The events of a page; undefined where what it was made of has changed meanwhile. */
  readonly eventsOn: (page: number) => Promise<PageEvents | undefined>;
  /** Whether there may be more events soon. */
  readonly isReading: () => boolean;
  /** False once what it was made of has changed. */
  readonly isCurrent: () => boolean;
}

/** The events of one page, each made when somebody asks for it. */
export interface PageEvents {
  readonly length: number;
  readonly at: (index: number) => EventAt | undefined;
}

const NO_EVENTS: PageEvents = { length: 0, at: () => undefined };

/** Undefined where the document has changed meanwhile. */
export async function textSource(
  document: TextDocument,
  shown: Shown,
  trails: TrailDocuments,
): Promise<ViewSource | undefined> {
  const { version } = document;
  const isCurrent = (): boolean => !document.isClosed && document.version === version;
  const trail = shown === 'attested calls' ? await trails.trailOf(document) : undefined;
  if (!isCurrent()) {
    return undefined;
  }
  const text = document.getText();
  const records =
    shown === 'attested calls'
      ? await attestedRecords(trail?.calls)
      : await everyEvent(text, { signal: new AbortController().signal, yieldNow });
  if (records === undefined || !isCurrent()) {
    return undefined;
  }
  const textIn = nestedTexts(text);
  const pages = pagination();
  const turn = turns();
  for (const { start, end } of records) {
    pages.add(end - start);
    if (turn.isDue()) {
      await turn.take();
    }
  }
  return {
    uri: document.uri,
    shown,
    from: 'text',
    ...pagesOf(records, pages.starts, (record) => eventAt(text, record, textIn)),
    isReading: () => false,
    isCurrent,
  };
}

/** What was read so far; `isLatest` tells whether the file is still what it was read from. */
export function callsSource(trail: StreamedTrail, isLatest: () => boolean): ViewSource {
  const { uri, isRead } = trail;
  const calls = [...trail.calls];
  return {
    uri,
    shown: 'attested calls',
    from: 'stream',
    ...pagesOf(calls, [...trail.pageStarts], (call) => ({
      ...call,
      outerOffset: () => call.start,
      innerOffset: () => 0,
    })),
    isReading: () => !trail.isRead,
    isCurrent: () => isLatest() && trail.calls.length === calls.length && trail.isRead === isRead,
  };
}

/** Of a file that was read to its end. */
export function eventsSource(events: StreamedEvents, isLatest: () => boolean): ViewSource {
  const { uri, pages, count } = events;
  return {
    uri,
    shown: 'every event',
    from: 'stream',
    count,
    pageStarts: pages.map(({ first }) => first),
    pageAt: (offset) => nearest(pages.length, (page) => pages[page]?.end ?? 0, offset),
    eventsOn: async (page) => {
      const wanted = pages[page];
      const found = wanted === undefined ? [] : await events.eventsOn(wanted);
      return found && { length: found.length, at: (index) => found[index]?.read() };
    },
    isReading: () => false,
    isCurrent: isLatest,
  };
}

/** The pages of events that are known as a whole. */
function pagesOf<T extends { readonly end: number }>(
  events: readonly T[],
  pageStarts: readonly number[],
  eventOf: (event: T) => EventAt,
): Pick<ViewSource, 'count' | 'pageStarts' | 'pageAt' | 'eventsOn'> {
  const eventsOn = (page: number): PageEvents => {
    const first = pageStarts[page];
    if (first === undefined) {
      return NO_EVENTS;
    }
    const onPage = events.slice(first, pageStarts[page + 1]);
    return {
      length: onPage.length,
      at: (index) => {
        const event = onPage[index];
        return event && eventOf(event);
      },
    };
  };
  return {
    count: events.length,
    pageStarts,
    pageAt: (offset) => {
      const index = nearest(events.length, (event) => events[event]?.end ?? 0, offset);
      return index === undefined ? undefined : pageStarts.filter((start) => start <= index).length - 1;
    },
    eventsOn: async (page) => eventsOn(page),
  };
}

async function attestedRecords(
  calls: { readonly length: number; readonly record: (index: number) => EventRecord | undefined } | undefined,
): Promise<readonly EventRecord[]> {
  const records: EventRecord[] = [];
  const turn = turns();
  for (let index = 0; index < (calls?.length ?? 0); index++) {
    const record = calls?.record(index);
    if (record !== undefined) {
      records.push(record);
    }
    if (turn.isDue()) {
      await turn.take();
    }
  }
  return records;
}

/** Of some spans in order, by where they end, the one that holds an offset, else the first behind it, else the last. */
export function nearest(count: number, endOf: (index: number) => number, offset: number): number | undefined {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(middle) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return count === 0 ? undefined : Math.min(low, count - 1);
}
