import { assert } from 'chai';
import {
  commands,
  env,
  type Hover,
  languages,
  type MarkdownString,
  type QuickPickItem,
  Selection,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { pcrOfText, toBase64 } from '../../src/core/index.ts';
import { writeJson } from '../support/json.ts';
import { otherContainerSamples } from '../support/otherContainers.ts';
import {
  attestedCall,
  CALLER,
  callOf,
  debugCall,
  deniedCall,
  enclaveRecipient,
  INSTANCE,
  image,
  KEY,
  kmsEvent,
  measurements,
  moduleId,
  oldCall,
  otherEvent,
  ROLE,
  referenceEntry,
  TPM_PCR4,
  TPM_PCR7,
  tpmCall,
  trail,
} from '../support/trails.ts';
import { labelsOf, lensesOf } from './support/annotations.ts';
import { type Asked, answering } from './support/dialogs.ts';
import { closeAll, contentOf, folder, openFile, openUntitled, run, show, writeFile } from './support/documents.ts';
import { REFERENCES, withoutReferences, withReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

function caretLine(): number | undefined {
  return window.activeTextEditor?.selection.active.line;
}

describe('Next and Previous Attested Call', () => {
  afterEach(closeAll);

  it('go from module id to module id, and round past both ends', async () => {
    const document = await openFile(trail(otherEvent(), callOf('a'), deniedCall(), callOf('b'), callOf('c')));
    await show(document);
    const lines = moduleIdLines(document);
    assert.lengthOf(lines, 3);
    const visited = async (command: string) => {
      await run(command);
      return caretLine();
    };
    const forth = [];
    for (let step = 0; step < 4; step++) forth.push(await visited('nextAttestedCall'));
    assert.deepEqual(forth, [...lines, lines[0]]);
    const back = [];
    for (let step = 0; step < 4; step++) back.push(await visited('previousAttestedCall'));
    assert.deepEqual(back, [lines[2], lines[1], lines[0], lines[2]]);
  });

  it('begin at the caret', async () => {
    const document = await openFile(trail(callOf('a'), otherEvent(), callOf('b'), callOf('c')));
    const editor = await show(document);
    const lines = moduleIdLines(document);
    const between = document.positionAt(document.getText().indexOf('"GetObject"'));
    for (const [command, expected] of [
      ['nextAttestedCall', lines[1]],
      ['previousAttestedCall', lines[0]],
    ] as const) {
      editor.selection = new Selection(between, between);
      await run(command);
      assert.equal(caretLine(), expected, command);
    }
  });

  it('go through the calls of one line', async () => {
    const document = await openFile(writeJson([callOf('a'), callOf('b')]));
    await show(document);
    const places = [...document.getText().matchAll(/i-0b1c2d3e4f5a60718-enc/g)].map(({ index }) => index);
    const visited = [];
    for (let step = 0; step < 3; step++) {
      await run('nextAttestedCall');
      visited.push(window.activeTextEditor?.selection.active.character);
    }
    assert.deepEqual(visited, [...places, places[0]]);
  });

  it('say where there is nowhere to go', async () => {
    await show(await openFile(trail(deniedCall())));
    for (const command of ['nextAttestedCall', 'previousAttestedCall', 'goToAttestedCall']) {
      const { messages } = await answering({}, () => run(command));
      assert.deepEqual(messages, ['This file holds no attested calls.'], command);
    }
  });
});

describe('Go to Attested Call', () => {
  before(withoutReferences);
  afterEach(closeAll);

  it('lists the calls by operation, outcome, line, time, instance, role and key, and goes to the chosen one', async () => {
    const document = await openFile(trail(callOf('a'), debugCall(), tpmCall()));
    await show(document);
    const { lists } = await answering({ pick: (items) => items[1] }, () => run('goToAttestedCall'));
    const lines = moduleIdLines(document);
    assert.deepEqual(
      lists[0]?.map(({ label, description }) => `${label}: ${description}`),
      [
        `Decrypt: unknown image · line ${(lines[0] ?? 0) + 1}`,
        `Decrypt: debug mode: the image is not measured · line ${(lines[1] ?? 0) + 1}`,
        `Decrypt: unknown image · line ${(lines[2] ?? 0) + 1}`,
      ],
    );
    assert.equal(lists[0]?.[0]?.detail, `2026-02-03 04:05:06Z · ${INSTANCE} · ${ROLE} · ${KEY}`);
    assert.equal(caretLine(), lines[1]);
  });

  it('draws no icon and breaks no line that a file asks for', async () => {
    const role = { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: '$(bug)\nrole' } } };
    await show(await openFile(trail(callOf('a', { eventName: '$(bug) x\u202e', userIdentity: role }))));
    const { lists } = await answering({}, () => run('goToAttestedCall'));
    assert.equal(lists[0]?.[0]?.label, '\\$(bug) x\\u{202e}');
    assert.include(lists[0]?.[0]?.detail, '\\$(bug)\\u{a}role');
  });
});

