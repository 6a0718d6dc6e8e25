import type { TextDocument, Uri } from 'vscode';
import { type EventAt, type EventRecord, eventAt, everyEvent, pagination } from '../core/index.ts';
import type { StreamedTrail } from './readingTrail.ts';
import type { TrailDocuments } from './trailDocuments.ts';
import { turns, yieldNow } from './turns.ts';
import type { Shown } from './viewAddress.ts';

/** The events that formatted views of one file are made of, cut into pages. */
export interface ViewSource {
  readonly uri: Uri;
  readonly shown: Shown;
  /** Of a text the offsets are UTF-16 units, of a stream bytes, decompressed. */
  readonly from: { readonly kind: 'text' } | { readonly kind: 'stream'; readonly trail: StreamedTrail };
  readonly count: number;
  /** Which event each page begins with. */
  readonly pageStarts: readonly number[];
  readonly at: (index: number) => EventAt | undefined;
  /** False once what it was made of has changed. */
  readonly isCurrent: () => boolean;
}

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
    from: { kind: 'text' },
    count: records.length,
    pageStarts: pages.starts,
    at: (index) => {
      const record = records[index];
      return record && eventAt(text, record);
    },
    isCurrent,
  };
}

/** What was read so far; `isLatest` tells whether the file is still what it was read from. */
export function streamSource(trail: StreamedTrail, isLatest: () => boolean): ViewSource {
  const { uri, calls, isRead } = trail;
  const count = calls.length;
  return {
    uri,
    shown: 'attested calls',
    from: { kind: 'stream', trail },
    count,
    pageStarts: [...trail.pageStarts],
    at: (index) => {
      const call = index < count ? calls[index] : undefined;
      return call && { ...call, outerOffset: () => call.start, innerOffset: () => 0 };
    },
    isCurrent: () => isLatest() && calls.length === count && trail.isRead === isRead,
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

/** The page that holds an event; 0 where there is none. */
export function pageOf({ pageStarts }: ViewSource, index: number): number {
  return Math.max(pageStarts.filter((start) => start <= index).length - 1, 0);
}

/** The event that holds an offset of the source, else the first behind it, else the last; undefined where there are none. */
export function eventNear(source: ViewSource, offset: number): number | undefined {
  let low = 0;
  let high = source.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((source.at(middle)?.end ?? 0) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return source.count === 0 ? undefined : Math.min(low, source.count - 1);
}
