import type { Uri } from 'vscode';
import { pagination, type StreamedCall, streamTrail } from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import type { FileReading } from './fileReadings.ts';
import type { ReadingProgress } from './readingProgress.ts';
import { trailLimits } from './settings.ts';
import { cutByError, cutsOf, type StreamCut } from './streamCuts.ts';
import { MOST_BYTES_WHOLE, trailBytes } from './trailBytes.ts';
import { yieldNow } from './turns.ts';

/** The attested calls of a file that is read as a stream: there are more of them while it is read. */
export interface StreamedTrail extends FileReading {
  readonly uri: Uri;
  readonly calls: readonly StreamedCall[];
  /** Which call each page of a formatted view begins with. */
  readonly pageStarts: readonly number[];
  /** Resolves once there are calls, or none can come any more. */
  readonly first: Promise<void>;
}

/** Milliseconds between two times that listeners hear of more calls. */
const BETWEEN_GROWTHS = 1000;

/** `grown` hears of more calls, and of the end; nothing throws. */
export function startReading(
  uri: Uri,
  platform: HostPlatform,
  signal: AbortSignal,
  progress: ReadingProgress,
  grown: () => void,
): StreamedTrail {
  const calls: StreamedCall[] = [];
  const pages = pagination();
  const cuts: StreamCut[] = [];
  let isRead = false;
  let foundFirst: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    foundFirst = resolve;
  });
  let lastGrowth = 0;
  const take = (batch: readonly StreamedCall[]): void => {
    for (const call of batch) {
      calls.push(call);
      pages.add(call.text.length);
    }
    if (Date.now() - lastGrowth > BETWEEN_GROWTHS) {
      lastGrowth = Date.now();
      grown();
    }
    foundFirst();
  };
  const read = async (): Promise<void> => {
    try {
      const limits = trailLimits();
      const bytes = await trailBytes(uri, platform, { ...limits, wholeFileBytes: MOST_BYTES_WHOLE }, signal);
      const report = (count: number): void =>
        progress.report({ bytes: bytes.bytesRead(), size: bytes.size, found: { count, what: 'attested call' } });
      const batches = streamTrail(bytes.chunks, {
        signal,
        yieldNow,
        limits: { calls: limits.calls, bytes: Number.POSITIVE_INFINITY },
        onProgress: ({ calls: found }) => report(found),
      });
      let step = await batches.next();
      for (; step.done !== true; step = await batches.next()) {
        take(step.value);
      }
      cuts.push(...cutsOf(bytes, step.value, limits.calls));
    } catch (error) {
      cuts.push(cutByError(error));
    }
    isRead = true;
    progress.end();
    foundFirst();
    grown();
  };
  const done = read();
  return {
    uri,
    calls,
    pageStarts: pages.starts,
    cuts,
    get isRead() {
      return isRead;
    },
    first,
    done,
  };
}
