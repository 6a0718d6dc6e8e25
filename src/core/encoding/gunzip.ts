import { type ByteInput, GzipMember } from './gzipMember.ts';

/** How reading a gzip file came to its end. Places are bytes of the file. */
export type GzipEnd =
  | { readonly code: 'end'; readonly at: number }
  /** The file ends within a member. */
  | { readonly code: 'cut-off'; readonly at: number }
  /**
   * What stands there is no gzip: a member or a block begins there. Where it is a literal or a match within a block, it
   * ends there, having begun 6 bytes before at most.
   */
  | { readonly code: 'damaged'; readonly at: number }
  /** What was decompressed is not what the member says it holds, there. */
  | { readonly code: 'wrong-checksum' | 'wrong-length'; readonly at: number }
  /** Something follows behind the last member that is no member, and no padding with zeros. */
  | { readonly code: 'trailing-bytes'; readonly at: number };

const MAGIC = [0x1f, 0x8b] as const;

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
  const member = new GzipMember();
  try {
    for (;;) {
      const end = yield* readMember(source, member, between);
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
    // Whoever hands out chunks may use their memory again.
    const rest = input.bytes.slice(input.at);
    before += input.at;
    input.bytes = rest;
    input.at = 0;
    const { done, value } = await iterator.next();
    if (done === true) {
      input.isLast = true;
      return;
    }
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

async function* readMember(
  source: Pieces,
  member: GzipMember,
  between: () => Promise<void>,
): AsyncGenerator<Uint8Array, GzipEnd | 'member'> {
  const { input } = source;
  const start = source.position();
  member.begin();
  for (;;) {
    const stop = member.run(input);
    const output = member.take();
    if (output.length > 0) {
      yield output;
    }
    await between();
    if (stop === 'end') {
      return 'member';
    }
    if (typeof stop === 'object') {
      return { code: stop.code, at: start + stop.at };
    }
    if (stop === 'hungry') {
      if (input.isLast) {
        return { code: 'cut-off', at: source.position() };
      }
      await source.more();
    }
  }
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
