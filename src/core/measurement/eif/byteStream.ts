/** Bytes that come in chunks of any size, read in order. */
export interface ByteStream {
  /** Bytes that were read so far. */
  readonly position: () => number;
  /** The next `count` bytes, or fewer where the stream ends. */
  readonly take: (count: number) => Promise<Uint8Array>;
  /** Hands on the next `count` bytes piece by piece, without keeping them; false where the stream ends before. */
  readonly pass: (count: number, piece: (bytes: Uint8Array) => void) => Promise<boolean>;
  readonly isAtEnd: () => Promise<boolean>;
  /** Lets go of the file: nothing more is read. */
  readonly close: () => Promise<void>;
}

/** The longest piece that is handed on: a hash in JavaScript takes some milliseconds for it. */
const LONGEST_PIECE = 256 * 1024;

/** `between` runs before every piece; what it throws, and what the chunks throw, comes out of the stream's calls. */
export function byteStream(chunks: AsyncIterable<Uint8Array>, between: () => Promise<void>): ByteStream {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  let position = 0;
  const next = async (most: number): Promise<Uint8Array> => {
    await between();
    while (chunk.length === 0) {
      const { done, value } = await iterator.next();
      if (done === true) {
        return chunk;
      }
      chunk = value.subarray();
    }
    const piece = chunk.subarray(0, Math.min(most, LONGEST_PIECE));
    chunk = chunk.subarray(piece.length);
    position += piece.length;
    return piece;
  };
  const pass = async (count: number, sink: (bytes: Uint8Array) => void): Promise<boolean> => {
    let left = count;
    while (left > 0) {
      const piece = await next(left);
      if (piece.length === 0) {
        return false;
      }
      sink(piece);
      left -= piece.length;
    }
    return true;
  };
  return {
    position: () => position,
    pass,
    take: async (count) => {
      const pieces: Uint8Array[] = [];
      // Whoever hands out chunks may use their memory again.
      await pass(count, (piece) => pieces.push(piece.slice()));
      return joined(pieces);
    },
    isAtEnd: async () => (await next(0)).length === 0 && chunk.length === 0,
    close: async () => {
      await iterator.return?.();
    },
  };
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
