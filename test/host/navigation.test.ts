import { assert } from 'chai';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  commands,
  type DocumentSymbol,
  type Location,
  type LocationLink,
  type Position,
  Range,
  Selection,
  SymbolKind,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';
import { pcrOfText, toBase64 } from '../../src/core/index.ts';
import { type JsonObject, writeJson } from '../support/json.ts';
import { otherContainerSamples } from '../support/otherContainers.ts';
import {
  attestedCall,
  callOf,
  debugCall,
  deniedCall,
  enclaveRecipient,
  image,
  measurements,
  moduleId,
  oldCall,
  referenceEntry,
  TPM_PCR4,
  TPM_PCR7,
  tpmCall,
  trail,
  ZERO,
} from '../support/trails.ts';
import { placeOf } from './support/annotations.ts';
import {
  closeAll,
  deleteFile,
  folder,
  freshName,
  openFile,
  openUntitled,
  show,
  writeFile,
} from './support/documents.ts';
import { REFERENCES, withoutReferences, withReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

/** The workspace's references. A document that VS Code still has of an earlier test gets its new text a moment later. */
async function openReferences(): Promise<TextDocument> {
  const uri = Uri.joinPath(folder(), REFERENCES);
  const document = await workspace.openTextDocument(uri);
  const written = new TextDecoder().decode(await workspace.fs.readFile(uri));
  await eventually(() => assert.equal(document.getText(), written));
  return document;
}

async function referencesHolding(text: string): Promise<TextDocument> {
  await writeFile(REFERENCES, text);
  return await openReferences();
}

/** A place in a file, by the file's path in the workspace and the text there. */
interface Place {
  readonly uri: Uri;
  readonly path: string;
  readonly text: string;
  readonly line: number;
}

async function placeIn(uri: Uri, range: Range): Promise<Place> {
  const document = await workspace.openTextDocument(uri);
  return { uri, path: workspace.asRelativePath(uri), text: document.getText(range), line: range.start.line };
}

interface Definition {
  readonly origin: string;
  readonly entry: Place;
  readonly selected: string;
}

async function definitionsAt(document: TextDocument, position: Position): Promise<readonly Definition[]> {
  const links = await commands.executeCommand<LocationLink[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    position,
  );
  return await Promise.all(
    links.map(async ({ originSelectionRange, targetUri, targetRange, targetSelectionRange }) => ({
      origin: document.getText(originSelectionRange ?? new Range(0, 0, 0, 0)),
      entry: await placeIn(targetUri, targetRange),
      selected: (await placeIn(targetUri, targetSelectionRange ?? new Range(0, 0, 0, 0))).text,
    })),
  );
}

async function definitionsOf(document: TextDocument, text: string): Promise<readonly Definition[]> {
  return await definitionsAt(document, placeOf(document, text));
}

/** The names of the entries that definitions lead to. */
function namesOf(definitions: readonly Definition[]): readonly string[] {
  return definitions.map(({ entry }) => String(JSON.parse(entry.text).name));
}

async function replace(editor: TextEditor, text: string, by: string): Promise<void> {
  const start = editor.document.getText().indexOf(text);
  assert.isAtLeast(start, 0);
  const range = new Range(editor.document.positionAt(start), editor.document.positionAt(start + text.length));
  assert.isTrue(await editor.edit((edit) => edit.replace(range, by)));
}

/** A call with an image and a module id that no other test has. */
function callIn(name: string, module: string, members: JsonObject = {}): JsonObject {
  return attestedCall({ ...enclaveRecipient(image(name)), attestationDocumentModuleId: module }, members);
}

describe('Go to Definition', () => {
  afterEach(closeAll);
  after(withoutReferences);

  it('leads from a digest to every reference that fixes it, from anywhere in it and from its name', async () => {
    const { pcr8 } = image('defined');
    await withReferences(
      referenceEntry('defined'),
      { name: 'same signer', pcrs: { PCR0: image('other').pcr0.hex, PCR8: toBase64(pcr8) } },
      { name: 'other signer', pcrs: { PCR0: image('defined').pcr0.hex, PCR8: image('other').pcr8.hex } },
    );
    const document = await openFile(trail(callOf('defined')));
    const start = document.getText().indexOf(toBase64(pcr8));
    for (const offset of [start, start + 31, start + 64]) {
      const found = await definitionsAt(document, document.positionAt(offset));
      assert.deepEqual(namesOf(found), ['defined', 'same signer']);
      assert.deepEqual(
        found.map(({ origin }) => origin),
        [toBase64(pcr8), toBase64(pcr8)],
      );
      assert.deepEqual(
        found.map(({ selected }) => selected),
        [pcr8.hex, toBase64(pcr8)],
      );
      assert.deepEqual(
        found.map(({ entry }) => entry.path),
        [REFERENCES, REFERENCES],
      );
    }
    const onName = await definitionsOf(document, 'attestationDocumentEnclavePCR8');
    assert.deepEqual(
      onName.map(({ origin, selected }) => [origin, selected]),
      [
        ['attestationDocumentEnclavePCR8', pcr8.hex],
        ['attestationDocumentEnclavePCR8', toBase64(pcr8)],
      ],
    );
  });

  it('leads from the event name to the references that name the image', async () => {
    const { pcr0, pcr1, pcr8 } = image('named');
    await withReferences(
      { name: 'another image', pcrs: { PCR0: image('other').pcr0.hex, PCR8: pcr8.hex } },
      { name: 'different', pcrs: { PCR0: pcr0.hex, PCR1: image('other').pcr1.hex } },
      { name: 'match', pcrs: { PCR1: pcr1.hex, PCR0: pcr0.hex } },
    );
    const found = await definitionsOf(await openFile(trail(callOf('named'))), 'Decrypt');
    assert.sameMembers([...namesOf(found)], ['match', 'different']);
    assert.deepEqual(
      found.map(({ origin, selected }) => [origin, selected]),
      [
        ['Decrypt', pcr0.hex],
        ['Decrypt', pcr0.hex],
      ],
    );
  });

  it('takes a digest for what its PCR and platform make of it', async () => {
    await withReferences(
      { name: 'enclave', pcrs: { PCR0: image('other').pcr0.hex, PCR4: TPM_PCR4.hex } },
      { name: 'ledger', platform: 'nitro-tpm', pcrs: { PCR4: TPM_PCR4.hex, PCR7: TPM_PCR7.hex } },
      { name: 'other PCR', platform: 'nitro-tpm', pcrs: { PCR7: TPM_PCR4.hex } },
    );
    const document = await openFile(trail(tpmCall()));
    assert.deepEqual(namesOf(await definitionsOf(document, toBase64(TPM_PCR4))), ['ledger']);
    assert.deepEqual(namesOf(await definitionsOf(document, toBase64(TPM_PCR7))), ['ledger']);
    assert.deepEqual(namesOf(await definitionsOf(document, 'Decrypt')), ['ledger']);
  });

  it('leads nowhere from a value that no reference fixes, a module id, or anything else', async () => {
    await withReferences(referenceEntry('defined'));
    const document = await openFile(trail(callOf('stranger'), deniedCall()));
    for (const text of ['Decrypt', toBase64(image('stranger').pcr0), moduleId(), 'kms.amazonaws.com', 'AccessDenied']) {
      assert.isEmpty(await definitionsOf(document, text), text);
    }
  });

  it('leads to what nitro-cli printed behind other words, and past line ends of every kind', async () => {
    await withoutReferences();
    const { pcr0, pcr1, pcr2 } = image('printed');
    const printed = { Measurements: { PCR0: pcr0.hex, PCR1: pcr1.hex, PCR2: pcr2.hex } };
    await writeFile('known/printed.txt', `Start building…\r\nTook a while.\n${writeJson(printed, { indent: ' ' })}\n`);
    const document = await openFile(trail(callOf('printed')));
    await eventually(async () => {
      const [found, ...more] = await definitionsOf(document, toBase64(pcr1));
      assert.isEmpty(more);
      assert.equal(found?.entry.path, 'known/printed.txt');
      assert.equal(found?.selected, pcr1.hex);
      assert.deepEqual(JSON.parse(found?.entry.text ?? ''), printed);
    });
    await deleteFile('known/printed.txt');
  });

  it('leads to the references of the sample', async () => {
    await commands.executeCommand('enclaveTrail.openSampleTrail');
    const document = window.activeTextEditor?.document ?? assert.fail('no editor is open');
    const found = await definitionsOf(document, 'Decrypt');
    assert.deepEqual(namesOf(found), ['payments']);
    assert.equal(String(found[0]?.entry.uri), 'enclave-trail:/sample/enclave-measurements.json');
    assert.match(found[0]?.selected ?? '', /^[0-9a-f]{96}$/);
  });

  it('follows edits of the trail and of the references', async () => {
    await withReferences(referenceEntry('defined'));
    const editor = await show(await openFile(trail(callOf('stranger'))));
    const { pcr0 } = image('defined');
    await replace(editor, toBase64(image('stranger').pcr0), toBase64(pcr0));
    assert.deepEqual(namesOf(await definitionsOf(editor.document, toBase64(pcr0))), ['defined']);
    await replace(editor, '{', '{\n\n"comment": 1,');
    assert.deepEqual(namesOf(await definitionsOf(editor.document, toBase64(pcr0))), ['defined']);
    await withReferences(
      { name: 'before', pcrs: { PCR0: image('other').pcr0.hex } },
      { ...referenceEntry('defined'), name: 'renamed' },
    );
    assert.deepEqual(namesOf(await definitionsOf(editor.document, toBase64(pcr0))), ['renamed']);
  });
});

async function referencesAt(document: TextDocument, position: Position): Promise<readonly Place[]> {
  const found = await commands.executeCommand<Location[]>('vscode.executeReferenceProvider', document.uri, position);
  const places = await Promise.all(found.map(({ uri, range }) => placeIn(uri, range)));
  return places.sort((one, other) => one.path.localeCompare(other.path) || one.line - other.line);
}

async function referencesOf(document: TextDocument, text: string, after = ''): Promise<readonly Place[]> {
  return await referencesAt(document, placeOf(document, text, after));
}

function pathsOf(places: readonly Place[]): readonly string[] {
  return places.map(({ path }) => path);
}

describe('Find All References', () => {
  before(async () => {
    // What other tests have left would be searched as well, each time.
    await writeFile(freshName(), '{}');
    await deleteFile('trails');
    await withoutReferences();
  });
  afterEach(closeAll);
  after(withoutReferences);

  it('finds the calls with a digest in open trails, in files that nobody has open, and the reference', async () => {
    await withReferences(referenceEntry('searched'));
    const { pcr1, pcr2 } = image('searched');
    const swapped = attestedCall(enclaveRecipient({ ...image('elsewhere'), pcr2: pcr1 }));
    const [open, closed, lines, none] = [freshName(), freshName(), freshName('jsonl'), freshName()];
    const document = await openFile(trail(callOf('searched'), callOf('elsewhere'), callOf('searched')), open);
    await writeFile(closed, trail(swapped, callOf('searched')).replaceAll('\n', '\r\n'));
    await writeFile(lines, `${writeJson(callOf('elsewhere'))}\n${writeJson(callOf('searched'))}\n`);
    await writeFile(none, writeJson({ note: toBase64(pcr1), hex: pcr1.hex }));

    const found = await referencesOf(document, toBase64(pcr1));
    assert.deepEqual(
      pathsOf(found),
      [REFERENCES, open, open, closed, lines].sort((one, other) => one.localeCompare(other)),
    );
    for (const { path, text } of found) {
      assert.equal(text, path === REFERENCES ? pcr1.hex : toBase64(pcr1), path);
    }
    assert.notDeepInclude(pathsOf(await referencesOf(document, toBase64(pcr2))), none);
    const names = await referencesOf(document, 'attestationDocumentEnclavePCR1');
    assert.deepEqual(names, found, 'from the name of the member as well');
  });

  it('finds the calls with a digest in CSV that nobody has open', async () => {
    const [sample] = otherContainerSamples([callOf('tabulated')]);
    const [open, closed] = [freshName(), freshName('csv')];
    const document = await openFile(trail(callOf('tabulated')), open);
    await writeFile(closed, sample?.text ?? '');
    const digest = toBase64(image('tabulated').pcr0);
    const found = await referencesOf(document, digest);
    assert.sameMembers([...pathsOf(found)], [open, closed]);
    assert.deepEqual(new Set(found.map(({ text }) => text)), new Set([digest]));
  });

  it('finds the calls of one enclave by its module id', async () => {
    const [one, other] = ['i-00aa00aa00aa00aa1', 'i-00aa00aa00aa00aa2'].map((instance) => moduleId(instance));
    assert.ok(one !== undefined && other !== undefined);
    const [open, closed] = [freshName(), freshName()];
    const document = await openFile(trail(callIn('a', one), callIn('a', other)), open);
    await writeFile(closed, trail(callIn('b', one), callIn('b', other), callIn('b', one)));
    const found = await referencesOf(document, one);
    assert.deepEqual(pathsOf(found), [open, closed, closed]);
    assert.deepEqual(new Set(found.map(({ text }) => text)), new Set([one]));
  });

  it('finds the calls from a digest of a reference, and those of its image from elsewhere in the entry', async () => {
    const { pcr0, pcr1, pcr8 } = image('entered');
    await withReferences({ name: 'first', pcrs: { PCR0: image('x').pcr0.hex } }, referenceEntry('entered'));
    const signed = freshName();
    const whole = freshName();
    await writeFile(whole, trail(callOf('entered'), oldCall('entered')));
    await writeFile(signed, trail(attestedCall(enclaveRecipient({ ...image('signed'), pcr8 }))));
    const file = await openReferences();
    const callsFrom = async (text: string, after = ''): Promise<string[][]> =>
      (await referencesOf(file, text, after))
        .filter(({ path }) => path !== REFERENCES)
        .map(({ path, text }) => [path, text]);
    const ofImage = [
      [whole, toBase64(pcr0)],
      [whole, pcr0.hex],
    ];
    assert.sameDeepMembers(await callsFrom(pcr0.hex), ofImage);
    assert.sameDeepMembers(await callsFrom('entered'), ofImage, 'from the name');
    assert.sameDeepMembers(await callsFrom('PCR0', 'entered'), ofImage);
    assert.sameDeepMembers(await callsFrom(pcr1.hex), [[whole, toBase64(pcr1)]]);
    const ofSigner = [
      [whole, toBase64(pcr8)],
      [signed, toBase64(pcr8)],
    ];
    assert.sameDeepMembers(await callsFrom(pcr8.hex), ofSigner);
    assert.sameDeepMembers(await callsFrom('PCR8', 'entered'), ofSigner);
    assert.isEmpty(await callsFrom('measurements'));
  });

  it('finds them from a reference that an editor has changed and nobody has saved', async () => {
    await withReferences(referenceEntry('one'));
    const path = freshName();
    await writeFile(path, trail(callOf('unsaved')));
    const editor = await show(await openReferences());
    await replace(editor, image('one').pcr0.hex, `  ${image('unsaved').pcr0.hex}`);
    const found = await referencesOf(editor.document, image('unsaved').pcr0.hex);
    assert.deepEqual(
      pathsOf(found).filter((found) => found !== REFERENCES),
      [path],
    );
  });

  it('finds them from what nitro-cli printed', async () => {
    const { pcr0, pcr1, pcr2 } = image('cli');
    const printed = { Measurements: { PCR0: pcr0.hex, PCR1: pcr1.hex, PCR2: pcr2.hex } };
    const path = freshName();
    await writeFile(path, trail(callOf('cli')));
    const file = await openFile(`Start building…\n${writeJson(printed, { indent: '  ' })}\n`, 'known/cli.txt');
    await eventually(async () => {
      const found = (await referencesOf(file, pcr2.hex)).filter((place) => place.path === path);
      assert.deepEqual(
        found.map(({ text }) => text),
        [toBase64(pcr2)],
      );
    });
    const fromBrace = await referencesOf(file, 'Measurements');
    assert.deepEqual(
      fromBrace.filter((place) => place.path === path).map(({ text }) => text),
      [toBase64(pcr0)],
    );
    await deleteFile('known/cli.txt');
  });

  it('finds the calls of debug mode by the zeros of the same PCR', async () => {
    const path = freshName();
    const unsigned = attestedCall(enclaveRecipient({ ...image('unsigned'), pcr8: ZERO }));
    const document = await openFile(trail(debugCall(), unsigned, debugCall()), path);
    const here = (places: readonly Place[]) =>
      places.filter((place) => place.path === path).map(({ line }) => document.lineAt(line).text.trim().split('"')[1]);
    const digest = 'attestationDocumentEnclaveImageDigest';
    assert.deepEqual(here(await referencesOf(document, digest)), [digest, digest]);
    const signer = 'attestationDocumentEnclavePCR8';
    assert.deepEqual(here(await referencesOf(document, signer)), [signer, signer, signer]);
  });

  it('finds what an editor has, not what it has not saved over', async () => {
    const path = freshName();
    const editor = await show(await openFile(trail(callOf('saved'), callOf('saved')), path));
    await replace(editor, toBase64(image('saved').pcr0), toBase64(image('typed').pcr0));
    assert.isTrue(editor.document.isDirty);
    const [first, ...more] = await referencesOf(editor.document, toBase64(image('typed').pcr0));
    assert.deepEqual([first?.path, first?.text, more.length], [path, toBase64(image('typed').pcr0), 0]);
    assert.lengthOf(await referencesOf(editor.document, toBase64(image('saved').pcr0)), 1);
  });

  it('goes from a reference straight to its only call', async () => {
    await withReferences(referenceEntry('only'));
    const path = freshName();
    await writeFile(path, trail(callOf('only')));
    const editor = await show(await openReferences());
    const place = placeOf(editor.document, image('only').pcr0.hex);
    editor.selection = new Selection(place, place);
    await commands.executeCommand('editor.action.goToReferences');
    await eventually(() => {
      const active = window.activeTextEditor;
      assert.equal(active && workspace.asRelativePath(active.document.uri), path);
      assert.include(active?.document.lineAt(active.selection.active.line).text, toBase64(image('only').pcr0));
    });
  });

  it('finds nothing from anything else', async () => {
    const document = await openFile(trail(callOf('payments'), deniedCall()));
    for (const text of ['Decrypt', 'kms.amazonaws.com', 'AccessDenied', 'keyMaterialId']) {
      assert.isEmpty(await referencesOf(document, text), text);
    }
  });
});

/** What VS Code merges of all providers. */
async function outlineOf(document: TextDocument): Promise<readonly DocumentSymbol[]> {
  const symbols = await commands.executeCommand<DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  return symbols ?? [];
}

/** The calls in the outline; other symbols are VS Code's own. */
async function symbolsOf(document: TextDocument): Promise<readonly DocumentSymbol[]> {
  return (await outlineOf(document)).filter(({ kind }) => kind === SymbolKind.Event);
}

describe('the outline of a trail', () => {
  afterEach(closeAll);
  after(withoutReferences);

  it('lists its attested calls, with what they are', async () => {
    await withReferences(referenceEntry('payments', { version: '1.4.2' }));
    const document = await openFile(
      trail(callOf('payments'), deniedCall(), callOf('batch', { eventName: 'GenerateRandom' }), debugCall()),
    );
    const symbols = await symbolsOf(document);
    assert.deepEqual(
      symbols.map(({ name, detail }) => [name, detail]),
      [
        ['Decrypt', '2026-02-03 04:05:06Z · ✓ matches payments 1.4.2'],
        ['GenerateRandom', '2026-02-03 04:05:06Z · unknown image'],
        ['Decrypt', '2026-02-03 04:05:06Z · debug mode: the image is not measured'],
      ],
    );
    for (const { name, range, selectionRange } of symbols) {
      assert.equal(document.getText(selectionRange), name);
      assert.equal(JSON.parse(document.getText(range)).eventName, name);
    }
  });

  it('lists module id and measurements below a call', async () => {
    const document = await openFile(trail(callOf('payments'), tpmCall()));
    const [enclave, tpm] = await symbolsOf(document);
    const { pcr0 } = image('payments');
    assert.deepEqual(
      enclave?.children.map(({ name }) => name),
      ['Module id', 'PCR0', 'PCR1', 'PCR2', 'PCR3', 'PCR4', 'PCR8'],
    );
    const [module, first] = enclave?.children ?? [];
    assert.equal(module?.detail, moduleId());
    assert.equal(first?.detail, `${pcr0.hex.slice(0, 12)}…${pcr0.hex.slice(-6)} · whole image`);
    assert.equal(document.getText(first?.selectionRange), toBase64(pcr0));
    assert.deepEqual(tpm?.children.map(({ name, detail }) => [name, detail.split(' · ').at(-1)]).slice(1), [
      ['PCR4', 'boot manager code'],
      ['PCR7', 'Secure Boot policy'],
      ['PCR8', 'static operating system'],
      ['PCR12', 'kernel command line'],
    ]);
    assert.match(tpm?.children.at(-1)?.detail ?? '', /^zero · /);
  });

  it('stands beside the one that VS Code makes of JSON', async () => {
    const document = await openFile(trail(callOf('payments')));
    const symbols = await outlineOf(document);
    assert.includeMembers(
      symbols.map(({ name }) => name),
      ['Decrypt', 'Records'],
    );
  });

  it('is there for a call with an empty event name, hostile words, or an end that is cut off', async () => {
    const text = trail(callOf('a', { eventName: '' }), callOf('b', { eventName: '$(bug) \u202e✓\n' }), callOf('c'));
    const symbols = await symbolsOf(await openFile(text.slice(0, text.lastIndexOf('PCR8'))));
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['KMS call', '\\$(bug) \\u{202e}\\u{2713}\\u{a}', 'Decrypt'],
    );
  });

  it('lists nothing of a document without attested calls', async () => {
    assert.isEmpty(await symbolsOf(await openFile(trail(deniedCall()))));
    assert.isEmpty(await symbolsOf(await openUntitled(measurements(referenceEntry('payments')))));
  });

  it('follows edits', async () => {
    const editor = await show(await openFile(trail(callOf('payments'))));
    await replace(editor, 'Decrypt', 'GenerateDataKey');
    await replace(editor, '{', '{\n\n');
    const [symbol] = await symbolsOf(editor.document);
    assert.equal(symbol?.name, 'GenerateDataKey');
    assert.equal(editor.document.getText(symbol?.selectionRange), 'GenerateDataKey');
  });

  it('says how many calls it does not list', async () => {
    const event = {
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      additionalEventData: { recipient: { attestationDocumentModuleId: moduleId() } },
    };
    const name = freshName('jsonl');
    const symbols = await symbolsOf(await openFile(`${writeJson(event)}\n`.repeat(5003), name));
    assert.lengthOf(symbols, 5001);
    assert.equal(symbols.at(-1)?.name, '3 more attested calls');
    assert.equal(symbols.at(-1)?.range.start.line, 5000);
    await deleteFile(name);
  });
});

