import { assert } from 'chai';
import { env, type TextDocument, workspace } from 'vscode';
import { toBase64 } from '../../src/core/index.ts';
import { containerSamples } from '../support/containers.ts';
import { type JsonObject, writeJson } from '../support/json.ts';
import { otherContainerSamples } from '../support/otherContainers.ts';
import { callOf, image, kmsEvent, moduleId, otherEvent, referenceEntry, trail } from '../support/trails.ts';
import { hintsOf, hoverAt, hoverOn, labelsOf, lensesOf, lineOf, titlesOf } from './support/annotations.ts';
import { closeAll, freshName, openFile, openUntitled, pasted, run, show } from './support/documents.ts';
import { withoutReferences, withReferences } from './support/references.ts';

const FIRST = callOf('payments');
const SECOND = callOf('reports', { eventName: 'GenerateDataKey' });
const SAMPLES = containerSamples([FIRST, otherEvent(), SECOND]);

/** Text of a document in which to look for the places of one attested call. */
interface CallPlaces {
  readonly start: number;
  readonly operation: string;
}

function attestedCalls(document: TextDocument): readonly CallPlaces[] {
  const text = document.getText();
  return ['"Decrypt"', '"GenerateDataKey"']
    .filter((operation) => text.includes(operation))
    .map((operation) => {
      const before = text.slice(0, text.indexOf(operation));
      return { start: before.lastIndexOf('{', before.lastIndexOf('"eventVersion"')), operation };
    });
}

async function assertAnnotated(document: TextDocument, expectedCalls: number): Promise<void> {
  const calls = attestedCalls(document);
  assert.lengthOf(calls, expectedCalls);
  const pretty = document.lineCount > 20;

  const expectedHints = calls.flatMap(({ start, operation }, index) => {
    const name = ['? image A', '? image B'][index];
    const event = document.positionAt(start);
    if (!pretty) return [`${event.line}:${event.character} ${name}`];
    const values: readonly (readonly [string, string])[] = [
      ['attestationDocumentModuleId', '~launched 2026-02-03 04:00:07Z'],
      ['attestationDocumentEnclaveImageDigest', name ?? ''],
      ['attestationDocumentEnclavePCR3', '= role enclave-parent'],
      ['attestationDocumentEnclavePCR4', '= i-0b1c2d3e4f5a60718'],
    ];
    return values.map(([field, label]) => {
      const line = lineOf(document, `"${field}"`, operation);
      return `${line}:${document.lineAt(line).text.indexOf(': "') + 2} ${label}`;
    });
  });
  const hints = await hintsOf(document);
  assert.deepEqual(
    hints.map(({ line, character, label }) => `${line}:${character} ${label}`),
    expectedHints,
  );

  const lenses = (await lensesOf(document)).map(({ line, title }) => `${line} ${title}`);
  const lines = calls.map(({ start }) => document.positionAt(start).line);
  const oneLine = calls.length === 2 && lines[0] === lines[1];
  assert.deepEqual(
    lenses,
    oneLine
      ? [`${lines[0]} Attested Decrypt: unknown image`, `${lines[0]} 2 attested calls on this line…`]
      : ['Decrypt', 'GenerateDataKey']
          .slice(0, calls.length)
          .map((operation, index) => `${lines[index]} Attested ${operation}: unknown image`),
  );

  for (const { operation } of calls) {
    const name = operation.slice(1, -1);
    assert.include(await hoverOn(document, name), `\`${name}\` attested by a Nitro enclave`);
    assert.include(await hoverOn(document, 'EnclavePCR2', operation), `\`${name}\` attested by a Nitro enclave`);
  }
}

function callsAmong(events: readonly JsonObject[]): number {
  return events.filter((event) => event === FIRST || event === SECOND).length;
}

describe('containers of events', () => {
  after(closeAll);

  for (const { name, text, events } of SAMPLES) {
    it(`annotates a file that is ${name}`, async () => {
      await assertAnnotated(await openFile(text), callsAmong(events));
    });
  }

  // A paste takes the line ends of the editor, so a few samples with other ones, or a mark, are enough.
  for (const { name, text, events } of SAMPLES.filter(({ name }) =>
    /, LF, no mark|^\{"Records"\}, pretty/.test(name),
  )) {
    for (const language of ['json', 'plaintext']) {
      it(`annotates a ${language} editor into which was pasted ${name}`, async () => {
        await assertAnnotated(await pasted(text, language), callsAmong(events));
      });
    }
  }

  for (const extension of ['log', 'txt', 'jsonl', 'ndjson', 'jsonc', 'csv', 'md', 'whatever']) {
    it(`recognises a trail in a file named .${extension} by what it holds`, async () => {
      await assertAnnotated(await openFile(trail(FIRST, SECOND), freshName(extension)), 2);
    });
  }

  it('recognises a trail in a file without an extension', async () => {
    await assertAnnotated(await openFile(trail(FIRST), 'trails/EXPORT'), 1);
  });
});

