import { firstInvalidUtf8 } from '../encoding/utf8.ts';
import type { Span } from '../located.ts';
import { nestedText } from './eventText.ts';
import type { EventRecord } from './scan.ts';
import { indexTrail } from './trail.ts';

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

/**
 * The attested calls of a stream of bytes, in batches, then what was read. Whatever the bytes are, nothing throws: a stream
 * that breaks off ends with `stopped`, and what came before counts.
 */
export async function* streamAttestedCalls(
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions,
): AsyncGenerator<readonly StreamedCall[], StreamSummary> {
  const { signal, limits = { calls: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY } } = options;
  const parts: Uint8Array[] = [];
  let length = 0;
  let stopped: StreamStop | undefined;
  try {
    for await (const chunk of chunks) {
      if (signal.aborted) {
        break;
      }
      const kept = chunk.subarray(0, Math.max(limits.bytes - length, 0));
      parts.push(kept.slice());
      length += kept.length;
      options.onProgress?.({ bytes: length, calls: 0 });
      if (kept.length < chunk.length) {
        stopped = { code: 'too-many-bytes', message: `Only the first ${length} bytes were read.`, at: length };
        break;
      }
      await options.yieldNow();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    stopped = { code: 'unreadable', message: `Reading stopped: ${reason}`, at: length };
  }
  const bytes = joined(parts, length);
  const problems: StreamProblem[] = [];
  replaceInvalid(bytes, problems);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const trail = await indexTrail(text, options);
  if (trail === undefined || signal.aborted) {
    return {
      bytes: length,
      calls: 0,
      stopped: { code: 'cancelled', message: 'Reading was cancelled.', at: length },
      problems,
    };
  }
  const offsets = byteOffsets(text);
  const calls: StreamedCall[] = [];
  for (let index = 0; index < trail.calls.length; index++) {
    const record = trail.calls.record(index);
    if (calls.length === limits.calls) {
      stopped = { code: 'too-many-calls', message: `Only the first ${calls.length} calls were taken.`, at: length };
      break;
    }
    if (record !== undefined) {
      calls.push({ start: offsets(record.start), end: offsets(record.end), text: textOf(text, record) });
    }
  }
  for (const { code, message, start, end } of trail.problems.slice(0, MOST_PROBLEMS - problems.length)) {
    problems.push({ code, message, start: byteOffsets(text)(start), end: byteOffsets(text)(end) });
  }
  options.onProgress?.({ bytes: length, calls: calls.length });
  if (calls.length > 0) {
    yield calls;
  }
  return { bytes: length, calls: calls.length, stopped, problems };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Puts a question mark in the place of each byte that is no UTF-8, so that places stay what they are. */
function replaceInvalid(bytes: Uint8Array, problems: StreamProblem[]): void {
  let at = firstInvalidUtf8(bytes, 0, bytes.length);
  if (at !== undefined) {
    problems.push({ code: 'not-utf-8', message: 'These bytes are no UTF-8.', start: at, end: at + 1 });
  }
  while (at !== undefined) {
    bytes[at] = 0x3f;
    at = firstInvalidUtf8(bytes, at, bytes.length);
  }
}

function textOf(text: string, { start, end, inner }: EventRecord): string {
  return inner === undefined
    ? text.slice(start, end)
    : (nestedText(text, inner.strings)?.value.slice(inner.start, inner.end) ?? '');
}

/** Bytes before an offset of a text; offsets are asked for in rising order. */
function byteOffsets(text: string): (offset: number) => number {
  let units = 0;
  let bytes = 0;
  return (offset) => {
    if (offset < units) {
      units = 0;
      bytes = 0;
    }
    for (; units < offset; units++) {
      const unit = text.charCodeAt(units);
      const isSurrogate = unit >= 0xd800 && unit < 0xe000;
      bytes += unit < 0x80 ? 1 : unit < 0x800 || isSurrogate ? 2 : 3;
    }
    return bytes;
  };
}
