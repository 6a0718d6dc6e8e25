import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, chmod, mkdtemp, readdir, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type BytesProblem, bytesProblemClause } from '../../../src/core/index.ts';
import { nodeFileChunks, nodeGunzip } from '../../../src/nodeBytes.ts';
import {
  type ByteSource,
  type BytesLimits,
  type FileState,
  openBytes,
  type TrailBytes,
} from '../../../src/workspace/decompressedBytes.ts';
import { concatenated, storedGzip } from '../../support/gzip.ts';
import { lent } from '../../support/streams.ts';

const MIB = 1024 * 1024;
const LIMITS: BytesLimits = { decompressedBytes: 2048 * MIB, ratio: 200, wholeFileBytes: 256 * MIB };
const LINE = '{"eventVersion":"1.11","eventSource":"kms.amazonaws.com","eventName":"Decrypt"}\n';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text in which no two lines are alike, which gzip makes a fourth of. */
function log(lines: number): Buffer {
  const ids = randomBytes(16 * lines);
  const id = (index: number): string => ids.toString('hex', 16 * index, 16 * (index + 1));
  return Buffer.from(Array.from({ length: lines }, (_, index) => `${id(index)} ${LINE}`).join(''));
}

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'enclave-trail-bytes-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

function sourceOf(file: string, signal: AbortSignal, during: (chunk: number) => unknown = () => {}): ByteSource {
  async function* chunks() {
    let index = 0;
    for await (const chunk of nodeFileChunks({ scheme: 'file', fsPath: file }, signal) ?? []) {
      await during(index++);
      yield chunk;
    }
  }
  const state = async (): Promise<FileState> => {
    const found = await stat(file);
    const kind = found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'other';
    return { kind, size: found.size, mtime: Math.floor(found.mtimeMs) };
  };
  return { name: file, state, open: () => lent(chunks()), isWhole: false };
}

/** How the hosts decompress: with Node's own, and with ours where there is none. */
const HOSTS = [
  ['Node', nodeGunzip],
  ['the web', undefined],
] as const;

interface Options {
  readonly limits?: Partial<BytesLimits>;
  readonly gunzip?: typeof nodeGunzip | undefined;
  readonly signal?: AbortSignal;
  readonly during?: (chunk: number) => unknown;
}

async function opened(file: string, options: Options = {}): Promise<TrailBytes> {
  const signal = options.signal ?? new AbortController().signal;
  const limits = { ...LIMITS, ...options.limits };
  return await openBytes(sourceOf(file, signal, options.during), {
    limits,
    signal,
    gunzip: 'gunzip' in options ? options.gunzip : nodeGunzip,
  });
}

async function contentOf({ chunks }: TrailBytes): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk.slice());
  return Buffer.concat(pieces);
}

interface Read {
  readonly content: Buffer;
  readonly problem: BytesProblem | undefined;
  readonly bytes: TrailBytes;
}

async function read(file: string, options: Options = {}): Promise<Read> {
  const bytes = await opened(file, options);
  const content = await contentOf(bytes);
  return { content, problem: bytes.problem(), bytes };
}

describe('the bytes of a file', () => {
  it('are those of a file that is not compressed, whatever its name is', async () => {
    const content = log(30_000);
    for (const name of ['plain.json', 'plain.json.gz']) {
      const { content: found, problem, bytes } = await read(await written(name, content));
      assert.ok(found.equals(content));
      assert.equal(problem, undefined);
      assert.equal(bytes.isGzip, false);
      assert.equal(bytes.size, content.length);
      assert.equal(bytes.bytesRead(), content.length);
    }
    assert.equal((await read(await written('empty.json', new Uint8Array()))).problem, undefined);
    assert.equal((await read(await written('empty.json.gz', new Uint8Array()))).problem?.code, 'empty');
    assert.equal((await read(await written('one.json', utf8('1')))).content.toString(), '1');
  });

  it('come anew each time that somebody reads them', async () => {
    const content = log(20_000);
    for (const file of [await written('twice.json', content), await written('twice.gz', gzipSync(content))]) {
      const bytes = await opened(file);
      assert.ok((await contentOf(bytes)).equals(content));
      assert.ok((await contentOf(bytes)).equals(content));
      assert.equal(bytes.bytesRead(), bytes.size);
      assert.equal(bytes.problem(), undefined);
    }
  });
});

