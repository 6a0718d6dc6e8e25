import { bytesOfBase64 } from '../../encoding/base64.ts';
import { FOLLOW_CODE } from './followCode.ts';

/** Units that are looked at together: a little more than a step of a search. */
const PIECE = 136 * 1024;
/** Units to each side of a piece that are read as well. */
const BESIDE = 128;
/** Bytes of a page of memory, as WebAssembly has them. */
const PAGE = 64 * 1024;

/** What a run stops at, and which brackets it follows. */
export interface RunKind {
  /** The bits of a byte that count, and the bytes of which brackets are some. */
  readonly fold: number;
  readonly first: number;
  readonly width: number;
  /** Whether it stops at keys of an attestation; else where `"eventSource"` begins is told as well. */
  readonly stopsAtKeys: boolean;
  /** Those that go to or from less than so many open brackets are told. */
  readonly below: number;
}

/** All brackets, to walk over a value: those that go to or from less than four open ones are told. */
export const WALK: RunKind = { fold: 0xdf, first: 0x5b, width: 2, stopsAtKeys: false, below: 4 };
/** The same of which all are told. */
export const ALL_BRACKETS: RunKind = { ...WALK, below: 0x7fffffff };
/** `[` and `]`, up to a key: those are told that begin or end an array in no other. */
export const FOLLOW_ARRAYS: RunKind = { fold: 0xff, first: 0x5b, width: 2, stopsAtKeys: true, below: 2 };
/** No brackets, up to a key. */
export const FIND_KEYS: RunKind = { fold: 0xff, first: 0x5c, width: 0, stopsAtKeys: true, below: 0 };

/** Copies units to the front of `into`; false where they are not bytes, one for each. */
export type CopyUnits = (from: number, to: number, into: Uint8Array) => boolean;

/** Undefined where the host has no vector instructions, or does not let WebAssembly run: who asks has a slower way. */
export function bracketRuns(): BracketRuns | undefined {
  const code = bytesOfBase64(FOLLOW_CODE)?.slice();
  if (code === undefined || typeof WebAssembly === 'undefined' || !WebAssembly.validate(code)) {
    return undefined;
  }
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(END / PAGE) });
    const { follow } = new WebAssembly.Instance(new WebAssembly.Module(code), { host: { memory } }).exports;
    return typeof follow === 'function' ? new BracketRuns(memory.buffer, (...all) => follow(...all)) : undefined;
  } catch {
    // A page's policy may forbid it, or there is no room for it.
    return undefined;
  }
}

/** Where the memory has what: the piece and what is beside it, marks as 32-bit numbers, results. */
const MARKS = PIECE + 2 * BESIDE;
const RESULTS = MARKS + PIECE * 4;
const END = RESULTS + 16;

type Follow = (...numbers: readonly number[]) => void;

/**
 * Follows brackets by the processor's vector instructions, through pieces of units that are copied for it. A run goes on as
 * far as it is beyond doubt which brackets are in strings, by what stands around them: bracketPlace.ts has the same rules.
 */
export class BracketRuns {
  /**
   * Of the last run: where it stopped, in how many brackets, and the last one outside of strings, or -1. Where it did not stop at
   * something, it can go on.
   */
  stop = 0;
  isStopped = false;
  depth = 0;
  last = -1;
  /** Brackets of the last run that are told, and other places. */
  count = 0;
  private readonly follow: Follow;
  private readonly memory: Uint8Array;
  private readonly marks: Int32Array;
  private readonly results: Int32Array;
  /** The units of the piece that is in memory. */
  private start = 0;
  private end = 0;
  private isUsable = false;

  constructor(buffer: ArrayBufferLike, follow: Follow) {
    this.follow = follow;
    this.memory = new Uint8Array(buffer, 0, MARKS);
    this.marks = new Int32Array(buffer, MARKS, PIECE);
    this.results = new Int32Array(buffer, RESULTS, 4);
  }

  /** What is in memory is of other units, or has others behind it. */
  forget(): void {
    this.start = 0;
    this.end = 0;
  }

  /**
   * Goes from `from` on and stops before `to`, at a key, a letter that is spelled as an escape, a bracket in doubt, or one that
   * closes the last of `depth`. Brackets before `sureFrom` are in a string. False where these units cannot be searched so.
   *
   * @param length how many units there are
   */
  run(
    { fold, first, width, stopsAtKeys, below }: RunKind,
    from: number,
    to: number,
    depth: number,
    sureFrom: number,
    copy: CopyUnits,
    length: number,
  ): boolean {
    const isWorthAll = to > this.end && to - from <= PIECE;
    if (from < this.start || from >= this.end || isWorthAll) {
      this.move(from, copy, length);
    }
    if (!this.isUsable) {
      return false;
    }
    const shift = BESIDE - this.start;
    const end = Math.min(to, this.end) + shift;
    const sure = Math.max(sureFrom + shift, 0);
    this.follow(from + shift, end, depth, sure, fold, first, width, stopsAtKeys ? 1 : 0, below, MARKS, RESULTS);
    const [stop = 0, depthThere = 0, count = 0, last = 0] = this.results;
    this.stop = stop - shift;
    this.isStopped = stop < end;
    this.depth = depthThere;
    this.count = count;
    this.last = last === 0 ? -1 : last - shift;
    return true;
  }

  /** Of what is told, in its order. */
  mark(index: number): number {
    return (this.marks[index] ?? 0) - BESIDE + this.start;
  }

  private move(from: number, copy: CopyUnits, length: number): void {
    const { memory } = this;
    const first = Math.max(from - BESIDE, 0);
    const before = BESIDE - (from - first);
    const last = Math.min(from + PIECE + BESIDE, length);
    this.start = from;
    this.end = Math.min(from + PIECE, length);
    this.isUsable = copy(first, last, memory.subarray(before));
    memory.fill(0, 0, before);
    memory.fill(0, before + last - first);
  }
}
