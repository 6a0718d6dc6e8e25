import {
  type StreamedCall,
  type StreamOptions,
  type StreamSummary,
  streamAttestedCalls,
  streamTrail,
} from '../../src/core/index.ts';
import { FORM_SIZES, type FormSizes } from '../../src/core/trail/otherForms/index.ts';

export interface Streamed {
  readonly calls: readonly StreamedCall[];
  readonly summary: StreamSummary;
  readonly batches: number;
}

/** The chunks in memory that is written over once the next one is asked for, as a host may do. */
export async function* lent(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    const piece = Uint8Array.from(chunk);
    yield piece;
    piece.fill(0x5b);
  }
}

/** The bytes in chunks of sizes that a function chooses, or of one size; lent. */
export function inChunks(bytes: Uint8Array, size: number | (() => number) = 64 * 1024): AsyncGenerator<Uint8Array> {
  return lent(kept(bytes, size));
}

async function* kept(bytes: Uint8Array, size: number | (() => number)): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = typeof size === 'number' ? size : size();
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** Reads a stream to its end. */
export async function streamed(
  chunks: AsyncIterable<Uint8Array>,
  options: Partial<StreamOptions> = {},
): Promise<Streamed> {
  const stream = streamAttestedCalls(chunks, {
    signal: new AbortController().signal,
    yieldNow: async () => undefined,
    ...options,
  });
  const calls: StreamedCall[] = [];
  for (let batches = 0; ; batches++) {
    const step = await stream.next();
    if (step.done === true) {
      return { calls, summary: step.value, batches };
    }
    calls.push(...step.value);
  }
}

/** Reads a stream in any form to its end. */
export async function streamedTrail(
  chunks: AsyncIterable<Uint8Array>,
  options: Partial<StreamOptions> = {},
  sizes: FormSizes = FORM_SIZES,
): Promise<Omit<Streamed, 'batches'>> {
  const stream = streamTrail(
    chunks,
    { signal: new AbortController().signal, yieldNow: async () => undefined, ...options },
    sizes,
  );
  const calls: StreamedCall[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done === true) {
      return { calls, summary: step.value };
    }
    calls.push(...step.value);
  }
}
