import { sha384 } from '@noble/hashes/sha2.js';
import { assert } from 'chai';
import { type Diagnostic, env, languages, Selection, type TextDocument, Uri, window, workspace } from 'vscode';
import { toHex } from '../../src/core/index.ts';
import { eifOf, section } from '../support/eifWriter.ts';
import { attestedCall, image, referenceEntry, trail } from '../support/trails.ts';
import { hoverOn, labelsOf } from './support/annotations.ts';
import { answering } from './support/dialogs.ts';
import { closeAll, contentOf, folder, openFile, openUntitled, run, show } from './support/documents.ts';
import { withoutReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What is measured of an image: its name stands for its application. */
function eif(name: string, options: { readonly crc?: number; readonly says?: string } = {}): Uint8Array {
  return eifOf({
    sections: [
      section.kernel(utf8('a kernel')),
      section.commandLine('quiet'),
      section.metadata(options.says === undefined ? {} : { ImageName: options.says, ImageVersion: '7' }),
      section.ramdisk(utf8('init')),
      section.ramdisk(utf8(name)),
    ],
    ...(options.crc === undefined ? {} : { crc: options.crc }),
  });
}

function measured(...parts: readonly string[]): string {
  const register = new Uint8Array(96);
  register.set(sha384(utf8(parts.join(''))), 48);
  return toHex(sha384(register));
}

const pcr0 = (name: string): string => measured('a kernel', 'quiet', 'init', name);

function callOfImage(name: string) {
  return attestedCall({
    attestationDocumentModuleId: 'i-0b1c2d3e4f5a60718-enc019c218a9a12c0de',
    attestationDocumentEnclaveImageDigest: pcr0(name),
    attestationDocumentEnclavePCR1: measured('a kernel', 'quiet', 'init'),
    attestationDocumentEnclavePCR2: measured(name),
  });
}

async function write(name: string, bytes: Uint8Array): Promise<Uri> {
  const uri = Uri.joinPath(folder(), name);
  await workspace.fs.writeFile(uri, bytes);
  return uri;
}

function problemsAt(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source }) => source === 'Enclave Trail');
}

async function untilVerdicts(document: TextDocument, ...expected: readonly string[]): Promise<void> {
  await eventually(async () => {
    const verdicts = (await labelsOf(document)).filter((label) => /^[✓?≠]/.test(label));
    assert.deepEqual(verdicts, expected);
  });
}

async function deleteImages(): Promise<void> {
  for (const file of await workspace.findFiles('**/*.eif')) {
    await workspace.fs.delete(file, { useTrash: false });
  }
}

describe('enclave images in the workspace', () => {
  beforeEach(async () => {
    await deleteImages();
    await withoutReferences();
  });
  afterEach(closeAll);
  after(deleteImages);

  it('are measured, and name the images of calls as long as they are there', async () => {
    const document = await openFile(trail(callOfImage('one'), callOfImage('two')));
    await untilVerdicts(document, '? image A', '? image B');
    await write('build/payments.eif', eif('one'));
    await untilVerdicts(document, '✓ payments', '? unknown image');
    assert.include(await hoverOn(document, 'Decrypt'), 'Reference payments in `build/payments.eif`');
    await write('build/other.eif', eif('two', { says: 'ledger' }));
    await untilVerdicts(document, '✓ payments', '✓ ledger 7');
    await write('build/payments.eif', eif('three'));
    await untilVerdicts(document, '? unknown image', '✓ ledger 7');
    await deleteImages();
    await untilVerdicts(document, '? image A', '? image B');
  });

  it('that are damaged name nothing, and the problem stands at their file', async () => {
    const document = await openFile(trail(callOfImage('one'), callOfImage('two')));
    const broken = await write('build/broken.eif', eif('one', { crc: 7 }));
    await write('build/sound.eif', eif('two'));
    await untilVerdicts(document, '? unknown image', '✓ sound');
    await eventually(() => {
      const [problem, ...others] = problemsAt(broken);
      assert.isEmpty(others);
      assert.propertyVal(problem?.code, 'value', 'image-not-used');
      assert.match(
        problem?.message ?? '',
        /^The enclave image is not used: its CRC-32 is [0-9a-f]{8}, and the header says 00000007: .* \(byte 544\)\.$/,
      );
    });
    await write('build/broken.eif', eif('one'));
    await untilVerdicts(document, '✓ broken', '✓ sound');
    await eventually(() => assert.isEmpty(problemsAt(broken)));
  });

  it('become a reference measurement under a name that they suggest', async () => {
    const uri = await write('build/payments.eif', eif('one', { says: 'payments' }));
    const suggested: (string | undefined)[] = [];
    const { showInputBox } = window;
    const { messages } = await answering({ inputs: [] }, async () => {
      Object.assign(window, {
        showInputBox: async ({ value }: { readonly value?: string }) => {
          suggested.push(value);
          return value;
        },
      });
      await run('addReferenceFromEif', uri);
    });
    Object.assign(window, { showInputBox });
    assert.deepEqual(suggested, ['payments', '7']);
    assert.deepEqual(messages, ['Added payments to enclave-measurements.json.']);
    const written: unknown = JSON.parse(await contentOf('enclave-measurements.json'));
    assert.deepEqual(written, {
      measurements: [
        {
          name: 'payments',
          version: '7',
          pcrs: { PCR0: pcr0('one'), PCR1: measured('a kernel', 'quiet', 'init'), PCR2: measured('one') },
        },
      ],
    });
  });

  it('that cannot be measured are not added, and the message says why and where', async () => {
    const cut = await write('build/cut.eif', eif('one').subarray(0, 600));
    const { messages } = await answering({}, () => run('addReferenceFromEif', cut));
    assert.lengthOf(messages, 1);
    assert.match(
      messages[0] ?? '',
      /^build\/cut\.eif was not added: section 4 has 4 bytes, which is past the end of the file \(byte 308\)\.$/,
    );
    const gone = await answering({}, () => run('addReferenceFromEif', Uri.joinPath(folder(), 'build/gone.eif')));
    assert.match(gone.messages[0] ?? '', /^build\/gone\.eif was not added: reading it failed: /);
    const other = await answering({ file: await write('build/text.bin', utf8('no image')) }, () =>
      run('addReferenceFromEif'),
    );
    assert.match(other.messages[0] ?? '', /^build\/text\.bin was not added: the file does not begin with "\.eif"\.$/);
  });
});

