import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { nodeGunzip } from '../../../src/nodeBytes.ts';
import { type BytesLimits, openBytes } from '../../../src/workspace/decompressedBytes.ts';
import { budget } from '../../../src/workspace/scan/budget.ts';
import { type ScanAccess, scanFolder } from '../../../src/workspace/scan/folderScan.ts';
import { type KeptScan, readKeptFiles, writeKeptFiles } from '../../../src/workspace/scan/keptFiles.ts';
import { keptOnce } from '../../../src/workspace/scan/scannedCall.ts';
import type { ScannedFile } from '../../../src/workspace/scan/scannedFile.ts';
import { storedGzip } from '../../support/gzip.ts';
import { writeJson } from '../../support/json.ts';
import { callOf, deniedCall, image, oldCall, otherEvent, tpmCall } from '../../support/trails.ts';

const MIB = 1024 * 1024;
const LIMITS: BytesLimits = { decompressedBytes: 64 * MIB, ratio: 200, wholeFileBytes: 256 * MIB };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A log file as CloudTrail puts it into a bucket: on one line, compressed. */
function logFile(...events: readonly Parameters<typeof writeJson>[0][]): Uint8Array {
  return gzipSync(writeJson({ Records: events }));
}

function callAt(second: number, name = 'payments') {
  const time = new Date(Date.UTC(2026, 1, 3, 4, 0, second)).toISOString().replace('.000', '');
  return callOf(name, { eventTime: time, eventID: `id-${second}` });
}

interface Watched {
  /** Names of the files that were opened. */
  readonly opened: string[];
  most: number;
}

/** Files in memory, by their path. */
function inMemory(
  files: ReadonlyMap<string, Uint8Array>,
  watched: Watched = { opened: [], most: 0 },
): ScanAccess<string> {
  let open = 0;
  const stateOf = async (file: string) => {
    const bytes = files.get(file);
    if (bytes === undefined) throw new Error('it is gone');
    return { kind: 'file', size: bytes.length, mtime: 7 } as const;
  };
  return {
    folders: {
      entries: async (folder) =>
        [...new Set([...files.keys()].filter((file) => file.startsWith(`${folder}/`)))].map((file) => {
          const [name = '', ...inside] = file.slice(folder.length + 1).split('/');
          return { name, kind: inside.length > 0 ? 'folder' : 'file', isLink: false } as const;
        }),
      join: (folder, name) => `${folder}/${name}`,
      realPath: async (file) => file,
    },
    nameOf: (file) => file,
    state: stateOf,
    open: async (file, signal) => {
      watched.opened.push(file);
      watched.most = Math.max(watched.most, ++open);
      async function* chunks() {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield files.get(file) ?? new Uint8Array();
      }
      const source = { name: file, state: () => stateOf(file), open: chunks, isWhole: false };
      const bytes = await openBytes(source, { limits: LIMITS, signal, gunzip: nodeGunzip });
      open--;
      return bytes;
    },
    isWhole: () => false,
  };
}

interface Scanned {
  readonly end: string;
  readonly files: readonly ScannedFile[];
  readonly known: number;
  readonly leftOut: readonly string[];
  readonly bytes: number;
}

async function scan(
  access: ScanAccess<string>,
  {
    calls = 1000,
    known = new Map<string, ScannedFile>(),
    signal = new AbortController().signal,
    onFile = (_: ScannedFile) => {},
  } = {},
): Promise<Scanned> {
  const files: ScannedFile[] = [];
  const leftOut: string[] = [];
  let bytes = 0;
  let knownCount = 0;
  const end = await scanFolder('root', access, {
    signal,
    calls,
    kept: keptOnce(),
    known: (name, { size, mtime }) => {
      const file = known.get(name);
      return file?.size === size && file.mtime === mtime ? file : undefined;
    },
    onFile: (file, isKnown) => {
      files.push(file);
      knownCount += Number(isKnown);
      onFile(file);
    },
    onLeftOut: (name, { code, message }) => leftOut.push(`${name}: ${code}, ${message}`),
    onBytes: (count) => {
      bytes += count;
    },
  });
  files.sort((one, other) => (one.uri < other.uri ? -1 : 1));
  return { end, files, known: knownCount, leftOut, bytes };
}

