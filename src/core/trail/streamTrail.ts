import { decodeUtf8 } from '../encoding/decodeUtf8.ts';
import { csvHeader } from './csvHeader.ts';
import { eventAt } from './eventAt.ts';
import { nestedTexts } from './eventText.ts';
import { hasMembersOfOthers } from './jsonEvents.ts';
import { ownText } from './ownText.ts';
import {
  type StreamedCall,
  type StreamOptions,
  type StreamProblem,
  type StreamStop,
  type StreamSummary,
  streamAttestedCalls,
  unreadable,
} from './stream.ts';
import { indexTrail } from './trail.ts';

/** Bytes by which the form of a stream is told. */
const ENOUGH_TO_TELL = 64 * 1024;
/** Bytes of a stream that is read as a whole, as no part of it tells what its rows are. */
const MOST_AS_WHOLE = 128 * 1024 * 1024;
/** Calls of a batch. */
const BATCH = 200;

/**
 * The attested calls of a stream in any form that `openTrail` reads, in batches and in order, then what was read. CloudTrail's
 * own form goes through a window of constant size. Rows of columns, CSV, OCSF and hits of Elasticsearch are read as a whole, up to
 * 128 MiB; a larger stream is looked through for CloudTrail's form alone, and a problem says so.
 */
export async function* streamTrail(
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions,
): AsyncGenerator<readonly StreamedCall[], StreamSummary> {
  const source = new RereadChunks(chunks);
  try {
    await source.holdUpTo(ENOUGH_TO_TELL, options);
    if (!beginsInOtherForm(source.held())) {
      return yield* streamAttestedCalls(source.all(), options);
    }
    await source.holdUpTo(Math.min(MOST_AS_WHOLE, options.limits?.bytes ?? MOST_AS_WHOLE), options);
    const { error } = source;
    if (source.isWhole || error !== undefined) {
      const summary = yield* callsOfWhole(source.held(), options);
      return { ...summary, stopped: summary.stopped ?? error };
    }
    const summary = yield* streamAttestedCalls(source.all(), options);
    if (options.signal.aborted) {
      return summary;
    }
    const message =
      'Rows, CSV and other forms than CloudTrail’s are read up to 128 MiB: calls in those were not looked for.';
    return { ...summary, problems: [{ code: 'too-large-for-form', message, start: 0, end: 0 }, ...summary.problems] };
  } finally {
    await source.close();
  }
}

function beginsInOtherForm(bytes: Uint8Array): boolean {
  const { text } = decodeUtf8(bytes, 0, Math.min(bytes.length, ENOUGH_TO_TELL));
  return csvHeader(text) !== undefined || hasMembersOfOthers(text);
}

async function* callsOfWhole(
  bytes: Uint8Array,
  options: StreamOptions,
): AsyncGenerator<readonly StreamedCall[], StreamSummary> {
  const { signal, yieldNow, onProgress, limits } = options;
  const { text, invalid, outerOffset } = decodeUtf8(bytes, 0, bytes.length);
  const trail = await indexTrail(text, { signal, yieldNow });
  const read = { bytes: bytes.length, calls: 0 };
  if (trail === undefined) {
    const stopped = { code: 'cancelled', message: 'Reading was cancelled.', at: bytes.length } as const;
    return { ...read, stopped, problems: [] };
  }
  const textIn = nestedTexts(text);
  const most = Math.min(trail.calls.length, limits?.calls ?? Number.POSITIVE_INFINITY);
  for (let first = 0; first < most; first += BATCH) {
    const batch: StreamedCall[] = [];
    for (let index = first; index < Math.min(first + BATCH, most); index++) {
      const record = trail.calls.record(index);
      if (record !== undefined) {
        const { start, end, text: event } = eventAt(text, record, textIn);
        batch.push({ start: outerOffset(start), end: outerOffset(end), text: ownText(event) });
      }
    }
    read.calls += batch.length;
    onProgress?.(read);
    yield batch;
    await yieldNow();
  }
  const problems: StreamProblem[] = trail.problems.map(({ code, message, start, end }) => ({
    code,
    message,
    start: outerOffset(start),
    end: outerOffset(end),
  }));
  if (invalid !== undefined) {
    problems.unshift({ code: 'not-utf-8', message: 'These bytes are no UTF-8.', start: invalid, end: invalid + 1 });
  }
  const message = `Only the first ${most} calls were taken.`;
  const stopped =
    most < trail.calls.length ? ({ code: 'too-many-calls', message, at: bytes.length } as const) : undefined;
  return { ...read, stopped, problems };
}

/** Chunks of which the first can be looked at before all are read in their order. */
class RereadChunks {
  isWhole = false;
  private readonly source: AsyncIterator<Uint8Array>;
  private readonly parts: Uint8Array[] = [];
  private length = 0;
  private failure: { readonly error: unknown } | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.source = chunks[Symbol.asyncIterator]();
  }

  /** Reads until so many bytes are held, or the stream ends or fails. */
  async holdUpTo(bytes: number, { signal, onProgress, yieldNow }: StreamOptions): Promise<void> {
    while (this.length <= bytes && !this.isWhole && this.failure === undefined && !signal.aborted) {
      try {
        const next = await this.source.next();
        this.isWhole = next.done === true;
        if (next.done !== true) {
          // Whoever hands out chunks may use their memory again.
          this.parts.push(next.value.slice());
          this.length += next.value.length;
          onProgress?.({ bytes: this.length, calls: 0 });
          await yieldNow();
        }
      } catch (error) {
        this.failure = { error };
      }
    }
  }

  /** Why what is held is all that there is. */
  get error(): StreamStop | undefined {
    return this.failure && unreadable(this.failure.error, this.length);
  }

  held(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** From the first byte on; throws where reading has failed. */
  async *all(): AsyncGenerator<Uint8Array, void> {
    yield* this.parts.splice(0);
    while (!this.isWhole) {
      if (this.failure !== undefined) {
        throw this.failure.error;
      }
      const next = await this.source.next();
      this.isWhole = next.done === true;
      if (next.done !== true) {
        yield next.value;
      }
    }
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }
}
