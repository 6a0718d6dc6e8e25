import {
  Z_BUF_ERROR,
  Z_OK,
  Z_STREAM_END,
  Z_TREES,
  ZStream,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
} from 'pako';

/** Bytes that are read piece by piece. Whoever reads moves `at`; whoever has more puts them behind. */
export interface ByteInput {
  bytes: Uint8Array;
  at: number;
  /** Nothing comes behind these bytes. */
  isLast: boolean;
}

/** What `run` has stopped at. */
export type MemberStop =
  /** Output is to be taken before more can be made, or enough was done for one turn. */
  | 'pause'
  /** All of the input was read, and the member goes on. */
  | 'hungry'
  /** The input stands behind the member. */
  | 'end'
  /** `at` counts the bytes of the member. */
  | { readonly code: 'damaged' | 'wrong-checksum' | 'wrong-length'; readonly at: number };

/** zlib's word for gzip with the largest window, and for nothing but gzip. */
const GZIP_WINDOW_BITS = 16 + 15;
/** Bytes of output that are made at once: a millisecond's work. */
const PIECE = 128 * 1024;
/** Bytes of a member's header with the names in it: zlib has no bound, and nobody writes more. */
const LONGEST_HEADER = 128 * 1024;
/** Headers of blocks and blocks of one run: tables are made for each, and there are blocks that hold nothing. */
const PARTS = 128;
const CHECKSUM_BYTES = 4;

/** Where zlib has stopped, which it says in `data_type` as inflate's manual has it. */
const IN_LAST_BLOCK = 64;
const BEFORE_BLOCK = 128;
const BEHIND_BLOCK_HEADER = 256;

/** What is being read, and at which byte of the member it begins. */
interface Part {
  readonly kind: 'header' | 'block header' | 'block' | 'trailer';
  readonly at: number;
}

const HEADER: Part = { kind: 'header', at: 0 };

/**
 * Undoes one member of gzip (RFC 1952) after another in pieces and in constant memory, and knows at which byte it
 * stopped: all that was there before a broken place comes out. Hosts have faster ones, which lose what they had when
 * something is wrong.
 */
export class GzipMember {
  private readonly stream = new ZStream();
  private readonly output = new Uint8Array(PIECE);
  private part: Part = HEADER;

  constructor() {
    zlibInflateInit2(this.stream, GZIP_WINDOW_BITS);
    this.stream.output = this.output;
    this.stream.avail_out = PIECE;
  }

  /** From here on the input is another member. */
  begin(): void {
    zlibInflateReset(this.stream);
    this.part = HEADER;
  }

  /** The output since the last time, which is the caller's. */
  take(): Uint8Array {
    const piece = this.output.slice(0, this.stream.next_out);
    this.stream.next_out = 0;
    this.stream.avail_out = PIECE;
    return piece;
  }

  /** Reads until it must stop. */
  run(input: ByteInput): MemberStop {
    const { stream } = this;
    stream.input = input.bytes;
    stream.next_in = input.at;
    stream.avail_in = input.bytes.length - input.at;
    for (let part = 0; part < PARTS; part++) {
      const stop = this.step();
      input.at = stream.next_in;
      if (stop !== undefined) {
        return stop;
      }
    }
    return 'pause';
  }

  /** Reads on to where a part ends: only there zlib says what it reads next, and at which byte. */
  private step(): MemberStop | undefined {
    const { stream } = this;
    const status = zlibInflate(stream, Z_TREES);
    if (status === Z_STREAM_END) {
      return 'end';
    }
    // Z_BUF_ERROR is none: a part may be in bits that were read before, and come to no output.
    const isSound = status === Z_OK || status === Z_BUF_ERROR;
    if (!isSound || (this.part.kind === 'header' && stream.total_in > LONGEST_HEADER)) {
      return damage(this.part, stream.total_in);
    }
    const at = stream.total_in;
    const isBeforeBlock = (stream.data_type & BEFORE_BLOCK) !== 0;
    const isBehindHeader = (stream.data_type & BEHIND_BLOCK_HEADER) !== 0;
    if (isBeforeBlock) {
      this.part = { kind: (stream.data_type & IN_LAST_BLOCK) === 0 ? 'block header' : 'trailer', at };
    } else if (isBehindHeader) {
      this.part = { kind: 'block', at };
    }
    if (stream.avail_out === 0) {
      return 'pause';
    }
    return stream.avail_in === 0 && !isBeforeBlock && !isBehindHeader ? 'hungry' : undefined;
  }
}

/** What is wrong with a part of which zlib has read all before `end`, a byte of the member. */
function damage({ kind, at }: Part, end: number): MemberStop {
  switch (kind) {
    case 'header':
    case 'block header':
      return { code: 'damaged', at };
    case 'block':
      return { code: 'damaged', at: end };
    case 'trailer':
      return end <= at + CHECKSUM_BYTES
        ? { code: 'wrong-checksum', at }
        : { code: 'wrong-length', at: at + CHECKSUM_BYTES };
  }
}
