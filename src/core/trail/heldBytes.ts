import { ByteWindow } from './byteWindow.ts';
import { type StreamStop, unreadable } from './stream.ts';

/** The bytes of a stream from a place on, as many as are looked at together, for whoever asks for more of them. */
export class HeldBytes {
  /** Whether nothing comes behind what is held. */
  isLast = false;
  /** Why, where the stream has not ended by itself. */
  failure: StreamStop | undefined;
  /** Bytes of the stream so far. */
  taken = 0;
  private readonly source: AsyncIterator<Uint8Array>;
  private readonly window: ByteWindow;
  /** The first that is held. */
  private start: number;

  /** @param skipped bytes that are passed over */
  constructor(chunks: AsyncIterable<Uint8Array>, skipped: number) {
    this.source = chunks[Symbol.asyncIterator]();
    this.window = new ByteWindow(skipped);
    this.start = skipped;
  }

  get length(): number {
    return this.window.end - this.start;
  }

  async more(): Promise<void> {
    try {
      const next = await this.source.next();
      if (next.done === true) {
        this.isLast = true;
        return;
      }
      const skipped = Math.max(this.window.end - this.taken, 0);
      this.taken += next.value.length;
      if (skipped < next.value.length) {
        this.window.add(next.value.subarray(skipped), this.start);
      }
    } catch (error) {
      this.failure = unreadable(error, this.taken);
      this.isLast = true;
    }
  }

  /** Until there are more. */
  held(): Uint8Array {
    return this.window.slice(this.start, this.window.end);
  }

  /** Lets go of the first bytes that are held. */
  drop(bytes: number): void {
    this.start += bytes;
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }
}