describe('Show What Was Recognised Here', () => {
  before(withoutReferences);
  afterEach(closeAll);

  async function recognised(pick?: (items: readonly QuickPickItem[]) => QuickPickItem | undefined) {
    const { lists, messages } = await answering(pick === undefined ? {} : { pick }, () => run('showRecognised'));
    return { messages, labels: lists[0]?.map(({ label, description }) => [label, description ?? ''].join(' | ')) };
  }

  it('names the container and counts what is in it and what was left out', async () => {
    const events = [callOf('a'), debugCall(), deniedCall(), otherEvent(), kmsEvent({ userAgent: 'aws-cli/2.32.6' })];
    await show(await openFile(trail(...events)));
    const { labels = [] } = await recognised();
    const expected = [
      /^CloudTrail log file, \{"Records": \[…\]\} \| $/,
      /^5 events, 4 from KMS \| $/,
      /^2 attested calls \| 1 debug, 1 unknown$/,
      /^0 reference measurements /,
      /^Left out/,
      /^1 KMS event without a recipient\b/,
      /^1 KMS event with a broken recipient, or a user agent that claims the Nitro Enclaves SDK\b/,
      /^1 event of other services\b/,
      /^1 module id that belongs to no attested call\b/,
    ];
    assert.lengthOf(labels, expected.length);
    for (const [index, pattern] of expected.entries()) assert.match(labels[index] ?? '', pattern);
  });

  const containers: readonly (readonly [string, string, string])[] = [
    ['an empty file', '', 'No CloudTrail events'],
    ['other JSON', '{"a": [1, 2, {"b": null}]}', 'No CloudTrail events'],
    ['a digest file', '{"logFiles": []}', 'CloudTrail digest file: it lists log files and holds no events'],
    [
      "the console's CSV",
      'Event ID,Event time,Event name,Event source\n1,t,Decrypt,kms.amazonaws.com\n',
      'CSV of events without their additional event data, as the console has the event history: it can tell of no attestation',
    ],
    ['an array', writeJson([callOf('a'), callOf('b')]), 'Array of events'],
    ['an envelope', writeJson({ 'detail-type': 'x', detail: callOf('a') }), 'EventBridge envelope, {"detail": …}'],
    ['JSON Lines', `${writeJson(callOf('a'))}\n${writeJson(callOf('b'))}`, 'JSON Lines'],
    ['one event without a recipient', writeJson(otherEvent()), 'Single event'],
  ];
  for (const [name, text, container] of containers) {
    it(`names ${name}`, async () => {
      await show(await openFile(text));
      assert.equal((await recognised()).labels?.[0], `${container} | `);
    });
  }

  it('names events that are text in strings, and says which were not read', async () => {
    const text = writeJson({ Events: [{ CloudTrailEvent: writeJson(callOf('a')) }], note: writeJson(callOf('b')) });
    await show(await openFile(text));
    const labels = (await recognised()).labels ?? [];
    assert.equal(labels[0], 'Output of lookup-events, events as text in "CloudTrailEvent" | ');
    assert.include(
      [...labels],
      '1 recipient in text in strings that no container of events has: not read, as callers may have written it | ',
    );
  });

  it('counts a recipient in a column once, and none beside it', async () => {
    for (const { name, text } of otherContainerSamples([callOf('a'), callOf('b')])) {
      await show(await openFile(text));
      const labels = (await recognised()).labels ?? [];
      assert.include([...labels], '2 attested calls | 2 unknown', name);
      assert.notMatch(labels.join('\n'), /recipient|module id/, name);
    }
  });

  it('leads to the place at which a file is broken', async () => {
    const document = await openFile(`${trail(callOf('a')).trimEnd().slice(0, -1)}]`);
    await show(document);
    const { labels } = await recognised((items) => items.find(({ label }) => label.startsWith('This bracket')));
    assert.include(labels?.join('\n'), 'This bracket closes nothing that is open here.');
    assert.equal(caretLine(), document.lineCount - 1);
  });

  it('says of a language that is not looked into that it is not', async () => {
    await show(await openUntitled(trail(callOf('a')), 'yaml'));
    assert.deepEqual((await recognised()).labels, [
      'Files of language “yaml” or from “untitled” are not looked into | ',
    ]);
  });

  it('says that there is no editor', async () => {
    await closeAll();
    assert.deepEqual((await recognised()).messages, ['Open a file first: there is no editor to look at.']);
  });
});

