import { assert } from 'chai';
import { commands, Position, Range, type TextDocument, window } from 'vscode';
import { writeJson } from '../support/json.ts';
import { callOf, otherEvent, referenceEntry, trail } from '../support/trails.ts';
import { hintsIn, hoverAt, labelsOf, lensLinesOf, titlesOf } from './support/annotations.ts';
import { answering } from './support/dialogs.ts';
import { closeAll, freshName, openFile, openUntitled, show } from './support/documents.ts';
import { withoutReferences, withReferences } from './support/references.ts';
import { until } from './support/until.ts';

const COMMANDS = [
  'openSampleTrail',
  'nextAttestedCall',
  'previousAttestedCall',
  'goToAttestedCall',
  'showRecognised',
  'addReferenceFromCall',
  'addReferenceFromEif',
  'addReferenceFromOutput',
  'openReference',
  'showCall',
  'copyValue',
];

describe('commands that are called with nonsense', () => {
  before(withoutReferences);
  afterEach(closeAll);

  const nonsense: readonly (readonly unknown[])[] = [
    [],
    [undefined, undefined, undefined],
    [null, null, null],
    ['', 0, ''],
    ['no uri at all: $$:/', 0, 'pcr0.hex'],
    ['1&:x', -1, Number.NaN],
    ['//', 0],
    ['file:///nowhere/else.json', 99, 'pcr0.hex'],
    [{}, [], () => undefined],
    [Symbol.iterator, 1n, new Map()],
    ['x'.repeat(100_000), 1e300, 'y'.repeat(100_000)],
  ];

  for (const command of COMMANDS) {
    it(`${command} does nothing bad`, async () => {
      const document = await openFile(trail(callOf('payments')));
      const text = document.getText();
      await show(document);
      for (const args of nonsense) {
        await answering({}, () => commands.executeCommand(`enclaveTrail.${command}`, ...args));
      }
      for (const index of [-1, 0.5, Number.NaN, '0', null]) {
        for (const third of [-1, 0.5, Number.NaN, 1e9, 'pcr0.hex']) {
          const args = [document.uri.toString(), index, third];
          await answering({}, () => commands.executeCommand(`enclaveTrail.${command}`, ...args));
        }
      }
      assert.equal(document.getText(), text);
      assert.include(await titlesOf(document), 'Attested Decrypt: unknown image');
    });
  }

  it('say so when they find no call', async () => {
    await show(await openUntitled('{}'));
    for (const command of ['addReferenceFromCall', 'openReference', 'showCall', 'copyValue']) {
      const { messages } = await answering({}, () => commands.executeCommand(`enclaveTrail.${command}`, '$$:', 7));
      assert.deepEqual(messages, ['There is no attested call here. Put the caret into one and try again.'], command);
    }
  });

  it('do not take a call at the caret of one document for a call of another', async () => {
    const other = await openFile(trail(callOf('payments')));
    await show(await openFile(trail(callOf('batch'))));
    await commands.executeCommand('enclaveTrail.nextAttestedCall');
    const { messages } = await answering({}, () =>
      commands.executeCommand('enclaveTrail.copyValue', other.uri.toString(), undefined, 'pcr0.hex'),
    );
    assert.lengthOf(messages, 1);
  });
});

const MEGABYTE = 1024 * 1024;

/** A pretty-printed trail of about so many characters, whose last call alone is known. */
function largeTrail(size: number): { readonly text: string; readonly calls: number } {
  const [event, other] = [callOf('batch'), otherEvent()].map((each) => writeJson(each, { indent: '  ' }));
  const count = Math.ceil(size / ((event?.length ?? 0) + (other?.length ?? 0)));
  const events = Array.from({ length: count }, () => [event, other]).flat();
  return {
    text: `{"Records": [\n${events.join(',\n')},\n${writeJson(callOf('payments'), { indent: '  ' })}\n]}\n`,
    calls: count + 1,
  };
}

function lastLines(document: TextDocument): Range {
  return new Range(document.lineCount - 60, 0, document.lineCount - 1, 0);
}

