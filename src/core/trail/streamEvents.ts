import { decodeUtf8 } from '../encoding/decodeUtf8.ts';
import { looksLikeUtf16 } from '../encoding/utf16.ts';
import { csvHeader } from './csvHeader.ts';
import { nestedTexts } from './eventText.ts';
import {
  type EventBatch,
  eventWindow,
  STREAM_START,
  type StreamPlace,
  streamedEvent,
  type WindowProblem,
} from './eventWindow.ts';
import { findEveryEvent } from './everyEvent.ts';
import { HeldBytes } from './heldBytes.ts';
import { hasMembersOfOthers } from './jsonEvents.ts';
import type { Steps } from './steps.ts';
import type { StreamProblem, StreamStop } from './stream.ts';

export interface EventStreamOptions {
  readonly signal: AbortSignal;
  /** Resolves when the host has had a turn. */
  readonly yieldNow: () => Promise<void>;
  /** Hears now and then how many bytes of the stream were taken. */
  readonly onProgress?: (bytes: number) => void;
  /** Where the events that are wanted begin: what stands before it is passed over. */
  readonly from?: StreamPlace;
  /** Bytes that are looked at together, at least. */
  readonly window?: number;
  /** UTF-16 units of what a batch is made of, at least. */
  readonly segment?: number;
}

export interface EventStreamSummary {
  /** That were read. */
  readonly bytes: number;
  /** Which of the two readings of each batch holds. */
  readonly bracketsAreMissing: boolean;
  readonly stopped: StreamStop | undefined;
  /** At most 100. */
  readonly problems: readonly StreamProblem[];
}

const MOST_PROBLEMS = 100;
/** Milliseconds of work between two turns of the host. */
const TURN = 6;
const WINDOW = 2 * 1024 * 1024;
const SEGMENT = 128 * 1024;
const SHORTEST = 1;
/** Bytes of a window that has grown: what is read as one, such as a text in a string, is shorter. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Bytes by which the form of a stream is told. */
const ENOUGH_TO_TELL = 64 * 1024;
/** Bytes of a stream that is read as a whole, as no part of it tells what its rows are: views keep the text of a few pages. */
const MOST_AS_WHOLE = 32 * 1024 * 1024;

/**
 * Every event of a stream, attested or not, in batches and in order, then what was read: those that `everyEvent` finds in
 * the text as a whole. CloudTrail's own form goes through a window of a few MiB. Rows of columns, CSV, OCSF and hits of
 * Elasticsearch are read as a whole, up to 32 MiB; a larger stream is looked through for CloudTrail's form alone, and a
 * problem says so, as one does of an event that is longer than a window. Whatever the bytes are, nothing throws.
 */
export async function* streamEvents(
  chunks: AsyncIterable<Uint8Array>,
  options: EventStreamOptions,
): AsyncGenerator<EventBatch, EventStreamSummary> {
  const { from = STREAM_START, window = WINDOW } = options;
  const reading = new EventReading(new HeldBytes(chunks, from.byte), options);
  const { source } = reading;
  try {
    await reading.hold(window);
    if (from.byte === 0 && looksLikeUtf16(source.held())) {
      return reading.summary({ code: 'unreadable', message: UTF_16, at: 0 });
    }
    if (from.byte === 0 && beginsInOtherForm(source.held())) {
      await reading.hold(MOST_AS_WHOLE);
      if (source.isLast) {
        return yield* eventsOfWhole(reading);
      }
      reading.report([TOO_LARGE_FOR_FORM]);
    }
    return yield* eventsInWindows(reading, options);
  } finally {
    await source.close();
  }
}

/** What the parts of a reading share: its bytes, the host's turns, and what is said at the end. */
class EventReading {
  readonly source: HeldBytes;
  private readonly options: EventStreamOptions;
  private readonly problems: StreamProblem[] = [];
  private turnEnd = Date.now() + TURN;

  constructor(source: HeldBytes, options: EventStreamOptions) {
    this.source = source;
    this.options = options;
  }

  /** Reads until more than so many bytes are held, or there are no more. */
  async hold(bytes: number): Promise<void> {
    const { source } = this;
    while (source.length <= bytes && !source.isLast && !this.options.signal.aborted) {
      await source.more();
      await this.takeTurn();
    }
  }

