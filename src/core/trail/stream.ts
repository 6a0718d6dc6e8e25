import { grouped } from '../encoding/count.ts';
import { looksLikeUtf16 } from '../encoding/utf16.ts';
import type { Span } from '../located.ts';
import { LONGEST_EVENT } from './eventRecord.ts';
import { type BracketRuns, bracketRuns } from './locate/bracketRun.ts';
import { CodeUnits } from './locate/codeUnits.ts';
import { EventLocator, LOOK_AHEAD } from './locate/eventLocator.ts';
import { type LocatedCall, type LocatedProblem, notUtf8 } from './locate/section.ts';
import { ownText } from './ownText.ts';

/** An attested call of a stream. `start` and `end` are bytes from the stream's beginning, of the raw range. */
export interface StreamedCall extends Span {
  /** The event as JSON: escapes of strings around it are undone. */
  readonly text: string;
}

/** What a stream may hold at most; what lies beyond is not read, and `stopped` says so. */
export interface StreamLimits {
  readonly calls: number;
  readonly bytes: number;
}

export interface StreamProgress {
  readonly bytes: number;
  readonly calls: number;
}

export interface StreamOptions {
  readonly signal: AbortSignal;
  readonly limits?: StreamLimits;
  readonly onProgress?: (progress: StreamProgress) => void;
  /** Hears, as the search goes on, which part of a long log file of CloudTrail's own form it has been through, if it is in one. */
  readonly onLogFile?: (part: Span | undefined) => void;
  /** Resolves when the host has had a turn. */
  readonly yieldNow: () => Promise<void>;
}

/** Why a stream was not read to its end; `at` counts the bytes that were read. */
export interface StreamStop {
  readonly code: 'cancelled' | 'too-many-calls' | 'too-many-bytes' | 'unreadable';
  readonly message: string;
  readonly at: number;
}

/** A place at which something is not as it should be; `start` and `end` are bytes from the stream's beginning. */
export interface StreamProblem extends Span {
  readonly code: string;
  readonly message: string;
}

export interface StreamSummary extends StreamProgress {
  readonly stopped: StreamStop | undefined;
  /** At most 100. */
  readonly problems: readonly StreamProblem[];
}

const MOST_PROBLEMS = 100;
const NO_LIMITS: StreamLimits = { calls: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
/** Milliseconds of work between two turns of the host. */
const TURN = 6;
/** Bytes that are looked at before the clock is; fewer at first, while the engine still learns what runs often. */
const STEP = 128 * 1024;
const FIRST_STEP = 16 * 1024;
const FIRST_STEPS = 2 * 1024 * 1024;
/** Bytes of a stream behind which vector instructions are worth what it takes to have them. */
const FAR = 8 * FIRST_STEP;
/** Calls of a batch. */
const BATCH = 200;

/**
 * The attested calls of a stream of bytes, in batches and in order, then what was read. They are those of
 * `locateAttestedCalls`. Holds a window of a few MiB, however long the stream, its lines or its values are. Whatever the
 * bytes are, nothing throws: a stream that breaks off ends with `stopped`, and what came before counts.
 *
 * Text in another encoding than UTF-8 is not read; bytes of a call that are no UTF-8 become U+FFFD, with a problem.
 * A chunk is read before the next one is asked for, and not kept.
 */
export async function* streamAttestedCalls(
  chunks: AsyncIterable<Uint8Array>,
  { signal, limits = NO_LIMITS, onProgress, onLogFile, yieldNow }: StreamOptions,
): AsyncGenerator<readonly StreamedCall[], StreamSummary> {
  const search = new StreamSearch(limits);
  const source = readChunks(chunks, signal, limits.bytes);
  let turnEnd = Date.now() + TURN;
  try {
    for (;;) {
      const next = await source.next();
      const chunk = next.done === true ? undefined : next.value;
      search.take(chunk);
      while (search.hasMore && !signal.aborted) {
        search.step();
        onLogFile?.(search.logFile);
        const isLate = Date.now() >= turnEnd;
        if (search.hasBatch(isLate)) {
          yield search.takeFound();
        }
        if (isLate) {
          onProgress?.(search.progress);
          await yieldNow();
          turnEnd = Date.now() + TURN;
        }
      }
      if (signal.aborted) {
        search.stop('cancelled', CANCELLED);
      }
      onProgress?.(search.progress);
      if (next.done === true || search.stopped !== undefined) {
        return search.summary(next.done === true ? next.value : undefined);
      }
    }
  } finally {
    await source.return(undefined);
  }
}

export const CANCELLED = 'Reading was cancelled.';
const NO_BYTES = new Uint8Array(0);

/** The chunks, as many bytes of them as may be read; whatever ends them is told, not thrown. */
export async function* readChunks(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  most: number,
): AsyncGenerator<Uint8Array, StreamStop | undefined> {
  let bytes = 0;
  try {
    if (signal.aborted) {
      return { code: 'cancelled', message: CANCELLED, at: 0 };
    }
    for await (const chunk of chunks) {
      const kept = chunk.subarray(0, most - bytes);
      bytes += kept.length;
      yield kept;
      if (kept.length < chunk.length) {
        return { code: 'too-many-bytes', message: `Only the first ${grouped(bytes)} bytes were read.`, at: bytes };
      }
    }
    return undefined;
  } catch (error) {
    return unreadable(error, bytes);
  }
}

export function unreadable(error: unknown, at: number): StreamStop {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'unreadable', message: `Reading stopped: ${reason}`, at };
}