describe('a trail of two megabytes', () => {
  const { text, calls } = largeTrail(2 * MEGABYTE);
  before(() => withReferences(referenceEntry('payments')));
  afterEach(closeAll);
  after(withoutReferences);

  it('is annotated to its end', async () => {
    const document = await openFile(text);
    assert.isAbove(text.length, 2 * MEGABYTE);
    assert.include(
      (await hintsIn(document, lastLines(document))).map(({ label }) => label),
      '✓ payments',
    );
    assert.lengthOf(await lensLinesOf(document), calls);
    const operation = document.positionAt(text.lastIndexOf('"Decrypt"') + 3);
    assert.include(await hoverAt(document, operation), '✓ matches payments');
  });

  it('follows an edit near its end', async () => {
    const document = await openFile(text);
    const editor = await show(document);
    const digest = document.positionAt(text.lastIndexOf('ImageDigest": "') + 'ImageDigest": "'.length);
    await editor.edit((edit) => edit.insert(digest, 'A'));
    const labels = (await hintsIn(document, lastLines(document))).map(({ label }) => label);
    assert.include(labels, '? image not readable');
    await commands.executeCommand('undo');
    assert.include(
      (await hintsIn(document, lastLines(document))).map(({ label }) => label),
      '✓ payments',
    );
  });

  it('on one line has lenses, and no hints', async () => {
    const line = text.replaceAll('\n', ' ');
    const document = await openFile(line);
    assert.deepEqual(await titlesOf(document), [
      'Open formatted view',
      'Attested Decrypt: unknown image',
      `${calls} attested calls on this line…`,
    ]);
    assert.isEmpty(await labelsOf(document));
    const operation = document.positionAt(line.lastIndexOf('"Decrypt"') + 3);
    assert.include(await hoverAt(document, operation), '✓ matches payments');
  });

  it('is stepped through from its end', async () => {
    const document = await openFile(text);
    await show(document);
    await commands.executeCommand('enclaveTrail.previousAttestedCall');
    const line = window.activeTextEditor?.selection.active.line;
    assert.equal(line, document.positionAt(text.lastIndexOf('"attestationDocumentModuleId"')).line);
  });
});

describe('a trail that is too large to be read at once', () => {
  const { text, calls } = largeTrail(MEGABYTE);
  before(withoutReferences);
  afterEach(closeAll);

  it('can be closed and opened again while it is read', async () => {
    const name = freshName();
    const asked: Promise<unknown>[] = [];
    for (let round = 0; round < 3; round++) {
      const document = await openFile(text, name);
      await show(document);
      asked.push(labelsOf(document), lensLinesOf(document));
      await commands.executeCommand('workbench.action.closeActiveEditor');
    }
    await Promise.all(asked);
    const document = await openFile(text, name);
    assert.lengthOf(await lensLinesOf(document), calls);
  });

  it('can be edited while it is read', async () => {
    const document = await openFile(text);
    const editor = await show(document);
    const asked: Promise<unknown>[] = [];
    for (let round = 0; round < 4; round++) {
      asked.push(lensLinesOf(document), hintsIn(document, lastLines(document)));
      await editor.edit((edit) => edit.insert(document.positionAt(0), '\n'));
    }
    await Promise.all(asked);
    const lines = await lensLinesOf(document);
    assert.lengthOf(lines, calls);
    assert.equal(lines[0], 5);
  });
});

describe('what is too long to be an event', () => {
  const SENTENCE = 'This is too long to be an event, and was not read.';
  const long = callOf('payments', { requestParameters: { text: 'x'.repeat(MEGABYTE) } });
  before(() => withReferences(referenceEntry('payments')));
  afterEach(closeAll);
  after(withoutReferences);

  for (const [name, others] of [
    ['between others', [callOf('batch')]],
    ['on its own', []],
  ] as const) {
    it(`is no call, and is said not to be read, ${name}`, async () => {
      const text = trail(...others, long, ...others);
      const document = await openFile(text);
      await show(document);
      assert.notInclude((await labelsOf(document)).join(), 'payments');
      assert.lengthOf(await lensLinesOf(document), 2 * others.length);
      const { lists } = await answering({}, () => commands.executeCommand('enclaveTrail.showRecognised'));
      const line = lists[0]?.find(({ label }) => label === SENTENCE);
      assert.isDefined(line);
      const place = Number(/line (\d+)/.exec(line?.description ?? '')?.[1]) - 1;
      assert.include(await hoverAt(document, document.lineAt(place).range.end), SENTENCE);
      const labels = lists[0]?.map(({ label }) => label) ?? [];
      assert.include(labels, '1 place is too long to be read: calls there are missing.');
    });
  }
});

describe('a megabyte without a call', () => {
  before(withoutReferences);
  afterEach(closeAll);

  it('has no annotations, and gets them with a call', async () => {
    const event = writeJson(otherEvent());
    const document = await openFile(
      `{"Records":[\n${Array.from({ length: MEGABYTE / event.length }, () => event).join(',\n')}]}`,
    );
    const editor = await show(document);
    assert.isEmpty(await lensLinesOf(document));
    await editor.edit((edit) => edit.insert(new Position(1, 0), `${writeJson(callOf('batch'))},\n`));
    assert.deepEqual(await lensLinesOf(document), [1]);
  });
});

describe('a document that is closed', () => {
  it('leaves nothing behind that answers', async () => {
    const document = await openUntitled(trail(callOf('payments')));
    await show(document);
    assert.isNotEmpty(await labelsOf(document));
    await closeAll();
    await until('the document to be closed', () => document.isClosed || undefined);
    const { messages } = await answering({}, () =>
      commands.executeCommand('enclaveTrail.copyValue', document.uri.toString(), 0, 'pcr0.hex'),
    );
    assert.lengthOf(messages, 1);
  });
});
