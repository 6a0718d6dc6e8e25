import { ByteWindow } from '../byteWindow.ts';
import type { Steps } from '../steps.ts';
import {
  CANCELLED,
  type StreamedCall,
  type StreamOptions,
  type StreamProgress,
  type StreamSummary,
} from '../stream.ts';
import { FoundCalls } from './foundCalls.ts';
import { readSection } from './readSection.ts';
import type { SectionCutter } from './sectionCutter.ts';

/** Bytes that are looked at before the clock is. */
const STEP = 64 * 1024;
/** Milliseconds of work between two turns of the host. */
const TURN = 6;
/** Calls of a batch. */
const BATCH = 200;

/** Up to where a stream was read by others, and how many calls they found. */
export interface Before {
  readonly bytes: number;
  readonly calls: number;
}

/**
 * The calls of the sections that a cutter finds in a stream, in batches and in order, then what was read of the whole.
 * Holds a window of some MiB: the longest value, and a section.
 *
 * @param chunks what comes behind `before`; each is read before the next one is asked for, and they do not throw
 */
export async function* streamSections(
  chunks: AsyncIterable<Uint8Array>,
  cutter: SectionCutter,
  { signal, limits, onProgress, yieldNow }: StreamOptions,
  before: Before,
): AsyncGenerator<readonly StreamedCall[], StreamSummary> {
  const window = new ByteWindow(before.bytes);
  const found = new FoundCalls(before.calls, limits?.calls ?? Number.POSITIVE_INFINITY);
  const progress = (): StreamProgress => ({ bytes: window.end, calls: found.count });
  let turnEnd = Date.now() + TURN;
  for await (const part of partsOf(chunks)) {
    if (part !== undefined) {
      window.add(part, cutter.needed);
    }
    for (const _ of reading(cutter, window, part === undefined, found)) {
      if (signal.aborted) {
        found.stop('cancelled', CANCELLED, window.end);
        break;
      }
      const isLate = Date.now() >= turnEnd;
      if (found.waiting.length >= (isLate ? 1 : BATCH)) {
        yield found.take();
      }
      if (isLate) {
        onProgress?.(progress());
        await yieldNow();
        turnEnd = Date.now() + TURN;
      }
    }
    if (found.stopped !== undefined) {
      break;
    }
  }
  if (found.waiting.length > 0) {
    yield found.take();
  }
  onProgress?.(progress());
  return { ...progress(), stopped: found.stopped, problems: found.problems };
}

/** Reads a stream in which no calls can be. */
export async function passOver(
  chunks: AsyncIterable<Uint8Array>,
  { signal, onProgress, yieldNow }: StreamOptions,
): Promise<StreamSummary> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onProgress?.({ bytes, calls: 0 });
    await yieldNow();
    if (signal.aborted) {
      return { bytes, calls: 0, stopped: { code: 'cancelled', message: CANCELLED, at: bytes }, problems: [] };
    }
  }
  return { bytes, calls: 0, stopped: undefined, problems: [] };
}

/** Steps of what chunks hold; undefined at their end. */
async function* partsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | undefined, void> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += STEP) {
      yield chunk.subarray(at, at + STEP);
    }
  }
  yield undefined;
}

/** Reads what a cutter finds in a window; yields wherever the host may take a turn. */
function* reading(cutter: SectionCutter, window: ByteWindow, isLast: boolean, found: FoundCalls): Steps<void> {
  for (let cut = cutter.next(window, isLast); cut !== undefined; cut = cutter.next(window, isLast)) {
    if (cut.kind === 'section') {
      const { calls, problems } = yield* readSection(cut.section, window);
      found.addCalls(calls);
      found.addProblems(problems);
    } else {
      found.addProblems([cut.problem]);
    }
    if (cut.kind === 'end') {
      found.stop('unreadable', cut.problem.message, cut.problem.start);
    }
    if (found.stopped !== undefined) {
      return;
    }
    yield STEP;
  }
  yield STEP;
}
