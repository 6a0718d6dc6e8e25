import { decodeUtf8 } from '../encoding/decodeUtf8.ts';
import type { Span } from '../located.ts';
import { type EventAt, eventAt, inverse } from './eventAt.ts';
import { type EventRecord, noEvents, tallyEvent } from './eventRecord.ts';
import { LOOK_BACK, nestedTexts } from './eventText.ts';
import { nestedEvents } from './nestedEvents.ts';
import { ownText } from './ownText.ts';
import { type ScanPart, type TrailProblem, TrailScanner, tooLongEvent } from './scan.ts';
import { BEGINNING, type ScanState } from './scanState.ts';
import type { Steps } from './steps.ts';

/** A place in a stream from which its events are found without what stands before it. */
export interface StreamPlace {
  /** Bytes from the beginning of the stream. */
  readonly byte: number;
  readonly state: ScanState;
  /** As much of the text before it as a scan looks back at. */
  readonly before: string;
}

export const STREAM_START: StreamPlace = { byte: 0, state: BEGINNING, before: '' };

/** An event of a stream; `start` and `end` are bytes from the stream's beginning, of the raw range. */
export interface StreamedEvent extends Span {
  /** The event on its own, with offsets around it in bytes as well. Until it is let go, it keeps what was read with it. */
  readonly read: () => EventAt;
}

/** Events that stand one after another. */
export interface EventBatch {
  /** Where a later reading of the same stream finds them again, as the first ones. */
  readonly from: StreamPlace;
  readonly events: readonly StreamedEvent[];
  /** What they are instead if brackets are missing at the end of the stream, so that some have swallowed others. */
  readonly eventsIfCutOff: readonly StreamedEvent[];
}

/** What was found in some bytes of a stream, up to a place from which the search goes on. */
export interface EventWindow {
  readonly batches: readonly EventBatch[];
  /** Undefined where the stream has ended, */
  readonly next: StreamPlace | undefined;
  /** with brackets that are still open. */
  readonly bracketsAreMissing: boolean;
  /** In bytes of the stream. */
  readonly problems: readonly WindowProblem[];
}

export interface WindowProblem extends Span {
  readonly code: TrailProblem['code'] | 'not-utf-8';
  readonly message: string;
}

/** UTF-16 units between two yields. */
const STEP = 64 * 1024;

/**
 * Finds the events in bytes of a stream that begin at a place. Undefined where there is no place among them from which
 * the search can go on: more of them have to come first.
 *
 * @param isLast whether the stream ends with these bytes
 * @param segment UTF-16 units of what a batch is made of, at least
 */
export function* eventWindow(
  bytes: Uint8Array,
  place: StreamPlace,
  isLast: boolean,
  segment: number,
): Steps<EventWindow | undefined> {
  const { before, state } = place;
  const decoded = decodeUtf8(bytes, 0, bytes.length);
  const text = before + decoded.text;
  const options = { from: state, position: before.length, goesOn: !isLast, cutAfter: segment };
  const scanner = new TrailScanner(text, options, 'every event');
  while (scanner.advance(STEP)) {
    yield STEP;
  }
  const { undecidedFrom } = scanner;
  const bracketsAreMissing = isLast && scanner.end();
  const parts = scanner.parts(text.length);
  const count = isLast ? parts.length : lastSettled(parts, undecidedFrom);
  if (count === 0) {
    return undefined;
  }
  const toByte = (offset: number): number => place.byte + decoded.outerOffset(Math.max(offset - before.length, 0));
  const placeOf = (part: ScanPart): StreamPlace => ({
    byte: toByte(part.start),
    state: part.from,
    before: ownText(text.slice(Math.max(part.start - LOOK_BACK, 0), part.start)),
  });
  const batches: EventBatch[] = [];
  const problems: WindowProblem[] = [];
  for (const [index, part] of parts.slice(0, count).entries()) {
    const found = yield* recordsIn(text, part);
    const textIn = nestedTexts(text);
    const events = found.records.map((record) => streamedEvent(text, record, textIn, toByte));
    const eventsIfCutOff =
      found.recordsIfCutOff === found.records
        ? events
        : found.recordsIfCutOff.map((record) => streamedEvent(text, record, textIn, toByte));
    batches.push({ from: index === 0 ? place : placeOf(part), events, eventsIfCutOff });
    for (const problem of found.problems) {
      problems.push({ ...problem, start: toByte(problem.start), end: toByte(problem.end) });
    }
  }
  const rest = parts[count];
  const next = rest && placeOf(rest);
  if (decoded.invalid !== undefined && (next === undefined || place.byte + decoded.invalid < next.byte)) {
    const start = place.byte + decoded.invalid;
    problems.push({ code: 'not-utf-8', message: 'These bytes are no UTF-8.', start, end: start + 1 });
  }
  if (scanner.failure?.kind === 'told-across') {
    const message = 'An event that begins before this place is too long to be shown.';
    problems.push({ code: 'too-long', message, start: place.byte, end: place.byte });
  }
  return { batches, next, bracketsAreMissing, problems };
}

/** The last part that begins outside of an event, and of what may turn out to be one. */
function lastSettled(parts: readonly ScanPart[], undecidedFrom: number): number {
  const isInside = ({ start, from }: ScanPart): boolean => start > undecidedFrom || from.events.some(isEventSoFar);
  let last = parts.length - 1;
  for (let part = parts[last]; last > 0 && part !== undefined && isInside(part); part = parts[last]) {
    last--;
  }
  return Math.max(last, 0);
}

function isEventSoFar({ holdsEvents, hasEventMembers, hasAttestationFields }: ScanState['events'][number]): boolean {
  return !holdsEvents && (hasEventMembers || hasAttestationFields);
}

interface PartRecords {
  readonly records: readonly EventRecord[];
  /** The same list where it makes no difference. */
  readonly recordsIfCutOff: readonly EventRecord[];
  readonly problems: readonly TrailProblem[];
}

function* recordsIn(text: string, part: ScanPart): Steps<PartRecords> {
  const nested = yield* nestedEvents(text, part.texts, 'every event');
  const tooLong: TrailProblem[] = [];
  const recordsOf = (how: 'ended' | 'cut off'): readonly EventRecord[] => {
    const tally = noEvents('every event', (span) => {
      if (how === 'ended') {
        tooLong.push(tooLongEvent(span));
      }
    });
    for (const ended of part.undecided) {
      tallyEvent(tally, text, ended, how);
    }
    return [...part.records, ...tally.records, ...nested.records]
      .filter(({ start }) => start >= part.start)
      .sort((one, other) => one.start - other.start);
  };
  const records = recordsOf('ended');
  return {
    records,
    recordsIfCutOff: part.undecided.length === 0 ? records : recordsOf('cut off'),
    problems: [...part.problems, ...tooLong, ...nested.problems],
  };
}

/** @param toByte where an offset of the text stands in the stream */
export function streamedEvent(
  text: string,
  record: EventRecord,
  textIn: ReturnType<typeof nestedTexts>,
  toByte: (offset: number) => number,
): StreamedEvent {
  const start = toByte(record.start);
  const end = toByte(record.end);
  return {
    start,
    end,
    read: () => {
      const event = eventAt(text, record, textIn);
      const toOffset = (byte: number): number =>
        record.start + inverse((offset) => toByte(record.start + offset), record.end - record.start, byte);
      return {
        start,
        end,
        text: event.text,
        outerOffset: (offset) => toByte(event.outerOffset(offset)),
        innerOffset: (byte) => event.innerOffset(toOffset(byte)),
      };
    },
  };
}
