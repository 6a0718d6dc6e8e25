import { type StreamStop, unreadable } from './stream.ts';

/** The bytes of a stream from a place on, as many as are looked at together. */
export class HeldBytes {
  /** Whether nothing comes behind what is held. */
  isLast = false;
  /** Why, where the stream has not ended by itself. */
  failure: StreamStop | undefined;
  /** Bytes of the stream so far. */
  taken = 0;
  length = 0;
  private readonly source: AsyncIterator<Uint8Array>;
  private parts: Uint8Array[] = [];
  private toSkip: number;

  constructor(chunks: AsyncIterable<Uint8Array>, skipped: number) {
    this.source = chunks[Symbol.asyncIterator]();
    this.toSkip = skipped;
  }

  async more(): Promise<void> {
    try {
      const next = await this.source.next();
      if (next.done === true) {
        this.isLast = true;
        return;
      }
      this.taken += next.value.length;
      const skipped = Math.min(this.toSkip, next.value.length);
      this.toSkip -= skipped;
      if (skipped < next.value.length) {
        // Whoever hands out chunks may use their memory again.
        this.parts.push(next.value.slice(skipped));
        this.length += next.value.length - skipped;
      }
    } catch (error) {
      this.failure = unreadable(error, this.taken);
      this.isLast = true;
    }
  }

  held(): Uint8Array {
    const [only = new Uint8Array(), ...others] = this.parts;
    if (others.length === 0) {
      return only;
    }
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.parts = [bytes];
    return bytes;
  }

  /** Lets go of the first bytes that are held. */
  drop(bytes: number): void {
    this.parts = [this.held().slice(bytes)];
    this.length -= bytes;
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }
}
