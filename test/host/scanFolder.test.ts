import { assert } from 'chai';
import {
  EventEmitter,
  env,
  type TreeDataProvider,
  type TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
} from 'vscode';
import { indexReferences, NO_REFERENCES, type ReferenceIndex, readMeasurementsFile } from '../../src/core/index.ts';
import type { HostPlatform } from '../../src/hostPlatform.ts';
import { registerScanView } from '../../src/views/scanView.ts';
import type { References } from '../../src/workspace/references.ts';
import { type FolderScans, folderScans } from '../../src/workspace/scan/folderScans.ts';
import { scanAccess } from '../../src/workspace/scan/scanAccess.ts';
import { type ScanStore, scanStore } from '../../src/workspace/scan/scanStore.ts';
import { concatenated, storedGzip } from '../support/gzip.ts';
import { type JsonObject, writeJson } from '../support/json.ts';
import { callOf, debugCall, image, measurements, otherEvent, referenceEntry, trail } from '../support/trails.ts';
import { answering } from './support/dialogs.ts';
import { closeAll, folder, run } from './support/documents.ts';
import { withoutReferences, withReferences } from './support/references.ts';
import { eventually, until } from './support/until.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const logFile = (...events: readonly JsonObject[]): Uint8Array => storedGzip(utf8(writeJson({ Records: events })));

function callAt(second: number, name = 'payments', members: JsonObject = {}): JsonObject {
  const eventTime = `2026-02-03T04:05:${String(second).padStart(2, '0')}Z`;
  return callOf(name, { eventTime, eventID: `id-${name}-${second}`, ...members });
}

const ROOT = 'scanned';
const root = (): Uri => Uri.joinPath(folder(), ROOT);

async function write(name: string, bytes: Uint8Array): Promise<Uri> {
  const uri = Uri.joinPath(root(), name);
  await workspace.fs.writeFile(uri, bytes);
  return uri;
}

const DAY = 'AWSLogs/111122223333/CloudTrail/eu-north-1/2026/02/03';

/** Sound files and hostile ones: five calls in all, two of them of another image. */
async function writeFolder(): Promise<void> {
  await write(`${DAY}/one.json.gz`, logFile(otherEvent(), callAt(1), callAt(2)));
  await write(`${DAY}/two.json.gz`, concatenated(logFile(callAt(3, 'ledger')), logFile(otherEvent())));
  await write(`${DAY}/empty.json.gz`, new Uint8Array());
  await write(`${DAY}/nested.json.gz`, storedGzip(logFile(callAt(4))));
  const cut = logFile(callAt(5, 'ledger'), callAt(6), callAt(7));
  await write(`${DAY}/cut.json.gz`, cut.subarray(0, 2200));
  await write('plain.json', utf8(trail(otherEvent(), callAt(8))));
  await write('readme.md', utf8(trail(callAt(9))));
}

interface Results {
  readonly state: string;
  readonly files: number;
  readonly notRead: readonly { readonly file: string; readonly code: string; readonly message: string }[];
  readonly calls: readonly {
    readonly eventTime: string;
    readonly outcome: string;
    readonly inWords: string;
    readonly file: string;
    readonly start: number;
    readonly end: number;
    readonly pcrs: Readonly<Record<string, string>>;
  }[];
}

async function results(): Promise<Results> {
  await run('copyScanResults', 'json');
  return JSON.parse(await env.clipboard.readText());
}

const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);

