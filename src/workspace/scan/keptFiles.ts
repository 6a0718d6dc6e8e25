import { type Digest, type Measurements, parseDigest } from '../../core/index.ts';
import { joinedBytes } from '../joinedBytes.ts';
import { turns } from '../turns.ts';
import type { Kept, ScannedCall } from './scannedCall.ts';
import { isLasting, LASTING_CODES, type ScannedFile, type ScanProblem } from './scannedFile.ts';

/**
 * What scans have found, as text that is kept outside of the workspace: a line of JSON for each file, then one for each of
 * its calls. Texts and measurements that many calls share have a line once, and are named by their number after that.
 */

const FORM = 'enclave-trail scan 1';
/** Of more the oldest are forgotten. */
const MOST_FILES = 200_000;
const MOST_CALLS = 200_000;

/** In turns with the host. */
export async function writeKeptFiles(files: Iterable<ScannedFile>): Promise<Uint8Array> {
  const turn = turns();
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let lines: string[] = [];
  const flush = (): void => {
    pieces.push(encoder.encode(`${lines.join('\n')}\n`));
    lines = [];
  };
  const texts = new Map<string, number>();
  const sets = new Map<Measurements, number>();
  const text = (value: string | undefined): number => {
    if (value === undefined) {
      return -1;
    }
    const known = texts.get(value);
    if (known !== undefined) {
      return known;
    }
    lines.push(JSON.stringify({ text: value }));
    texts.set(value, texts.size);
    return texts.size - 1;
  };
  const measurements = (value: Measurements): number => {
    const known = sets.get(value);
    if (known !== undefined) {
      return known;
    }
    const pcrs = value.pcrs.map(({ index, digest }) => [index, digest?.hex ?? null, digest?.spelling ?? null]);
    lines.push(JSON.stringify({ platform: value.platform ?? null, pcrs }));
    sets.set(value, sets.size);
    return sets.size - 1;
  };
  lines.push(JSON.stringify(FORM));
  for (const { calls, problem, ...file } of lastOf(files)) {
    lines.push(JSON.stringify({ ...file, ...(problem === undefined ? {} : { problem }), count: calls.length }));
    for (const call of calls) {
      const { start, end, mark, operation, eventTime, region, key, caller, moduleId, errorCode } = call;
      const names = [operation, region, key, caller, moduleId, errorCode].map(text);
      const set = measurements(call.measurements);
      lines.push(JSON.stringify([start, end, mark, eventTime ?? null, ...names, set]));
      if (turn.isDue()) {
        flush();
        await turn.take();
      }
    }
    if (turn.isDue()) {
      flush();
      await turn.take();
    }
  }
  flush();
  return joinedBytes(...pieces);
}

/** The newest, as many as are kept, in their order; those whose problem may have passed are read again anyway. */
function lastOf(files: Iterable<ScannedFile>): readonly ScannedFile[] {
  const all = [...files].filter(({ problem }) => problem === undefined || isLasting(problem));
  let calls = 0;
  let first = all.length;
  while (first > 0 && all.length - first < MOST_FILES) {
    calls += all[first - 1]?.calls.length ?? 0;
    if (calls > MOST_CALLS) {
      break;
    }
    first--;
  }
  return all.slice(first);
}

/** By URI. What an earlier version, or a broken disk, has kept in another form counts as never read. */
export async function readKeptFiles(bytes: Uint8Array, kept: Kept): Promise<Map<string, ScannedFile>> {
  const files = new Map<string, ScannedFile>();
  const turn = turns();
  const reader = new Reader(kept, (file) => files.set(file.uri, file));
  const decoder = new TextDecoder();
  for (let start = 0, isFirst = true; start < bytes.length; isFirst = false) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end < 0 ? bytes.length : end;
    const value = parsed(decoder.decode(bytes.subarray(start, stop)));
    if (isFirst ? value !== FORM : !reader.take(value)) {
      break;
    }
    start = stop + 1;
    if (turn.isDue()) {
      await turn.take();
    }
  }
  return files;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What may be kept of a line that is an object; nothing of it is certain. */
