import { assert } from 'chai';
import { ConfigurationTarget, type TextDocument, workspace } from 'vscode';
import { trailLimits } from '../../src/workspace/settings.ts';
import { callOf, deniedCall, image, measurements, referenceEntry, trail } from '../support/trails.ts';
import { hoverOn, labelsOf, titlesOf } from './support/annotations.ts';
import { deleteFile, openFile, writeFile } from './support/documents.ts';
import { withoutReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

async function set(name: string, value: unknown): Promise<void> {
  await workspace.getConfiguration('enclaveTrail').update(name, value, ConfigurationTarget.Workspace);
}

/** Which kinds of annotation a document has. */
async function kindsOf(document: TextDocument): Promise<readonly string[]> {
  const found = {
    inlayHints: (await labelsOf(document)).length > 0,
    hovers: (await hoverOn(document, 'Decrypt')).includes('attest'),
    codeLenses: (await titlesOf(document)).length > 0,
  };
  return Object.entries(found).flatMap(([kind, there]) => (there ? [kind] : []));
}

const ALL = ['inlayHints', 'hovers', 'codeLenses'];

describe('settings', () => {
  let document: TextDocument;
  before(async () => {
    await withoutReferences();
    document = await openFile(trail(callOf('payments'), deniedCall()));
  });
  afterEach(async () => {
    for (const kind of [...ALL, 'annotations', 'gutter', 'overviewRuler', 'statusBar']) {
      await set(`${kind}.enabled`, undefined);
    }
    await set('referenceMeasurements.files', undefined);
  });

  for (const kind of ALL) {
    it(`switch ${kind} off alone, and on again`, async () => {
      assert.deepEqual(await kindsOf(document), ALL);
      await set(`${kind}.enabled`, false);
      await eventually(async () =>
        assert.deepEqual(
          await kindsOf(document),
          ALL.filter((other) => other !== kind),
        ),
      );
      await set(`${kind}.enabled`, true);
      await eventually(async () => assert.deepEqual(await kindsOf(document), ALL));
    });
  }

  it('switch all annotations off at once, and on again', async () => {
    await set('annotations.enabled', false);
    await eventually(async () => assert.isEmpty(await kindsOf(document)));
    await set('annotations.enabled', undefined);
    await eventually(async () => assert.deepEqual(await kindsOf(document), ALL));
  });

  it('keep a kind off while all are off and on again', async () => {
    await set('hovers.enabled', false);
    await set('annotations.enabled', false);
    await eventually(async () => assert.isEmpty(await kindsOf(document)));
    await set('annotations.enabled', true);
    await eventually(async () => assert.deepEqual(await kindsOf(document), ['inlayHints', 'codeLenses']));
  });

  it('leave the other annotations alone where gutter, ruler and status bar are off', async () => {
    for (const kind of ['gutter', 'overviewRuler', 'statusBar']) await set(`${kind}.enabled`, false);
    assert.deepEqual(await kindsOf(document), ALL);
  });

  it('name the files in which reference measurements are', async () => {
    await writeFile('known/images.json', measurements(referenceEntry('payments')));
    await eventually(async () => assert.include(await labelsOf(document), '✓ payments'));
    await set('referenceMeasurements.files', 'elsewhere/*.json');
    await eventually(async () => assert.include(await labelsOf(document), '? image A'));
    await set('referenceMeasurements.files', 'known/*.json');
    await eventually(async () => assert.include(await labelsOf(document), '✓ payments'));
    await writeFile('known/more.json', measurements({ name: 'again', pcrs: { PCR0: image('payments').pcr0.hex } }));
    await eventually(async () => assert.include(await hoverOn(document, 'Decrypt'), 'Reference again in'));
    await deleteFile('known');
    await set('referenceMeasurements.files', undefined);
    await eventually(async () => assert.include(await labelsOf(document), '? image A'));
  });

  it('that are no pattern of files leave the default standing', async () => {
    await writeFile('known/enclave-measurements.json', measurements(referenceEntry('payments')));
    for (const value of ['', 5]) {
      await set('referenceMeasurements.files', 'nowhere/*.json');
      await eventually(async () => assert.include(await labelsOf(document), '? image A'));
      await set('referenceMeasurements.files', value);
      await eventually(async () => assert.include(await labelsOf(document), '✓ payments', JSON.stringify(value)));
    }
    await withoutReferences();
  });
});

describe('limits', () => {
  const names = ['limits.decompressedSize', 'limits.compressionRatio', 'limits.calls'];
  afterEach(async () => {
    for (const name of names) await set(name, undefined);
  });
  const byDefault = { decompressedBytes: 2048 * 1024 * 1024, ratio: 200, calls: 50_000 };

  it('are what the settings say', async () => {
    assert.deepEqual(trailLimits(), byDefault);
    await set('limits.decompressedSize', 3);
    await set('limits.compressionRatio', 10);
    await set('limits.calls', 7);
    assert.deepEqual(trailLimits(), { decompressedBytes: 3 * 1024 * 1024, ratio: 10, calls: 7 });
  });

  it('are the default where the settings have no number in their bounds', async () => {
    for (const value of ['many', 0, -5, 1e12, null, {}]) {
      for (const name of names) await set(name, value);
      assert.deepEqual(trailLimits(), byDefault, JSON.stringify(value));
    }
  });
});