/** The part of a stream that is looked at, and what was found in it. Offsets of the locator begin with the window. */
class StreamSearch {
  found: StreamedCall[] = [];
  stopped: StreamStop | undefined;
  private readonly limits: StreamLimits;
  private readonly problems: StreamProblem[] = [];
  private readonly locator: EventLocator;
  /** Whether a step would do anything. */
  hasMore = false;
  private chunk: Uint8Array = NO_BYTES;
  private taken = 0;
  private isLast = false;
  private calls = 0;
  private bytes = 0;
  private buffer: Uint8Array = new Uint8Array(LONGEST_EVENT + 16 * STEP);
  private units = new CodeUnits(NO_BYTES);
  /** For streams that are worth it. */
  private runs: BracketRuns | undefined;
  private isFar = false;
  /** Bytes in the buffer; bytes of the stream before it; up to where it has been looked at, and is still needed. */
  private filled = 0;
  private base = 0;
  private limit = 0;
  private needed = 0;

  constructor(limits: StreamLimits) {
    this.limits = limits;
    this.locator = new EventLocator(this.units, {
      call: (call) => this.addCall(call),
      problem: (problem) => this.addProblem(problem),
    });
  }

  get progress(): StreamProgress {
    return { bytes: this.bytes, calls: this.calls };
  }

  get logFile(): Span | undefined {
    const start = this.locator.logFile;
    return start === undefined ? undefined : { start: this.base + start, end: this.base + this.limit };
  }

  takeFound(): readonly StreamedCall[] {
    const { found } = this;
    this.found = [];
    return found;
  }

  stop(code: StreamStop['code'], message: string, at = this.bytes): void {
    this.stopped ??= { code, message, at };
  }

  summary(stop: StreamStop | undefined): StreamSummary {
    return { ...this.progress, stopped: this.stopped ?? stop, problems: this.problems };
  }

  /** The next bytes to look at, step by step; undefined once there are none. */
  take(chunk: Uint8Array | undefined): void {
    this.chunk = chunk ?? NO_BYTES;
    this.taken = 0;
    this.isLast = chunk === undefined;
    this.hasMore = this.isLast || this.chunk.length > 0;
  }

  /** Whether enough has been found to be handed on: anything, once there is nothing to be done for a while. */
  hasBatch(isLate: boolean): boolean {
    return this.found.length >= (isLate || !this.hasMore ? 1 : BATCH);
  }

  /** Looks at some of the bytes, and takes as many of a chunk as there is room for. */
  step(): void {
    if (this.filled === this.buffer.length) {
      this.makeRoom();
    }
    const part = this.chunk.subarray(this.taken, this.taken + this.buffer.length - this.filled);
    this.buffer.set(part, this.filled);
    this.filled += part.length;
    this.bytes += part.length;
    this.taken += part.length;
    const isEnough = this.look();
    this.hasMore = this.stopped === undefined && (isEnough || this.taken < this.chunk.length);
  }

  /** False where more bytes have to come first, or none are left. */
  private look(): boolean {
    const step = this.base + this.limit < FIRST_STEPS ? FIRST_STEP : STEP;
    const isEnd = this.isLast && this.filled - this.limit <= step + LOOK_AHEAD;
    if (!isEnd && this.filled - this.limit < step + LOOK_AHEAD) {
      return false;
    }
    if (this.base + this.limit === 0 && this.isUtf16()) {
      return false;
    }
    this.limit = isEnd ? this.filled : this.limit + step;
    if (!this.isFar && this.base + this.limit >= FAR) {
      this.isFar = true;
      this.runs = bracketRuns();
    }
    // Searches look no further than has to be seen.
    this.units = new CodeUnits(this.buffer.subarray(0, Math.min(this.limit + LOOK_AHEAD, this.filled)), this.runs);
    this.locator.use(this.units, 0);
    this.needed = this.locator.advance(this.limit, isEnd);
    // What has to be read again is, step by step.
    this.limit = isEnd ? this.limit : this.locator.reached(this.limit);
    return !isEnd;
  }

  /** Drops what is no longer needed; where that is little, all is, and more room is made. */
  private makeRoom(): void {
    const { needed, filled } = this;
    const buffer = needed < filled / 4 ? new Uint8Array(this.buffer.length * 2) : this.buffer;
    buffer.set(this.buffer.subarray(needed, filled));
    this.buffer = buffer;
    this.filled -= needed;
    this.limit -= needed;
    this.base += needed;
    this.units = new CodeUnits(this.buffer.subarray(0, this.filled), this.runs);
    this.locator.use(this.units, needed);
    this.needed = 0;
  }

  private isUtf16(): boolean {
    if (!looksLikeUtf16(this.buffer.subarray(0, this.filled))) {
      return false;
    }
    const message = 'This is UTF-16: only UTF-8 is read as a stream.';
    this.problems.push({ code: 'utf-16', message, start: 0, end: Math.min(this.filled, 2) });
    this.stop('unreadable', message, 0);
    return true;
  }

  private addCall({ start, end, text }: LocatedCall): void {
    if (this.stopped !== undefined) {
      return;
    }
    if (this.calls >= this.limits.calls) {
      const message = `Only the first ${grouped(this.calls)} calls were taken.`;
      this.stop('too-many-calls', message, this.base + start);
      return;
    }
    this.calls++;
    const own = text === undefined ? this.textOf(start, end) : ownText(text);
    this.found.push({ start: this.base + start, end: this.base + end, text: own });
  }

  private textOf(start: number, end: number): string {
    const { text, invalid } = this.units.decoded(start, end);
    if (invalid !== undefined) {
      this.addProblem(notUtf8(invalid));
    }
    return text;
  }

  private addProblem({ code, message, start, end }: LocatedProblem): void {
    const isKnown = this.problems.some((one) => one.start === this.base + start && one.code === code);
    if (this.problems.length < MOST_PROBLEMS && !isKnown) {
      this.problems.push({ code, message, start: this.base + start, end: this.base + end });
    }
  }
}
