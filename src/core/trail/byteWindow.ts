/** Bytes of a window at first. */
const FIRST_ROOM = 512 * 1024;

/** The part of a stream that is still needed. Offsets are bytes from the stream's beginning. */
export class ByteWindow {
  /** Begins with the byte at `base`; what is at `end` and behind it does not count. */
  bytes = new Uint8Array(FIRST_ROOM);
  base: number;
  end: number;

  /** @param base where the stream goes on */
  constructor(base: number) {
    this.base = base;
    this.end = base;
  }

  /** Takes the bytes that come next; `needed` is from where on those are needed that are there. */
  add(part: Uint8Array, needed: number): void {
    if (this.end - this.base + part.length > this.bytes.length) {
      const kept = this.slice(needed, this.end);
      const isTight = kept.length + part.length > this.bytes.length / 2;
      const bytes = isTight ? new Uint8Array(2 * (kept.length + part.length)) : this.bytes;
      bytes.set(kept);
      this.bytes = bytes;
      this.base = this.end - kept.length;
    }
    this.bytes.set(part, this.end - this.base);
    this.end += part.length;
  }

  /** The bytes themselves, until others are added. */
  slice(start: number, end: number): Uint8Array {
    return this.bytes.subarray(Math.max(start - this.base, 0), Math.min(end, this.end) - this.base);
  }
}
