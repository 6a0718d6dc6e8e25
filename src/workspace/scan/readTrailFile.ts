import {
  byteCount,
  bytesProblemClause,
  grouped,
  type StreamSummary,
  streamTrail,
  TELLS_NOTHING,
} from '../../core/index.ts';
import type { TrailBytes } from '../decompressedBytes.ts';
import { clauseOf } from '../streamCuts.ts';
import { type Kept, type ScannedCall, scannedCall } from './scannedCall.ts';
import type { ScannedFile, ScanProblem } from './scannedFile.ts';

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Calls that may still be held; more are not read. */
  readonly calls: number;
  readonly kept: Kept;
  /** Hears of bytes of the file that were read since the last time. */
  readonly onBytes: (bytes: number) => void;
  /** Resolves when the host has had its turn, where one is due. */
  readonly yieldNow: () => Promise<void>;
}

/** The attested calls of one file, read to its end or as far as it goes. */
export async function readTrailFile(
  file: Pick<ScannedFile, 'uri' | 'size' | 'mtime'>,
  bytes: TrailBytes,
  { signal, calls: most, kept, onBytes, yieldNow }: ReadOptions,
): Promise<ScannedFile> {
  let told = 0;
  const tell = (): void => {
    onBytes(bytes.bytesRead() - told);
    told = bytes.bytesRead();
  };
  const calls: ScannedCall[] = [];
  const stream = streamTrail(bytes.chunks, {
    signal,
    limits: { calls: most, bytes: Number.POSITIVE_INFINITY },
    onProgress: tell,
    yieldNow,
  });
  let step = await stream.next();
  for (; step.done !== true; step = await stream.next()) {
    for (const call of step.value) {
      calls.push(scannedCall(call, calls.length, kept));
      await yieldNow();
    }
  }
  tell();
  return {
    ...file,
    isGzip: bytes.isGzip,
    bytes: step.value.bytes,
    calls,
    problem: problemOf(bytes, step.value),
  };
}

/** What weighs most: what stopped the bytes, then what stopped the calls, then what stands between them. */
function problemOf(bytes: TrailBytes, { stopped, problems }: StreamSummary): ScanProblem | undefined {
  const ofBytes = bytes.problem();
  if (ofBytes !== undefined) {
    return { code: ofBytes.code, message: bytesProblemClause(ofBytes) };
  }
  if (stopped !== undefined) {
    const code = stopped.code === 'too-many-calls' || stopped.code === 'cancelled' ? stopped.code : 'unreadable';
    const message = {
      'too-many-calls': `more calls than are held stand in it (reading stopped after ${byteCount(stopped.at)})`,
      cancelled: 'reading it was cancelled',
      unreadable: `reading it stopped after ${byteCount(stopped.at)}`,
    }[code];
    return { code, message };
  }
  const [first, ...others] = problems;
  if (first === undefined) {
    return undefined;
  }
  if (first.code === TELLS_NOTHING) {
    return { code: TELLS_NOTHING, message: clauseOf(first.message) };
  }
  const places = others.length === 0 ? '1 place' : `${problems.length} places`;
  return {
    code: 'unreadable-places',
    message: `${places} could not be read, the first at byte ${grouped(first.start)}`,
  };
}
