import { type Disposable, type Event, EventEmitter, type Uri, workspace } from 'vscode';
import {
  eventOnPage,
  type FormattedPage,
  formatPage,
  formattedOffset,
  type PageEvent,
  unformattedOffset,
} from '../core/index.ts';
import { isStreamed } from './isStreamed.ts';
import { keepNewest } from './keepNewest.ts';
import type { StreamedTrails } from './streamedTrails.ts';
import type { TrailDocuments } from './trailDocuments.ts';
import { inTurnsWithHost } from './turns.ts';
import { type Shown, type ViewAddress, viewUri } from './viewAddress.ts';
import { callsSource, eventsSource, nearest, type PageEvents, textSource, type ViewSource } from './viewSource.ts';

/** One page of a formatted view as it is shown now. */
export interface ViewPage {
  readonly address: ViewAddress;
  readonly source: ViewSource;
  readonly events: PageEvents;
  readonly formatted: FormattedPage;
  /** Of the page's first event among those of the source. */
  readonly first: number;
}

/** A place in a view, or in what it was made of. */
export interface ViewPlace {
  readonly uri: Uri;
  readonly offset: number;
}

/** Formatted views of trails, made when somebody looks at them. */
export interface FormattedViews extends Disposable {
  /** Fails where the source of the view cannot be opened. */
  readonly page: (address: ViewAddress) => Promise<ViewPage>;
  /** Where the event at an offset of its source is shown, or the nearest one; undefined where there is none. */
  readonly placeOf: (source: Uri, shown: Shown, offset: number) => Promise<ViewPlace | undefined>;
  /** What stands in the source at an offset of a page, or in the next event of the page; undefined where it has none. */
  readonly sourceOf: (page: ViewPage, offset: number) => SourcePlace | undefined;
  /** Looks whether the source of views has changed, is gone or is there again; what they show is made anew then. */
  readonly look: (source: Uri) => Promise<void>;
  /** What views of this source show has changed. */
  readonly onDidChange: Event<Uri>;
}

export interface SourcePlace {
  readonly offset: number;
  /** The whole event in the source. */
  readonly start: number;
  readonly end: number;
}

/** A file that changes more often while one page of it is made is not shown. */
const MOST_ATTEMPTS = 4;

export function formattedViews(trails: TrailDocuments, streams: StreamedTrails): FormattedViews {
  const changed = new EventEmitter<Uri>();
  const sources = new Map<string, Promise<ViewSource>>();
  const pages = new Map<string, Promise<ViewPage>>();

  const sourceOf = async (uri: Uri, shown: Shown): Promise<ViewSource> => {
    const key = sourceKey(uri, shown);
    const known = await sources.get(key)?.catch(() => undefined);
    if (known?.isCurrent()) {
      return known;
    }
    const made = makeSource(uri, shown, trails, streams);
    keepNewest(sources, key, made);
    return await made;
  };
  const make = async (address: ViewAddress): Promise<ViewPage> => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const source = await sourceOf(address.source, address.shown);
      const events = await source.eventsOn(address.page);
      if (events !== undefined) {
        return await makePage(address, source, events);
      }
      sources.delete(sourceKey(address.source, address.shown));
    }
    throw new Error('it changes while it is read');
  };
  const page = async (address: ViewAddress): Promise<ViewPage> => {
    const key = viewUri(address).toString();
    const known = await pages.get(key)?.catch(() => undefined);
    if (known?.source.isCurrent()) {
      return known;
    }
    const made = make(address);
    keepNewest(pages, key, made);
    return await made;
  };
  const subscriptions: readonly Disposable[] = [
    changed,
    trails.onDidChange(({ uri }) => changed.fire(uri)),
    streams.onDidChange((uri) => changed.fire(uri)),
  ];
  return {
    page,
    placeOf: async (uri, shown, offset) => {
      if (shown === 'every event' && streams.events.known(uri)?.cuts.some(({ isCancelled }) => isCancelled)) {
        // Whoever asks again has not meant to cancel it for good.
        await streams.events.readAgain(uri);
      }
      const on = (await sourceOf(uri, shown)).pageAt(offset);
      if (on === undefined) {
        return undefined;
      }
      const address = { source: uri, shown, page: on };
      return { uri: viewUri(address), offset: offsetOnPage(await page(address), offset) };
    },
    sourceOf: sourcePlace,
    look: async (uri) => {
      await Promise.all([streams.calls.follow(uri), streams.events.follow(uri)]);
      changed.fire(uri);
    },
    onDidChange: changed.event,
    dispose: () => {
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}

function sourceKey(uri: Uri, shown: Shown): string {
  return `${shown} ${uri.toString()}`;
}

async function makeSource(
  uri: Uri,
  shown: Shown,
  trails: TrailDocuments,
  streams: StreamedTrails,
): Promise<ViewSource> {
  if (await isStreamed(uri)) {
    if (shown === 'every event') {
      const events = await streams.events.read(uri);
      await events.done;
      return eventsSource(events, () => streams.events.known(uri) === events);
    }
    const trail = await streams.calls.read(uri);
    await trail.first;
    return callsSource(trail, () => streams.calls.known(uri) === trail);
  }
  for (;;) {
    const source = await textSource(await workspace.openTextDocument(uri), shown, trails);
    // Undefined while somebody types: what was found was old before it could be shown.
    if (source !== undefined) {
      return source;
    }
  }
}

async function makePage(address: ViewAddress, source: ViewSource, events: PageEvents): Promise<ViewPage> {
  const formatted = await inTurnsWithHost(formatPage(inOrder(events)));
  return { address, source, events, formatted, first: source.pageStarts[address.page] ?? source.count };
}

function* inOrder(events: PageEvents): Generator<PageEvent> {
  for (let index = 0; index < events.length; index++) {
    const event = events.at(index);
    if (event !== undefined) {
      yield event;
    }
  }
}

function offsetOnPage({ events, formatted }: ViewPage, offset: number): number {
  const index = nearest(events.length, (at) => events.at(at)?.end ?? 0, offset) ?? 0;
  const event = events.at(index);
  const shown = event && eventOnPage(formatted, index, event);
  const start = formatted.events[index]?.start ?? 0;
  const isInside = event !== undefined && event.start <= offset && offset <= event.end;
  return isInside && shown !== undefined ? start + formattedOffset(shown, event.innerOffset(offset)) : start;
}

function sourcePlace({ events, formatted }: ViewPage, offset: number): SourcePlace | undefined {
  const behind = formatted.events.findIndex(({ end }) => offset <= end);
  const on = behind === -1 ? formatted.events.length - 1 : behind;
  const event = events.at(on);
  const shown = event && eventOnPage(formatted, on, event);
  const span = formatted.events[on];
  if (event === undefined || shown === undefined || span === undefined) {
    return undefined;
  }
  const inside = Math.min(Math.max(offset, span.start), span.end) - span.start;
  return { offset: event.outerOffset(unformattedOffset(shown, inside)), start: event.start, end: event.end };
}