for (const [host, gunzip] of HOSTS) {
  describe(`the bytes of a gzip file on ${host}`, () => {
    const options = { gunzip } as const;
    const readAs = (name: string, bytes: Uint8Array, more: Options = {}) =>
      written(name, bytes).then((file) => read(file, { ...options, ...more }));

    it('are decompressed, whatever its name is', async () => {
      const content = log(100_000);
      const compressed = gzipSync(content);
      const { content: found, problem, bytes } = await readAs('sound.bin', compressed);
      assert.ok(found.equals(content));
      assert.equal(problem, undefined);
      assert.ok(bytes.isGzip);
      assert.equal(bytes.size, compressed.length);
      assert.equal(bytes.bytesRead(), compressed.length);
    });

    it('are those of all members', async () => {
      const parts = [log(20_000), Buffer.from(LINE), Buffer.alloc(0), log(5000)];
      const members = parts.map((part) => gzipSync(part));
      const { content, problem } = await readAs('members.gz', concatenated(...members, new Uint8Array(700)));
      assert.ok(content.equals(concatenated(...parts)));
      assert.equal(problem, undefined);
    });

    it('that is cut off count until there', async () => {
      const whole = log(200_000);
      const compressed = gzipSync(whole);
      for (const length of [1_200_000, 1000, 5]) {
        const { content, problem } = await readAs('cut.gz', compressed.subarray(0, length));
        assert.ok(whole.subarray(0, content.length).equals(content));
        assert.ok(content.length >= 2 * length || length < 1000);
        assert.deepEqual(
          { ...problem, message: '' },
          { code: 'cut-off', message: '', at: { file: length, decompressed: content.length } },
        );
      }
    });

    it('that is damaged in the middle count until there, to the last byte before', async () => {
      const before = log(30_000).subarray(0, 65_535 * 30 + 100);
      const bytes = storedGzip(before);
      const damage = 10 + 20 * (5 + 65_535);
      bytes[damage + 1] = 0;
      const { content, problem } = await readAs('damaged.gz', bytes);
      assert.ok(content.equals(before.subarray(0, 20 * 65_535)));
      assert.deepEqual(problem, {
        code: 'damaged',
        message: 'its gzip data are damaged',
        at: { file: damage, decompressed: content.length },
      });
      assert.equal(
        bytesProblemClause(problem),
        'its gzip data are damaged (reading stopped after 1,310,810 bytes of the file, 1,310,700 bytes decompressed)',
      );
    });

    it('are kept where a checksum or a length is wrong, and it is said', async () => {
      const content = log(20_000);
      for (const [parts, code] of [
        [{ crc: 7 }, 'wrong-checksum'],
        [{ length: 7 }, 'wrong-length'],
      ] as const) {
        const found = await readAs('unsound.gz', storedGzip(content, parts));
        assert.ok(found.content.equals(content));
        assert.equal(found.problem?.code, code);
      }
    });

    it('are kept where something else follows, and it is said where', async () => {
      const content = log(20_000);
      const compressed = gzipSync(content);
      for (const garbage of [utf8('more'), Uint8Array.of(0x1f), concatenated(new Uint8Array(9), utf8('x'))]) {
        const { content: found, problem } = await readAs('garbage.gz', concatenated(compressed, garbage));
        assert.ok(found.equals(content));
        assert.equal(problem?.code, 'trailing-bytes');
        assert.deepEqual(problem.at, { file: compressed.length, decompressed: content.length });
      }
      const { content: found, problem } = await readAs(
        'garbage.gz',
        concatenated(compressed, Uint8Array.of(0x1f, 0x8b, 9), new Uint8Array(20)),
      );
      assert.ok(found.equals(content));
      assert.equal(problem?.code, 'damaged');
    });

    it('that inflates a thousandfold end with the ratio, or with the size that is allowed', async () => {
      const bomb = gzipSync(Buffer.alloc(400 * MIB));
      const { content, problem } = await readAs('bomb.gz', bomb);
      assert.equal(problem?.code, 'too-high-ratio');
      assert.equal(problem.message, 'it inflates more than 200-fold, as no log does');
      assert.ok(content.length <= 200 * bomb.length && content.length >= 16 * MIB);
      assert.deepEqual(problem.at, { file: problem.at.file, decompressed: content.length });
      const lower = await readAs('bomb.gz', bomb, { limits: { decompressedBytes: 3 * MIB } });
      assert.equal(lower.content.length, 3 * MIB);
      assert.equal(lower.problem?.message, 'it holds more than the 3 MiB that are read of one file');
      // Small files may be as dense as they like.
      const small = await readAs('small.gz', gzipSync(Buffer.alloc(16 * MIB)));
      assert.equal(small.content.length, 16 * MIB);
      assert.equal(small.problem, undefined);
    });

    it('inside of gzip are not read, and it is said', async () => {
      const { content, problem } = await readAs('twice.gz', gzipSync(gzipSync(LINE)));
      assert.equal(content.length, 0);
      assert.equal(problem?.code, 'gzip-in-gzip');
      // In whatever pieces it comes.
      const inner = gzipSync(LINE);
      const pieces = concatenated(storedGzip(inner.subarray(0, 1)), storedGzip(inner.subarray(1)));
      assert.equal((await readAs('twice.gz', pieces)).problem?.code, 'gzip-in-gzip');
    });

    it('end at once when nobody wants more, and no file stays open', async () => {
      const file = await written('large.gz', gzipSync(log(150_000), { level: 1 }));
      const controller = new AbortController();
      const bytes = await opened(file, { ...options, signal: controller.signal });
      let count = 0;
      for await (const _ of bytes.chunks) {
        if (++count === 2) controller.abort();
      }
      assert.equal(count, 2);
      assert.equal(bytes.problem()?.code, 'cancelled');
      await assertClosed(file);
      for await (const _ of (await opened(file, options)).chunks) break;
      await assertClosed(file);
      // Looked at, and never read.
      await opened(file, options);
      await assertClosed(file);
    });

    it('wait for whoever reads them', async () => {
      const compressed = gzipSync(log(300_000), { level: 1 });
      const file = await written('slow.gz', compressed);
      const bytes = await opened(file, options);
      const iterator = bytes.chunks[Symbol.asyncIterator]();
      await iterator.next();
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.ok(compressed.length > 4 * MIB);
      assert.ok(bytes.bytesRead() <= 3 * MIB, `${bytes.bytesRead()} bytes were read for one chunk`);
      await iterator.return?.();
    });
  });
}

