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

  /** @param kept bytes that are kept, as a document begins before what tells its form */
  constructor(chunks: AsyncIterable<Uint8Array>, kept: number) {
    this.chunks = chunks[Symbol.asyncIterator]();
    this.before = new LastBytes(kept);
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
  }

  /** The rest of the stream, from the document's beginning on. */
  async *others(): AsyncGenerator<Uint8Array, void> {
    yield this.rest;
    this.rest = NO_BYTES;
    for (let next = await this.chunks.next(); next.done !== true; next = await this.chunks.next()) {
      yield next.value;
    }
  }

  /** Where the first document begins that a member in a part of a chunk tells, or one that ends in it. */
  private find(chunk: Uint8Array, at: number): number | undefined {
    const { before } = this;
    this.steps = Math.min(this.steps + STEPS * PART, MOST_STEPS);
    const visible = this.visible(chunk);
    if (at > 0) {
      const from = Math.max(at - FORM_WORDS.longest + 1, 0);
      return this.findIn(chunk.subarray(from, at + PART), visible, before.end + from);
    }
    const tail = before.from(before.end - FORM_WORDS.longest + 1);
    const border = joined(tail, chunk.subarray(0, FORM_WORDS.longest - 1));
    return (
      this.findIn(border, visible, before.end - tail.length) ??
      this.findIn(chunk.subarray(0, PART), visible, before.end)
    );
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
