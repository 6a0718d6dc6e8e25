import type { EventFields } from '../event/eventFields.ts';
import type { Span } from '../located.ts';
import type { ContainerCounts } from './container.ts';
import { type EventRecord, type EventTally, tallyEvent } from './eventRecord.ts';
import { inOrder } from './inOrder.ts';
import { lookForOtherEvents } from './jsonEvents.ts';
import { lookForCalls } from './needle.ts';
import { type NestedEvents, nestedEvents } from './nestedEvents.ts';
import { type ScanPart, type TrailProblem, tooLongEvent } from './scan.ts';
import { BEGINNING, type ScanState } from './scanState.ts';
import type { Steps } from './steps.ts';
import type { WholeScan } from './wholeScan.ts';

/**
 * A part of a text and what stands in it, with offsets of its own: an edit elsewhere leaves it as it is. It keeps its
 * text, so that what is read of it later belongs to what was found.
 */
export interface Segment {
  readonly text: string;
  /** The state of a scan where it begins. */
  readonly from: ScanState;
  readonly containers: Readonly<ContainerCounts>;
  readonly problems: readonly TrailProblem[];
  readonly inStrings: Pick<NestedEvents, 'containers' | 'problems'>;
  /** What it holds; other than that only if brackets are missing at the end of the whole text. */
  readonly events: SegmentEvents;
  readonly eventsIfCutOff: SegmentEvents;
  /** Whether it holds what makes a text worth a scan. */
  readonly worthScan: Looked;
  /** Whether it holds what may be of another form than CloudTrail's; a header of CSV, in the first of a text, is none of it. */
  readonly otherForms: Looked;
}

/** Something that is looked for once: `known` until then is undefined. */
export interface Looked {
  known: boolean | undefined;
  readonly look: () => Steps<boolean>;
}

export interface SegmentEvents {
  readonly eventCount: number;
  readonly kmsEventCount: number;
  readonly attested: SegmentCalls;
  readonly unattested: SegmentCalls;
  /** Where values stand that are too long to be events. */
  readonly problems: readonly TrailProblem[];
}

export interface SegmentCalls {
  /** In the order of the text. */
  readonly records: readonly EventRecord[];
  /** What was read of them so far. */
  readonly readings: (EventFields | undefined)[];
}

/** UTF-16 units that making a segment costs, as a part of its own. */
const SEGMENT_COST = 4;

/**
 * The parts of a scanned text as segments, with the events in their strings.
 *
 * @param mayHoldOthers whether the parts may hold what is of other forms, where that is known
 */
export function* segmentsOf(
  text: string,
  parts: readonly ScanPart[],
  mayHoldOthers?: boolean,
): Steps<readonly Segment[]> {
  const segments: Segment[] = [];
  for (const part of parts) {
    segments.push(yield* segmentOf(text, part, mayHoldOthers));
    yield (part.end - part.start) / SEGMENT_COST;
  }
  return segments;
}

function* segmentOf(around: string, part: ScanPart, mayHoldOthers: boolean | undefined): Steps<Segment> {
  const { start, from, containers } = part;
  const text = around.slice(start, part.end);
  const nested = yield* nestedEvents(
    text,
    part.texts.map((string) => ({ ...string, ...moved(string, -start) })),
  );
  const events = eventsOf(around, part, nested, 'ended');
  return {
    text,
    from,
    containers,
    problems: part.problems.map((problem) => ({ ...problem, ...moved(problem, -start) })),
    inStrings: { containers: nested.containers, problems: nested.problems },
    events,
    eventsIfCutOff: part.undecided.length === 0 ? events : eventsOf(around, part, nested, 'cut off'),
    ...remembered(text, mayHoldOthers),
  };
}

/** Records that are told apart between two yields, and UTF-16 units of a scan that one costs as much as. */
const RECORDS = 1024;
const RECORD_COST = 32;

/** A text that is scanned as a whole. */
export function* segmentOfAll(text: string, { scan, nested }: WholeScan): Steps<Segment> {
  const records = yield* inOrder([...scan.records, ...nested.records], (one, other) => one.start - other.start);
  const attested: EventRecord[] = [];
  const unattested: EventRecord[] = [];
  for (const [index, record] of records.entries()) {
    if (record.kind !== 'other') {
      (record.kind === 'attested' ? attested : unattested).push(record);
    }
    if (index % RECORDS === RECORDS - 1) {
      yield RECORDS * RECORD_COST;
    }
  }
  const events = {
    eventCount: scan.eventCount + nested.eventCount,
    kmsEventCount: scan.kmsEventCount + nested.kmsEventCount,
    attested: callsOf(attested),
    unattested: callsOf(unattested),
    problems: [],
  };
  const { containers, problems } = scan;
  const inStrings = { containers: nested.containers, problems: nested.problems };
  return {
    text,
    from: BEGINNING,
    containers,
    problems,
    inStrings,
    events,
    eventsIfCutOff: events,
    // It is scanned as a whole for that reason.
    ...remembered(text, true),
  };
}

function remembered(text: string, mayHoldOthers: boolean | undefined): Pick<Segment, 'worthScan' | 'otherForms'> {
  return {
    worthScan: looked(text, lookForCalls, undefined),
    otherForms: looked(text, lookForOtherEvents, mayHoldOthers),
  };
}

function looked(text: string, look: (text: string) => Steps<boolean>, known: boolean | undefined): Looked {
  const found: Looked = {
    known,
    *look() {
      const isThere = yield* look(text);
      found.known = isThere;
      yield text.length;
      return isThere;
    },
  };
  return found;
}

function eventsOf(text: string, part: ScanPart, nested: NestedEvents, how: 'ended' | 'cut off'): SegmentEvents {
  const problems: TrailProblem[] = [];
  const tally: EventTally = {
    wanted: 'calls',
    tooLong: (span) => problems.push(tooLongEvent(moved(span, -part.start))),
    records: [...part.records],
    eventCount: part.eventCount,
    kmsEventCount: part.kmsEventCount,
  };
  for (const ended of part.undecided) {
    tallyEvent(tally, text, ended, how);
  }
  const own = tally.records.map((record) => movedRecord(record, -part.start));
  const records = [...own, ...nested.records].sort((one, other) => one.start - other.start);
  return {
    eventCount: tally.eventCount + nested.eventCount,
    kmsEventCount: tally.kmsEventCount + nested.kmsEventCount,
    attested: callsOf(records.filter(({ kind }) => kind === 'attested')),
    unattested: callsOf(records.filter(({ kind }) => kind === 'unattested')),
    problems,
  };
}

function callsOf(records: readonly EventRecord[]): SegmentCalls {
  return { records, readings: new Array<EventFields | undefined>(records.length).fill(undefined) };
}

export function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** Only the outermost string stands in the text itself. */
export function movedRecord(record: EventRecord, by: number): EventRecord {
  const { recipientStart, inner } = record;
  const place = {
    ...record,
    ...moved(record, by),
    recipientStart: recipientStart === undefined ? undefined : recipientStart + by,
  };
  const outermost = inner?.strings[0];
  return inner === undefined || outermost === undefined
    ? place
    : {
        ...place,
        inner: { ...inner, strings: [{ ...outermost, ...moved(outermost, by) }, ...inner.strings.slice(1)] },
      };
}
