/** The last bytes of a stream. Offsets are the stream's. */
export class LastBytes {
  /** Behind the last of them. */
  end = 0;
  private readonly most: number;
  private bytes = new Uint8Array(0);
  private filled = 0;

  /** @param most how many are kept at least, where there are so many */
  constructor(most: number) {
    this.most = most;
  }

  /** The first of them. */
  get start(): number {
    return this.end - this.filled;
  }

  at(offset: number): number {
    return this.bytes[offset - this.start] ?? 0;
  }

  from(offset: number): Uint8Array {
    return this.bytes.subarray(Math.max(offset - this.start, 0), this.filled);
  }

  add(chunk: Uint8Array): void {
    if (this.bytes.length === 0) {
      this.bytes = new Uint8Array(2 * this.most);
    }
    const added = chunk.subarray(Math.max(chunk.length - this.most, 0));
    if (this.filled + added.length > this.bytes.length) {
      const kept = this.most - added.length;
      this.bytes.copyWithin(0, this.filled - kept, this.filled);
      this.filled = kept;
    }
    // Of a chunk that is longer nothing before it is kept.
    this.filled = added.length < chunk.length ? 0 : this.filled;
    this.bytes.set(added, this.filled);
    this.filled += added.length;
    this.end += chunk.length;
  }
}