type Line = {
  readonly [Name in 'text' | 'platform' | 'pcrs' | 'count' | keyof ScannedFile | keyof ScanProblem]?: unknown;
};

class Reader {
  private readonly kept: Kept;
  private readonly done: (file: ScannedFile) => void;
  private readonly texts: string[] = [];
  private readonly sets: Measurements[] = [];
  private file: { readonly head: Omit<ScannedFile, 'calls'>; readonly calls: ScannedCall[]; left: number } | undefined;

  constructor(kept: Kept, done: (file: ScannedFile) => void) {
    this.kept = kept;
    this.done = done;
  }

  /** False for a line that is not as it should be: what comes behind it cannot be trusted. */
  take(value: unknown): boolean {
    if (Array.isArray(value)) {
      return this.takeCall(value);
    }
    if (typeof value !== 'object' || value === null) {
      return false;
    }
    const line: Line = value;
    if (typeof line.text === 'string') {
      this.texts.push(this.kept.text(line.text));
      return true;
    }
    if ('pcrs' in line) {
      const set = measurementsOf(line);
      if (set !== undefined) {
        this.sets.push(this.kept.measurements(set));
      }
      return set !== undefined;
    }
    return this.takeFile(line);
  }

  private takeFile({ uri, size, mtime, isGzip, bytes, problem, count }: Line): boolean {
    if (
      typeof uri !== 'string' ||
      typeof size !== 'number' ||
      typeof mtime !== 'number' ||
      typeof isGzip !== 'boolean' ||
      typeof bytes !== 'number' ||
      typeof count !== 'number' ||
      (this.file?.left ?? 0) > 0
    ) {
      return false;
    }
    const found = problem === undefined ? undefined : problemOf(problem);
    if (problem !== undefined && found === undefined) {
      return false;
    }
    this.file = { head: { uri, size, mtime, isGzip, bytes, problem: found }, calls: [], left: count };
    this.finish();
    return true;
  }

  private takeCall([start, end, mark, eventTime, ...names]: readonly unknown[]): boolean {
    const set = this.sets[Number(names.pop())];
    const texts = names.map((name) => (name === -1 ? '' : this.texts[Number(name)]));
    if (
      this.file === undefined ||
      this.file.left === 0 ||
      typeof start !== 'number' ||
      typeof end !== 'number' ||
      typeof mark !== 'string' ||
      (eventTime !== null && typeof eventTime !== 'number') ||
      set === undefined ||
      texts.length !== 6 ||
      texts.includes(undefined)
    ) {
      return false;
    }
    const [operation, region, key, caller, moduleId, errorCode] = names.map((name) => this.texts[Number(name)]);
    this.file.calls.push({
      start,
      end,
      index: this.file.calls.length,
      mark,
      operation,
      eventTime: eventTime ?? undefined,
      region,
      key,
      caller,
      moduleId,
      errorCode,
      measurements: set,
    });
    this.file.left--;
    this.finish();
    return true;
  }

  /** A file counts once all its calls are there. */
  private finish(): void {
    if (this.file?.left === 0) {
      this.done({ ...this.file.head, calls: this.file.calls });
    }
  }
}

function problemOf(value: unknown): ScanProblem | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { code, message }: Line = value;
  const problem = LASTING_CODES.find((known) => known === code);
  return problem !== undefined && typeof message === 'string' ? { code: problem, message } : undefined;
}

function measurementsOf({ platform, pcrs }: Line): Measurements | undefined {
  if ((platform !== null && platform !== 'enclave' && platform !== 'nitro-tpm') || !Array.isArray(pcrs)) {
    return undefined;
  }
  const read: { index: number; digest: Digest | undefined }[] = [];
  for (const entry of pcrs) {
    const [index, hex, spelling]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    const digest = typeof hex === 'string' ? parseDigest(hex) : undefined;
    if (typeof index !== 'number' || (hex !== null && digest === undefined)) {
      return undefined;
    }
    read.push({ index, digest: digest && { hex: digest.hex, spelling: spelling === 'hex' ? 'hex' : 'base64' } });
  }
  return { platform: platform ?? undefined, pcrs: read };
}
