import type { Span } from '../located.ts';
import { csvEvents } from './csvEvents.ts';
import { type CsvHeader, csvHeader } from './csvHeader.ts';
import type { EventRecord } from './eventRecord.ts';
import { inOrder } from './inOrder.ts';
import { jsonEvents, lookForOtherEvents } from './jsonEvents.ts';
import { type NestedEvents, nestedEvents } from './nestedEvents.ts';
import type { OtherEvents } from './otherEvents.ts';
import type { TrailProblem, TrailScan, WantedEvents } from './scan.ts';
import type { Steps } from './steps.ts';

/** What a text holds as it is, and what it holds in strings, rows, or another form than CloudTrail's. */
export interface WholeScan {
  readonly scan: TrailScan;
  readonly nested: NestedEvents;
  /** Whether something is no JSON, so that behind it other forms were not looked for. */
  readonly isBroken: boolean;
}

/** Events in the order of the text, with what is wrong in it. */
export interface FoundEvents {
  readonly records: readonly EventRecord[];
  readonly problems: readonly TrailProblem[];
  readonly isBroken: boolean;
}

/**
 * Adds to a scan what it passes over. Rows of CSV are read instead of it: in what it sees there, strings begin and end
 * where they do not. Yields where a host may want a turn.
 */
export function* wholeScan(text: string, scan: TrailScan, wanted: WantedEvents = 'calls'): Steps<WholeScan> {
  const header = csvHeader(text);
  if (header !== undefined) {
    const rows = header.canTell ? yield* csvEvents(text, header, wanted) : TELLS_NOTHING;
    const nested = yield* withTexts(text, rows, wanted);
    return { scan: { ...scan, ...NO_EVENTS, problems: [] }, nested, isBroken: false };
  }
  return yield* withOtherForms(text, scan, wanted);
}

/** The calls of rows of CSV, without the header that they are below. */
export function* rowsScan(text: string, header: CsvHeader): Steps<FoundEvents> {
  const rows = yield* csvEvents(text, { ...header, next: 0 }, 'calls');
  const { records, problems } = yield* withTexts(text, rows, 'calls');
  return { records: yield* inOrder(records, byStart), problems, isBroken: false };
}

/** The calls of a text that is no CSV, whatever its first line is. */
export function* jsonScan(text: string, own: TrailScan): Steps<FoundEvents> {
  const { scan, nested, isBroken } = yield* withOtherForms(text, own, 'calls');
  const records = yield* inOrder([...scan.records, ...nested.records], byStart);
  return { records, problems: [...scan.problems, ...nested.problems], isBroken };
}

function byStart(one: EventRecord, other: EventRecord): number {
  return one.start - other.start;
}

function* withOtherForms(text: string, scan: TrailScan, wanted: WantedEvents): Steps<WholeScan> {
  // A scan that saw nothing was not made, as nothing was worth it.
  if (scan.containers.topLevelValues === 0 || !(yield* lookForOtherEvents(text))) {
    return { scan, nested: yield* nestedEvents(text, scan.texts, wanted), isBroken: false };
  }
  const others = yield* jsonEvents(text, wanted);
  const own = outside(scan, others.documents);
  const nested = yield* withTexts(text, { ...others, texts: [...own.texts, ...others.texts] }, wanted);
  const isTold = others.documents.length > 0 || own.eventCount + nested.eventCount === 0;
  const problems = isTold ? nested.problems : nested.problems.filter((problem) => !others.problems.includes(problem));
  const isBroken = others.problems.some(({ code }) => code === 'not-json');
  return { scan: own, nested: { ...nested, problems }, isBroken };
}

/** Whether a text may hold something that the scan passes over. */
export function* mayHaveOtherForms(text: string): Steps<boolean> {
  return csvHeader(text) !== undefined || (yield* lookForOtherEvents(text));
}

const NO_EVENTS = { records: [], texts: [], eventCount: 0, kmsEventCount: 0 } as const;

const TELLS_NOTHING: OtherEvents = {
  ...NO_EVENTS,
  problems: [],
  documents: [],
  containers: new Map([['csv-without-attestation', 1]]),
};

/** What a scan found outside of such documents. */
function outside(scan: TrailScan, documents: readonly Span[]): TrailScan {
  if (documents.length === 0) {
    return scan;
  }
  const records = spansOutside(scan.records, documents);
  const dropped = scan.records.length - records.length;
  return {
    ...scan,
    records,
    texts: spansOutside(scan.texts, documents),
    eventCount: scan.eventCount - dropped,
    kmsEventCount: scan.kmsEventCount - dropped,
  };
}

/** Both in the order of the text. */
function spansOutside<S extends Span>(spans: readonly S[], documents: readonly Span[]): readonly S[] {
  let at = 0;
  return spans.filter(({ start }) => {
    while ((documents[at]?.end ?? Number.POSITIVE_INFINITY) <= start) {
      at++;
    }
    return (documents[at]?.start ?? Number.POSITIVE_INFINITY) > start;
  });
}

function* withTexts(text: string, others: OtherEvents, wanted: WantedEvents): Steps<NestedEvents> {
  const inTexts = yield* nestedEvents(text, others.texts, wanted);
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