describe('a file that is not what it was', () => {
  it('has changed when it grows while it is read', async () => {
    const content = log(60_000);
    for (const [name, bytes] of [
      ['growing.json', content],
      ['growing.gz', gzipSync(content, { level: 0 })],
    ] as const) {
      const file = await written(name, bytes);
      // The first look reads the first piece as well.
      let isOpen = false;
      const during = async () => {
        if (isOpen) await appendFile(file, LINE);
      };
      const found = await opened(file, { during });
      isOpen = true;
      const read = await contentOf(found);
      assert.ok(read.length >= content.length);
      assert.equal(found.problem()?.code, 'changed');
    }
  });

  it('is not followed for as long as it grows', async () => {
    let size = 5 * MIB;
    const growing: ByteSource = {
      name: 'growing.json',
      state: async () => ({ kind: 'file', size, mtime: 1 }),
      open: async function* () {
        for (;;) {
          yield Buffer.alloc(MIB, '[');
          size += MIB;
        }
      },
      isWhole: false,
    };
    const signal = new AbortController().signal;
    const found = await openBytes(growing, { limits: LIMITS, signal, gunzip: nodeGunzip });
    let length = 0;
    for await (const chunk of found.chunks) {
      length += chunk.length;
      assert.ok(length < 50 * MIB, 'it is read on and on');
    }
    assert.ok(length > 5 * MIB);
    assert.equal(found.problem()?.code, 'changed');
  });

  it('has changed when another takes its place, and what was read counts', async () => {
    const content = log(60_000);
    const file = await written('replaced.json', content);
    const found = await opened(file);
    const iterator = found.chunks[Symbol.asyncIterator]();
    await iterator.next();
    await rename(await written('other.json', utf8(LINE)), file);
    while ((await iterator.next()).done !== true);
    assert.equal(found.problem()?.code, 'changed');
    assert.ok((found.problem()?.at.file ?? 0) >= MIB);
  });

  it('is gone when it was removed meanwhile', async () => {
    const file = await written('gone.json', log(60_000));
    const found = await opened(file);
    await rm(file);
    assert.equal((await contentOf(found)).length, 0);
    assert.equal(found.problem()?.message, 'it was removed while it was read');
    assert.match((await read(file)).problem?.message ?? '', /^reading it failed: ENOENT/);
  });
});

