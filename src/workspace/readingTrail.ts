import { type Uri, workspace } from 'vscode';
import {
  bytesProblemClause,
  grouped,
  pagination,
  type StreamedCall,
  type StreamSummary,
  streamTrail,
} from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import { trailLimits } from './settings.ts';
import { MOST_BYTES_WHOLE, type TrailBytes, trailBytes } from './trailBytes.ts';
import { yieldNow } from './turns.ts';

/** The attested calls of a file that is read as a stream: there are more of them while it is read. */
export interface StreamedTrail {
  readonly uri: Uri;
  readonly calls: readonly StreamedCall[];
  /** Which call each page of a formatted view begins with. */
  readonly pageStarts: readonly number[];
  /** Why not all of the file counts; known once it was read. */
  readonly cuts: readonly StreamCut[];
  readonly isRead: boolean;
  /** Resolves once there are calls, or none can come any more. */
  readonly first: Promise<void>;
  readonly done: Promise<void>;
}

export interface StreamCut {
  /** One clause without a full stop. */
  readonly clause: string;
  /** The setting that allows more. */
  readonly setting: string | undefined;
}

/** Tells people what is being read. */
export interface ReadingProgress {
  readonly report: (progress: ReadProgress) => void;
  readonly end: () => void;
}

export interface ReadProgress {
  /** Of the file, as it is on disk. */
  readonly bytes: number;
  readonly size: number | undefined;
  readonly calls: number;
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
      const report = (found: number): void =>
        progress.report({ bytes: bytes.bytesRead(), size: bytes.size, calls: found });
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
      cuts.push({ clause: String(error), setting: undefined });
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

function cutsOf(bytes: TrailBytes, { stopped, problems }: StreamSummary, mostCalls: number): readonly StreamCut[] {
  const cuts: StreamCut[] = [];
  const problem = bytes.problem();
  if (problem !== undefined) {
    cuts.push({ clause: bytesProblemClause(problem), setting: SETTINGS.get(problem.code) });
  } else if (stopped?.code === 'too-many-calls') {
    const clause = `only its first ${grouped(mostCalls)} attested calls are held`;
    cuts.push({ clause, setting: SETTINGS.get(stopped.code) });
  } else if (stopped !== undefined) {
    cuts.push({ clause: `${withoutStop(stopped.message)} (after ${grouped(stopped.at)} bytes)`, setting: undefined });
  }
  const [first] = problems;
  if (first !== undefined) {
    const more = problems.length === 1 ? '' : `, and ${problems.length - 1} more places`;
    const clause = `at byte ${grouped(first.start)}: ${withoutStop(first.message)}${more}`;
    cuts.push({ clause, setting: undefined });
  }
  return cuts;
}

/** Settings by what stops a reading. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['too-large', 'enclaveTrail.limits.decompressedSize'],
  ['too-high-ratio', 'enclaveTrail.limits.compressionRatio'],
  ['too-many-calls', 'enclaveTrail.limits.calls'],
]);

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** Whether a file is read as a stream and not as a document of VS Code. */
export async function isStreamed(uri: Uri): Promise<boolean> {
  if (/\.gz(?:ip)?$/i.test(uri.path)) {
    return true;
  }
  try {
    return (await workspace.fs.stat(uri)).size > MOST_BYTES_OF_A_DOCUMENT;
  } catch {
    // What is in no file, such as an untitled document, is open or nowhere.
    return false;
  }
}

/** Bytes; VS Code hands larger documents to no extension. */
const MOST_BYTES_OF_A_DOCUMENT = 50 * 1024 * 1024;
