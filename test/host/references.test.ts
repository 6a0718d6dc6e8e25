import { assert } from 'chai';
import {
  ConfigurationTarget,
  commands,
  type Diagnostic,
  Disposable,
  languages,
  Range,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import type { MeasuredImages } from '../../src/workspace/measuredImages.ts';
import { referenceFiles } from '../../src/workspace/referenceFiles.ts';
import { writeJson } from '../support/json.ts';
import { callOf, image, measurements, referenceEntry, trail } from '../support/trails.ts';
import { hoverOn, labelsOf } from './support/annotations.ts';
import { closeAll, deleteFile, folder, openFile, show, writeFile } from './support/documents.ts';
import { REFERENCES, withoutReferences, withReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

const FILE = () => Uri.joinPath(folder(), REFERENCES);

/** Waits until the hints of the calls, in order, are these. */
async function untilVerdicts(document: TextDocument, ...expected: readonly string[]): Promise<void> {
  await eventually(async () => {
    const verdicts = (await labelsOf(document)).filter((label) => /^[✓?⚠≠]/.test(label));
    assert.deepEqual(verdicts, expected);
  });
}

function problemsIn(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source }) => source === 'Enclave Trail');
}

describe('reference measurements', () => {
  let document: TextDocument;
  beforeEach(async () => {
    await withoutReferences();
    document = await openFile(trail(callOf('payments'), callOf('batch')));
  });
  afterEach(closeAll);
  after(withoutReferences);

  it('count as soon as their file is there, has changed, or is gone', async () => {
    await untilVerdicts(document, '? image A', '? image B');
    await writeFile(REFERENCES, measurements(referenceEntry('payments')));
    await untilVerdicts(document, '✓ payments', '? unknown image');
    await writeFile(REFERENCES, measurements(referenceEntry('batch', { version: '2' })));
    await untilVerdicts(document, '? unknown image', '✓ batch 2');
    await workspace.fs.delete(FILE());
    await untilVerdicts(document, '? image A', '? image B');
  });

  it('are found anywhere in the workspace, by what files hold', async () => {
    await writeFile('enclave-measurements.json', measurements(referenceEntry('payments')));
    await writeFile('a/b/c/images.json', measurements(referenceEntry('batch')));
    await untilVerdicts(document, '✓ payments', '✓ batch');
    assert.include(await hoverOn(document, 'Decrypt'), 'Reference payments in `enclave-measurements.json`');
    await deleteFile('a');
    await untilVerdicts(document, '✓ payments', '? unknown image');
  });

  it('in a trail, or in a log, do not count: callers and applications choose what stands there', async () => {
    const entry = referenceEntry('payments');
    const event = JSON.stringify({ eventVersion: '1.11', requestParameters: { measurements: [entry] } });
    await writeFile('a/trail.json', `{"measurements": [${JSON.stringify(entry)}], "Records": [${event}]}`);
    await writeFile('a/enclave.log', measurements(entry));
    await writeFile('a/images.json', measurements(referenceEntry('batch')));
    await untilVerdicts(document, '? unknown image', '✓ batch');
    await deleteFile('a');
    await untilVerdicts(document, '? image A', '? image B');
  });

  it('count from the settings of the user, in every workspace', async () => {
    const settings = workspace.getConfiguration('enclaveTrail');
    const set = (value: unknown): Thenable<void> =>
      settings.update('referenceMeasurements.own', value, ConfigurationTarget.Global);
    try {
      await set([referenceEntry('payments', { version: '1.4.2' }), 'not an entry']);
      await untilVerdicts(document, '✓ payments 1.4.2', '? unknown image');
      assert.include(await hoverOn(document, 'Decrypt'), 'Reference payments 1&#46;4&#46;2 in `your settings`');
      await set([referenceEntry('batch')]);
      await untilVerdicts(document, '? unknown image', '✓ batch');
    } finally {
      await set(undefined);
    }
    await untilVerdicts(document, '? image A', '? image B');
  });

  it('of one file that fails, for whatever reason, do not cost those of the others', async () => {
    await writeFile('failing.eif', 'x');
    await writeFile('enclave-measurements.json', measurements(referenceEntry('payments')));
    const images: MeasuredImages = {
      known: () => {
        throw new Error('unexpected');
      },
      measure: async () => assert.fail('nobody asks for it'),
      onDidMeasure: () => new Disposable(() => undefined),
      dispose: () => undefined,
    };
    const messages: string[] = [];
    const files = referenceFiles(images, (message) => messages.push(message));
    try {
      await files.ready();
      assert.deepEqual(
        files.files().map(({ entries }) => entries.map(({ name }) => name)),
        [['payments']],
      );
      // A watcher may tell of the files that were just written, and they are read once more.
      const expected = 'failing.eif could not be read for reference measurements: Error: unexpected';
      assert.deepEqual([...new Set(messages)], [expected]);
    } finally {
      files.dispose();
      await deleteFile('failing.eif');
    }
  });

  it('follow the folder that holds them when it is renamed', async () => {
    const [here, there] = ['here', 'there'].map((name) => Uri.joinPath(folder(), 'moved', name)) as [Uri, Uri];
    await writeFile('moved/here/enclave-measurements.json', measurements(referenceEntry('payments')));
    await untilVerdicts(document, '✓ payments', '? unknown image');
    const edit = new WorkspaceEdit();
    edit.renameFile(here, there);
    assert.isTrue(await workspace.applyEdit(edit));
    await eventually(async () =>
      assert.include(await hoverOn(document, 'Decrypt'), 'in `moved/there/enclave-measurements.json`'),
    );
  });

  it('count as an editor has them, before they are saved', async () => {
    await withReferences(referenceEntry('payments'));
    const file = await workspace.openTextDocument(FILE());
    const editor = await show(file);
    const name = file.getText().indexOf('payments');
    await editor.edit((edit) => edit.insert(file.positionAt(name), 'new-'));
    assert.isTrue(file.isDirty);
    await untilVerdicts(document, '✓ new-payments', '? unknown image');
    await commands.executeCommand('workbench.action.files.revert');
    await untilVerdicts(document, '✓ payments', '? unknown image');
  });

  it('count again as the disk has them once an editor has closed without saving', async () => {
    await withReferences(referenceEntry('payments'));
    const file = await workspace.openTextDocument(FILE());
    const editor = await show(file);
    await editor.edit((edit) =>
      edit.replace(new Range(0, 0, file.lineCount, 0), measurements(referenceEntry('batch'))),
    );
    await untilVerdicts(document, '? unknown image', '✓ batch');
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await untilVerdicts(document, '✓ payments', '? unknown image');
  });

  it('count as nitro-cli printed them', async () => {
    const { pcr0, pcr1, pcr2 } = image('payments');
    const printed = {
      Measurements: { HashAlgorithm: 'Sha384 { ... }', PCR0: pcr0.hex, PCR1: pcr1.hex, PCR2: pcr2.hex },
    };
    await writeFile('build/payments.eif.txt', `Start building the Enclave Image...\n${writeJson(printed)}\n`);
    await untilVerdicts(document, '✓ payments.eif', '? unknown image');
    assert.include(await hoverOn(document, 'Decrypt'), 'Reference payments&#46;eif in `build/payments.eif.txt`');

    await writeFile('build/payments.eif.txt', `Start building…\n${writeJson(printed).slice(0, -2)}\n`);
    const place = Uri.joinPath(folder(), 'build/payments.eif.txt');
    await eventually(() =>
      assert.match(problemsIn(place)[0]?.message ?? '', /not used: the JSON is broken, or cut off/),
    );
    await deleteFile('build');
    await untilVerdicts(document, '? image A', '? image B');
  });

  it('count in files with comments, trailing commas, a byte order mark and CRLF', async () => {
    const text = `\ufeff// ours\r\n{"measurements": [${writeJson(referenceEntry('payments'))},\r\n/* end */ ],}\r\n`;
    await writeFile(REFERENCES, text);
    await untilVerdicts(document, '✓ payments', '? unknown image');
  });

  it('count in hex and base64, in capitals, with blanks and with a prefix', async () => {
    const { pcr0, pcr1, pcr2 } = image('payments');
    const pcrs = {
      PCR0: `sha384:${pcr0.hex}`,
      pcr1: pcr1.hex.toUpperCase(),
      PCR2: ` ${pcr2.hex}\n`,
    };
    await writeFile(REFERENCES, measurements({ name: 'payments', pcrs }));
    await untilVerdicts(document, '✓ payments', '? unknown image');
  });

  it('of a broken entry do not count, the others do, and a problem names the bad one', async () => {
    const bad = { name: 'batch', pcrs: { PCR0: 'abc' } };
    await writeFile(REFERENCES, measurements(bad, referenceEntry('payments')));
    await untilVerdicts(document, '✓ payments', '? unknown image');
    await eventually(() => assert.lengthOf(problemsIn(FILE()), 1));
    const [problem] = problemsIn(FILE());
    assert.match(problem?.message ?? '', /^Entry "batch" is not used: PCR0 is not a SHA-384 digest/);
    const file = await workspace.openTextDocument(FILE());
    assert.deepEqual(JSON.parse(file.getText(problem?.range)), bad);

    await writeFile(REFERENCES, measurements(referenceEntry('batch'), referenceEntry('payments')));
    await untilVerdicts(document, '✓ payments', '✓ batch');
    await eventually(() => assert.isEmpty(problemsIn(FILE())));
  });

  it('of a file that is cut off count up to there', async () => {
    const text = measurements(referenceEntry('payments'), referenceEntry('batch'));
    await writeFile(REFERENCES, text.slice(0, text.lastIndexOf('PCR8')));
    await untilVerdicts(document, '✓ payments', '? unknown image');
    await eventually(() => assert.isNotEmpty(problemsIn(FILE())));
  });

  const useless: readonly (readonly [string, string])[] = [
    ['is empty', ''],
    ['is another kind of JSON', '{"images": []}'],
    ['is an array', '[1, 2]'],
    ['is no JSON', 'PCR0=abc'],
    ['nests 10,000 deep', '['.repeat(10_000)],
    ['holds a list twice', '{"measurements": [], "measurements": []}'],
  ];
  for (const [name, text] of useless) {
    it(`of a file that ${name} cost no other file its own`, async () => {
      await writeFile('enclave-measurements.json', measurements(referenceEntry('payments')));
      await writeFile(REFERENCES, text);
      await eventually(() => assert.isNotEmpty(problemsIn(FILE())));
      await untilVerdicts(document, '✓ payments', '? unknown image');
      await workspace.fs.delete(FILE());
      await eventually(() => assert.isEmpty(problemsIn(FILE())));
    });
  }

  it('of zeros match nothing', async () => {
    const zeros = { name: 'zeros', pcrs: { PCR0: '0'.repeat(96) } };
    await writeFile(REFERENCES, measurements(zeros, referenceEntry('payments')));
    await untilVerdicts(document, '✓ payments', '? unknown image');
    await eventually(() => assert.match(problemsIn(FILE())[0]?.message ?? '', /"zeros" is not used: its PCR0 is zero/));
  });

  it('are checked in an open editor by the schema as well', async () => {
    await writeFile(REFERENCES, measurements({ name: 'payments', pcrs: { PCR77: 'x' } }));
    await show(await workspace.openTextDocument(FILE()));
    await eventually(() => {
      assert.isNotEmpty(problemsIn(FILE()));
      assert.isNotEmpty(languages.getDiagnostics(FILE()).filter(({ source }) => source !== 'Enclave Trail'));
    });
  });

  it('say nothing of a file of another name', async () => {
    const uri = await writeFile('a/measurements.json', '{"measurements": 5}');
    await writeFile(REFERENCES, '{"measurements": 5}');
    await show(await workspace.openTextDocument(uri));
    await eventually(() => assert.isNotEmpty(problemsIn(FILE())));
    assert.isEmpty(problemsIn(uri));
  });

  it('get their problems said when their file is opened and no trail is', async () => {
    await closeAll();
    await writeFile(REFERENCES, '{"measurements": [{}]}');
    await show(await workspace.openTextDocument(FILE()));
    await eventually(() => assert.match(problemsIn(FILE())[0]?.message ?? '', /^Entry 1 is not used/));
  });
});
