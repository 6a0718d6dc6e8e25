import { crc32 } from './crc32.ts';
import { type ByteInput, Inflater } from './inflate.ts';

/** How reading a gzip file came to its end. Places are bytes of the file. */
export type GzipEnd =
  | { readonly code: 'end'; readonly at: number }
  /** The file ends within a member. */
  | { readonly code: 'cut-off'; readonly at: number }
  /** What stands there is no gzip. */
  | { readonly code: 'damaged'; readonly at: number }
  /** What was decompressed is not what the member says it holds. */
  | { readonly code: 'wrong-checksum' | 'wrong-length'; readonly at: number }
  /** Something follows behind the last member that is no member, and no padding with zeros. */
  | { readonly code: 'trailing-bytes'; readonly at: number };

const MAGIC = [0x1f, 0x8b] as const;
const DEFLATE = 8;
/** Bytes of a member's header with the names in it: zlib has no bound, and nobody writes more. */
const LONGEST_HEADER = 128 * 1024;
const TRAILER_BYTES = 8;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === MAGIC[0] && head[1] === MAGIC[1];
}

/**
 * Decompresses a gzip file of any number of members (RFC 1952), in pieces of at most 128 KiB and in constant memory.
 * What was there before a broken place comes out, and the return value says how it ended. `between` runs after at most
 * some milliseconds of work, whether or not there was output. Only what `chunks` and `between` throw comes out of it.
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  between: () => Promise<void>,
): AsyncGenerator<Uint8Array, GzipEnd> {
  const source = pieces(chunks);
  try {
    for (;;) {
      const header = await headerEnd(source);
      if (header !== 'member') {
        return header;
      }
      const end = yield* member(source, between);
      if (end !== 'member') {
        return end;
      }
      const behind = await whatFollows(source, between);
      if (behind !== 'member') {
        return behind;
      }
    }
  } finally {
    await source.close();
  }
}

/** Bytes that come in chunks, of which those not yet read are in `input`. */
interface Pieces {
  readonly input: ByteInput;
  /** Where in the file the input stands. */
  readonly position: () => number;
  /** Puts more bytes behind the input; none where there are none. */
  readonly more: () => Promise<void>;
  /** Whether so many bytes can be read, once there are more if need be. */
  readonly has: (count: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

function pieces(chunks: AsyncIterable<Uint8Array>): Pieces {
  const iterator = chunks[Symbol.asyncIterator]();
  const input: ByteInput = { bytes: new Uint8Array(), at: 0, isLast: false };
  let before = 0;
  const more = async (): Promise<void> => {
    const { done, value } = await iterator.next();
    if (done === true) {
      input.isLast = true;
      return;
    }
    const rest = input.bytes.subarray(input.at);
    before += input.at;
    input.at = 0;
    if (rest.length === 0) {
      input.bytes = value;
    } else {
      const joined = new Uint8Array(rest.length + value.length);
      joined.set(rest);
      joined.set(value, rest.length);
      input.bytes = joined;
    }
  };
  return {
    input,
    position: () => before + input.at,
    more,
    has: async (count) => {
      while (input.bytes.length - input.at < count && !input.isLast) {
        await more();
      }
      return input.bytes.length - input.at >= count;
    },
    close: async () => {
      await iterator.return?.();
    },
  };
}

/** Reads the header of a member. */
async function headerEnd(source: Pieces): Promise<GzipEnd | 'member'> {
  const start = source.position();
  const length = await headerLength(source);
  if (typeof length === 'number') {
    source.input.at += length;
    return 'member';
  }
  if (length === 'cut-off') {
    source.input.at = source.input.bytes.length;
    return { code: 'cut-off', at: source.position() };
  }
  return { code: 'damaged', at: start };
}

/** RFC 1952, 2.3: the length of a header that is all there. */
async function headerLength(source: Pieces): Promise<number | 'cut-off' | 'damaged'> {
  const { input } = source;
  const at = (index: number): number => input.bytes[input.at + index] ?? 0;
  const isWhole = await source.has(10);
  if (!isGzip(input.bytes.subarray(input.at))) {
    return 'damaged';
  }
  if (!isWhole) {
    return 'cut-off';
  }
  const flags = at(3);
  if (at(2) !== DEFLATE || (flags & 0xe0) !== 0) {
    return 'damaged';
  }
  let length = 10;
  if ((flags & 0x04) !== 0) {
    if (!(await source.has(length + 2))) {
      return 'cut-off';
    }
    length += 2 + (at(length) | (at(length + 1) << 8));
  }
  // The file's name and a comment, each with a zero behind it.
  for (const flag of [0x08, 0x10]) {
    for (let byte = flags & flag; byte !== 0; length++) {
      if (length > LONGEST_HEADER) {
        return 'damaged';
      }
      if (!(await source.has(length + 1))) {
        return 'cut-off';
      }
      byte = at(length);
    }
  }
  const sumBytes = (flags & 0x02) === 0 ? 0 : 2;
  if (!(await source.has(length + sumBytes))) {
    return 'cut-off';
  }
  const sum = crc32(input.bytes.subarray(input.at, input.at + length)) & 0xffff;
  return sumBytes === 0 || sum === (at(length) | (at(length + 1) << 8)) ? length + sumBytes : 'damaged';
}

async function* member(source: Pieces, between: () => Promise<void>): AsyncGenerator<Uint8Array, GzipEnd | 'member'> {
  const { input } = source;
  const inflater = new Inflater(input);
  let crc = 0;
  let length = 0;
  for (;;) {
    const stop = inflater.run();
    const output = inflater.take();
    if (output.length > 0) {
      crc = crc32(output, crc);
      length = (length + output.length) % 2 ** 32;
      yield output;
    }
    await between();
    if (stop === 'hungry') {
      await source.more();
    } else if (stop === 'cut-off') {
      input.at = input.bytes.length;
      return { code: 'cut-off', at: source.position() };
    } else if (stop === 'broken') {
      return { code: 'damaged', at: source.position() };
    } else if (stop === 'end') {
      return await trailer(source, crc, length);
    }
  }
}

async function trailer(source: Pieces, crc: number, length: number): Promise<GzipEnd | 'member'> {
  const { input } = source;
  const start = source.position();
  if (!(await source.has(TRAILER_BYTES))) {
    input.at = input.bytes.length;
    return { code: 'cut-off', at: source.position() };
  }
  const view = new DataView(input.bytes.buffer, input.bytes.byteOffset + input.at, TRAILER_BYTES);
  input.at += TRAILER_BYTES;
  if (view.getUint32(0, true) !== crc) {
    return { code: 'wrong-checksum', at: start };
  }
  return view.getUint32(4, true) === length ? 'member' : { code: 'wrong-length', at: start + 4 };
}

/** Another member, or the end: zeros are how tapes and block devices are filled up, and mean nothing. */
async function whatFollows(source: Pieces, between: () => Promise<void>): Promise<GzipEnd | 'member'> {
  const { input } = source;
  const start = source.position();
  if (!(await source.has(1))) {
    return { code: 'end', at: start };
  }
  if (input.bytes[input.at] !== 0) {
    await source.has(2);
    return isGzip(input.bytes.subarray(input.at)) ? 'member' : { code: 'trailing-bytes', at: start };
  }
  while (await source.has(1)) {
    while (input.at < input.bytes.length && input.bytes[input.at] === 0) {
      input.at++;
    }
    if (input.at < input.bytes.length) {
      return { code: 'trailing-bytes', at: start };
    }
    await between();
  }
  return { code: 'end', at: source.position() };
}
