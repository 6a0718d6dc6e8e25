import { type HuffmanTable, huffmanTable } from './huffmanTable.ts';

/** Bytes that are read piece by piece. Whoever reads moves `at`; whoever has more puts them behind. */
export interface ByteInput {
  bytes: Uint8Array;
  at: number;
  /** Nothing comes behind these bytes. */
  isLast: boolean;
}

/** What `run` has stopped at. */
export type InflateStop =
  /** Output is to be taken before more can be made, or enough was done for one turn. */
  | 'pause'
  /** More input is needed. */
  | 'hungry'
  | 'end'
  /** The input ends before the data does. */
  | 'cut-off'
  /** What stands at the input's place is no DEFLATE. */
  | 'broken';

const WINDOW = 32 * 1024;
/** Bytes of output that are made at once: a millisecond's work. */
const PIECE = 128 * 1024;
const LONGEST_MATCH = 258;
/** Blocks of one run: tables are made for each, and there are blocks that hold nothing. */
const BLOCKS = 64;
/** Matches of fewer bytes are copied faster one by one. */
const LONG_MATCH = 48;
/** Bytes that hold any symbol, a match with its extra bits (48 bits) behind what is left of a byte. */
const SYMBOL_BYTES = 8;

/** RFC 1951, 3.2.5: the shortest length, and the bits that are added to it, of symbols from 257 on. */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** RFC 1951, 3.2.7. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const END_OF_BLOCK = 256;
const MOST_LITERALS = 286;
const MOST_DISTANCES = 30;

interface Codes {
  readonly literals: HuffmanTable;
  readonly distances: HuffmanTable;
}

/** What is to be read next. */
type Expected =
  | { readonly kind: 'block' }
  | { readonly kind: 'stored'; left: number }
  | ({ readonly kind: 'symbols' } & Codes)
  | { readonly kind: 'nothing' };

const BLOCK: Expected = { kind: 'block' };

/**
 * Undoes DEFLATE (RFC 1951) in pieces and in constant memory, and knows at which byte it stopped: all that was there
 * before a broken place comes out. Hosts have faster ones, which lose what they had when something is wrong.
 */
export class Inflater {
  private readonly input: ByteInput;
  private readonly window = new Uint8Array(WINDOW + PIECE + LONGEST_MATCH);
  /** Where the next byte of output goes, and from where on it was not taken yet. */
  private end = 0;
  private taken = 0;
  /** Bytes of output so far, up to the window's size: a match cannot reach further back. */
  private reach = 0;
  private expected: Expected = BLOCK;
  private isLastBlock = false;
  /** Bits that were read from the input and not used, the lowest first. */
  private bits = 0;
  private bitCount = 0;
  /** Bytes of zeros that were read behind the input's end, in the highest of the bits. */
  private missing = 0;
  private fixed: Codes | undefined;

  constructor(input: ByteInput) {
    this.input = input;
  }

  /** The output since the last time, which is the caller's. */
  take(): Uint8Array {
    const piece = this.window.slice(this.taken, this.end);
    if (this.end >= PIECE) {
      this.window.copyWithin(0, this.end - WINDOW, this.end);
      this.end = WINDOW;
    }
    this.taken = this.end;
    return piece;
  }

  /**
   * Reads until it must stop. At the end the input stands behind the last byte of the data; at a broken place, or where
   * input is missing, at the beginning of what could not be read.
   */
  run(): InflateStop {
    for (let block = 0; block < 2 * BLOCKS; block++) {
      const stop = this.step();
      if (stop !== undefined) {
        return stop;
      }
    }
    return 'pause';
  }

  private step(): InflateStop | undefined {
    const { expected } = this;
    switch (expected.kind) {
      case 'nothing':
        return 'end';
      case 'stored':
        return this.stored(expected);
      case 'symbols':
        return this.symbols(expected);
      case 'block': {
        if (this.isLastBlock) {
          this.expected = { kind: 'nothing' };
          this.giveBack();
          return undefined;
        }
        const { at } = this.input;
        const { bits, bitCount, missing } = this;
        const next = this.blockHeader();
        const isShort = this.isShort();
        if (next === undefined || isShort) {
          this.input.at = at;
          this.bits = bits;
          this.bitCount = bitCount;
          this.missing = missing;
          this.giveBack();
          this.isLastBlock = false;
          return isShort ? this.wants() : 'broken';
        }
        this.expected = next;
        return undefined;
      }
    }
  }

