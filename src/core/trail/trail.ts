import type { AttestedCall, KmsCall } from '../event/attestedCall.ts';
import type { EventFields } from '../event/eventFields.ts';
import { readEvent } from '../event/eventForm.ts';
import type { EventReading } from '../event/readCall.ts';
import type { Placing, Span } from '../located.ts';
import { type CallList, callList } from './callList.ts';
import { type ContainerKind, containerKind } from './container.ts';
import { nestedText } from './eventText.ts';
import { mayHoldCalls } from './needle.ts';
import type { NestedEvents } from './nestedEvents.ts';
import { type EventRecord, type TrailProblem, type TrailScan, TrailScanner } from './scan.ts';
import { spanAfter, type TextChange } from './textChange.ts';
import { type WholeScan, wholeScan } from './wholeScan.ts';

/**
 * The attested calls of one text. Events are found when the trail is opened and read when somebody asks for them.
 * Offsets are UTF-16 units from the start of the text.
 */
export interface Trail {
  readonly container: ContainerKind;
  readonly eventCount: number;
  readonly kmsEventCount: number;
  readonly calls: CallList<AttestedCall>;
  /** KMS events that say nothing of an attestation document but are worth a word: a broken recipient, or the user agent of AWS's enclave SDK, as a denied call has it. */
  readonly unattested: CallList<KmsCall>;
  /** Places at which the text is not JSON, in its order, at most 100. */
  readonly problems: readonly TrailProblem[];
  /** The trail of the text after some changes to it; what was read of untouched events is kept. */
  readonly edit: (changes: readonly TextChange[], after: string) => Trail;
  /** What was read so far. `edit` keeps it; give it to `indexTrail` after `readingsAfter` for the same in steps. */
  readonly readings: Readings;
}

/** What was read of events, by where each begins. */
export type Readings = ReadonlyMap<number, Reading>;

interface Reading {
  readonly length: number;
  readonly fields: EventFields;
}

export interface IndexOptions {
  readonly signal: AbortSignal;
  /** Resolves when the host has had a turn. */
  readonly yieldNow: () => Promise<void>;
  readonly readings?: Readings;
  /** UTF-16 units between two yields. */
  readonly step?: number;
  /** Scans a text in which no call can be as well, so that what it holds can be told. */
  readonly evenWithoutCalls?: boolean;
}

const NOTHING_READ: Readings = new Map();
const MAX_PROBLEMS = 100;

function byStart(one: Span, other: Span): number {
  return one.start - other.start;
}

/** Opens a text of any kind: one that holds no events gives a trail without calls. */
export function openTrail(text: string, readings: Readings = NOTHING_READ): Trail {
  const scanner = new TrailScanner(text);
  if (mayHoldCalls(text)) {
    scanner.advance(text.length);
  }
  return trailOf(text, scanWithStrings(text, scanner), readings);
}

function scanWithStrings(text: string, scanner: TrailScanner): WholeScan {
  const whole = wholeScan(text, scanner.finish());
  for (;;) {
    const step = whole.next();
    if (step.done === true) {
      return step.value;
    }
  }
}

/** Opens a large text without blocking its host; undefined once the signal is aborted. */
export async function indexTrail(text: string, options: IndexOptions): Promise<Trail | undefined> {
  const scanner = new TrailScanner(text);
  if (options.evenWithoutCalls === true || mayHoldCalls(text)) {
    while (scanner.advance(options.step ?? 1024 * 1024)) {
      await options.yieldNow();
      if (options.signal.aborted) {
        return undefined;
      }
    }
  }
  const whole = wholeScan(text, scanner.finish());
  for (;;) {
    const step = whole.next();
    if (options.signal.aborted) {
      return undefined;
    }
    if (step.done === true) {
      return trailOf(text, step.value, options.readings ?? NOTHING_READ);
    }
    await options.yieldNow();
  }
}

/** Opens a text even where no call can be in it, so that what it holds can be told. */
export function describeTrail(text: string): Trail {
  const scanner = new TrailScanner(text);
  scanner.advance(text.length);
  return trailOf(text, scanWithStrings(text, scanner), NOTHING_READ);
}

