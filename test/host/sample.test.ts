import { assert } from 'chai';
import { commands, type TextDocument, Uri, window, workspace } from 'vscode';
import { callOf, trail } from '../support/trails.ts';
import { hoverOn, labelsOf, titlesOf } from './support/annotations.ts';
import { closeAll, openFile } from './support/documents.ts';
import { withoutReferences } from './support/references.ts';

const TRAIL = Uri.parse('enclave-trail:/sample/trail.json');
const MEASUREMENTS = Uri.parse('enclave-trail:/sample/enclave-measurements.json');

async function openSample(): Promise<TextDocument> {
  await commands.executeCommand('enclaveTrail.openSampleTrail');
  const document = window.activeTextEditor?.document;
  assert.equal(document?.uri.toString(), TRAIL.toString());
  return document ?? assert.fail('no editor is open');
}

describe('the sample', () => {
  before(withoutReferences);
  afterEach(closeAll);

  it('shows a match, an unknown image, a debug enclave, a NitroTPM call and a denied call', async () => {
    const titles = await titlesOf(await openSample());
    for (const title of [
      'Attested Decrypt: ✓ matches payments 1.4.2',
      'Attested GenerateRandom: unknown image, nearest to payments 1.4.2: same kernel and boot ramdisk, other application, unsigned (the reference is signed)',
      'Attested Decrypt: debug mode: the image is not measured',
      'Attested Decrypt: ✓ matches ledger-node 2026.1',
      'Decrypt: AccessDenied, no attestation recorded · claims the Nitro Enclaves SDK',
    ]) {
      assert.include(titles, title);
    }
    assert.include(titles.join(), 'partly matches');
  });

  it('has a hint of every kind', async () => {
    const labels = (await labelsOf(await openSample())).join('\n');
    for (const label of [
      '✓ payments 1.4.2',
      '✓ ledger-node 2026.1',
      '? unknown image',
      '⚠ debug mode',
      '~launched 2026-',
    ]) {
      assert.include(labels, label);
    }
    for (const pattern of [/^= role payments-parent$/m, /^= i-[0-9a-f]{17}$/m, /^unsigned$/m]) {
      assert.match(labels, pattern);
    }
  });

  it('names its own references in hovers, and opens them', async () => {
    const document = await openSample();
    assert.include(await hoverOn(document, 'Decrypt'), 'in `the sample`');
    await commands.executeCommand('enclaveTrail.openReference', document.uri.toString(), 0);
    const editor = window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), MEASUREMENTS.toString());
    assert.include(editor?.document.getText(editor.selection), '"1.4.2"');
  });

  it('keeps its references to itself', async () => {
    const sample = await openSample();
    const copy = await openFile(sample.getText());
    assert.notInclude((await labelsOf(copy)).join(), '✓');
    assert.include((await labelsOf(copy)).join(), '? image A');
    assert.include((await labelsOf(sample)).join(), '✓ payments 1.4.2');
  });

  it('is not judged by references of the workspace', async () => {
    const { writeFile } = await import('./support/documents.ts');
    const { REFERENCES } = await import('./support/references.ts');
    const { measurements, referenceEntry } = await import('../support/trails.ts');
    await writeFile(REFERENCES, measurements(referenceEntry('payments')));
    assert.include(await labelsOf(await openFile(trail(callOf('payments')))), '? image A');
    assert.include((await labelsOf(await openSample())).join(), '? unknown image');
  });

  it('cannot be changed', async () => {
    const document = await openSample();
    const text = document.getText();
    assert.isFalse(workspace.fs.isWritableFileSystem('enclave-trail'));
    await commands.executeCommand('type', { text: 'x' });
    assert.equal(document.getText(), text);
    for (const change of [
      () => workspace.fs.writeFile(TRAIL, new Uint8Array()),
      () => workspace.fs.delete(TRAIL),
      () => workspace.fs.rename(TRAIL, MEASUREMENTS, { overwrite: true }),
      () => workspace.fs.createDirectory(Uri.parse('enclave-trail:/other')),
    ]) {
      assert.isTrue(
        await Promise.resolve(change()).then(
          () => false,
          () => true,
        ),
        String(change),
      );
    }
    assert.equal(new TextDecoder().decode(await workspace.fs.readFile(TRAIL)), text);
  });

  it('gives out nothing else of the extension', async () => {
    for (const path of [
      '/package.json',
      '/sample/../icon.png',
      '/sample/',
      '/sample/trail.json/x',
      '/../package.json',
    ]) {
      const uri = Uri.from({ scheme: 'enclave-trail', path });
      assert.isTrue(
        await Promise.resolve(workspace.fs.readFile(uri)).then(
          () => false,
          () => true,
        ),
        path,
      );
    }
    const names = (await workspace.fs.readDirectory(Uri.parse('enclave-trail:/sample'))).map(([name]) => name);
    assert.sameMembers(names, ['trail.json', 'enclave-measurements.json']);
  });
});
