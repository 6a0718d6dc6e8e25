// Makes gzip files, sound ones and broken ones, from parts that a test chooses; without Node's modules, so that tests in
// VS Code have them in both hosts.
import { crc32 } from '../../src/core/encoding/crc32.ts';

export interface GzipParts {
  readonly flags?: number;
  /** What stands between the ten bytes of the header and the data. */
  readonly header?: Uint8Array;
  readonly crc?: number;
  readonly length?: number;
}

/** One member, in stored blocks: as large as what it holds. */
export function storedGzip(content: Uint8Array, parts: GzipParts = {}): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < content.length; at += 0xffff) {
    const piece = content.subarray(at, at + 0xffff);
    const isLast = at + 0xffff >= content.length ? 1 : 0;
    const { length } = piece;
    blocks.push(Uint8Array.of(isLast, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), piece);
  }
  const head = Uint8Array.of(0x1f, 0x8b, 8, parts.flags ?? 0, 0, 0, 0, 0, 0, 255);
  const trailer = new Uint8Array(8);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, parts.crc ?? crc32(content), true);
  view.setUint32(4, parts.length ?? content.length, true);
  return concatenated(head, parts.header ?? new Uint8Array(), ...blocks, trailer);
}

export function concatenated(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