describe('what is no trail', () => {
  const digestFile: JsonObject = {
    awsAccountId: '111122223333',
    digestStartTime: '2026-02-03T03:05:06Z',
    digestEndTime: '2026-02-03T04:05:06Z',
    logFiles: [{ s3Bucket: 'a-bucket', s3Object: 'recipient', hashValue: 'ab'.repeat(32), hashAlgorithm: 'SHA-256' }],
  };
  const recipient = { attestationDocumentModuleId: moduleId(), attestationDocumentEnclaveImageDigest: 'x' };
  const others: readonly (readonly [string, string])[] = [
    ['an empty file', ''],
    ['a file of blanks', ' \n\t\n'],
    ['a digest file', writeJson(digestFile, { indent: '  ' })],
    ['a digest file that holds the word "recipient"', writeJson({ ...digestFile, recipient }, { indent: '  ' })],
    ['other JSON', writeJson({ recipient, config: { additionalEventData: { recipient } } }, { indent: '  ' })],
    ['events of other services alone', trail(otherEvent())],
    ['KMS events without a recipient', trail(kmsEvent({ userAgent: 'aws-cli/2.32.6' }))],
    ['a recipient in the request of another service', trail(otherEvent(), otherEvent())],
    ['a trail inside a string of any name', writeJson({ note: trail(FIRST), userAgent: trail(FIRST) })],
    ['prose about "recipient" fields', 'The "recipient" of "additionalEventData" is what KMS logs.\n'],
  ];

  for (const [name, text] of others) {
    it(`leaves ${name} alone`, async () => {
      const document = await openFile(text);
      assert.isEmpty(await labelsOf(document));
      assert.isEmpty(await titlesOf(document));
      for (let line = 0; line < document.lineCount; line++) {
        for (const position of [document.lineAt(line).range.start, document.lineAt(line).range.end]) {
          assert.notMatch(await hoverAt(document, position), /KMS|attest|⚠/);
        }
      }
    });
  }

  it('leaves a language alone that holds no data', async () => {
    const document = await openUntitled(trail(FIRST), 'javascript');
    assert.isEmpty(await labelsOf(document));
    assert.isEmpty(await titlesOf(document));
  });

  it('changes nothing in a document that it annotates', async () => {
    const text = trail(FIRST, SECOND);
    const document = await openFile(text);
    await assertAnnotated(document, 2);
    assert.equal(document.getText(), text);
    assert.isFalse(document.isDirty);
    assert.equal(new TextDecoder().decode(await workspace.fs.readFile(document.uri)), text);
  });
});

describe('events as text in strings', () => {
  afterEach(closeAll);

  it('are annotated in place: hints, lenses, hovers, and values to copy', async () => {
    const events = [FIRST, SECOND].map((event) => ({ EventId: 'e', CloudTrailEvent: writeJson(event) }));
    const document = await openFile(writeJson({ Events: events }, { indent: '  ' }));
    assert.deepEqual(await labelsOf(document), ['? image A', '? image B']);
    assert.deepEqual(await titlesOf(document), [
      'Attested Decrypt: unknown image',
      'Attested GenerateDataKey: unknown image',
    ]);
    const { pcr2 } = image('payments');
    const hover = await hoverOn(document, toBase64(pcr2));
    assert.match(hover, /^`Decrypt` attested by a Nitro enclave/);
    assert.include(hover, pcr2.hex);
    assert.include(await hoverOn(document, '\\"GenerateDataKey\\"'), '`GenerateDataKey` attested by');
    await show(document);
    await run('copyValue', document.uri.toString(), 0, 'pcr2.hex');
    assert.equal(await env.clipboard.readText(), pcr2.hex);
  });

  it('match references, and become known', async () => {
    await withReferences(referenceEntry('payments'));
    const document = await openFile(writeJson({ events: [{ message: writeJson(FIRST) }] }));
    assert.deepEqual(await labelsOf(document), ['✓ payments']);
    await withoutReferences();
  });
});

describe('events in rows, CSV and other forms', () => {
  afterEach(closeAll);

  const samples = otherContainerSamples([FIRST, otherEvent(), SECOND]).filter(
    ({ text }) => text.split('\n').length > 3,
  );
  for (const { name, text } of samples) {
    it(`are annotated in place: ${name}`, async () => {
      const document = await openFile(text, freshName(text.startsWith('{') || text.startsWith('[') ? 'json' : 'csv'));
      assert.deepEqual(await titlesOf(document), [
        'Attested Decrypt: unknown image',
        'Attested GenerateDataKey: unknown image',
      ]);
      assert.includeMembers([...(await labelsOf(document))], ['? image A', '? image B']);
      const { pcr0 } = image('reports');
      const hover = await hoverOn(document, toBase64(pcr0));
      assert.match(hover, /^`GenerateDataKey` attested by a Nitro enclave/);
      assert.include(hover, pcr0.hex);
      await show(document);
      await run('copyValue', document.uri.toString(), 1, 'pcr0.hex');
      assert.equal(await env.clipboard.readText(), pcr0.hex);
    });
  }

  it('match references', async () => {
    await withReferences(referenceEntry('payments'));
    const [sample] = samples;
    const document = await openFile(sample?.text ?? '', freshName('csv'));
    assert.deepEqual(await labelsOf(document), ['✓ payments', '? unknown image']);
    await withoutReferences();
  });
});
