import { placedSpan } from '../located.ts';
import type { ContainerKind } from './container.ts';
import { type EventText, type HeldSpan, type NestedText, nestedTexts, type TextContainer } from './eventText.ts';
import { type EventRecord, type TrailProblem, type TrailScan, TrailScanner, type WantedEvents } from './scan.ts';
import { STEP, type Steps } from './steps.ts';

/** Strings in strings in which events are looked for: a queue's message holds a topic's, which holds the event. */
const MOST_LEVELS = 2;
/** A unit of a string costs so many of the text around: its escapes are undone, and its events placed. */
const COST = 2;
const MOST_PROBLEMS = 100;

/** What a text holds in strings, or in another form than CloudTrail's, besides what it holds as it is. */
export interface NestedEvents extends Pick<TrailScan, 'records' | 'eventCount' | 'kmsEventCount' | 'problems'> {
  /** How many events each kind of container has. */
  readonly containers: ReadonlyMap<ContainerKind, number>;
}

/**
 * The events in the strings that a scan has found in a text. Their records have places in the text itself, through all
 * escapes.
 */
export function* nestedEvents(
  text: string,
  texts: readonly EventText[],
  wanted: WantedEvents = 'calls',
): Steps<NestedEvents> {
  const records: EventRecord[] = [];
  const problems: TrailProblem[] = [];
  const containers = new Map<TextContainer, number>();
  let eventCount = 0;
  let kmsEventCount = 0;
  const textIn = nestedTexts(text);
  const look = function* (strings: readonly HeldSpan[], container: TextContainer): Steps<void> {
    const nested = textIn(strings);
    if (nested === undefined) {
      if (problems.length < MOST_PROBLEMS) {
        problems.push(brokenEscape(strings, text));
      }
      return;
    }
    yield nested.value.length;
    const found = yield* scanned(nested.value, wanted);
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
      yield* look([...strings, inner], container);
    }
  };
  for (const string of texts) {
    yield* look([string], string.container);
    yield COST * (string.end - string.start);
  }
  return { records, eventCount, kmsEventCount, problems, containers };
}

function* scanned(text: string, wanted: WantedEvents): Steps<TrailScan> {
  const scanner = new TrailScanner(text, undefined, wanted);
  while (scanner.advance(STEP)) {
    yield STEP;
  }
  return scanner.finish();
}

function placed(record: EventRecord, nested: NestedText, strings: readonly HeldSpan[]): EventRecord {
  const { start, end, recipientStart } = record;
  return {
    ...record,
    start: nested.outerOffset(start),
    end: nested.outerOffset(end),
    recipientStart: recipientStart === undefined ? undefined : nested.outerOffset(recipientStart),
    inner: { strings, start, end },
  };
}

function brokenEscape(strings: readonly HeldSpan[], text: string): TrailProblem {
  const [{ start, end } = { start: 0, end: text.length }] = strings;
  return {
    code: 'broken-string',
    message: 'An escape in this string is wrong: no events were read in it.',
    start,
    end,
  };
}
