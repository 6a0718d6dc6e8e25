/**
 * What reading a file as a stream costs, each in a process of its own, so that its memory can be told. The bench starts
 * itself with `--child NAME FILE`; a child prints one line of JSON.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { streamTrail } from '../../src/core/index.ts';
import { nodeFileChunks, nodeGunzip } from '../../src/nodeBytes.ts';

const CHUNK = 1024 * 1024;

export type ChildName = 'empty' | 'read' | 'read-own' | 'stream' | 'gunzip' | 'stream-gunzip';

export interface ChildResult {
  readonly milliseconds: number;
  /** The most memory that the process had, in bytes. */
  readonly memory: number;
  readonly bytes: number;
  readonly calls: number;
  /** Milliseconds of the longest time for which nothing else had a turn. */
  readonly longestBlock: number;
}

/** The best of a few runs, and their least memory; then of as many in which a watch over turns takes its own time. */
export function measureChild(name: ChildName, file: string, runs: number): ChildResult {
  const { longestBlock } = bestOf(name, file, runs, ['--watched']);
  return { ...bestOf(name, file, runs, []), longestBlock };
}

function bestOf(name: ChildName, file: string, runs: number, options: readonly string[]): ChildResult {
  const results = Array.from({ length: runs }, () => {
    const words = [String(process.argv[1]), '--child', name, file, ...options];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`${name}: ${stderr}`);
    }
    return JSON.parse(stdout) as ChildResult;
  });
  const [first] = results;
  if (first === undefined) {
    throw new Error('no runs');
  }
  const least = (value: (result: ChildResult) => number): number => Math.min(...results.map(value));
  return {
    bytes: first.bytes,
    calls: first.calls,
    milliseconds: least((result) => result.milliseconds),
    memory: least((result) => result.memory),
    longestBlock: least((result) => result.longestBlock),
  };
}

export async function runChild(name: string, file: string, isWatched: boolean): Promise<void> {
  const start = performance.now();
  const watch = isWatched ? watchBlocks() : () => 0;
  const { bytes, calls } = await work(name, file);
  const milliseconds = performance.now() - start;
  const memory = mostMemory();
  const result: ChildResult = { milliseconds, memory, bytes, calls, longestBlock: watch() };
  console.log(JSON.stringify(result));
}

/** On Linux the resources of a process include those of the one that started it. */
function mostMemory(): number {
  try {
    const kilobytes = /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

async function work(name: string, file: string): Promise<{ readonly bytes: number; readonly calls: number }> {
  switch (name) {
    case 'read':
      return passOver(createReadStream(file, { highWaterMark: CHUNK }));
    case 'read-own':
      return passOver(ownChunks(file));
    case 'stream':
      return searchIn(ownChunks(file));
    case 'gunzip':
      return passOver(createReadStream(file, { highWaterMark: CHUNK }).pipe(createGunzip({ chunkSize: CHUNK })));
    case 'stream-gunzip':
      return searchIn(nodeGunzip(ownChunks(file)));
    default:
      return { bytes: 0, calls: 0 };
  }
}

/** As the extension reads files. */
function ownChunks(file: string): AsyncIterable<Uint8Array> {
  const chunks = nodeFileChunks({ scheme: 'file', fsPath: file });
  if (chunks === undefined) {
    throw new Error(`${file} is no file`);
  }
  return chunks;
}

async function passOver(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly calls: number }> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
  }
  return { bytes, calls: 0 };
}

async function searchIn(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly calls: number }> {
  const stream = streamTrail(chunks, {
    signal: new AbortController().signal,
    yieldNow: () => new Promise((resolve) => setImmediate(resolve)),
  });
  for (;;) {
    const { done, value } = await stream.next();
    if (done === true) {
      if (value.stopped !== undefined || value.problems.length > 0) {
        throw new Error(JSON.stringify(value));
      }
      return value;
    }
  }
}

/** The longest time between two turns of a loop that asks for one all the time. */
function watchBlocks(): () => number {
  let longest = 0;
  let last = performance.now();
  let isWatching = true;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (isWatching) {
      setImmediate(turn);
    }
  };
  setImmediate(turn);
  return () => {
    isWatching = false;
    return longest;
  };
}
