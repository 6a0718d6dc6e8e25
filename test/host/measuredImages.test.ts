import { assert } from 'chai';
import { type Memento, Uri, workspace } from 'vscode';
import { type MeasuredImages, measuredImages } from '../../src/workspace/measuredImages.ts';
import { eifOf, section } from '../support/eifWriter.ts';
import { folder } from './support/documents.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function eif(application: string): Uint8Array {
  const boot = [section.kernel(utf8('kernel')), section.commandLine('quiet'), section.ramdisk(utf8('init'))];
  return eifOf({ sections: [...boot, section.ramdisk(utf8(application))] });
}

async function write(name: string, bytes: Uint8Array): Promise<Uri> {
  const uri = Uri.joinPath(folder(), 'measured', name);
  await workspace.fs.writeFile(uri, bytes);
  return uri;
}

/** Keeps what it is given, as VS Code does for a workspace. */
function memento(kept = new Map<string, unknown>()): Memento {
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, fallback?: T) => (kept.has(key) ? (kept.get(key) as T) : fallback),
    update: async (key: string, value: unknown) => {
      kept.set(key, JSON.parse(JSON.stringify(value)));
    },
  } as Memento;
}

interface Measuring extends MeasuredImages {
  /** The names of the files that were read, in their order. */
  readonly read: readonly string[];
  readonly reports: readonly string[];
  readonly cancel: () => void;
}

/** `during` runs while a file is read. */
function measuring(state: Memento, during: (name: string, self: Measuring) => unknown = () => undefined): Measuring {
  const read: string[] = [];
  const reports: string[] = [];
  let cancel = () => {};
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  async function* chunks(name: string): AsyncGenerator<Uint8Array, void> {
    read.push(name);
    const bytes = await workspace.fs.readFile(Uri.joinPath(folder(), 'measured', name));
    yield bytes.subarray(0, 560);
    await during(name, self);
    yield bytes.subarray(560);
  }
  const images = measuredImages(
    {
      crypto: undefined,
      randomBytes: (count) => new Uint8Array(count),
      newSha384: undefined,
      fileChunks: ({ fsPath }) => chunks(nameOf(fsPath.replaceAll('\\', '/'))),
      gunzip: undefined,
      realPath: undefined,
    },
    state,
    (cancelling) => {
      cancel = cancelling;
      return {
        report: (uri, share, waiting) => reports.push(`${nameOf(uri.path)} ${share.toFixed(1)} ${waiting}`),
        end: () => reports.push('end'),
      };
    },
    (message) => assert.fail(message),
  );
  const self: Measuring = Object.assign(images, { read, reports, cancel: () => cancel() });
  return self;
}

describe('measuring enclave images', () => {
  after(() => workspace.fs.delete(Uri.joinPath(folder(), 'measured'), { recursive: true, useTrash: false }));

  const codeOf = async (images: MeasuredImages, uri: Uri): Promise<string> => {
    const measured = await images.measure(uri);
    return measured.ok ? 'measured' : measured.error.code;
  };

  it('reads a file once for each state of it, also after a restart', async () => {
    const state = memento();
    const uri = await write('once.eif', eif('one'));
    const images = measuring(state);
    const first = await images.measure(uri);
    assert.isTrue(first.ok);
    assert.deepEqual(await images.measure(uri), first);
    assert.deepEqual(images.known(uri, await workspace.fs.stat(uri)), first);
    assert.lengthOf(images.read, 1);
    const later = measuring(state);
    assert.deepEqual(await later.measure(uri), first);
    assert.isEmpty(later.read);
    await write('once.eif', eif('another'));
    const second = await later.measure(uri);
    assert.isTrue(second.ok);
    assert.notDeepEqual(second, first);
    assert.lengthOf(later.read, 1);
  });

  it('takes what was kept in another form for never measured', async () => {
    const uri = await write('kept.eif', eif('one'));
    const { size, mtime } = await workspace.fs.stat(uri);
    const pcrs = [0, 1, 2].map((index) => [index, 'ab'.repeat(48)]);
    const image = { version: 4, architecture: 'x86_64', signature: 'none', pcrs };
    const sound = { uri: uri.toString(), size, mtime, image };
    const readsWith = async (entry: unknown): Promise<number> => {
      const images = measuring(memento(new Map([['enclaveTrail.measuredImages', entry]])));
      assert.isTrue((await images.measure(uri)).ok);
      return images.read.length;
    };
    assert.equal(await readsWith([sound]), 0);
    const others: readonly unknown[] = [
      7,
      [null],
      [{ ...sound, size: size + 1 }],
      [{ ...sound, mtime: mtime - 1 }],
      [{ ...sound, image: 7 }],
      [{ ...sound, image: { ...image, signature: 'verified' } }],
      [{ ...sound, image: { ...image, pcrs: pcrs.slice(1) } }],
      [{ ...sound, image: { ...image, pcrs: [...pcrs, [8, 'short']] } }],
    ];
    for (const other of others) assert.equal(await readsWith(other), 1, JSON.stringify(other));
  });

  it('is cancelled for the file that is read and all that wait, and begins anew when it is asked for', async () => {
    const names = ['a.eif', 'b.eif', 'c.eif'];
    const uris = await Promise.all(names.map((name) => write(name, eif(name))));
    let isPatient = false;
    const images = measuring(memento(), (_name, self) => isPatient || self.cancel());
    assert.deepEqual(await Promise.all(uris.map((uri) => codeOf(images, uri))), Array(3).fill('cancelled'));
    const [uri] = uris;
    if (uri === undefined) throw new Error('there is no file');
    const known = images.known(uri, await workspace.fs.stat(uri));
    assert.isTrue(known !== undefined && !known.ok, 'nobody measures it again unasked');
    isPatient = true;
    assert.equal(await codeOf(images, uri), 'measured');
  });

  it('says where it is, and what is to come', async () => {
    const uris = await Promise.all(['one.eif', 'two.eif'].map((name) => write(name, eif(name))));
    const images = measuring(memento());
    await Promise.all(uris.map((uri) => images.measure(uri)));
    // Which of the two comes first is up to the disk.
    const [first, second] = images.read;
    assert.sameMembers([...images.read], ['one.eif', 'two.eif']);
    assert.equal(images.reports[0], `${first} 0.0 1`);
    assert.include(images.reports, `${first} 1.0 1`);
    assert.include(images.reports, `${second} 1.0 0`);
    assert.equal(images.reports.at(-1), 'end');
  });

  it('refuses a file that changes or vanishes while it is read', async () => {
    const uri = await write('changing.eif', eif('one'));
    const images = measuring(memento(), (name) => write(name, eif('another one')));
    assert.equal(await codeOf(images, uri), 'changed');
    const vanishing = measuring(memento(), () => workspace.fs.delete(uri, { useTrash: false }));
    assert.equal(await codeOf(vanishing, uri), 'unreadable');
    assert.equal(await codeOf(vanishing, uri), 'unreadable');
  });
});
