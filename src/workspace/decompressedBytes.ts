import { type BytesProblem, type BytesProblemCode, grouped, gunzip, gzipProblem, isGzip } from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import { joinedBytes } from './joinedBytes.ts';
import { turns } from './turns.ts';

/** A file of which somebody wants to read the bytes, wherever it is. */
export interface ByteSource {
  /** As people call it; tells whether it should be gzip. */
  readonly name: string;
  /** Rejects where there is none. */
  readonly state: () => Promise<FileState>;
  /** From its beginning, each time it is called; throws where reading fails. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** The file comes as one piece, which is in memory as a whole. */
  readonly isWhole: boolean;
}

export interface FileState {
  readonly kind: 'file' | 'directory' | 'other';
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since the epoch, of the last change. */
  readonly mtime: number;
}

export interface BytesLimits {
  /** Bytes that may come out of a compressed file. */
  readonly decompressedBytes: number;
  /** Bytes that may come out for each byte of the file, once there are more than 16 MiB. */
  readonly ratio: number;
  /** Bytes of a file that can only be read whole. */
  readonly wholeFileBytes: number;
}

/** The bytes of a file, decompressed where it is gzip. */
export interface TrailBytes {
  /**
   * Ends without an error where the file does, or where `problem` says; each iteration reads the file anew. The memory of a
   * chunk may be written over once the next one is asked for.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes on disk; undefined where that is not known. */
  readonly size: number | undefined;
  /** Bytes of the file on disk that were read so far. */
  readonly bytesRead: () => number;
  readonly isGzip: boolean;
  /** Why, and where, the chunks stopped short, once they have. */
  readonly problem: () => BytesProblem | undefined;
}

export interface OpenOptions {
  readonly limits: BytesLimits;
  readonly signal: AbortSignal;
  /** The host's own, which is fast and loses what it had where something is wrong. */
  readonly gunzip: HostPlatform['gunzip'];
}

/** Bytes of a piece that is handed on. */
const PIECE = 1024 * 1024;
/** Bytes that any file may come to, however small it is. */
const RATIO_FLOOR = 16 * 1024 * 1024;
/** UTF-16 units of what the host says of a failure. */
const LONGEST_REASON = 200;

/** Looks at a file, closes it again, and reads it when somebody asks for its chunks. */
export async function openBytes(source: ByteSource, options: OpenOptions): Promise<TrailBytes> {
  const { limits, signal } = options;
  try {
    const before = await unlessAborted(source.state(), signal);
    const refused = refusal(source, before, limits);
    if (refused !== undefined) {
      return unopened(before.size, problemAt(0, 0, ...refused));
    }
    const head = await firstBytes(untilAborted(source.open(), signal));
    // A small file, as those of a trail in S3 are, is read once.
    const known = head.length >= before.size ? { ...source, open: () => piecesOf(head) } : source;
    return new OpenedBytes(known, before, isGzip(head), options);
  } catch (error) {
    return unopened(undefined, problemOf(error, signal, 0, 0));
  }
}

type Refusal = readonly [BytesProblemCode, string];

function refusal(source: ByteSource, { kind, size }: FileState, limits: BytesLimits): Refusal | undefined {
  switch (kind) {
    case 'directory':
      return ['directory', 'it is a folder'];
    case 'other':
      return ['not-a-file', 'it is neither a file nor a link to one'];
    case 'file':
      if (size === 0 && /\.gz$/i.test(source.name)) {
        return ['empty', 'it is empty'];
      }
      return source.isWhole && size > limits.wholeFileBytes
        ? [
            'too-large-to-read-whole',
            `it is larger than ${mebibytes(limits.wholeFileBytes)} and can only be read whole here: open it on the machine that has it`,
          ]
        : undefined;
  }
}

function unopened(size: number | undefined, problem: BytesProblem): TrailBytes {
  return { chunks: piecesOf(new Uint8Array()), size, bytesRead: () => 0, isGzip: false, problem: () => problem };
}

class OpenedBytes implements TrailBytes {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly size: number;
  readonly isGzip: boolean;
  readonly bytesRead = (): number => this.read;
  readonly problem = (): BytesProblem | undefined => this.found;
  private readonly source: ByteSource;
  private readonly before: FileState;
  private readonly options: OpenOptions;
  private read = 0;
  private passed = 0;
  private found: BytesProblem | undefined;

  constructor(source: ByteSource, before: FileState, isCompressed: boolean, options: OpenOptions) {
    this.source = source;
    this.before = before;
    this.options = options;
    this.size = before.size;
    this.isGzip = isCompressed;
    this.chunks = { [Symbol.asyncIterator]: () => this.iterate() };
  }

  private async *iterate(): AsyncGenerator<Uint8Array, void> {
    this.read = 0;
    this.passed = 0;
    this.found = undefined;
    const { signal } = this.options;
    try {
      for await (const chunk of untilAborted(this.isGzip ? this.decompressed() : this.plain(), signal)) {
        const whole = this.isGzip ? this.withinLimits(chunk) : chunk;
        this.passed += whole.length;
        if (whole.length > 0) {
          yield whole;
        }
        if (this.found !== undefined) {
          return;
        }
      }
      this.found = (await this.change()) ?? this.found;
    } catch (error) {
      const problem = problemOf(error, signal, this.read, this.passed);
      this.found = problem.code === 'cancelled' ? problem : ((await this.change()) ?? problem);
    }
  }

  private async *plain(): AsyncGenerator<Uint8Array, void> {
    yield* this.counted();
  }

