import type { Span } from '../located.ts';
import { type FormatBounds, type FormattedEvent, formatEvent, formattingEvent } from './formattedEvent.ts';

/** An event that goes onto a page. */
export interface PageEvent {
  /** Its JSON, with the escapes of strings around it undone. */
  readonly text: string;
}

/** Events in a list of their own, formatted; a trail like any other. */
export interface FormattedPage {
  readonly text: string;
  /** Where each event stands in the text of the page. */
  readonly events: readonly Span[];
}

/** UTF-16 units and lines of a page: VS Code switches off lenses and folding above 20 × 1024² units or 300,000 lines. */
const MOST_UNITS = 12 * 1024 * 1024;
const MOST_LINES = 250_000;
/** Events of a page, and UTF-16 units of them as they are in their file: more take seconds to open. */
const MOST_EVENTS = 2000;
const MOST_UNITS_BEFORE = 4 * 1024 * 1024;

const BEFORE = '{\n  "Records": [';
const BETWEEN = ',';
const BREAK = '\n    ';
const AFTER = '\n  ]\n}\n';
/** The level at which an event's own bracket stands. */
const EVENT_LEVEL = 2;

/** How events are cut into pages: where each page begins, in the order of the events. Takes what an event adds to the last page. */
export interface Pagination {
  readonly add: (units: number) => void;
  readonly starts: readonly number[];
}

export function pagination(): Pagination {
  const starts: number[] = [];
  let count = 0;
  let onPage = 0;
  let units = 0;
  return {
    starts,
    add: (more) => {
      if (onPage === 0 || onPage === MOST_EVENTS || units + more > MOST_UNITS_BEFORE) {
        starts.push(count);
        onPage = 0;
        units = 0;
      }
      count++;
      onPage++;
      units += more;
    },
  };
}

/**
 * The page of some events. Yields where a host may want a turn: after each event, and in long ones. One that would take too much of the
 * page stays on a line of its own.
 */
export function* formatPage(events: Iterable<PageEvent>): Generator<void, FormattedPage> {
  const parts: string[] = [BEFORE];
  const spans: Span[] = [];
  let end = BEFORE.length;
  let lines = 0;
  for (const { text } of events) {
    const before = spans.length === 0 ? BREAK : `${BETWEEN}${BREAK}`;
    const formatted = (yield* formattingEvent(text, EVENT_LEVEL, boundsAfter(end, lines))).text;
    parts.push(before, formatted);
    const start = end + before.length;
    end = start + formatted.length;
    lines += 1 + countLines(formatted);
    spans.push({ start, end });
    yield;
  }
  parts.push(AFTER);
  return { text: parts.join(''), events: spans };
}

/** The event of a page with the places of its tokens, which pages of thousands do not keep; undefined where it has none. */
export function eventOnPage(page: FormattedPage, index: number, { text }: PageEvent): FormattedEvent | undefined {
  const span = page.events[index];
  if (span === undefined) {
    return undefined;
  }
  const formatted = formatEvent(text, EVENT_LEVEL, { units: MOST_UNITS, lines: MOST_LINES });
  const shown = page.text.slice(span.start, span.end);
  return shown === formatted.text ? formatted : { text: shown, tokens: [] };
}

function boundsAfter(units: number, lines: number): FormatBounds {
  return { units: Math.max(MOST_UNITS - units, 0), lines: Math.max(MOST_LINES - lines, 0) };
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lines++;
  }
  return lines;
}