describe('a scan of a folder', () => {
  it('finds the attested calls of every file, with what lists show of them', async () => {
    const text = writeJson({ Records: [otherEvent(), callAt(1), deniedCall()] });
    const files = new Map([
      ['root/AWSLogs/a.json.gz', gzipSync(text)],
      ['root/AWSLogs/b.json', utf8(writeJson([oldCall('ledger'), tpmCall()]))],
      ['root/AWSLogs/none.json', utf8('{"Records": []}')],
      ['root/other.md', utf8(text)],
    ]);
    const { end, files: found, leftOut, bytes } = await scan(inMemory(files));
    assert.equal(end, 'done');
    assert.deepEqual(leftOut, []);
    assert.equal(
      bytes,
      [...files.values()].slice(0, 3).reduce((sum, { length }) => sum + length, 0),
    );
    assert.deepEqual(
      found.map(({ uri, isGzip, calls, problem }) => [uri, isGzip, calls.length, problem]),
      [
        ['root/AWSLogs/a.json.gz', true, 1, undefined],
        ['root/AWSLogs/b.json', false, 2, undefined],
        ['root/AWSLogs/none.json', false, 0, undefined],
      ],
    );
    const [call] = found[0]?.calls ?? [];
    assert.ok(call);
    assert.equal(text.slice(call.start, call.end), writeJson(callAt(1)));
    assert.equal(call.operation, 'Decrypt');
    assert.equal(call.eventTime, Date.UTC(2026, 1, 3, 4, 0, 1));
    assert.equal(call.mark, 'id-1');
    assert.equal(call.measurements.platform, 'enclave');
    assert.equal(call.measurements.pcrs[0]?.digest?.hex, image('payments').pcr0.hex);
    assert.match(call.caller ?? '', /:role\/service\/enclave-parent$/);
    assert.deepEqual(
      found[1]?.calls.map(({ index, measurements }) => [index, measurements.platform]),
      [
        [0, 'enclave'],
        [1, 'nitro-tpm'],
      ],
    );
  });

  it('says of broken files what was not read, and keeps what was', async () => {
    const sound = logFile(...Array.from({ length: 50 }, (_, index) => callAt(index)));
    const stored = storedGzip(utf8(writeJson({ Records: Array.from({ length: 50 }, (_, index) => callAt(index)) })));
    const files = new Map([
      ['root/bomb.json.gz', gzipSync(Buffer.alloc(40 * MIB, ' '))],
      ['root/crc.json.gz', storedGzip(utf8(writeJson({ Records: [callAt(1)] })), { crc: 1 })],
      ['root/cut.json.gz', stored.subarray(0, 60_000)],
      ['root/empty.json.gz', new Uint8Array()],
      ['root/garbage.json.gz', Buffer.concat([sound, Buffer.from('garbage')])],
      ['root/nested.json.gz', gzipSync(sound)],
      ['root/sound.json.gz', sound],
    ]);
    const access = inMemory(files);
    const vanishing: ScanAccess<string> = {
      ...access,
      state: async (file) => {
        if (file.endsWith('sound.json.gz')) throw new Error('it is gone');
        return await access.state(file);
      },
    };
    const { end, files: found, leftOut } = await scan(vanishing);
    assert.equal(end, 'done');
    assert.deepEqual(leftOut, ['root/sound.json.gz: unreadable, reading it failed: it is gone']);
    const seen = Object.fromEntries(
      found.map(({ uri, calls, problem }) => [uri.slice(5), [calls.length, problem?.code]]),
    );
    const cut = Number(seen['cut.json.gz']?.[0]);
    assert.ok(cut > 15 && cut < 50, `${cut} calls`);
    assert.deepEqual(seen, {
      'bomb.json.gz': [0, 'too-high-ratio'],
      'crc.json.gz': [1, 'wrong-checksum'],
      'cut.json.gz': [cut, 'cut-off'],
      'empty.json.gz': [0, 'empty'],
      'garbage.json.gz': [50, 'trailing-bytes'],
      'nested.json.gz': [0, 'gzip-in-gzip'],
    });
  });

  it('says of files that cannot tell of an attestation what they are', async () => {
    const csv = 'Event name,Event source,Event time\r\nDecrypt,kms.amazonaws.com,2026-01-01\r\n';
    const named = csv.replace('Event name,Event source,Event time', 'eventName,eventSource,eventTime');
    const digest = { awsAccountId: '1', digestS3Bucket: 'b', logFiles: [{ s3Bucket: 'b', s3Object: 'o' }] };
    const forged = { ...otherEvent(), requestParameters: { logFiles: [{ s3Bucket: 'b' }] } };
    const files = new Map([
      ['root/1-console.csv', utf8(csv)],
      ['root/2-named.csv', utf8(named)],
      ['root/3-digest.json.gz', gzipSync(writeJson(digest))],
      ['root/4-both.json', utf8(`${writeJson(digest)}\n${writeJson(callAt(1))}`)],
      ['root/5-cut.json.gz', gzipSync(writeJson(digest)).subarray(0, -9)],
      ['root/6-forged.json', utf8(writeJson(forged))],
    ]);
    const { files: found } = await scan(inMemory(files));
    assert.deepEqual(
      found.map(({ uri, problem }) => [uri, problem?.code]),
      [
        ['root/1-console.csv', 'tells-nothing'],
        ['root/2-named.csv', 'tells-nothing'],
        ['root/3-digest.json.gz', 'tells-nothing'],
        ['root/4-both.json', undefined],
        ['root/5-cut.json.gz', 'cut-off'],
        ['root/6-forged.json', undefined],
      ],
    );
    assert.deepEqual(
      [found[1], found[2]].map((file) => file?.problem?.message),
      [
        'this CSV has no column that could tell of an attestation',
        'this is a digest file of CloudTrail: it lists log files and holds no events',
      ],
    );
    const kept = await readKeptFiles(await writeKeptFiles(found), keptOnce());
    assert.equal(kept.files.get('root/3-digest.json.gz')?.problem?.code, 'tells-nothing');
  });

  it('reads a few files at a time', async () => {
    const watched: Watched = { opened: [], most: 0 };
    const files = new Map(Array.from({ length: 60 }, (_, index) => [`root/${index}.json.gz`, logFile(callAt(index))]));
    const { files: found } = await scan(inMemory(files, watched));
    assert.equal(found.length, 60);
    assert.equal(watched.opened.length, 60);
    assert.ok(watched.most > 1 && watched.most <= 8, `${watched.most} at a time`);
  });

  it('ends with as many calls as are held, and only where there are more', async () => {
    const files = new Map(
      Array.from({ length: 30 }, (_, index) => [`root/${index}.json.gz`, logFile(callAt(1), callAt(2))]),
    );
    const some = await scan(inMemory(files), { calls: 21 });
    assert.equal(some.end, 'too-many-calls');
    assert.equal(
      some.files.reduce((sum, { calls }) => sum + calls.length, 0),
      21,
    );
    assert.ok(some.files.some(({ problem }) => problem?.code === 'too-many-calls'));
    assert.equal((await scan(inMemory(files), { calls: 60 })).end, 'done');
  });

  it('is cancelled at once, and keeps what it has found', async () => {
    const files = new Map(Array.from({ length: 200 }, (_, index) => [`root/${index}.json.gz`, logFile(callAt(index))]));
    const controller = new AbortController();
    const watched: Watched = { opened: [], most: 0 };
    let count = 0;
    const { end, files: found } = await scan(inMemory(files, watched), {
      signal: controller.signal,
      onFile: () => {
        if (++count === 10) controller.abort();
      },
    });
    assert.equal(end, 'cancelled');
    assert.ok(found.length >= 10 && watched.opened.length < 40, `${watched.opened.length} were opened`);
    assert.ok(found.every(({ calls }) => calls.length === 1));
  });

  it('reads of a second time what is new or has changed alone', async () => {
    const files = new Map(Array.from({ length: 20 }, (_, index) => [`root/${index}.json.gz`, logFile(callAt(index))]));
    files.set('root/cut.json.gz', logFile(callAt(1)).subarray(0, 300));
    files.set('root/bomb.json.gz', gzipSync(Buffer.alloc(40 * MIB, ' ')));
    const first = await scan(inMemory(files));
    const bytes = await writeKeptFiles(first.files);
    const known = (await readKeptFiles(bytes, keptOnce())).files;
    files.set('root/3.json.gz', logFile(callAt(3), callAt(33)));
    files.set('root/new.json.gz', logFile(callAt(99)));
    const watched: Watched = { opened: [], most: 0 };
    const second = await scan(inMemory(files, watched), { known });
    // What was beyond a limit may be within another one now.
    assert.deepEqual(watched.opened.sort(), ['root/3.json.gz', 'root/bomb.json.gz', 'root/new.json.gz']);
    assert.equal(second.known, 20);
    assert.equal(second.files.length, 23);
    assert.deepEqual(
      second.files.filter(({ uri }) => uri === 'root/4.json.gz' || uri === 'root/cut.json.gz'),
      first.files.filter(({ uri }) => uri === 'root/4.json.gz' || uri === 'root/cut.json.gz'),
    );
    assert.deepEqual((await scan(inMemory(files), { known, calls: 5 })).end, 'too-many-calls');
  });
});

