import { assert } from 'chai';
import {
  type CodeAction,
  ConfigurationTarget,
  commands,
  DiagnosticSeverity,
  languages,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import { pcrOfText, toBase64 } from '../../src/core/index.ts';
import {
  attestedCall,
  callOf,
  debugCall,
  enclaveRecipient,
  INSTANCE,
  image,
  measurements,
  oldCall,
  referenceEntry,
  trail,
} from '../support/trails.ts';
import { labelsOf, placeOf } from './support/annotations.ts';
import { answering } from './support/dialogs.ts';
import { closeAll, folder, openFile, openUntitled, run, show, writeFile } from './support/documents.ts';
import { withoutReferences, withReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

interface Told {
  readonly code: string;
  readonly message: string;
  readonly text: string;
  readonly severity: DiagnosticSeverity;
  readonly target: Uri | undefined;
}

function diagnosticsIn(document: TextDocument): readonly Told[] {
  return languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'Enclave Trail')
    .map(({ code, message, range, severity }) => ({
      code: typeof code === 'object' ? String(code.value) : String(code),
      message,
      text: document.getText(range),
      severity,
      target: typeof code === 'object' ? code.target : undefined,
    }));
}

async function untilTold(document: TextDocument, ...expected: readonly string[]): Promise<void> {
  await eventually(() =>
    assert.deepEqual(
      diagnosticsIn(document).map(({ code, message }) => `${code}: ${message}`),
      expected,
    ),
  );
}

async function actionsAt(document: TextDocument, text: string): Promise<readonly CodeAction[]> {
  const place = placeOf(document, text);
  const range = new Range(place, place);
  return await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
}

async function titlesAt(document: TextDocument, text: string): Promise<readonly string[]> {
  return (await actionsAt(document, text)).map(({ title }) => title);
}

const settings = () => workspace.getConfiguration('enclaveTrail');

describe('the problems of a trail', () => {
  beforeEach(withoutReferences);
  afterEach(async () => {
    await settings().update('diagnostics.severity', undefined, ConfigurationTarget.Global);
    await settings().update('diagnostics.enabled', undefined, ConfigurationTarget.Global);
    await closeAll();
  });
  after(withoutReferences);

  it('list each image once, with the number of its calls, and follow references and edits', async () => {
    const document = await openFile(trail(callOf('payments'), callOf('batch'), callOf('payments'), debugCall()));
    const editor = await show(document);
    const debug = 'debug-mode: Debug mode: the image is not measured. Every image gives these zeros.';
    await untilTold(document, 'unknown-image: Unknown image. (2 such calls)', 'unknown-image: Unknown image.', debug);
    assert.deepEqual(
      diagnosticsIn(document).map(({ text }) => text),
      [toBase64(image('payments').pcr0), toBase64(image('batch').pcr0), 'A'.repeat(64)],
    );
    await withReferences(referenceEntry('payments'));
    await untilTold(document, 'unknown-image: Unknown image.', debug);
    const { pcr8 } = image('payments');
    const at = placeOf(document, toBase64(pcr8));
    await editor.edit((edit) =>
      edit.replace(document.getWordRangeAtPosition(at, /[\w+/=]+/) ?? new Range(at, at), toBase64(image('x').pcr8)),
    );
    await untilTold(
      document,
      'different-measurement: Has the image of payments, but PCR8 differs: another signing certificate.',
      'unknown-image: Unknown image.',
      debug,
    );
    await withoutReferences();
  });

  it('lead to the documentation of their code', async () => {
    const document = await openFile(trail(callOf('payments')));
    await show(document);
    await untilTold(document, 'unknown-image: Unknown image.');
    const [target] = diagnosticsIn(document).map((told) => told.target);
    assert.isDefined(target);
    const lines = new TextDecoder().decode(await workspace.fs.readFile(target.with({ fragment: '' }))).split('\n');
    assert.equal(lines[Number(target.fragment.slice(1)) - 1], '## unknown-image');
  });

  it('have the severity that a setting gives them, and are gone where it says so', async () => {
    const document = await openFile(trail(callOf('payments'), debugCall()));
    await show(document);
    const severities = async (expected: readonly DiagnosticSeverity[]) =>
      await eventually(() =>
        assert.deepEqual(
          diagnosticsIn(document).map(({ severity }) => severity),
          expected,
        ),
      );
    await severities([DiagnosticSeverity.Information, DiagnosticSeverity.Warning]);
    const wanted = { 'unknown-image': 'error', 'debug-mode': 'nonsense', constructor: 'error' };
    await settings().update('diagnostics.severity', wanted, ConfigurationTarget.Global);
    await severities([DiagnosticSeverity.Error, DiagnosticSeverity.Warning]);
    await settings().update('diagnostics.severity', { 'unknown-image': 'off' }, ConfigurationTarget.Global);
    await severities([DiagnosticSeverity.Warning]);
    await settings().update('diagnostics.enabled', false, ConfigurationTarget.Global);
    await severities([]);
    await settings().update('diagnostics.enabled', true, ConfigurationTarget.Global);
    await severities([DiagnosticSeverity.Warning]);
  });

  it('name records that contradict themselves or cannot be read', async () => {
    const elsewhere = {
      ...enclaveRecipient(image('payments')),
      attestationDocumentEnclavePCR4: toBase64(pcrOfText('i-0')),
    };
    const unreadable = { ...enclaveRecipient(image('payments')), attestationDocumentEnclavePCR1: 'x' };
    await withReferences(referenceEntry('payments', { pcrs: { PCR0: image('payments').pcr0.hex } }));
    const document = await openFile(trail(attestedCall(elsewhere), attestedCall(unreadable)));
    await show(document);
    await eventually(() =>
      assert.deepEqual(
        diagnosticsIn(document).map(({ code, text }) => `${code} ${text}`),
        [`inconsistent-record ${toBase64(pcrOfText('i-0'))}`, 'unreadable-record x'],
      ),
    );
    assert.notInclude(toBase64(pcrOfText('i-0')), INSTANCE);
  });

  it('are gone with the document', async () => {
    const document = await openUntitled(trail(callOf('payments')));
    await show(document);
    await untilTold(document, 'unknown-image: Unknown image.');
    await closeAll();
    await eventually(() => assert.isEmpty(diagnosticsIn(document)));
  });
});

describe('the quick fixes of a call', () => {
  beforeEach(withoutReferences);
  afterEach(closeAll);
  after(withoutReferences);

  it('make an unknown image known', async () => {
    const document = await openFile(trail(callOf('payments')));
    await show(document);
    await untilTold(document, 'unknown-image: Unknown image.');
    const actions = await actionsAt(document, toBase64(image('payments').pcr0));
    const add = actions.find(({ title }) => title === 'Add this image as a reference measurement…');
    assert.isFalse(actions.some(({ isPreferred }) => isPreferred === true));
    const command = add?.command;
    await answering({ inputs: ['payments', '1'] }, () =>
      commands.executeCommand(command?.command ?? '', ...(command?.arguments ?? [])),
    );
    await eventually(async () => assert.include(await labelsOf(document), '✓ payments 1'));
    await untilTold(document);
  });

  it('lead to the nearest reference, or to the one that was compared', async () => {
    const near = { ...image('payments'), pcr0: image('x').pcr0, pcr2: image('x').pcr2 };
    const pcrs = { PCR0: near.pcr0.hex, PCR1: near.pcr1.hex, PCR2: near.pcr2.hex };
    await withReferences(referenceEntry('near', { pcrs }), referenceEntry('batch'));
    const document = await openFile(trail(callOf('payments'), callOf('batch')));
    await show(document);
    const nearest = 'Open the nearest reference, near';
    assert.include(await titlesAt(document, toBase64(image('payments').pcr0)), nearest);
    await untilTold(
      document,
      'unknown-image: Unknown image, nearest to near: same kernel and boot ramdisk, other application.',
    );
    await run('openReference', document.uri.toString(), 0);
    await eventually(async () => {
      const titles = await titlesAt(document, toBase64(image('batch').pcr0));
      assert.deepEqual(
        titles.filter((title) => /reference|ompare/.test(title)),
        [
          'Open the reference measurement, batch',
          'Compare with attestation document…',
          'Compare with another attested call…',
        ],
      );
    });
  });

  it('stand at the measurements and the operation alone', async () => {
    const document = await openFile(trail(callOf('payments'), oldCall('batch')));
    const offered = async (text: string) =>
      (await titlesAt(document, text)).filter((title) => title.includes('attested call')).length;
    assert.equal(await offered('"Decrypt"'), 1);
    assert.equal(await offered(toBase64(image('payments').pcr8)), 1);
    assert.equal(await offered('203.0.113.9'), 0);
    assert.equal(await offered('"Records"'), 0);
  });
});

describe('entries of one name', () => {
  beforeEach(withoutReferences);
  after(withoutReferences);

  it('that fix PCRs differently are named at both places', async () => {
    const one = await writeFile(
      'one/enclave-measurements.json',
      measurements(referenceEntry('payments', { version: '1' })),
    );
    const other = await writeFile(
      'two/enclave-measurements.json',
      measurements(referenceEntry('batch'), { ...referenceEntry('batch', { version: '1' }), name: 'payments' }),
    );
    await workspace.openTextDocument(one);
    const told = async (uri: Uri) => {
      const document = await workspace.openTextDocument(uri);
      return languages
        .getDiagnostics(uri)
        .filter(({ source }) => source === 'Enclave Trail')
        .map(({ message, range, relatedInformation }) => ({
          message,
          name: JSON.parse(document.getText(range)).name as string,
          related: relatedInformation?.map(({ location }) => workspace.asRelativePath(location.uri)),
        }));
    };
    await openFile(trail(callOf('payments')));
    await eventually(async () => {
      assert.deepEqual(await told(one), [
        {
          message:
            '"payments 1" is defined differently in two/enclave-measurements.json: PCR0, PCR1, PCR2 and PCR8 differ. Give each image a name or a version of its own.',
          name: 'payments',
          related: ['two/enclave-measurements.json'],
        },
      ]);
      assert.lengthOf(await told(other), 1);
    });
    await workspace.fs.delete(Uri.joinPath(folder(), 'two'), { recursive: true, useTrash: false });
    await eventually(async () => assert.isEmpty(await told(one)));
  });
});
