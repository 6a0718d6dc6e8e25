import { type Disposable, type Event, EventEmitter, type Uri, workspace } from 'vscode';
import {
  eventOnPage,
  type FormattedPage,
  formatPage,
  formattedOffset,
  type PageEvent,
  unformattedOffset,
} from '../core/index.ts';
import { isStreamed } from './readingTrail.ts';
import type { StreamedTrails } from './streamedTrails.ts';
import type { TrailDocuments } from './trailDocuments.ts';
import { inTurnsWithHost } from './turns.ts';
import { type Shown, type ViewAddress, viewUri } from './viewAddress.ts';
import { eventNear, pageOf, streamSource, textSource, type ViewSource } from './viewSource.ts';

/** One page of a formatted view as it is shown now. */
export interface ViewPage {
  readonly address: ViewAddress;
  readonly source: ViewSource;
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
  /** What views of this source show has changed. */
  readonly onDidChange: Event<Uri>;
}

export interface SourcePlace {
  readonly offset: number;
  /** The whole event in the source. */
  readonly start: number;
  readonly end: number;
}

/** Pages and sources that are kept; each can be made again. */
const MOST_KEPT = 4;

export function formattedViews(trails: TrailDocuments, streams: StreamedTrails): FormattedViews {
  const changed = new EventEmitter<Uri>();
  const sources = new Map<string, Promise<ViewSource>>();
  const pages = new Map<string, Promise<ViewPage>>();

  const sourceOf = async (uri: Uri, shown: Shown): Promise<ViewSource> => {
    const key = `${shown} ${uri.toString()}`;
    const known = await sources.get(key)?.catch(() => undefined);
    if (known?.isCurrent()) {
      return known;
    }
    const made = makeSource(uri, shown, trails, streams);
    keep(sources, key, made);
    return await made;
  };
  const page = async (address: ViewAddress): Promise<ViewPage> => {
    const key = viewUri(address).toString();
    const known = await pages.get(key)?.catch(() => undefined);
    if (known?.source.isCurrent()) {
      return known;
    }
    const made = sourceOf(address.source, address.shown).then((source) => makePage(address, source));
    keep(pages, key, made);
    return await made;
  };
  const subscriptions: readonly Disposable[] = [
    changed,
    trails.onDidChange(({ uri }) => changed.fire(uri)),
    streams.onDidGrow((uri) => changed.fire(uri)),
  ];
  return {
    page,
    placeOf: async (uri, shown, offset) => {
      const source = await sourceOf(uri, shown);
      const index = eventNear(source, offset);
      if (index === undefined) {
        return undefined;
      }
      const address = { source: uri, shown, page: pageOf(source, index) };
      return { uri: viewUri(address), offset: offsetOnPage(await page(address), index, offset) };
    },
    sourceOf: sourcePlace,
    onDidChange: changed.event,
    dispose: () => {
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}

function keep<T>(kept: Map<string, Promise<T>>, key: string, value: Promise<T>): void {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) {
    kept.delete(oldest);
  }
}

async function makeSource(
  uri: Uri,
  shown: Shown,
  trails: TrailDocuments,
  streams: StreamedTrails,
): Promise<ViewSource> {
  if (await isStreamed(uri)) {
    const trail = await streams.read(uri);
    await trail.first;
    return streamSource(trail, () => streams.known(uri) === trail);
  }
  for (;;) {
    const source = await textSource(await workspace.openTextDocument(uri), shown, trails);
    // Undefined while somebody types: what was found was old before it could be shown.
    if (source !== undefined) {
      return source;
    }
  }
}

async function makePage(address: ViewAddress, source: ViewSource): Promise<ViewPage> {
  const first = source.pageStarts[address.page] ?? source.count;
  const end = source.pageStarts[address.page + 1] ?? source.count;
  const formatted = await inTurnsWithHost(formatPage(eventsOf(source, first, end)));
  return { address, source, formatted, first };
}

function* eventsOf(source: ViewSource, first: number, end: number): Generator<PageEvent> {
  for (let index = first; index < end; index++) {
    const event = source.at(index);
    if (event !== undefined) {
      yield event;
    }
  }
}

function offsetOnPage({ source, formatted, first }: ViewPage, index: number, offset: number): number {
  const event = source.at(index);
  const shown = event && eventOnPage(formatted, index - first, event);
  const start = formatted.events[index - first]?.start ?? 0;
  const isInside = event !== undefined && event.start <= offset && offset <= event.end;
  return isInside && shown !== undefined ? start + formattedOffset(shown, event.innerOffset(offset)) : start;
}

function sourcePlace({ source, formatted, first }: ViewPage, offset: number): SourcePlace | undefined {
  const behind = formatted.events.findIndex(({ end }) => offset <= end);
  const on = behind === -1 ? formatted.events.length - 1 : behind;
  const event = source.at(first + on);
  const shown = event && eventOnPage(formatted, on, event);
  const span = formatted.events[on];
  if (event === undefined || shown === undefined || span === undefined) {
    return undefined;
  }
  const inside = Math.min(Math.max(offset, span.start), span.end) - span.start;
  return { offset: event.outerOffset(unformattedOffset(shown, inside)), start: event.start, end: event.end };
}