describe('what is kept of scans', () => {
  async function someFiles(): Promise<readonly ScannedFile[]> {
    const files = new Map([
      ['root/a.json.gz', logFile(callAt(1), callAt(2, 'ledger'), tpmCall(), oldCall('old'))],
      ['root/b.json', utf8(writeJson([callOf('payments', { eventTime: 7, eventName: null, resources: [] })]))],
      ['root/c.json', utf8('[]')],
      ['root/d.json.gz', logFile(callAt(1)).subarray(0, 400)],
    ]);
    return (await scan(inMemory(files))).files;
  }

  it('is read as it was written', async () => {
    const files = await someFiles();
    const read = (await readKeptFiles(await writeKeptFiles(files), keptOnce())).files;
    assert.deepEqual([...read.values()], files);
    assert.deepEqual(
      [...read.keys()],
      files.map(({ uri }) => uri),
    );
  });

  it('counts up to the place at which it is broken, wherever that is', async () => {
    const files = await someFiles();
    const bytes = await writeKeptFiles(files);
    for (let length = 0; length < bytes.length; length += 7) {
      const read = (await readKeptFiles(bytes.subarray(0, length), keptOnce())).files;
      assert.deepEqual([...read.values()], files.slice(0, read.size));
    }
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\n');
    for (const other of [
      '',
      'null',
      '7',
      '[]',
      '{}',
      '{"uri":7}',
      '[1,2,"x",null,0,0,0,0,0,0,99]',
      '{"pcrs":[[0,"ab"]]}',
    ]) {
      for (const at of lines.keys()) {
        const text = lines.map((line, index) => (index === at ? other : line)).join('\n');
        const read = (await readKeptFiles(utf8(text), keptOnce())).files;
        assert.deepEqual([...read.values()], files.slice(0, read.size), `${other} at ${at}`);
        assert.ok(read.size < files.length, `${other} at ${at}`);
      }
    }
    assert.equal((await readKeptFiles(utf8('"another form"\n'), keptOnce())).files.size, 0);
  });

  it('is the newest where there is too much of it', async () => {
    const [file] = await someFiles();
    assert.ok(file);
    const [call] = file.calls;
    assert.ok(call);
    const many = Array.from({ length: 250 }, (_, index) => ({
      ...file,
      uri: `root/${index}.json`,
      calls: Array.from({ length: 1000 }, (_, at) => ({ ...call, index: at })),
    }));
    const read = (await readKeptFiles(await writeKeptFiles(many), keptOnce())).files;
    assert.equal(read.size, 200);
    assert.equal([...read.keys()][0], 'root/50.json');
    assert.deepEqual([...read.values()].at(-1)?.calls.at(-1), { ...call, index: 999 });
  });
});

