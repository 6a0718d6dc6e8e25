import { type Digest, type Measurements, parseDigest } from '../../core/index.ts';
import { joinedBytes } from '../joinedBytes.ts';
import { turns } from '../turns.ts';
import type { ScanEnd } from './folderScan.ts';
import type { Kept, ScannedCall } from './scannedCall.ts';
import { isLasting, PROBLEM_CODES, type ScannedFile, type ScanProblem } from './scannedFile.ts';

/**
 * What scans have found, as text that is kept outside of the workspace: a line of JSON for the last scan, then one for each
 * file, and one for each of its calls. Texts and measurements that many calls share have a line once, and are named by their
 * number after that.
 */

const FORM = 'enclave-trail scan 3';
/** Of more the oldest are forgotten. */
const MOST_FILES = 200_000;
const MOST_CALLS = 200_000;
/** Of what the last scan has not read; of more there is the count. */
const MOST_NOT_READ = 1000;

/** The last scan, besides the files that it has found. */
export interface KeptScan {
  /** The folder's URI. */
  readonly root: string;
  /** One that runs has not come to its end. */
  readonly state: 'running' | ScanEnd;
  /** Milliseconds since the epoch, when it came to this. */
  readonly at: number;
  /** What was not read, and what was read but may be read otherwise the next time. */
  readonly notRead: readonly NotRead[];
}

export interface NotRead {
  readonly uri: string;
  readonly problem: ScanProblem;
}

export interface KeptFiles {
  /** By URI. */
  readonly files: Map<string, ScannedFile>;
  /** Undefined where there was none, or not all of it is there. */
  readonly last: KeptLast | undefined;
}

export interface KeptLast {
  readonly scan: KeptScan;
  readonly files: readonly ScannedFile[];
}

/** In turns with the host. The files of the last scan are among `files`. */
export async function writeKeptFiles(files: Iterable<ScannedFile>, last?: KeptLast): Promise<Uint8Array> {
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
  const inLast = new Set(last?.files.map(({ uri }) => uri));
  const kept = lastOf(files);
  lines.push(JSON.stringify(FORM));
  if (last !== undefined) {
    lines.push(JSON.stringify(scanLine(last, kept.filter(({ uri }) => inLast.has(uri)).length)));
  }
  for (const { calls, problem, ...file } of kept) {
    const isInLast = inLast.has(file.uri) ? { isInLast: true } : {};
    lines.push(
      JSON.stringify({ ...file, ...(problem === undefined ? {} : { problem }), ...isInLast, count: calls.length }),
    );
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

function scanLine({ scan, files }: KeptLast, fileCount: number) {
  const passing = files.flatMap(({ uri, problem }) =>
    problem === undefined || isLasting(problem) ? [] : [{ uri, problem }],
  );
  const all = [...scan.notRead, ...passing];
  const message = `${all.length - MOST_NOT_READ} more were not read, or in part`;
  const more = all.length > MOST_NOT_READ ? [{ uri: scan.root, problem: { code: 'left-out', message } }] : [];
  return { scan: { ...scan, notRead: [...all.slice(0, MOST_NOT_READ), ...more] }, fileCount };
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

/** What an earlier version, or a broken disk, has kept in another form counts as never read. */
export async function readKeptFiles(bytes: Uint8Array, kept: Kept): Promise<KeptFiles> {
  const turn = turns();
  const reader = new Reader(kept);
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
  return { files: reader.files, last: reader.last };
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
  readonly [Name in
    | 'text'
    | 'platform'
    | 'pcrs'
    | 'count'
    | 'isInLast'
    | 'scan'
    | 'fileCount'
    | keyof ScannedFile
    | keyof ScanProblem
    | keyof KeptScan]?: unknown;
};

class Reader {
  readonly files = new Map<string, ScannedFile>();
  private readonly kept: Kept;
  private scan: { readonly scan: KeptScan; readonly fileCount: number } | undefined;
  private readonly ofLast: ScannedFile[] = [];
  private readonly texts: string[] = [];
  private readonly sets: Measurements[] = [];
  private file:
    | {
        readonly head: Omit<ScannedFile, 'calls'>;
        readonly isInLast: boolean;
        readonly calls: ScannedCall[];
        left: number;
      }
    | undefined;

  constructor(kept: Kept) {
    this.kept = kept;
  }

  get last(): KeptLast | undefined {
    return this.scan?.fileCount === this.ofLast.length ? { scan: this.scan.scan, files: this.ofLast } : undefined;
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
    return 'scan' in line ? this.takeScan(line) : this.takeFile(line);
  }

  private takeScan({ scan, fileCount }: Line): boolean {
    const found = scanOf(scan);
    if (found === undefined || typeof fileCount !== 'number' || this.files.size > 0) {
      return false;
    }
    this.scan = { scan: found, fileCount };
    return true;
  }

  private takeFile({ uri, size, mtime, isGzip, bytes, problem, isInLast, count }: Line): boolean {
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
    if (problem !== undefined && (found === undefined || !isLasting(found))) {
      return false;
    }
    const head = { uri, size, mtime, isGzip, bytes, problem: found };
    this.file = { head, isInLast: isInLast === true, calls: [], left: count };
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
      const file = { ...this.file.head, calls: this.file.calls };
      this.files.set(file.uri, file);
      if (this.file.isInLast) {
        this.ofLast.push(file);
      }
    }
  }
}

function problemOf(value: unknown): ScanProblem | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { code, message }: Line = value;
  const problem = PROBLEM_CODES.find((known) => known === code);
  return problem !== undefined && typeof message === 'string' ? { code: problem, message } : undefined;
}

function scanOf(value: unknown): KeptScan | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { root, state, at, notRead }: Line = value;
  const known = STATES.find((one) => one === state);
  if (typeof root !== 'string' || known === undefined || typeof at !== 'number' || !Array.isArray(notRead)) {
    return undefined;
  }
  const read: NotRead[] = [];
  for (const entry of notRead) {
    const line: Line = typeof entry === 'object' && entry !== null ? entry : {};
    const problem = problemOf(line.problem);
    if (typeof line.uri !== 'string' || problem === undefined) {
      return undefined;
    }
    read.push({ uri: line.uri, problem });
  }
  return { root, state: known, at, notRead: read };
}

const STATES: readonly KeptScan['state'][] = ['running', 'done', 'cancelled', 'too-many-calls'];

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