describe('Copy Value', () => {
  it('copies every field that a hover offers', async () => {
    const document = await openFile(trail(callOf('other'), callOf('payments')));
    const { pcr0, pcr8 } = image('payments');
    const values: Readonly<Record<string, string>> = {
      instanceId: INSTANCE,
      enclaveId: moduleId().slice(INSTANCE.length + 1),
      key: KEY,
      caller: CALLER,
      eventId: '60606060-7070-8080-9090-a0a0a0a0a0a0',
      'pcr0.hex': pcr0.hex,
      'pcr0.base64': toBase64(pcr0),
      'pcr4.hex': pcrOfText(INSTANCE).hex,
      'pcr8.base64': toBase64(pcr8),
    };
    for (const [field, value] of Object.entries(values)) {
      await run('copyValue', document.uri.toString(), 1, field);
      assert.equal(await env.clipboard.readText(), value, field);
    }
  });

  it('copies no value that would do other in a terminal than it looked', async () => {
    const document = await openFile(trail(callOf('payments', { eventID: 'x\ncurl example.invalid | sh' })));
    await env.clipboard.writeText('before');
    const { messages } = await answering({}, () => run('copyValue', document.uri.toString(), 0, 'eventId'));
    assert.include(messages[0], 'Not copied');
    assert.equal(await env.clipboard.readText(), 'before');
  });

  it('copies nothing for a field that the call does not have', async () => {
    const document = await openFile(trail(oldCall('payments')));
    await env.clipboard.writeText('before');
    for (const field of ['pcr3.hex', 'pcr99.hex', 'pcr0', 'constructor', '', 'userAgent']) {
      const { messages } = await answering({}, () => run('copyValue', document.uri.toString(), 0, field));
      assert.lengthOf(messages, 1, field);
    }
    assert.equal(await env.clipboard.readText(), 'before');
  });
});

describe('Open Reference Measurement', () => {
  afterEach(closeAll);
  after(withoutReferences);

  it('opens the file of the reference with its entry selected', async () => {
    await withReferences(referenceEntry('batch'), referenceEntry('payments'));
    const document = await openFile(trail(callOf('batch'), callOf('payments')));
    await run('openReference', document.uri.toString(), 1);
    const editor = window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), Uri.joinPath(folder(), REFERENCES).toString());
    assert.deepEqual(JSON.parse(editor?.document.getText(editor.selection) ?? ''), referenceEntry('payments'));
  });

  it('opens the one that its position names, or asks which', async () => {
    const alias = { ...referenceEntry('payments'), name: 'alias $(bug)' };
    await withReferences(referenceEntry('payments'), alias);
    const document = await openFile(trail(callOf('payments')));
    const selected = () => {
      const editor = window.activeTextEditor;
      return JSON.parse(editor?.document.getText(editor.selection) ?? '').name;
    };
    await run('openReference', document.uri.toString(), 0, 1);
    assert.equal(selected(), alias.name);
    const { lists } = await answering({ pick: (items) => items[0] }, () =>
      run('openReference', document.uri.toString(), 0),
    );
    assert.deepEqual(
      lists[0]?.map(({ label, description }) => `${label} in ${description}`),
      [`payments in ${REFERENCES}`, `alias \\$(bug) in ${REFERENCES}`],
    );
    assert.equal(selected(), 'payments');
  });

  it('says that there is none', async () => {
    await withReferences(referenceEntry('payments'));
    const document = await openFile(trail(callOf('unheard-of')));
    const { messages } = await answering({}, () => run('openReference', document.uri.toString(), 0));
    assert.deepEqual(messages, ['No reference measurement names the image of this call.']);
  });

  it('takes the call at the caret where it is told none', async () => {
    await withReferences(referenceEntry('payments'));
    await show(await openFile(trail(callOf('batch'), callOf('payments'))));
    await run('nextAttestedCall');
    await run('nextAttestedCall');
    await run('openReference');
    assert.include(window.activeTextEditor?.document.getText(window.activeTextEditor.selection), '"payments"');
  });
});