describe('what is kept of the last scan', () => {
  const AT = Date.UTC(2026, 1, 3);
  const NOT_READ = {
    uri: 'root/link',
    problem: { code: 'left-out', message: 'it is a link to a folder above' },
  } as const;
  const SCAN: KeptScan = { root: 'file:///root', state: 'done', at: AT, notRead: [NOT_READ] };

  async function kept() {
    const files = new Map([
      ['root/a.json.gz', logFile(callAt(1), callAt(2, 'ledger'))],
      ['root/b.json', utf8(writeJson([callAt(3)]))],
      ['root/cut.json.gz', logFile(callAt(1)).subarray(0, 400)],
      ['root/bomb.json.gz', gzipSync(Buffer.alloc(40 * MIB, ' '))],
    ]);
    const { files: found } = await scan(inMemory(files));
    const earlier = found.map((file) => ({ ...file, uri: `elsewhere/${file.uri}` }));
    return { found, bytes: await writeKeptFiles([...earlier, ...found], { scan: SCAN, files: found }) };
  }

  it('is read as it was written: its own files alone, and why others were not read', async () => {
    const { found, bytes } = await kept();
    const { last, files } = await readKeptFiles(bytes, keptOnce());
    const isKept = ({ uri }: ScannedFile): boolean => !uri.includes('bomb');
    assert.deepEqual(last?.files, found.filter(isKept));
    assert.equal(files.size, 2 * found.length - 2);
    const bomb = found.find((file) => !isKept(file));
    assert.equal(bomb?.problem?.code, 'too-high-ratio');
    assert.deepEqual(last.scan, { ...SCAN, notRead: [NOT_READ, { uri: bomb.uri, problem: bomb.problem }] });
  });

  it('is all of it or nothing', async () => {
    const { found, bytes } = await kept();
    for (let length = 0; length < bytes.length - 1; length += 11) {
      assert.equal((await readKeptFiles(bytes.subarray(0, length), keptOnce())).last, undefined, `${length} bytes`);
    }
    const [form, line = '', ...others] = new TextDecoder().decode(bytes).split('\n');
    const { scan: good } = JSON.parse(line);
    const bad = [
      null,
      7,
      { ...good, root: 7 },
      { ...good, state: 'over' },
      { ...good, at: '2026' },
      { ...good, notRead: {} },
      { ...good, notRead: [null] },
      { ...good, notRead: [{ uri: 'x', problem: { code: 'none', message: 'x' } }] },
    ];
    for (const scan of bad) {
      const text = [form, JSON.stringify({ scan, fileCount: found.length - 1 }), ...others].join('\n');
      assert.equal((await readKeptFiles(utf8(text), keptOnce())).last, undefined, JSON.stringify(scan));
    }
    assert.equal((await readKeptFiles(await writeKeptFiles(found), keptOnce())).last, undefined);
  });

  it('is bounded, and says what is left out', async () => {
    const notRead = Array.from({ length: 1500 }, (_, index) => ({ ...NOT_READ, uri: `root/${index}` }));
    const bytes = await writeKeptFiles([], { scan: { ...SCAN, notRead }, files: [] });
    const { last } = await readKeptFiles(bytes, keptOnce());
    assert.equal(last?.scan.notRead.length, 1001);
    assert.match(last.scan.notRead.at(-1)?.problem.message ?? '', /^500 more were not read/);
  });
});

describe('a budget', () => {
  it('lets wait what does not fit, in order, and lets in alone what never fits', async () => {
    const memory = budget(10);
    const went: string[] = [];
    const take = (name: string, amount: number) => memory.take(amount).then(() => went.push(name));
    const all = [take('a', 6), take('b', 4), take('c', 5), take('d', 1), take('e', 100)];
    await all[1];
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(went, ['a', 'b']);
    memory.giveBack(6);
    await all[3];
    assert.deepEqual(went, ['a', 'b', 'c', 'd']);
    memory.giveBack(4);
    memory.giveBack(5);
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(went, ['a', 'b', 'c', 'd']);
    memory.giveBack(1);
    await all[4];
    assert.deepEqual(went, ['a', 'b', 'c', 'd', 'e']);
  });
});
