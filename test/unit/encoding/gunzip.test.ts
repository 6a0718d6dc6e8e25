import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { crc32 } from '../../../src/core/encoding/crc32.ts';
import { type GzipEnd, gunzip } from '../../../src/core/index.ts';
import { concatenated, storedGzip } from '../../support/gzip.ts';
import { lent } from '../../support/streams.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Undone {
  readonly end: GzipEnd;
  readonly content: Buffer;
  /** Of what was handed out at once. */
  readonly longest: number;
}

async function undone(bytes: Uint8Array, pieceLength = 1024 * 1024): Promise<Undone> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.slice(at, at + pieceLength);
  }
  const pieces: Uint8Array[] = [];
  const reading = gunzip(lent(chunks()), async () => {});
  for (;;) {
    const { done, value } = await reading.next();
    if (done === true) {
      return { end: value, content: Buffer.concat(pieces), longest: Math.max(0, ...pieces.map((p) => p.length)) };
    }
    pieces.push(value);
  }
}

const LINE = '{"eventVersion":"1.11","eventSource":"kms.amazonaws.com","eventName":"Decrypt"}\n';

/** Text that repeats itself, as logs do, with parts that do not. */
const contents = fc
  .array(fc.oneof(fc.constant(utf8(LINE)), fc.uint8Array({ maxLength: 300 })), { maxLength: 60 })
  .map((parts) => concatenated(...parts));
const strategies = fc.constantFrom(
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
);
const options = fc.record({ level: fc.integer({ min: 0, max: 9 }), strategy: strategies });
const pieceLengths = fc.constantFrom(1, 2, 7, 100, 4096, 1024 * 1024);

