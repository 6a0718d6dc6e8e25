import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type Folders, SEARCH_BOUNDS, type SearchBounds, trailFiles } from '../../../src/workspace/scan/trailFiles.ts';

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'enclave-trail-files-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function make(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), '');
  }
}

/** As VS Code lists folders: links are followed for what they are, and said to be links. */
const onDisk: Folders<string> = {
  entries: async (folder) =>
    await Promise.all(
      (await readdir(folder, { withFileTypes: true })).map(async (entry) => {
        const found = await stat(path.join(folder, entry.name)).catch(() => undefined);
        const kind = found?.isDirectory() ? 'folder' : found?.isFile() ? 'file' : 'other';
        return { name: entry.name, kind, isLink: entry.isSymbolicLink() } as const;
      }),
    ),
  join: (folder, name) => path.join(folder, name),
  realPath: async (file) => (await realpath(file)).replaceAll(path.sep, '/'),
};
/** As a virtual file system, which has no links to follow or does not tell where they lead. */
const elsewhere: Folders<string> = { ...onDisk, realPath: async () => undefined };

async function found(folders = onDisk, bounds: Partial<SearchBounds> = {}, signal = new AbortController().signal) {
  const files: string[] = [];
  const leftOut: string[] = [];
  const nameOf = (file: string): string => path.relative(root, file).replaceAll(path.sep, '/');
  for await (const next of trailFiles(root, folders, signal, { ...SEARCH_BOUNDS, ...bounds })) {
    if (next.kind === 'file') files.push(nameOf(next.file));
    else leftOut.push(`${nameOf(next.file)}: ${next.reason}`);
  }
  return { files, leftOut };
}

describe('files that may hold a trail', () => {
  it('are found by their names, folder by folder', async () => {
    await make(
      'b/2026/02/one.json.gz',
      'b/2026/01/two.json.gz',
      'b/note.md',
      'a.JSON',
      'c.json.bak',
      'd.gz',
      'd.tar.gz',
      'e.jsonl',
      'f.ndjson.gz',
      'g.log',
      'h.csv',
      'i.txt.gz',
      'node_modules/x/package.json',
      '.git/config.txt',
    );
    assert.deepEqual(await found(), {
      files: [
        'a.JSON',
        'd.gz',
        'e.jsonl',
        'f.ndjson.gz',
        'g.log',
        'h.csv',
        'i.txt.gz',
        'b/2026/01/two.json.gz',
        'b/2026/02/one.json.gz',
      ],
      leftOut: [],
    });
  });

  it('are not counted twice where links lead to them, or in circles', async () => {
    await make('a/one.json', 'b/two.json');
    await symlink(path.join(root, 'a'), path.join(root, 'a/again'));
    await symlink(root, path.join(root, 'b/top'));
    await symlink(path.join(root, 'b'), path.join(root, 'a/other'));
    await symlink(path.join(root, 'a/one.json'), path.join(root, 'b/same.json'));
    const { files, leftOut } = await found();
    assert.deepEqual(
      files.map((file) => path.posix.basename(file)),
      ['one.json', 'two.json'],
    );
    assert.deepEqual(leftOut, []);
    // Nobody tells where links lead: one is followed, and none behind it.
    const blind = await found(elsewhere);
    assert.ok(blind.files.length < 20, blind.files.join());
    assert.ok(blind.files.includes('a/one.json') && blind.files.includes('b/two.json'));
    assert.ok(blind.files.every((file) => !/again\/.*(?:again|other)|top\/.*(?:top|again|other)/.test(file)));
  });

  it('are followed through a link out of the folder', async () => {
    const outside = await realpath(await mkdtemp(path.join(os.tmpdir(), 'enclave-trail-outside-')));
    try {
      await writeFile(path.join(outside, 'data.json'), '');
      await symlink(outside, path.join(root, 'data'));
      assert.deepEqual((await found()).files, ['data/data.json']);
      assert.deepEqual((await found(elsewhere)).files, ['data/data.json']);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('are left out with a reason where a link leads nowhere, and where a folder cannot be listed', async () => {
    await make('locked/one.json', 'two.json');
    await symlink(path.join(root, 'nowhere'), path.join(root, 'dead.json'));
    await symlink('loop.json', path.join(root, 'loop.json'));
    await symlink('loop', path.join(root, 'loop'));
    await chmod(path.join(root, 'locked'), 0);
    const folders: Folders<string> = {
      ...onDisk,
      // As somebody who may read everything is refused nothing.
      entries: async (folder) => {
        if (folder.endsWith('locked')) throw Object.assign(new Error('EACCES'), { code: 'NoPermissions' });
        return await onDisk.entries(folder);
      },
    };
    assert.deepEqual(await found(folders), {
      files: ['two.json'],
      leftOut: [
        'dead.json: it is a link that leads nowhere',
        'loop.json: it is a link that leads nowhere',
        'locked: there is no permission to list it',
      ],
    });
    await chmod(path.join(root, 'locked'), 0o700);
    const failing = { ...onDisk, entries: async () => Promise.reject(new Error(`no ${'x'.repeat(1000)}`)) };
    const { leftOut } = await found(failing);
    assert.match(leftOut[0] ?? '', /^: listing it failed: no x+$/);
    assert.ok((leftOut[0]?.length ?? 0) < 300);
  });

  it('are no more than are worth a search, and it is said', async () => {
    await make(...Array.from({ length: 12 }, (_, index) => `f${index % 3}/${index}.json`));
    const few = await found(onDisk, { files: 5 });
    assert.equal(few.files.length, 5);
    assert.deepEqual(few.leftOut, [': there are more than 5 files: the others were not searched']);
    const inOne = await found(onDisk, { files: 11 });
    assert.deepEqual(
      inOne.leftOut,
      [': there are more than 11 files: the others were not searched'],
      'in the last folder',
    );
    assert.deepEqual((await found(onDisk, { files: 12 })).leftOut, []);
    const shallow = await found(onDisk, { folders: 2 });
    assert.equal(shallow.files.length, 4);
    assert.deepEqual(shallow.leftOut, [': there are more than 2 folders: the others were not searched']);
    await make('d/d/d/deep.json');
    const flat = await found(onDisk, { depth: 2 });
    assert.deepEqual(flat.leftOut, ['d/d/d: it is more than 2 folders deep']);
  });

  it('are looked for until nobody wants more', async () => {
    await make(...Array.from({ length: 40 }, (_, index) => `f${index}/a.json`));
    const controller = new AbortController();
    let lists = 0;
    const counting: Folders<string> = {
      ...onDisk,
      entries: async (folder) => {
        if (++lists === 5) controller.abort();
        return await onDisk.entries(folder);
      },
    };
    assert.ok((await found(counting, {}, controller.signal)).files.length <= 4);
    assert.equal(lists, 5);
  });

  it('are found beside hundreds of thousands of folders', async () => {
    const inside = Array.from(
      { length: 200_000 },
      (_, index) => ({ name: `${index}`, kind: 'folder', isLink: false }) as const,
    );
    const file = { name: 'a.json', kind: 'file', isLink: false } as const;
    const folders = { ...elsewhere, entries: async (folder: string) => (folder === root ? [file, ...inside] : []) };
    const { files, leftOut } = await found(folders, { folders: 5 });
    assert.deepEqual([files, leftOut.length], [['a.json'], 1]);
  });
});