/** The readings that stay true after a batch of changes, by where their events begin then. */
export function readingsAfter(readings: Readings, changes: readonly TextChange[]): Readings {
  const moved = new Map<number, Reading>();
  for (const [start, reading] of readings) {
    const after = spanAfter({ start, end: start + reading.length }, changes);
    if (!after.touched) {
      moved.set(after.start, reading);
    }
  }
  return moved;
}

function trailOf(text: string, { scan, nested }: WholeScan, kept: Readings): Trail {
  const records = [...scan.records, ...nested.records].sort(byStart);
  const problems = [...scan.problems, ...nested.problems].sort(byStart).slice(0, MAX_PROBLEMS);
  const readings = new Map<number, Reading>();
  for (const { start, end, form } of records) {
    const reading = kept.get(start);
    // What a row says depends on a header as well, which may have changed.
    if (reading?.length === end - start && form?.kind !== 'row') {
      readings.set(start, reading);
    }
  }
  const contents = (record: EventRecord): EventFields => {
    const { start, end } = record;
    const reading = readings.get(start) ?? {
      length: end - start,
      fields: readEvent(eventText(text, record), record.form),
    };
    readings.set(start, reading);
    return reading.fields;
  };
  const placing = (record: EventRecord): Placing | undefined => placingOf(text, record);
  return {
    container: containerOf(scan, nested),
    eventCount: scan.eventCount + nested.eventCount,
    kmsEventCount: scan.kmsEventCount + nested.kmsEventCount,
    calls: callList(
      records.filter((record) => record.kind === 'attested'),
      contents,
      placing,
      attestedCall,
    ),
    unattested: callList(
      records.filter((record) => record.kind === 'unattested'),
      contents,
      placing,
      kmsCall,
    ),
    problems,
    readings,
    edit: (changes, after) => openTrail(after, readingsAfter(readings, changes)),
  };
}

/** Of a file that has events in strings alone, the kind of which there are most. */
function containerOf(scan: TrailScan, { containers }: NestedEvents): ContainerKind {
  const [most] = [...containers].filter(([, count]) => count > 0).sort(([, one], [, other]) => other - one);
  return scan.eventCount === 0 && most !== undefined ? most[0] : containerKind(scan.containers, scan.eventCount);
}

function eventText(text: string, { start, end, inner }: EventRecord): string {
  return inner === undefined
    ? text.slice(start, end)
    : (nestedText(text, inner.strings)?.value.slice(inner.start, inner.end) ?? '');
}

/** Undone again for each event that is read: what is kept of every string would be more than the file. */
function placingOf(text: string, { inner }: EventRecord): Placing | undefined {
  const around = inner && nestedText(text, inner.strings);
  return (
    around && {
      layers: around.layers,
      outerOffset: (offset) => around.outerOffset(inner.start + offset),
    }
  );
}

function attestedCall(reading: EventReading, record: EventRecord): AttestedCall {
  if (reading.kind === 'attested') {
    return reading.call;
  }
  // The scan and the reading can disagree on text that is not JSON; the call is there, its contents are not.
  const call = kmsCall(reading, record);
  const { start, end } = record;
  const message = 'The recipient of this event could not be read.';
  return {
    ...call,
    recipient: { start, end, platform: undefined, moduleId: undefined, pcrs: [], document: undefined },
    problems: [...call.problems, { code: 'syntax', message, start, end: Math.min(start + 1, end) }],
  };
}

function kmsCall(reading: EventReading, { start, end }: EventRecord): KmsCall {
  return reading.kind === 'not-kms' ? { ...NOTHING_KNOWN, start, end } : reading.call;
}

const NOTHING_KNOWN: Omit<KmsCall, 'start' | 'end'> = {
  operation: undefined,
  eventTime: undefined,
  eventId: undefined,
  region: undefined,
  key: undefined,
  caller: {
    type: undefined,
    arn: undefined,
    account: undefined,
    service: undefined,
    roleArn: undefined,
    sessionName: undefined,
  },
  sourceIp: undefined,
  userAgent: undefined,
  error: undefined,
  problems: [],
};