describe('the commands of lenses', () => {
  afterEach(closeAll);

  it('lead to their call, attested or not', async () => {
    const document = await openFile(trail(callOf('a'), deniedCall()));
    const lenses = await lensesOf(document);
    assert.lengthOf(lenses, 2);
    const reached = [];
    for (const { command } of lenses) {
      await commands.executeCommand(command?.command ?? '', ...(command?.arguments ?? []));
      assert.equal(window.activeTextEditor?.document, document);
      reached.push(caretLine());
    }
    assert.deepEqual(reached, [
      moduleIdLines(document)[0],
      document.positionAt(document.getText().lastIndexOf('"Decrypt"')).line,
    ]);
  });
});

describe('Add Reference Measurement of the sample', () => {
  it('is refused, and is offered nowhere in it: none of the references of a workspace count for it', async () => {
    const document = await workspace.openTextDocument(Uri.parse('enclave-trail:/sample/trail.json'));
    await show(document);
    const unknown = 2;
    const { messages, complaints } = await answering({ inputs: ['name', ''] }, () =>
      run('addReferenceFromCall', document.uri.toString(), unknown),
    );
    assert.lengthOf(messages, 1);
    assert.include(messages[0], 'The sample brings its own reference measurements');
    assert.isEmpty(complaints);
    const hovers = await commands.executeCommand<Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(document.getText().indexOf('"GenerateRandom"') + 3),
    );
    const words = hovers.flatMap((hover) => hover.contents.map((content) => (content as MarkdownString).value)).join();
    assert.include(words, 'unknown image');
    assert.notInclude(words, 'addReferenceFromCall');
  });
});