  private async *decompressed(): AsyncGenerator<Uint8Array, void> {
    let done = 0;
    if (this.options.gunzip !== undefined) {
      try {
        for await (const chunk of notGzip(this.options.gunzip(this.counted()))) {
          done += chunk.length;
          yield chunk;
        }
        return;
      } catch (error) {
        if (this.options.signal.aborted || error instanceof GzipInGzip) {
          throw error;
        }
        // It is not as it should be: the core's tells where, and has what the host's has lost.
      }
    }
    const turn = turns();
    const between = async (): Promise<void> => {
      if (turn.isDue()) {
        await turn.take();
      }
    };
    const own = gunzip(this.counted(), between);
    const pieces = returning(own);
    let behind = done;
    for await (const chunk of notGzip(pieces.values)) {
      const isNew = chunk.length > behind;
      if (isNew) {
        yield behind === 0 ? chunk : chunk.subarray(behind);
      }
      behind -= isNew ? behind : chunk.length;
    }
    const end = pieces.result();
    this.found = end && gzipProblem(end, this.passed);
  }

  /** The file's pieces, counted as they are asked for; what is read once more is not counted twice. */
  private async *counted(): AsyncGenerator<Uint8Array, void> {
    let position = 0;
    for await (const chunk of this.source.open()) {
      for (let start = 0; start < chunk.length; start += PIECE) {
        const piece = chunk.subarray(start, start + PIECE);
        position += piece.length;
        this.read = Math.max(this.read, position);
        yield piece;
      }
      if (position > this.before.size && (await this.change()) !== undefined) {
        // Whoever writes to it may never end.
        return;
      }
    }
  }

  /** As much of a piece as may come out; says so where that is not all. */
  private withinLimits(chunk: Uint8Array): Uint8Array {
    const { decompressedBytes, ratio } = this.options.limits;
    const most = Math.min(decompressedBytes, Math.max(RATIO_FLOOR, ratio * this.read));
    const room = most - this.passed;
    if (chunk.length <= room) {
      return chunk;
    }
    const [code, message]: Refusal =
      most === decompressedBytes
        ? ['too-large', `it holds more than the ${mebibytes(decompressedBytes)} that are read of one file`]
        : ['too-high-ratio', `it inflates more than ${grouped(ratio)}-fold, as no log does`];
    this.found = problemAt(this.read, most, code, message);
    return chunk.subarray(0, Math.max(room, 0));
  }

  private async change(): Promise<BytesProblem | undefined> {
    const { size, mtime } = this.before;
    const changed = problemAt(this.read, this.passed, 'changed', 'it was changed while it was read');
    try {
      const after = await this.source.state();
      return after.size === size && after.mtime === mtime ? undefined : changed;
    } catch {
      return { ...changed, message: 'it was removed while it was read' };
    }
  }
}

class GzipInGzip extends Error {}
class Cancelled extends Error {}

/** The pieces of what is no gzip itself. */
async function* notGzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = joinedBytes(head, chunk);
    if (isGzip(head)) {
      throw new GzipInGzip();
    }
    if (head.length >= 2) {
      yield head;
      head = undefined;
    } else {
      // The memory of a piece is written over once the next one is asked for.
      head = head.slice();
    }
  }
  if (head !== undefined && head.length > 0) {
    yield head;
  }
}

/** At least two bytes, where there are so many; the file is closed then. */
async function firstBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    head = joinedBytes(head, chunk).slice();
    if (head.length >= 2) {
      break;
    }
  }
  return head;
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  if (bytes.length > 0) {
    yield bytes;
  }
}

/** A generator as what `for await` takes, which has no room for what the generator returns. */
function returning<T, R>(
  generator: AsyncGenerator<T, R>,
): {
  readonly values: AsyncIterable<T>;
  readonly result: () => R | undefined;
} {
  let result: R | undefined;
  async function* values(): AsyncGenerator<T, void> {
    result = yield* generator;
  }
  return { values: values(), result: () => result };
}

/** The pieces until the signal is aborted: then it throws at once, whatever it waits for. */
async function* untilAborted<T>(chunks: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await unlessAborted(iterator.next(), signal);
      if (done === true) {
        return;
      }
      yield value;
    }
  } finally {
    const closed = iterator.return?.();
    if (signal.aborted) {
      // What hangs closes when it stops hanging; nobody waits for that.
      closed?.catch(() => undefined);
    } else {
      await closed;
    }
  }
}

/** What a promise comes to; rejects at once when the signal is aborted. */
function unlessAborted<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Cancelled());
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener?.('abort', abort);
    const settled = (): void => signal.removeEventListener?.('abort', abort);
    promise.then(
      (value) => {
        settled();
        resolve(value);
      },
      (error: unknown) => {
        settled();
        reject(error);
      },
    );
  });
}

function problemOf(error: unknown, signal: AbortSignal, file: number, decompressed: number): BytesProblem {
  const problem = (code: BytesProblemCode, message: string): BytesProblem =>
    problemAt(file, decompressed, code, message);
  if (signal.aborted || error instanceof Cancelled) {
    return problem('cancelled', 'reading it was cancelled');
  }
  if (error instanceof GzipInGzip) {
    return problemAt(0, 0, 'gzip-in-gzip', 'it is gzip inside of gzip, of which one level alone is undone');
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'NoPermissions') {
    return problem('no-permission', 'there is no permission to read it');
  }
  if (code === 'EISDIR' || code === 'FileIsADirectory') {
    return problem('directory', 'it is a folder');
  }
  const reason = error instanceof Error ? error.message.slice(0, LONGEST_REASON) : 'an unknown error';
  return problem('unreadable', `reading it failed: ${reason}`);
}

function problemAt(file: number, decompressed: number, code: BytesProblemCode, message: string): BytesProblem {
  return { code, message, at: { file, decompressed } };
}

function mebibytes(bytes: number): string {
  return `${grouped(Math.floor(bytes / (1024 * 1024)))} MiB`;
}