describe('the output of nitro-cli', () => {
  beforeEach(withoutReferences);
  afterEach(closeAll);
  after(withoutReferences);

  const output = (name: string): string => {
    const { pcr0, pcr1, pcr2 } = image(name);
    const printed = {
      Measurements: { HashAlgorithm: 'Sha384 { ... }', PCR0: pcr0.hex, PCR1: pcr1.hex, PCR2: pcr2.hex },
    };
    return `Start building the Enclave Image...\nEnclave Image successfully created.\n${JSON.stringify(printed, null, 2)}\n`;
  };
  const entry = (name: string) => {
    const { pcr0, pcr1, pcr2 } = image(name);
    return { ...referenceEntry(name), pcrs: { PCR0: pcr0.hex, PCR1: pcr1.hex, PCR2: pcr2.hex } };
  };

  it('in the open editor becomes a reference measurement', async () => {
    await show(await openUntitled(output('payments'), 'plaintext'));
    const { messages } = await answering({ inputs: ['payments', ''] }, () => run('addReferenceFromOutput'));
    assert.deepEqual(messages, ['Added payments to enclave-measurements.json.']);
    assert.deepEqual(JSON.parse(await contentOf('enclave-measurements.json')), { measurements: [entry('payments')] });
  });

  it('of several images is asked about, and a selection comes before the rest', async () => {
    const document = await openUntitled(output('payments') + output('batch'), 'plaintext');
    const editor = await show(document);
    const { lists } = await answering({ inputs: ['batch', ''], pick: (items) => items[1] }, () =>
      run('addReferenceFromOutput'),
    );
    assert.deepEqual(
      lists[0]?.map(({ description }) => description),
      ['image 1 of 2', 'image 2 of 2'],
    );
    assert.deepEqual(JSON.parse(await contentOf('enclave-measurements.json')), { measurements: [entry('batch')] });
    await withoutReferences();
    const half = document.positionAt(output('payments').length);
    editor.selection = new Selection(half.with(0, 0), half);
    await answering({ inputs: ['payments', ''] }, () => run('addReferenceFromOutput'));
    assert.deepEqual(JSON.parse(await contentOf('enclave-measurements.json')), { measurements: [entry('payments')] });
  });

  it('that is nowhere is asked for, and one that is broken is not added', async () => {
    await env.clipboard.writeText('nothing of the kind');
    await show(await openUntitled('{"Measurements": 1}'));
    const nowhere = await answering({}, () => run('addReferenceFromOutput'));
    assert.match(nowhere.messages[0] ?? '', /^Nothing that nitro-cli or nitro-tpm-pcr-compute prints was found/);
    await closeAll();
    await show(await openUntitled(output('payments').slice(0, -60), 'plaintext'));
    const broken = await answering({}, () => run('addReferenceFromOutput'));
    assert.match(broken.messages[0] ?? '', /^Nothing was added from Untitled-\d+\. .*broken, or cut off/);
  });
});