describe('Add Reference Measurement', () => {
  beforeEach(withoutReferences);
  afterEach(closeAll);
  after(withoutReferences);

  const ROOT_FILE = 'enclave-measurements.json';

  async function add(document: TextDocument, index: number, inputs = ['payments', '1.4.2']): Promise<Asked> {
    return await answering({ inputs }, () => run('addReferenceFromCall', document.uri.toString(), index));
  }

  it('creates a file where there is none, and the call matches it', async () => {
    const document = await openFile(trail(callOf('batch'), callOf('payments')));
    const { messages } = await add(document, 1);
    assert.deepEqual(messages, [`Added payments to ${ROOT_FILE}.`]);
    assert.deepEqual(JSON.parse(await contentOf(ROOT_FILE)), {
      measurements: [referenceEntry('payments', { version: '1.4.2' })],
    });
    await eventually(async () => assert.include(await labelsOf(document), '✓ payments 1.4.2'));
  });

  it('adds to the file that there is, and keeps its comments and formatting', async () => {
    const { pcr0 } = image('batch');
    const before = [
      '// Whoever changes this tells security.',
      '{',
      '\t"measurements": [',
      '\t\t{ // in use until March',
      '\t\t\t"name":   "batch", /* spaced as somebody likes it */',
      `\t\t\t"pcrs": { "PCR0": "sha384:${pcr0.hex.toUpperCase()}" }`,
      '\t\t},',
      '\t],',
      '}',
      '',
    ].join('\r\n');
    await writeFile(REFERENCES, before);
    const document = await openFile(trail(callOf('payments')));
    await eventually(async () => assert.include(await labelsOf(document), '? unknown image'));
    const { messages } = await add(document, 0, ['  payments ', ' ']);
    assert.deepEqual(messages, [`Added payments to ${REFERENCES}.`]);
    const after = await contentOf(REFERENCES);
    assert.isTrue(after.startsWith(before.slice(0, before.indexOf('\t\t},'))));
    assert.notMatch(after.replaceAll('\r\n', ''), /\n/);
    assert.include(after, '\t\t\t"name": "payments",\r\n\t\t\t"pcrs": {\r\n\t\t\t\t"PCR0": "');
    assert.notInclude(after, 'version');
    await eventually(async () => assert.include(await labelsOf(document), '✓ payments'));
  });

  it('takes the PCRs that name an image, and none of those that tell where it runs', async () => {
    const document = await openFile(trail(tpmCall()));
    await add(document, 0, ['ledger', '']);
    assert.deepEqual(JSON.parse(await contentOf(ROOT_FILE)), {
      measurements: [{ name: 'ledger', platform: 'nitro-tpm', pcrs: { PCR4: TPM_PCR4.hex, PCR7: TPM_PCR7.hex } }],
    });
  });

  it('takes what an old record has', async () => {
    const document = await openFile(trail(oldCall('payments')));
    await add(document, 0, ['payments', '']);
    assert.deepEqual(JSON.parse(await contentOf(ROOT_FILE)), {
      measurements: [{ name: 'payments', pcrs: { PCR0: image('payments').pcr0.hex } }],
    });
    await eventually(async () => assert.include(await labelsOf(document), '✓ payments'));
  });

  it('refuses a call in debug mode, and one without a digest that can be read', async () => {
    const unreadable = attestedCall({
      ...enclaveRecipient(image('a')),
      attestationDocumentEnclaveImageDigest: 'not a digest',
    });
    const document = await openFile(trail(debugCall(), unreadable));
    for (const [index, reason] of [
      [0, 'debug mode'],
      [1, 'no image measurement that can be read'],
    ] as const) {
      const { messages } = await add(document, index);
      assert.lengthOf(messages, 1);
      assert.include(messages[0], reason);
    }
    assert.isEmpty(await workspace.findFiles('**/enclave-measurements.json'));
  });

  it('does nothing when one of its questions is not answered', async () => {
    const document = await openFile(trail(callOf('payments')));
    assert.isEmpty((await add(document, 0, [])).messages);
    assert.isEmpty((await add(document, 0, ['payments'])).messages);
    assert.isEmpty(await workspace.findFiles('**/enclave-measurements.json'));
  });

  it('asks for a name of 1 to 100 characters', async () => {
    const document = await openFile(trail(callOf('payments')));
    const { complaints } = await add(document, 0, [' ']);
    assert.deepEqual(complaints, ['A name has 1 to 100 characters.']);
    await withoutReferences();
    assert.isNotEmpty((await add(document, 0, ['x'.repeat(101)])).complaints);
  });

  it('leaves a file alone that it cannot read, and shows it', async () => {
    const broken = '{"measurements": [ {"name": ';
    const document = await openFile(trail(callOf('payments')));
    await writeFile(REFERENCES, broken);
    await eventually(() => assert.isNotEmpty(languages.getDiagnostics(Uri.joinPath(folder(), REFERENCES))));
    const { messages } = await add(document, 0);
    assert.lengthOf(messages, 1);
    assert.include(messages[0], `Nothing was added to ${REFERENCES}.`);
    assert.equal(await contentOf(REFERENCES), broken);
    assert.equal(window.activeTextEditor?.document.uri.path.endsWith(REFERENCES), true);
  });

  it('adds to unsaved changes without saving them', async () => {
    await withReferences(referenceEntry('batch'));
    const before = await contentOf(REFERENCES);
    const file = await workspace.openTextDocument(Uri.joinPath(folder(), REFERENCES));
    const editor = await show(file);
    await editor.edit((edit) => edit.insert(file.positionAt(0), '// mine\n'));
    const document = await openFile(trail(callOf('payments')));
    await add(document, 0);
    assert.isTrue(file.isDirty);
    assert.equal(await contentOf(REFERENCES), before);
    assert.match(file.getText(), /^\/\/ mine\n(?:.*\n)*.*"name": "payments"/);
    await eventually(async () => assert.include(await labelsOf(document), '✓ payments 1.4.2'));
    await show(file);
  });

  it('asks which of several files is meant', async () => {
    await writeFile('one/enclave-measurements.json', measurements(referenceEntry('first')));
    await writeFile('two/enclave-measurements.json', measurements(referenceEntry('second')));
    const document = await openFile(trail(callOf('payments'), callOf('first'), callOf('second')));
    await eventually(async () => assert.includeMembers([...(await labelsOf(document))], ['✓ first', '✓ second']));
    const { lists } = await answering(
      { inputs: ['payments', ''], pick: (items) => items.find(({ label }) => label.startsWith('two/')) },
      () => run('addReferenceFromCall', document.uri.toString(), 0),
    );
    assert.sameMembers(lists[0]?.map(({ label }) => label) ?? [], [
      'one/enclave-measurements.json',
      'two/enclave-measurements.json',
    ]);
    assert.include(await contentOf('two/enclave-measurements.json'), '"payments"');
    assert.notInclude(await contentOf('one/enclave-measurements.json'), '"payments"');
  });
});

function moduleIdLines(document: TextDocument): readonly number[] {
  return [...document.getText().matchAll(/"keyMaterialId": "\w+",\s+"recipient": \{\s+"attestationDocument/g)].map(
    ({ index, 0: { length } }) => document.positionAt(index + length).line,
  );
}