describe('Scan Folder for Attested Calls', () => {
  before(async () => {
    await withoutReferences();
    await writeFolder();
  });
  after(async () => {
    await workspace.fs.delete(root(), { recursive: true, useTrash: false });
    await withoutReferences();
  });
  afterEach(closeAll);

  it('finds the calls of all files, and says what was not read', async () => {
    const { messages } = await answering({ file: root() }, () => run('scanFolder'));
    assert.deepEqual(messages, ['scanned: 5 attested calls in 6 files, 3 not read, or in part.']);
    const { state, files, calls, notRead } = await results();
    assert.equal(state, 'done');
    assert.equal(files, 6);
    assert.sameDeepMembers(
      calls.map(({ eventTime, file, outcome }) => [eventTime.slice(17, 19), nameOf(file), outcome]),
      [
        ['01', 'one.json.gz', 'unknown'],
        ['02', 'one.json.gz', 'unknown'],
        ['03', 'two.json.gz', 'unknown'],
        ['05', 'cut.json.gz', 'unknown'],
        ['08', 'plain.json', 'unknown'],
      ],
    );
    assert.sameDeepMembers(
      notRead.map(({ file, code }) => [nameOf(file), code]),
      [
        ['cut.json.gz', 'cut-off'],
        ['empty.json.gz', 'empty'],
        ['nested.json.gz', 'gzip-in-gzip'],
      ],
    );
    const cut = notRead.find(({ code }) => code === 'cut-off');
    assert.match(cut?.message ?? '', /reading stopped after 2,200 bytes of the file, 2,185 bytes decompressed/);
    const ofPlain = calls.find(({ file }) => file.endsWith('plain.json'));
    const text = trail(otherEvent(), callAt(8));
    assert.equal(JSON.parse(text.slice(ofPlain?.start, ofPlain?.end)).eventID, 'id-payments-8');
    assert.equal(ofPlain?.pcrs.PCR0, image('payments').pcr0.hex);
  });

  it('judges calls by the references that are known, as they change', async () => {
    await run('scanFolder', root());
    await withReferences(referenceEntry('payments'));
    const words = async () => (await results()).calls.map(({ inWords }) => inWords);
    assert.sameMembers(await words(), [...Array(3).fill('✓ matches payments'), ...Array(2).fill('unknown image')]);
    await withoutReferences();
    assert.sameMembers(await words(), Array(5).fill('unknown image'));
  });

  it('reads a second time what is new or has changed, or all of it anew', async () => {
    await run('scanFolder', root());
    const again = await answering({}, () => run('scanAgain'));
    assert.deepEqual(again.messages, [
      'scanned: 5 attested calls in 6 files, 6 unchanged since an earlier scan, 3 not read, or in part.',
    ]);
    const added = await write('new.json.gz', logFile(callAt(20), callAt(21)));
    const third = await answering({}, () => run('scanAgain'));
    assert.match(third.messages[0] ?? '', /^scanned: 7 attested calls in 7 files, 6 unchanged/);
    const anew = await answering({}, () => run('scanAnew'));
    assert.equal(anew.messages[0], 'scanned: 7 attested calls in 7 files, 3 not read, or in part.');
    await workspace.fs.delete(added, { useTrash: false });
    await run('scanAgain');
    assert.lengthOf((await results()).calls, 5);
  });

  it('opens a plain file at the call, and others as a trail', async () => {
    await run('scanFolder', root());
    const { calls } = await results();
    const plain = calls.find(({ file }) => file.endsWith('plain.json'));
    await run('showScannedCall', plain?.file, 0);
    const editor = await until('an editor', () => window.activeTextEditor);
    assert.equal(editor.document.uri.toString(), plain?.file);
    assert.include(editor.document.lineAt(editor.selection.active.line).text, 'attestationDocumentModuleId');
    const compressed = calls.find(({ eventTime }) => eventTime.includes(':02'));
    await run('showScannedCall', compressed?.file, 1);
    await eventually(() => {
      const view = window.activeTextEditor;
      assert.notEqual(view?.document.uri.toString(), plain?.file);
      const behind = view?.document.getText().slice(view.document.offsetAt(view.selection.active)) ?? '';
      assert.equal(behind.match(/id-payments-\d/)?.[0], 'id-payments-2');
    });
  });

  it('says so where a call is not there any more', async () => {
    const uri = await write('changing.json', utf8(trail(callAt(30))));
    await run('scanFolder', root());
    await write('changing.json', utf8(trail(callAt(31))));
    const shown = await answering({}, () => run('showScannedCall', uri.toString(), 0));
    assert.deepEqual(shown.messages, ['The file has changed since it was scanned: the call is not in it any more.']);
    for (const args of [[], [uri.toString()], [uri.toString(), 7], ['nothing', 0], [{}, {}]]) {
      const { messages } = await answering({}, () => run('showScannedCall', ...args));
      assert.deepEqual(messages, ['This call is not among those of the last scan.']);
    }
    await workspace.fs.delete(uri, { useTrash: false });
  });

  it('says so where there is no such folder, or a file in its place', async () => {
    for (const uri of [Uri.joinPath(root(), 'nowhere'), Uri.joinPath(root(), 'plain.json')]) {
      await run('scanFolder', uri);
      const { calls, notRead } = await results();
      assert.isEmpty(calls);
      assert.deepEqual(
        notRead.map(({ file, code }) => [file, code]),
        [[uri.toString(), 'left-out']],
      );
    }
  });

  it('copies tables in which nothing from a file acts', async () => {
    const hostile = callAt(40, 'payments', {
      eventName: '=HYPERLINK("http://x")',
      errorCode: '@SUM(1)\n"quoted", |bar|',
      awsRegion: '-1+1',
    });
    const uri = await write('hostile.json', utf8(trail(hostile)));
    await run('scanFolder', root());
    await run('copyScanResults', 'csv');
    const csv = (await env.clipboard.readText()).split('\r\n');
    assert.equal(csv[0], 'time,operation,outcome,moduleId,pcrs,key,region,caller,error,file,byte');
    const line = csv.find((found) => found.includes('HYPERLINK')) ?? '';
    assert.include(line, `"'=HYPERLINK(""http://x"")"`);
    assert.include(line, `,'-1+1,`);
    assert.include(line, `"'@SUM(1)\\u{a}""quoted"", |bar|"`);
    await run('copyScanResults', 'markdown');
    const markdown = await env.clipboard.readText();
    const row = markdown.split('\n').find((found) => found.includes('HYPERLINK')) ?? '';
    assert.include(row, '`=HYPERLINK("http://x")`');
    assert.include(markdown, 'Not read, or in part:');
    await workspace.fs.delete(uri, { useTrash: false });
  });

  it('needs a scan before anything else', async () => {
    const picked = await answering({}, () => run('copyScanResults'));
    assert.deepEqual(
      picked.lists[0]?.map(({ label }) => label),
      ['CSV', 'JSON', 'Markdown'],
    );
    assert.deepEqual(picked.messages, []);
  });
});