  private wants(): InflateStop {
    return this.input.isLast ? 'cut-off' : 'hungry';
  }

  private blockHeader(): Expected | undefined {
    this.isLastBlock = this.read(1) === 1;
    const type = this.read(2);
    if (type === 0) {
      this.read(this.bitCount & 7);
      const length = this.read(16);
      return this.read(16) === (length ^ 0xffff) ? { kind: 'stored', left: length } : undefined;
    }
    const codes = type === 1 ? this.fixedCodes() : type === 2 ? this.dynamicCodes() : undefined;
    return codes && { kind: 'symbols', ...codes };
  }

  private fixedCodes(): Codes | undefined {
    this.fixed ??= fixedCodes();
    return this.fixed;
  }

  private dynamicCodes(): Codes | undefined {
    const literalCount = this.read(5) + 257;
    const distanceCount = this.read(5) + 1;
    const codeCount = this.read(4) + 4;
    const codeLengths = new Uint8Array(CODE_LENGTH_ORDER.length);
    for (const symbol of CODE_LENGTH_ORDER.slice(0, codeCount)) {
      codeLengths[symbol] = this.read(3);
    }
    const table = huffmanTable(codeLengths, false);
    if (table === undefined || literalCount > MOST_LITERALS || distanceCount > MOST_DISTANCES) {
      return undefined;
    }
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let index = 0; index < lengths.length; ) {
      const symbol = this.symbol(table);
      if (symbol === undefined || this.isShort()) {
        return undefined;
      }
      if (symbol < 16) {
        lengths[index++] = symbol;
        continue;
      }
      const repeated = symbol === 16 ? lengths[index - 1] : 0;
      const count = symbol === 16 ? this.read(2) + 3 : symbol === 17 ? this.read(3) + 3 : this.read(7) + 11;
      if (repeated === undefined || index + count > lengths.length) {
        return undefined;
      }
      lengths.fill(repeated, index, index + count);
      index += count;
    }
    const literals = huffmanTable(lengths.subarray(0, literalCount), true);
    const distances = huffmanTable(lengths.subarray(literalCount), true);
    return literals && distances && lengths[END_OF_BLOCK] !== 0 ? { literals, distances } : undefined;
  }

  private stored(block: { left: number }): InflateStop | undefined {
    this.giveBack();
    const { input } = this;
    const count = Math.min(block.left, input.bytes.length - input.at, PIECE + WINDOW - this.end);
    this.window.set(input.bytes.subarray(input.at, input.at + count), this.end);
    this.end += count;
    this.reach = Math.min(this.reach + count, WINDOW);
    input.at += count;
    block.left -= count;
    if (block.left === 0) {
      this.expected = BLOCK;
      return undefined;
    }
    return this.end >= PIECE ? 'pause' : this.wants();
  }

  /** Reads symbols in local variables, as this is where the time goes. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: its parts as functions of their own take twice as long
  private symbols({ literals, distances }: Codes): InflateStop | undefined {
    const { input, window } = this;
    const { bytes } = input;
    const literalEntries = literals.entries;
    const literalMask = literalEntries.length - 1;
    const distanceEntries = distances.entries;
    const distanceMask = distanceEntries.length - 1;
    let { at } = input;
    let { bits, bitCount, missing, end, reach } = this;
    let stop: InflateStop | undefined;
    for (;;) {
      if (end >= PIECE) {
        stop = 'pause';
        break;
      }
      const isNearEnd = bytes.length - at < SYMBOL_BYTES;
      if (isNearEnd && !input.isLast) {
        stop = 'hungry';
        break;
      }
      const before = at;
      const bitsBefore = bits;
      const countBefore = bitCount;
      const missingBefore = missing;
      while (bitCount < 15) {
        missing += at < bytes.length ? 0 : 1;
        bits |= (bytes[at++] ?? 0) << bitCount;
        bitCount += 8;
      }
      const entry = literalEntries[bits & literalMask] ?? 0;
      bits >>>= entry & 15;
      bitCount -= entry & 15;
      const symbol = entry >> 4;
      if (entry !== 0 && symbol <= END_OF_BLOCK && bitCount >= 8 * missing) {
        if (symbol === END_OF_BLOCK) {
          this.expected = BLOCK;
          break;
        }
        window[end++] = symbol;
        if (reach < WINDOW) {
          reach++;
        }
        continue;
      }
      let length = LENGTHS[symbol - 257] ?? 0;
      let distance = 0;
      let isSound = entry !== 0 && length > 0;
      if (isSound) {
        const lengthBits = LENGTH_BITS[symbol - 257] ?? 0;
        while (bitCount < 20) {
          missing += at < bytes.length ? 0 : 1;
          bits |= (bytes[at++] ?? 0) << bitCount;
          bitCount += 8;
        }
        length += bits & ((1 << lengthBits) - 1);
        bits >>>= lengthBits;
        bitCount -= lengthBits;
        const distanceEntry = distanceEntries[bits & distanceMask] ?? 0;
        bits >>>= distanceEntry & 15;
        bitCount -= distanceEntry & 15;
        while (bitCount < 13) {
          missing += at < bytes.length ? 0 : 1;
          bits |= (bytes[at++] ?? 0) << bitCount;
          bitCount += 8;
        }
        const distanceSymbol = distanceEntry >> 4;
        const distanceBits = DISTANCE_BITS[distanceSymbol] ?? 0;
        distance = (DISTANCES[distanceSymbol] ?? 0) + (bits & ((1 << distanceBits) - 1));
        bits >>>= distanceBits;
        bitCount -= distanceBits;
        isSound = distanceEntry !== 0 && distanceSymbol < MOST_DISTANCES && distance <= reach;
      }
      const isShort = bitCount < 8 * missing;
      if (isShort || !isSound) {
        at = before;
        bits = bitsBefore;
        bitCount = countBefore;
        missing = missingBefore;
        stop = isShort ? 'cut-off' : 'broken';
        break;
      }
      const from = end - distance;
      if (length >= LONG_MATCH && distance >= length) {
        window.copyWithin(end, from, from + length);
      } else {
        for (let index = 0; index < length; index++) {
          window[end + index] = window[from + index] ?? 0;
        }
      }
      end += length;
      reach = Math.min(reach + length, WINDOW);
    }
    input.at = Math.min(at, bytes.length);
    this.bits = bits;
    this.bitCount = bitCount;
    this.missing = missing;
    this.end = end;
    this.reach = reach;
    if (stop === 'hungry' || stop === 'cut-off' || stop === 'broken') {
      this.giveBack();
    }
    return stop;
  }

  private symbol({ width, entries }: HuffmanTable): number | undefined {
    this.fill(width);
    const entry = entries[this.bits & (entries.length - 1)] ?? 0;
    this.drop(entry & 15);
    return entry === 0 ? undefined : entry >> 4;
  }

  /** At most 16 bits. */
  private read(count: number): number {
    this.fill(count);
    const value = this.bits & ((1 << count) - 1);
    this.drop(count);
    return value;
  }

  private fill(count: number): void {
    const { input } = this;
    while (this.bitCount < count) {
      if (input.at < input.bytes.length) {
        this.bits |= (input.bytes[input.at++] ?? 0) << this.bitCount;
      } else {
        this.missing++;
      }
      this.bitCount += 8;
    }
  }

  private drop(count: number): void {
    this.bits >>>= count;
    this.bitCount -= count;
  }

  /** Whether bits were used that the input does not have. */
  private isShort(): boolean {
    return this.bitCount < 8 * this.missing;
  }

  /** Whole bytes that were read ahead go back to the input. */
  private giveBack(): void {
    const bytes = (this.bitCount >> 3) - this.missing;
    this.input.at -= bytes;
    this.bitCount &= 7;
    this.bits &= (1 << this.bitCount) - 1;
    this.missing = 0;
  }
}

/** RFC 1951, 3.2.6. */
function fixedCodes(): Codes | undefined {
  const lengths = new Uint8Array(288).fill(8);
  lengths.fill(9, 144, 256);
  lengths.fill(7, 256, 280);
  const literals = huffmanTable(lengths, false);
  const distances = huffmanTable(new Uint8Array(32).fill(5), false);
  return literals && distances && { literals, distances };
}
