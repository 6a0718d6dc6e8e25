import { assert } from 'chai';
import { Uri, workspace } from 'vscode';
import type { HostPlatform } from '../../src/hostPlatform.ts';
import { type BytesLimits, trailBytes } from '../../src/workspace/trailBytes.ts';
import { concatenated, storedGzip } from '../support/gzip.ts';
import { callOf, trail } from '../support/trails.ts';
import { folder } from './support/documents.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const LIMITS: BytesLimits = { decompressedBytes: 1024 * 1024, ratio: 200, wholeFileBytes: 100_000 };

/** A host that reads files whole, as the web has it: what Node adds has tests of its own. */
const PLATFORM: HostPlatform = {
  crypto: undefined,
  randomBytes: (count) => new Uint8Array(count),
  newSha384: undefined,
  fileChunks: () => undefined,
  gunzip: undefined,
  realPath: undefined,
};

async function write(name: string, bytes: Uint8Array): Promise<Uri> {
  const uri = Uri.joinPath(folder(), 'bytes', name);
  await workspace.fs.writeFile(uri, bytes);
  return uri;
}

async function read(uri: Uri, limits: Partial<BytesLimits> = {}) {
  const bytes = await trailBytes(uri, PLATFORM, { ...LIMITS, ...limits }, new AbortController().signal);
  const pieces: Uint8Array[] = [];
  for await (const chunk of bytes.chunks) pieces.push(chunk);
  return { text: new TextDecoder().decode(concatenated(...pieces)), problem: bytes.problem(), bytes };
}

describe('the bytes of a trail file', () => {
  after(() => workspace.fs.delete(Uri.joinPath(folder(), 'bytes'), { recursive: true, useTrash: false }));

  const text = trail(callOf('payments'));

  it('are read through VS Code, and decompressed where they are gzip', async () => {
    const plain = await read(await write('trail.json', utf8(text)));
    assert.equal(plain.text, text);
    assert.isUndefined(plain.problem);
    assert.isFalse(plain.bytes.isGzip);
    const members = concatenated(storedGzip(utf8(text)), storedGzip(utf8('more')));
    const compressed = await read(await write('trail.json.gz', members));
    assert.equal(compressed.text, `${text}more`);
    assert.isUndefined(compressed.problem);
    assert.isTrue(compressed.bytes.isGzip);
    assert.equal(compressed.bytes.bytesRead(), members.length);
    assert.equal(compressed.bytes.size, members.length);
  });

  it('say where they end too early', async () => {
    const members = storedGzip(utf8(text));
    const { text: found, problem } = await read(await write('cut.json.gz', members.subarray(0, 500)));
    assert.isTrue(text.startsWith(found) && found.length > 400);
    assert.deepInclude(problem, { code: 'cut-off', at: { file: 500, decompressed: found.length } });
  });

  it('are not read of a folder, of nothing, or of more than can be read whole', async () => {
    const uri = await write('large.json', new Uint8Array(100_001));
    assert.equal((await read(uri)).problem?.code, 'too-large-to-read-whole');
    assert.equal((await read(Uri.joinPath(uri, '..'))).problem?.code, 'directory');
    assert.equal((await read(Uri.joinPath(uri, '../none.json'))).problem?.code, 'unreadable');
    assert.isUndefined((await read(uri, { wholeFileBytes: 200_000 })).problem);
  });

  it('change while they are read', async () => {
    const uri = await write('changing.json', utf8(text));
    const bytes = await trailBytes(uri, PLATFORM, LIMITS, new AbortController().signal);
    await write('changing.json', utf8('another'));
    for await (const _ of bytes.chunks);
    assert.equal(bytes.problem()?.code, 'changed');
  });
});
