import { csvEvents } from './csvEvents.ts';
import { csvHeader } from './csvHeader.ts';
import { jsonEvents, mayHoldOtherEvents } from './jsonEvents.ts';
import { type NestedEvents, nestedEvents } from './nestedEvents.ts';
import type { OtherEvents } from './otherEvents.ts';
import type { TrailScan } from './scan.ts';

/** What a text holds as it is, and what it holds in strings, rows, or another form than CloudTrail's. */
export interface WholeScan {
  readonly scan: TrailScan;
  readonly nested: NestedEvents;
}

/**
 * Adds to a scan what it passes over. Rows of CSV are read instead of it, and other forms of events only where it found
 * no calls. Yields where a host may want a turn.
 */
export function* wholeScan(text: string, scan: TrailScan): Generator<void, WholeScan> {
  const header = csvHeader(text);
  if (header !== undefined) {
    const found = header.canTell ? yield* csvEvents(text, header) : TELLS_NOTHING;
    return { scan: { ...scan, ...NO_EVENTS, problems: [] }, nested: yield* withTexts(text, found) };
  }
  const nested = yield* nestedEvents(text, scan);
  // A scan that saw nothing was not made, as nothing was worth it.
  const wasMade = scan.containers.topLevelValues > 0;
  if (scan.records.length + nested.records.length > 0 || !wasMade || !mayHoldOtherEvents(text)) {
    return { scan, nested };
  }
  const others = yield* withTexts(text, yield* jsonEvents(text));
  return others.eventCount === 0 ? { scan, nested } : { scan: { ...scan, ...NO_EVENTS }, nested: others };
}

const NO_EVENTS = { records: [], texts: [], eventCount: 0, kmsEventCount: 0 } as const;

const TELLS_NOTHING: OtherEvents = {
  ...NO_EVENTS,
  problems: [],
  containers: new Map([['csv-without-attestation', 1]]),
};

function* withTexts(text: string, others: OtherEvents): Generator<void, NestedEvents> {
  const inTexts = yield* nestedEvents(text, others);
  const containers = new Map(others.containers);
  for (const [container, count] of inTexts.containers) {
    containers.set(container, (containers.get(container) ?? 0) + count);
  }
  return {
    records: [...others.records, ...inTexts.records],
    eventCount: others.eventCount + inTexts.eventCount,
    kmsEventCount: others.kmsEventCount + inTexts.kmsEventCount,
    problems: [...others.problems, ...inTexts.problems],
    containers,
  };
}
