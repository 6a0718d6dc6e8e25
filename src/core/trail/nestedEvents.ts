import { placedSpan, type Span } from '../located.ts';
import { type NestedText, nestedText, type TextContainer } from './eventText.ts';
import { type EventRecord, type TrailProblem, type TrailScan, TrailScanner, type WantedEvents } from './scan.ts';

/** Strings in strings in which events are looked for: a queue's message holds a topic's, which holds the event. */
const MOST_LEVELS = 2;
/** UTF-16 units of strings after which the host gets a turn. */
const STEP = 256 * 1024;
const MOST_PROBLEMS = 100;

/** What the strings of a text hold, besides what it holds itself. */
export interface NestedEvents extends Pick<TrailScan, 'records' | 'eventCount' | 'kmsEventCount' | 'problems'> {
  /** How many events each kind of string has. */
  readonly containers: ReadonlyMap<TextContainer, number>;
}

/**
 * The events in the strings that a scan has found. Their records have places in the text itself, through all escapes. Yields
 * where a host may want a turn.
 */
export function* nestedEvents(
  text: string,
  scan: TrailScan,
  wanted: WantedEvents = 'calls',
): Generator<void, NestedEvents> {
  const records: EventRecord[] = [];
  const problems: TrailProblem[] = [];
  const containers = new Map<TextContainer, number>();
  let eventCount = 0;
  let kmsEventCount = 0;
  let units = 0;
  const look = (strings: readonly Span[], container: TextContainer): void => {
    const nested = nestedText(text, strings);
    if (nested === undefined) {
      if (problems.length < MOST_PROBLEMS) {
        problems.push(brokenEscape(strings, text));
      }
      return;
    }
    const found = scanned(nested.value, wanted);
    eventCount += found.eventCount;
    kmsEventCount += found.kmsEventCount;
    containers.set(container, (containers.get(container) ?? 0) + found.eventCount);
    for (const problem of found.problems.slice(0, MOST_PROBLEMS - problems.length)) {
      problems.push({ ...problem, ...placedSpan(problem, nested) });
    }
    for (const record of found.records) {
      records.push(placed(record, nested, strings));
    }
    for (const inner of strings.length < MOST_LEVELS ? found.texts : []) {
      look([...strings, inner], container);
    }
  };
  for (const string of scan.texts) {
    look([string], string.container);
    units += string.end - string.start;
    if (units > STEP) {
      units = 0;
      yield;
    }
  }
  return { records, eventCount, kmsEventCount, problems, containers };
}

function scanned(text: string, wanted: WantedEvents): TrailScan {
  const scanner = new TrailScanner(text, wanted);
  scanner.advance(text.length);
  return scanner.finish();
}

function placed(record: EventRecord, nested: NestedText, strings: readonly Span[]): EventRecord {
  const { start, end, recipientStart } = record;
  return {
    ...record,
    start: nested.outerOffset(start),
    end: nested.outerOffset(end),
    recipientStart: recipientStart === undefined ? undefined : nested.outerOffset(recipientStart),
    inner: { strings, start, end },
  };
}

function brokenEscape(strings: readonly Span[], text: string): TrailProblem {
  const [{ start, end } = { start: 0, end: text.length }] = strings;
  return {
    code: 'broken-string',
    message: 'An escape in this string is wrong: no events were read in it.',
    start,
    end,
  };
}