describe('gunzip', () => {
  it('undoes what zlib makes at any level, in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(contents, options, pieceLengths, async (content, how, pieceLength) => {
        const bytes = gzipSync(content, how);
        const { end, content: read } = await undone(bytes, pieceLength);
        assert.deepEqual(end, { code: 'end', at: bytes.length });
        assert.ok(read.equals(content));
      }),
      { numRuns: 400 },
    );
  });

  it('undoes long contents in short pieces, with matches as far back as they may be', async () => {
    const far = randomBytes(32 * 1024);
    const content = concatenated(far, far, randomBytes(200_000), utf8(LINE.repeat(60_000)), far, new Uint8Array(5e6));
    for (const level of [0, 1, 6, 9]) {
      const { end, content: read, longest } = await undone(gzipSync(content, { level }), 65_521);
      assert.equal(end.code, 'end');
      assert.ok(read.equals(content));
      assert.ok(longest <= 129 * 1024, `${longest}`);
    }
  });

  it('reads every member', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(contents, { minLength: 2, maxLength: 5 }), pieceLengths, async (members, length) => {
        const bytes = concatenated(...members.map((member, index) => gzipSync(member, { level: index % 10 })));
        const { end, content } = await undone(bytes, length);
        assert.deepEqual(end, { code: 'end', at: bytes.length });
        assert.ok(content.equals(concatenated(...members)));
      }),
      { numRuns: 100 },
    );
  });

  it('agrees with zlib on whether damaged data are sound, and hands out what zlib made of them until there', async () => {
    const damages = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bit: fc.nat(7) }), {
      minLength: 1,
      maxLength: 3,
    });
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(contents, options, damages, pieceLengths, async (content, how, flips, pieceLength) => {
        const bytes = gzipSync(content, how);
        for (const { at, bit } of flips) {
          const index = Math.min(10 + Math.floor(at * (bytes.length - 10)), bytes.length - 1);
          bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        }
        const { end, content: read } = await undone(bytes, pieceLength);
        const expected = outcomeOfZlib(bytes);
        assert.equal(end.code === 'end', expected !== undefined, `${end.code} at ${end.at}`);
        assert.deepEqual((await undone(bytes)).end, end);
        if (expected !== undefined) assert.ok(read.equals(expected));
        broken += Number(expected === undefined);
      }),
      { numRuns: 1500 },
    );
    assert.ok(broken > 500, `only ${broken} were broken`);
  });

  it('hands out all that stands before the place at which the data are cut off', async () => {
    const content = utf8(Array.from({ length: 300 }, (_, index) => `${index} ${LINE}`).join(''));
    for (const how of [{ level: 6 }, { strategy: constants.Z_FIXED }, { level: 0 }]) {
      const bytes = gzipSync(content, how);
      let before = 0;
      for (let length = 2; length < bytes.length; length += 1 + (length % 37)) {
        const { end, content: read } = await undone(bytes.subarray(0, length), 64);
        assert.deepEqual(end, { code: 'cut-off', at: length });
        assert.ok(content.subarray(0, read.length).every((byte, index) => byte === read[index]));
        // As much as zlib has of so many bytes: not one symbol less.
        const all = gunzipSync(bytes.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
        assert.equal(read.length, all.length, `${length}`);
        assert.ok(read.length >= before);
        before = read.length;
      }
    }
  });

  it('says at which byte the data are damaged', async () => {
    const good = storedGzip(new Uint8Array(70_000).fill(97));
    const bad = good.slice();
    // The lengths of the second block do not agree any more.
    bad[10 + 5 + 0xffff + 1] = 7;
    const { end, content } = await undone(bad);
    assert.equal(end.code, 'damaged');
    assert.equal(content.length, 0xffff);
    assert.equal(end.at, 10 + 5 + 0xffff);
    // A block of the type that does not exist, and a match before the beginning.
    const header = storedGzip(utf8('')).slice(0, 10);
    assert.deepEqual((await undone(concatenated(header, Uint8Array.of(7)))).end, { code: 'damaged', at: 10 });
    const match = concatenated(header, Uint8Array.of(0x4b, 0x04, 0xa2, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    // The literal and the match's two codes end within the fourth byte.
    assert.deepEqual((await undone(match)).end, { code: 'damaged', at: 13 });
  });

  it('counts places from the beginning of the file, whichever member they are in', async () => {
    const content = new Uint8Array(70_000).fill(97);
    const first = gzipSync(content);
    const inSecond = async (second: Uint8Array): Promise<GzipEnd> => {
      const { end, content: read } = await undone(concatenated(first, second), 999);
      assert.ok(read.length >= content.length);
      return end.code === 'end' ? end : { ...end, at: end.at - first.length };
    };
    const sound = storedGzip(content);
    const noMethod = sound.slice();
    noMethod[2] = 9;
    assert.deepEqual(await inSecond(noMethod), { code: 'damaged', at: 0 });
    const noBlock = sound.slice();
    noBlock[10 + 5 + 0xffff] = 7;
    assert.deepEqual(await inSecond(noBlock), { code: 'damaged', at: 10 + 5 + 0xffff });
    const { length } = sound;
    const wrongSum = storedGzip(content, { crc: 1 });
    assert.deepEqual(await inSecond(wrongSum), { code: 'wrong-checksum', at: length - 8 });
    assert.deepEqual(await inSecond(storedGzip(content, { length: 1 })), { code: 'wrong-length', at: length - 4 });
    for (let missing = 1; missing <= 8; missing++) {
      const at = length - missing;
      assert.deepEqual(await inSecond(sound.subarray(0, at)), { code: 'cut-off', at });
      // A sum that is all there says more than that the length behind it is missing.
      const end = missing <= 4 ? { code: 'wrong-checksum', at: length - 8 } : { code: 'cut-off', at };
      assert.deepEqual(await inSecond(wrongSum.subarray(0, at)), end);
    }
  });

  it('tells a wrong checksum from a wrong length, and keeps what was read', async () => {
    const content = utf8(LINE);
    const wrongSum = storedGzip(content, { crc: 1 });
    const sum = await undone(wrongSum);
    assert.deepEqual(sum.end, { code: 'wrong-checksum', at: wrongSum.length - 8 });
    assert.ok(sum.content.equals(content));
    const wrongLength = storedGzip(content, { length: 1 });
    const length = await undone(wrongLength);
    assert.deepEqual(length.end, { code: 'wrong-length', at: wrongLength.length - 4 });
    assert.ok(length.content.equals(content));
  });

  it('takes zeros behind the end for padding, and says where anything else begins', async () => {
    const bytes = storedGzip(utf8(LINE));
    const padded = concatenated(bytes, new Uint8Array(3000));
    assert.deepEqual((await undone(padded, 100)).end, { code: 'end', at: padded.length });
    for (const garbage of [utf8('x'), utf8('garbage'), Uint8Array.of(0x1f), Uint8Array.of(0, 0, 1)]) {
      const { end, content } = await undone(concatenated(bytes, garbage), 3);
      assert.deepEqual(end, { code: 'trailing-bytes', at: bytes.length });
      assert.equal(content.toString(), LINE);
    }
  });

  it('reads past names, comments, extra fields and checksums of headers', async () => {
    const header = concatenated(Uint8Array.of(3, 0, 1, 2, 3), utf8('trail.json\0'), utf8('a comment\0'));
    const head = concatenated(Uint8Array.of(0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 255), header);
    const sum = crc32(head) & 0xffff;
    const sound = storedGzip(utf8(LINE), {
      flags: 0x1e,
      header: concatenated(header, Uint8Array.of(sum & 255, sum >> 8)),
    });
    assert.equal(gunzipSync(sound).toString(), LINE);
    assert.equal((await undone(sound, 1)).content.toString(), LINE);
    const unsound = storedGzip(utf8(LINE), { flags: 0x1e, header: concatenated(header, Uint8Array.of(1, 1)) });
    assert.deepEqual((await undone(unsound, 1)).end, { code: 'damaged', at: 0 });
    for (let length = 2; length < 10 + header.length + 2; length++) {
      assert.deepEqual((await undone(sound.subarray(0, length), 5)).end, { code: 'cut-off', at: length });
    }
  });

  it('gives up on a header without an end', async () => {
    const bytes = storedGzip(utf8(LINE), { flags: 0x08, header: new Uint8Array(1_000_000).fill(65) });
    assert.deepEqual((await undone(bytes)).end, { code: 'damaged', at: 0 });
  });

  it('gives the host its turns in data that come to nothing', async () => {
    // Empty blocks of fixed codes, ten bits each, none of which is the last.
    const bits = Buffer.alloc(1_000_000);
    for (let bit = 1; bit < bits.length * 8; bit += 10) {
      bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
    let turns = 0;
    const between = async () => {
      turns++;
    };
    async function* chunks() {
      yield concatenated(storedGzip(utf8('')).slice(0, 10), bits);
    }
    const reading = gunzip(chunks(), between);
    const { done, value } = await reading.next();
    assert.ok(done);
    assert.equal(value.code, 'cut-off');
    assert.ok(turns > 5000, `${turns} turns`);
  });

  it('never throws on bytes that anybody made up', async () => {
    const anything = fc.uint8Array({ minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(anything, fc.boolean(), async (bytes, isRaw) => {
        const head = storedGzip(utf8('')).slice(0, 10);
        const { end } = await undone(isRaw ? bytes : concatenated(head, bytes), 50);
        assert.ok(end.at <= bytes.length + 10);
      }),
      { numRuns: 1500 },
    );
  });

  it('closes its source when nobody reads on', async () => {
    let closed = 0;
    async function* chunks() {
      try {
        yield gzipSync(LINE);
        yield deflateRawSync(LINE);
      } finally {
        closed++;
      }
    }
    const reading = gunzip(chunks(), async () => {});
    await reading.next();
    await reading.return({ code: 'end', at: 0 });
    assert.equal(closed, 1);
  });
});

/** What zlib makes of it; undefined where that is an error. */
function outcomeOfZlib(bytes: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}