const PLATFORM: HostPlatform = {
  crypto: undefined,
  randomBytes: (count) => new Uint8Array(count),
  newSha384: undefined,
  fileChunks: () => undefined,
  realPath: undefined,
  gunzip: undefined,
};

/** Lines of the view with those in them, as people read them. */
interface Line {
  readonly label: string;
  readonly description: string;
  readonly said: string;
  readonly item: TreeItem;
  readonly inside: readonly Line[];
}

describe('the view of a scan', () => {
  let scans: FolderScans;
  let provider: TreeDataProvider<unknown>;
  let known: ReferenceIndex = NO_REFERENCES;
  const changed = new EventEmitter<void>();
  const references: References = {
    indexFor: async () => known,
    onDidChange: changed.event,
    dispose: () => undefined,
  };
  const reports: string[] = [];
  const disposables: { dispose(): unknown }[] = [];

  const storage = (): Uri => Uri.joinPath(folder(), '..', 'kept');
  const store = (warnings?: string[]): ScanStore =>
    scanStore(storage(), true, (message) => (warnings === undefined ? assert.fail(message) : warnings.push(message)));

  /** Registers a view, and takes what would be shown in it. */
  function viewOf(shown: FolderScans): TreeDataProvider<unknown> {
    const { createTreeView } = window;
    let found: TreeDataProvider<unknown> | undefined;
    Object.assign(window, {
      createTreeView: (_id: string, options: { readonly treeDataProvider: TreeDataProvider<unknown> }) => {
        found = options.treeDataProvider;
        return { dispose: () => undefined };
      },
    });
    try {
      const failed = (error: unknown): void => assert.fail(String(error));
      disposables.push(shown, registerScanView(shown, references, failed));
    } finally {
      Object.assign(window, { createTreeView });
    }
    assert.isDefined(found);
    return found;
  }

  before(async () => {
    await writeFolder();
    await write(`${DAY}/debug.json.gz`, logFile(debugCall()));
    scans = folderScans(scanAccess(PLATFORM), store(), () => ({
      report: ({ state }) => reports.push(state),
      end: () => reports.push('end'),
    }));
    provider = viewOf(scans);
  });
  after(async () => {
    for (const disposable of disposables) disposable.dispose();
    await workspace.fs.delete(root(), { recursive: true, useTrash: false });
  });

  async function lines(node?: unknown, of = provider): Promise<readonly Line[]> {
    const nodes = (await of.getChildren(node)) ?? [];
    return await Promise.all(
      nodes.map(async (child) => {
        const item = await of.getTreeItem(child);
        return {
          label: String(item.label),
          description: String(item.description ?? ''),
          said: item.accessibilityInformation?.label ?? '',
          item,
          inside: item.collapsibleState === TreeItemCollapsibleState.None ? [] : await lines(child, of),
        };
      }),
    );
  }

  it('is empty before the first scan', async () => {
    assert.isEmpty(await lines());
  });

  it('shows images, their enclaves and calls, and what was not read', async () => {
    await scans.scan(root(), false);
    assert.equal(reports.at(-1), 'end');
    await eventually(async () =>
      assert.match((await lines())[0]?.label ?? '', /^6 attested calls in 7 files, 3 not read/),
    );
    const [, debug, payments, ledger, notRead, ...others] = await lines();
    assert.isEmpty(others);
    assert.equal(debug?.label, '⚠ debug mode');
    assert.equal(payments?.label, '? unknown image');
    const { hex } = image('payments').pcr0;
    assert.equal(payments?.description, `PCR0 ${hex.slice(0, 12)}…${hex.slice(-6)} · 3 calls, 1 enclave`);
    assert.match(ledger?.description ?? '', /2 calls, 1 enclave$/);
    const [enclave] = payments?.inside ?? [];
    assert.match(enclave?.label ?? '', /^i-0b1c2d3e4f5a60718-enc/);
    assert.equal(enclave?.description, '3 calls from 2026-02-03 04:05:01Z');
    assert.deepEqual(
      enclave?.inside.map(({ label }) => label),
      ['2026-02-03 04:05:01Z Decrypt', '2026-02-03 04:05:02Z Decrypt', '2026-02-03 04:05:08Z Decrypt'],
    );
    const last = enclave?.inside[2];
    assert.equal(last?.description, '? unknown image · scanned/plain.json');
    assert.equal(last?.said, 'Decrypt at 2026-02-03 04:05:08Z, unknown image, in scanned/plain.json');
    assert.deepEqual(last?.item.command?.arguments, [Uri.joinPath(root(), 'plain.json').toString(), 0]);
    assert.equal(notRead?.description, '3 entries, 1 of them in part');
    assert.deepEqual(
      notRead?.inside.map(({ label, description }) => [nameOf(label), description]),
      [
        [
          'cut.json.gz',
          'its gzip data are cut off (reading stopped after 2,200 bytes of the file, 2,185 bytes decompressed); 1 call found in it',
        ],
        ['empty.json.gz', 'it is empty'],
        ['nested.json.gz', 'it is gzip inside of gzip, of which one level alone is undone'],
      ],
    );
    const everything = (found: readonly Line[]): readonly Line[] =>
      found.flatMap((line) => [line, ...everything(line.inside)]);
    for (const { said, label } of everything(await lines())) assert.isNotEmpty(said, label);
  });

  it('follows the references', async () => {
    const source = { kind: 'settings', uri: 'x:y', label: 'the settings', trusted: true } as const;
    known = indexReferences(
      readMeasurementsFile(measurements(referenceEntry('payments', { version: '1.4.2' })), source).entries,
    );
    changed.fire();
    await eventually(async () => {
      const labels = (await lines()).map(({ label }) => label);
      assert.deepEqual(labels.slice(1), ['⚠ debug mode', '? unknown image', '✓ payments 1.4.2', 'Not read']);
    });
    known = NO_REFERENCES;
    changed.fire();
    await eventually(async () => assert.equal((await lines())[2]?.label, '? unknown image'));
  });

  it('keeps what a cancelled scan has found', async () => {
    const begun = scans.scan(root(), true);
    scans.cancel();
    const scan = await begun;
    assert.equal(scan.state, 'cancelled');
    await eventually(async () => assert.match((await lines())[0]?.label ?? '', /; cancelled$/));
    // The next scan ends the one before it.
    const first = scans.scan(root(), true);
    const second = scans.scan(root(), false);
    assert.equal((await first).state, 'cancelled');
    assert.equal((await second).state, 'done');
    assert.equal((await second).calls, 6);
  });

  /** As after a reload of the window: nothing is known but what was kept, and nothing of the files is read. */
  function afterReload(warnings?: string[]): FolderScans {
    const reading = (): never => assert.fail('something is read');
    const { folders, nameOf: name, isWhole } = scanAccess(PLATFORM);
    const access = { folders: { ...folders, entries: reading }, nameOf: name, isWhole, state: reading, open: reading };
    return folderScans(access, store(warnings), reading);
  }

  it('shows the last results again after a reload, with when they were found', async () => {
    const scan = await scans.scan(root(), false);
    await eventually(async () => assert.match((await lines())[0]?.label ?? '', /^6 attested calls in 7 files/));
    const reloaded = afterReload();
    assert.isTrue(await reloaded.mayHaveLast());
    assert.isUndefined(reloaded.current);
    const view = viewOf(reloaded);
    const shown = await lines(undefined, view);
    assert.match(shown[0]?.label ?? '', /^6 attested calls in 7 files, 3 not read, or in part, as scanned at 20\d\d-/);
    const withoutItems = (found: readonly Line[]): unknown =>
      found.map(({ label, description, inside }) => [label, description, withoutItems(inside)]);
    assert.deepEqual(withoutItems(shown.slice(1)), withoutItems((await lines()).slice(1)));
    assert.equal((await reloaded.last())?.at, scan.at);
  });

  it('shows none of an earlier folder, and of a cancelled scan what was found', async () => {
    await scans.scan(Uri.joinPath(root(), DAY), false);
    assert.equal((await afterReload().last())?.files.length, 6);
    const begun = scans.scan(root(), true);
    scans.cancel();
    await begun;
    const last = await afterReload().last();
    assert.deepEqual([last?.state, last?.root.toString()], ['cancelled', root().toString()]);
  });

  it('shows nothing where what was kept is damaged, and the log alone hears of it', async () => {
    await scans.scan(root(), false);
    const file = Uri.joinPath(storage(), 'scanned-files.jsonl');
    const whole = await workspace.fs.readFile(file);
    for (const bytes of [whole.subarray(0, whole.length / 2), utf8('{"scan":7}'), utf8('\0')]) {
      await workspace.fs.writeFile(file, bytes);
      const warnings: string[] = [];
      const reloaded = afterReload(warnings);
      const { messages } = await answering({}, async () => assert.isEmpty(await lines(undefined, viewOf(reloaded))));
      assert.isUndefined(await reloaded.last());
      assert.isEmpty(messages);
      assert.lengthOf(warnings, 1);
    }
    await workspace.fs.delete(file, { useTrash: false });
    assert.isFalse(await afterReload().mayHaveLast());
    assert.isUndefined(await afterReload().last());
  });

  it('splits what is too much for one branch', async () => {
    const many = Array.from({ length: 1203 }, (_, index) => callAt(index % 60, 'many', { eventID: `many-${index}` }));
    const uri = await write('many.json', utf8(writeJson({ Records: many })));
    await scans.scan(root(), false);
    await eventually(async () => {
      const group = (await lines()).find(
        ({ description }) => description.includes('1,203 calls') || description.includes('1203 calls'),
      );
      const enclave = group?.inside[0];
      assert.deepEqual(
        enclave?.inside.map(({ label, inside }) => [label, inside.length]),
        [
          ['1 to 500', 500],
          ['501 to 1000', 500],
          ['1001 to 1203', 203],
        ],
      );
    });
    await workspace.fs.delete(uri, { useTrash: false });
  });
});
