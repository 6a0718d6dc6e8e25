import type { Span } from '../../located.ts';
import { COLON, COMMA, isBlank, OPEN_BRACKET, QUOTE } from '../jsonText.ts';
import type { StreamProblem } from '../stream.ts';
import { documentAround, type VisibleBytes } from './documentAround.ts';
import { FORM_WORDS } from './formWords.ts';
import { joined } from './joined.ts';
import { LastBytes } from './lastBytes.ts';

/** Bytes that may be looked at again to tell documents, at most, and how many times those of the stream. */
const MOST_STEPS = 1024 * 1024;
const STEPS = 4;
/** Bytes that are handed on at once: they stay in the processor's cache. */
const PART = 128 * 1024;

const NO_BYTES = new Uint8Array(0);

/**
 * Hands on the chunks of a stream, up to where a document in another form than CloudTrail's begins. That is told by the
 * name of a member, which costs a search, and by what is around it, which costs nothing where there is no such name.
 * Inside of a log file of CloudTrail's own form none begins: who reads what is handed on says how far it has seen one.
 */
export class FormWatch {
  /** Where such a document begins, once that is known. */
  start: number | undefined;
  /** Where there may be another form, and nothing tells. */
  problem: StreamProblem | undefined;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private readonly before: LastBytes;
  /** From where such a document begins on, what was read of it. */
  private rest: Uint8Array = NO_BYTES;
  /** The first byte of the stream that begins a value. */
  private first: number | undefined;
  private steps = MOST_STEPS;
  private readonly kept: number;
  /** Whether whoever reads is in a log file, and all that is before it has been told. */
  private isInLogFile = false;
  /** Up to where no document begins but the one at `start`. */
  private told = 0;

  /** @param kept bytes that are kept, as a document begins before what tells its form */
  constructor(chunks: AsyncIterable<Uint8Array>, kept: number) {
    this.chunks = chunks[Symbol.asyncIterator]();
    // As many again, as what is searched later has to have as much before it.
    this.before = new LastBytes(2 * kept);
    this.kept = kept;
  }

  /** Up to where it is told whose form what was handed on is. */
  get toldTo(): number {
    return this.told;
  }

  /** Takes how far a log file has been seen, or that there is none where the reading is. */
  seen(logFile: Span | undefined): void {
    this.isInLogFile = logFile !== undefined && logFile.start <= this.told;
    if (logFile !== undefined && this.isInLogFile) {
      this.told = Math.max(this.told, logFile.end);
    }
  }

  /** What comes before such a document. What is begun with it is part of what is handed on, if it is told late. */
  async *own(): AsyncGenerator<Uint8Array, void> {
    for (let next = await this.chunks.next(); next.done !== true; next = await this.chunks.next()) {
      const chunk = next.value;
      this.first ??= chunk.find((byte) => !isBlank(byte) && byte !== COMMA && byte < 0x80);
      for (let at = 0; at < chunk.length; at += PART) {
        const start = this.find(chunk, at);
        if (start !== undefined) {
          const behind = Math.max(start - this.before.end, 0);
          this.rest = joined(this.before.from(start), chunk.subarray(behind));
          this.start = start;
          yield chunk.subarray(Math.min(at, behind), behind);
          return;
        }
        yield chunk.subarray(at, at + PART);
      }
      this.before.add(chunk);
    }
    const start = this.find(NO_BYTES, 0);
    if (start !== undefined) {
      this.rest = this.before.from(start);
      this.start = start;
    }
  }

  /** The rest of the stream, from the document's beginning on. */
  async *others(): AsyncGenerator<Uint8Array, void> {
    yield this.rest;
    this.rest = NO_BYTES;
    for (let next = await this.chunks.next(); next.done !== true; next = await this.chunks.next()) {
      yield next.value;
    }
  }

  /**
   * Where the first document begins that a member up to the end of a part of a chunk tells, or one that ends in it. Inside of
   * a log file that is left for later, as long as what was not searched is still there.
   */
  private find(chunk: Uint8Array, at: number): number | undefined {
    const { before, told } = this;
    const end = Math.min(before.end + at + PART, before.end + chunk.length);
    if (this.isInLogFile && chunk.length > 0 && end - told <= this.kept) {
      return undefined;
    }
    this.steps = Math.min(this.steps + STEPS * PART, MOST_STEPS);
    const visible = this.visible(chunk);
    const from = Math.max(told - FORM_WORDS.longest + 1, before.start);
    const start = this.findFrom(chunk, from, end, visible);
    this.told = end;
    return start;
  }

  private findFrom(chunk: Uint8Array, from: number, end: number, visible: VisibleBytes): number | undefined {
    const { before } = this;
    if (from >= before.end) {
      return this.findIn(chunk.subarray(from - before.end, end - before.end), visible, from);
    }
    const border = joined(before.from(from), chunk.subarray(0, Math.min(FORM_WORDS.longest - 1, end - before.end)));
    return this.findIn(border, visible, from) ?? this.findIn(chunk.subarray(0, end - before.end), visible, before.end);
  }

  private findIn(bytes: Uint8Array, visible: VisibleBytes, base: number): number | undefined {
    for (let at = FORM_WORDS.next(bytes, 0); at < bytes.length; at = FORM_WORDS.next(bytes, at + 1)) {
      const key = base + at;
      const start = isKey(visible, key) ? documentAround(visible, key) : 'none';
      if (typeof start === 'number') {
        return start;
      }
      if (start === 'unclear') {
        this.problem ??= { code: 'form-unclear', message: UNCLEAR, start: key, end: key + 1 };
      }
    }
    this.steps = visible.steps;
    return undefined;
  }

  private visible(chunk: Uint8Array): VisibleBytes {
    const { before, steps } = this;
    const { start, end } = before;
    return {
      from: start,
      end: end + chunk.length,
      at: (offset) => (offset < end ? before.at(offset) : (chunk[offset - end] ?? 0)),
      isList: this.first === OPEN_BRACKET,
      steps,
    };
  }
}

const UNCLEAR =
  'From here on there may be rows, or events in another form than CloudTrail’s, inside of what began long before: calls in those were not looked for.';

/** Whether a colon stands behind the string that begins at a quote; taken for granted where that is not visible. */
function isKey(bytes: VisibleBytes, quote: number): boolean {
  let at = quote + 1;
  while (at < bytes.end && bytes.at(at) !== QUOTE) {
    at++;
  }
  do {
    at++;
  } while (at < bytes.end && isBlank(bytes.at(at)));
  return at >= bytes.end || bytes.at(at) === COLON;
}