  /** Does some work; undefined once the signal is aborted. */
  async inTurns<T>(steps: Steps<T>): Promise<T | undefined> {
    while (!this.isCancelled) {
      const step = steps.next();
      if (step.done === true) {
        return step.value;
      }
      await this.takeTurn();
    }
    return undefined;
  }

  get isCancelled(): boolean {
    return this.options.signal.aborted;
  }

  report(found: readonly WindowProblem[]): void {
    this.problems.push(...found.slice(0, MOST_PROBLEMS - this.problems.length));
  }

  summary(stop?: StreamStop, bracketsAreMissing = false): EventStreamSummary {
    const { taken, failure } = this.source;
    this.options.onProgress?.(taken);
    const cancelled = { code: 'cancelled', message: 'Reading was cancelled.', at: taken } as const;
    const stopped = this.isCancelled ? cancelled : (stop ?? failure);
    return { bytes: taken, bracketsAreMissing, stopped, problems: this.problems };
  }

  private async takeTurn(): Promise<void> {
    if (Date.now() >= this.turnEnd) {
      this.options.onProgress?.(this.source.taken);
      await this.options.yieldNow();
      this.turnEnd = Date.now() + TURN;
    }
  }
}

async function* eventsInWindows(
  reading: EventReading,
  { from = STREAM_START, window = WINDOW, segment = SEGMENT }: EventStreamOptions,
): AsyncGenerator<EventBatch, EventStreamSummary> {
  const { source } = reading;
  let place = from;
  let size = window;
  let batch = segment;
  for (;;) {
    await reading.hold(size);
    const found = await reading.inTurns(eventWindow(source.held(), place, source.isLast, batch));
    if (reading.isCancelled) {
      return reading.summary();
    }
    if (found !== undefined) {
      reading.report(found.problems);
      yield* found.batches;
      if (found.next === undefined) {
        return reading.summary(undefined, found.bracketsAreMissing);
      }
      source.drop(found.next.byte - place.byte);
      place = found.next;
      size = window;
      batch = segment;
    } else if (source.length < MOST_BYTES) {
      size = Math.min(2 * source.length, MOST_BYTES);
    } else if (batch !== SHORTEST) {
      // What stands before it counts, however little that is.
      batch = SHORTEST;
    } else {
      return reading.summary({ code: 'unreadable', message: TOO_LONG, at: place.byte });
    }
  }
}

const UTF_16 = 'This is UTF-16: only UTF-8 is read as a stream.';
const TOO_LONG = 'What stands here is too long to be read: events behind it are not shown.';
const TOO_LARGE_FOR_FORM = {
  code: 'too-long',
  message: 'Rows, CSV and other forms than CloudTrail’s are shown up to 32 MiB: events in those were not looked for.',
  start: 0,
  end: 0,
} as const satisfies WindowProblem;

function beginsInOtherForm(bytes: Uint8Array): boolean {
  const { text } = decodeUtf8(bytes, 0, Math.min(bytes.length, ENOUGH_TO_TELL));
  return csvHeader(text) !== undefined || hasMembersOfOthers(text);
}

async function* eventsOfWhole(reading: EventReading): AsyncGenerator<EventBatch, EventStreamSummary> {
  const bytes = reading.source.held();
  const { text, invalid, outerOffset } = decodeUtf8(bytes, 0, bytes.length);
  const found = await reading.inTurns(findEveryEvent(text));
  if (found === undefined) {
    return reading.summary();
  }
  const textIn = nestedTexts(text);
  const events = found.records.map((record) => streamedEvent(text, record, textIn, outerOffset));
  const problems: WindowProblem[] = found.problems.map((problem) => ({
    ...problem,
    start: outerOffset(problem.start),
    end: outerOffset(problem.end),
  }));
  if (invalid !== undefined) {
    problems.unshift({ code: 'not-utf-8', message: 'These bytes are no UTF-8.', start: invalid, end: invalid + 1 });
  }
  reading.report(problems);
  yield { from: STREAM_START, events, eventsIfCutOff: events };
  return reading.summary();
}