describe('what is no file that can be read', () => {
  it('is named: a folder, a loop of links, a file without permission', async () => {
    assert.equal((await read(folder)).problem?.code, 'directory');
    if (process.platform !== 'win32') {
      const loop = path.join(folder, 'loop.json');
      await symlink(loop, loop);
      assert.match((await read(loop)).problem?.message ?? '', /ELOOP/);
      const locked = await written('locked.json', utf8(LINE));
      await chmod(locked, 0);
      // Whoever may read everything is not refused.
      const expected = process.getuid?.() === 0 ? undefined : 'no-permission';
      assert.equal((await read(locked)).problem?.code, expected);
    }
  });

  const failing = (error: unknown, state: Partial<FileState> = {}): ByteSource => ({
    name: 'failing.json',
    state: async () => ({ kind: 'file', size: 100, mtime: 1, ...state }),
    open: async function* () {
      yield utf8('{}');
      throw error;
    },
    isWhole: false,
  });
  const signal = new AbortController().signal;
  const open = (source: ByteSource) => openBytes(source, { limits: LIMITS, signal, gunzip: nodeGunzip });

  it('is named where reading fails on the way, with what was read', async () => {
    const broken = await open(failing(new Error(`EIO: ${'x'.repeat(5000)}`)));
    assert.equal((await contentOf(broken)).toString(), '{}');
    assert.equal(broken.problem()?.code, 'unreadable');
    assert.ok((broken.problem()?.message.length ?? 0) < 250);
    assert.deepEqual(broken.problem()?.at, { file: 2, decompressed: 2 });
    const refused = await open(failing(Object.assign(new Error('no'), { code: 'NoPermissions' })));
    await contentOf(refused);
    assert.equal(refused.problem()?.code, 'no-permission');
    assert.equal((await open(failing(undefined, { kind: 'other' }))).problem()?.code, 'not-a-file');
  });

  it('is too large where it can only be read whole', async () => {
    const source = { ...failing(undefined, { size: 300 * MIB }), isWhole: true };
    const found = await open(source);
    assert.equal(
      found.problem()?.message,
      'it is larger than 256 MiB and can only be read whole here: open it on the machine that has it',
    );
    assert.equal((await contentOf(found)).length, 0);
  });

  it('is given up at once where it never answers', async () => {
    const controller = new AbortController();
    const never = new Promise<never>(() => {});
    const hanging: ByteSource = {
      ...failing(undefined),
      open: async function* () {
        yield utf8('{}');
        await never;
      },
    };
    const found = await openBytes(hanging, { limits: LIMITS, signal: controller.signal, gunzip: undefined });
    const reading = contentOf(found);
    setTimeout(() => controller.abort(), 20);
    assert.equal((await reading).toString(), '{}');
    assert.equal(found.problem()?.code, 'cancelled');
    const late = openBytes(
      { ...hanging, state: () => never },
      { limits: LIMITS, signal: controller.signal, gunzip: undefined },
    );
    assert.equal((await late).problem()?.code, 'cancelled');
  });
});

/** Where the system tells which files a process has open. */
async function assertClosed(file: string): Promise<void> {
  const descriptors = '/proc/self/fd';
  // A file is closed in a turn of its own.
  for (let attempt = 0; ; attempt++) {
    const names = await readdir(descriptors).catch(() => []);
    const open = await Promise.all(names.map((name) => readlink(path.join(descriptors, name)).catch(() => '')));
    if (!open.includes(file)) return;
    assert.ok(attempt < 20, 'the file is still open');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