/** The digests that are offered at the place `▮` of a measurements file, which is taken out. */
async function offersIn(text: string): Promise<readonly CompletionItem[]> {
  return await offersAt(await referencesHolding(text.replace('▮', '')), text.indexOf('▮'));
}

/** The same of a document that is no file, in which no references count. */
async function offersInUntitled(text: string): Promise<readonly CompletionItem[]> {
  return await offersAt(await openUntitled(text.replace('▮', '')), text.indexOf('▮'));
}

async function offersAt(document: TextDocument, offset: number): Promise<readonly CompletionItem[]> {
  const { items } = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(offset),
  );
  // An old VS Code offers every word of the open files besides, as text.
  return items.filter(
    ({ kind, insertText }) => kind === CompletionItemKind.Value && /^[0-9a-f]{96}$/.test(String(insertText)),
  );
}

function offerOf(offers: readonly CompletionItem[], hex: string): CompletionItem | undefined {
  return offers.find(({ insertText }) => insertText === hex);
}

function entryWith(pcr: string, value: string, members: JsonObject = {}): string {
  return measurements({ name: 'new', ...members, pcrs: { [pcr]: value } });
}

describe('completion of known digests', () => {
  beforeEach(async () => {
    await closeAll();
    await withoutReferences();
  });
  afterEach(closeAll);
  after(withoutReferences);

  it('offers what calls of the open trails have in that PCR, and says of which', async () => {
    const name = freshName();
    const calls = [callOf('offered'), callOf('offered', { eventName: 'GenerateRandom' }), callOf('rare')];
    await show(await openFile(trail(...calls, debugCall()), name));
    const offers = await offersIn(entryWith('PCR0', '▮'));
    const { pcr0, pcr1 } = image('offered');
    const offer = offerOf(offers, pcr0.hex);
    assert.equal(offer?.label, `${pcr0.hex.slice(0, 12)}…${pcr0.hex.slice(-6)}`);
    assert.equal(offer?.detail, `2 calls: Decrypt, GenerateRandom · image A of ${name}`);
    assert.equal(offerOf(offers, image('rare').pcr0.hex)?.detail, `1 call: Decrypt · image B of ${name}`);
    assert.isUndefined(offerOf(offers, pcr1.hex), 'of another PCR');
    assert.isUndefined(offerOf(offers, ZERO.hex), 'of debug mode');
    assert.ok((offer?.sortText ?? '') < (offerOf(offers, image('rare').pcr0.hex)?.sortText ?? ''));
    assert.isUndefined(offerOf(await offersIn(entryWith('PCR1', '▮')), pcr0.hex));
    assert.equal(offerOf(await offersIn(entryWith('PCR1', '▮')), pcr1.hex)?.detail?.slice(0, 8), '2 calls:');
  });

  it('offers what references fix, with their names', async () => {
    await withReferences(referenceEntry('known', { version: '2' }), { ...referenceEntry('known'), name: 'alias' });
    await show(await openFile(trail(callOf('known'))));
    const offers = await offersInUntitled(entryWith('PCR0', '▮'));
    assert.equal(offerOf(offers, image('known').pcr0.hex)?.detail, '1 call: Decrypt · known 2 · alias');
    const signers = await offersInUntitled(entryWith('PCR8', '▮'));
    const documentation = offerOf(signers, image('known').pcr8.hex)?.documentation;
    const words = typeof documentation === 'string' ? documentation : (documentation?.value ?? '');
    assert.include(words, image('known').pcr8.hex);
    assert.include(words, 'signing certificate of the image');
    assert.include(words, `Reference known 2 in \`${REFERENCES}\``);
  });

  it("offers those of the entry's platform alone", async () => {
    await show(await openFile(trail(tpmCall(), callOf('payments'))));
    const [tpm, enclave] = [
      await offersIn(entryWith('PCR4', '▮', { platform: 'nitro-tpm' })),
      await offersIn(entryWith('PCR4', '▮')),
    ];
    assert.isDefined(offerOf(tpm, TPM_PCR4.hex));
    assert.isUndefined(offerOf(enclave, TPM_PCR4.hex));
    assert.isNotEmpty(enclave);
    assert.isEmpty(enclave.filter(({ insertText }) => tpm.some((offer) => offer.insertText === insertText)));
  });

  it('replaces all that stands between the quotes, and leaves the quotes', async () => {
    await show(await openFile(trail(callOf('payments'))));
    const { pcr0 } = image('payments');
    const text = entryWith('PCR0', `${pcr0.hex.slice(0, 5)}▮rest`);
    const offer = offerOf(await offersIn(text), pcr0.hex);
    const document = await openReferences();
    const range = offer?.range;
    assert.equal(document.getText(range instanceof Range ? range : range?.replacing), `${pcr0.hex.slice(0, 5)}rest`);
    assert.isUndefined(offerOf(await offersIn(entryWith('PCR0', `▮${pcr0.hex}`)), pcr0.hex), 'it is there already');
  });

  it('shows in an editor, and is inserted there', async () => {
    const { pcr0 } = image('typed in');
    await show(await openFile(trail(callOf('typed in'))));
    const text = entryWith('PCR0', '▮');
    const editor = await show(await referencesHolding(text.replace('▮', '')));
    const caret = editor.document.positionAt(text.indexOf('▮'));
    editor.selection = new Selection(caret, caret);
    await editor.edit((edit) => edit.insert(caret, pcr0.hex.slice(0, 3)));
    await commands.executeCommand('editor.action.triggerSuggest');
    await eventually(async () => {
      await commands.executeCommand('acceptSelectedSuggestion');
      assert.equal(editor.document.getText(), text.replace('▮', pcr0.hex));
    });
  });

  it('offers nothing in other places and other files', async () => {
    await show(await openFile(trail(callOf('payments'))));
    const places = [
      measurements({ name: '▮', pcrs: { PCR0: '' } }),
      measurements({ name: 'new', pcrs: { 'PCR▮': '' } }),
      measurements({ name: 'new', pcrs: { PCR0: '' } }).replace('""', '▮""'),
    ];
    for (const text of places) {
      assert.isEmpty(await offersIn(text), text);
    }
    assert.isEmpty(await offersInUntitled(writeJson({ pcrs: { PCR0: '▮' } })));
    const inTrail = trail(callOf('payments', { requestParameters: { measurements: [{ pcrs: { PCR0: '▮' } }] } }));
    assert.isEmpty(await offersInUntitled(inTrail));
  });

  it('follows edits of a trail, and takes no notice of one that has closed', async () => {
    const editor = await show(await openUntitled(trail(callOf('before'))));
    const { pcr0 } = image('after');
    await replace(editor, toBase64(image('before').pcr0), toBase64(pcr0));
    const offers = await offersIn(entryWith('PCR0', '▮'));
    assert.isDefined(offerOf(offers, pcr0.hex));
    assert.isUndefined(offerOf(offers, image('before').pcr0.hex));
  });

  it('shows words of a file as they are', async () => {
    const eventName = '$(bug) [evil](command:evil)';
    await show(await openFile(trail(callOf('hostile', { eventName }))));
    const offer = offerOf(await offersIn(entryWith('PCR0', '▮')), image('hostile').pcr0.hex);
    assert.match(offer?.detail ?? '', /^1 call: \\\$\(bug\) \[evil\]\(command:evil\)/);
    assert.equal(pcrOfText('hostile, image').hex, offer?.insertText);
  });
});
