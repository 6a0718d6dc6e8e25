import { readChunks, type StreamOptions, type StreamStop } from '../stream.ts';
import { joined } from './joined.ts';

/** The chunks of a stream, one after another for whoever asks next, as many bytes as may be read. Nothing throws. */
export class StreamChunks {
  /** Why there are no more. */
  stopped: StreamStop | undefined;
  private readonly source: AsyncGenerator<Uint8Array, StreamStop | undefined>;
  private next: Uint8Array | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>, { signal, limits }: StreamOptions) {
    this.source = readChunks(chunks, signal, limits?.bytes ?? Number.POSITIVE_INFINITY);
  }

  /** The first bytes, which are not taken: until there are enough, or no more. */
  async first(isEnough: (bytes: Uint8Array) => boolean): Promise<Uint8Array> {
    let bytes: Uint8Array = new Uint8Array(0);
    for (let chunk = await this.read(); chunk !== undefined; chunk = await this.read()) {
      bytes = bytes.length === 0 ? chunk : joined(bytes, chunk);
      if (isEnough(bytes)) {
        break;
      }
      // Whoever hands out chunks may use their memory again.
      bytes = bytes.slice();
    }
    this.next = bytes;
    return bytes;
  }

  /** All from a byte on that is one of the first; who stops asking leaves the rest to others. */
  async *from(start: number): AsyncGenerator<Uint8Array, void> {
    const { next } = this;
    this.next = undefined;
    if (next !== undefined) {
      yield next.subarray(start);
    }
    for (let chunk = await this.read(); chunk !== undefined; chunk = await this.read()) {
      yield chunk;
    }
  }

  async close(): Promise<void> {
    await this.source.return(undefined);
  }

  private async read(): Promise<Uint8Array | undefined> {
    const next = await this.source.next();
    if (next.done === true) {
      this.stopped ??= next.value;
      return undefined;
    }
    return next.value;
  }
}
