import { assert } from 'chai';
import { commands, EndOfLine, languages, Range, type TextDocument, type TextEditor } from 'vscode';
import { toBase64 } from '../../src/core/index.ts';
import { writeJson } from '../support/json.ts';
import { callOf, deniedCall, image, moduleId, otherEvent, referenceEntry, trail, ZERO } from '../support/trails.ts';
import { hintsIn, hintsOf, hoverAt, hoverOn, labelsOf, lensesOf, lineOf, titlesOf } from './support/annotations.ts';
import { closeAll, freshName, openFile, openUntitled, show } from './support/documents.ts';
import { withoutReferences, withReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

/** Without a word in it for which a text is looked into, but for those in the recipient. */
const NOT_THE_SDK = { userAgent: 'aws-cli/2.32.6' };

/** Verdicts alone, in the order of the text. */
async function verdicts(document: TextDocument): Promise<readonly string[]> {
  return (await labelsOf(document)).filter((label) => /^[✓?⚠≠]/.test(label));
}

async function replace(editor: TextEditor, text: string, by: string): Promise<void> {
  const start = editor.document.getText().indexOf(text);
  assert.isAtLeast(start, 0);
  const range = new Range(editor.document.positionAt(start), editor.document.positionAt(start + text.length));
  assert.isTrue(await editor.edit((edit) => edit.replace(range, by)));
}

describe('annotations follow edits', () => {
  before(() => withReferences(referenceEntry('payments')));
  afterEach(closeAll);
  after(withoutReferences);

  it('of a digest', async () => {
    const editor = await show(await openFile(trail(callOf('payments'), callOf('batch'))));
    const { pcr0, pcr1 } = image('payments');
    assert.deepEqual(await verdicts(editor.document), ['✓ payments', '? unknown image']);
    await replace(editor, toBase64(pcr1), toBase64(ZERO));
    assert.deepEqual(await verdicts(editor.document), ['≠ payments: PCR1', '? unknown image']);
    await replace(editor, toBase64(pcr0), toBase64(image('other').pcr0));
    assert.deepEqual(await verdicts(editor.document), ['? unknown image', '? unknown image']);
  });

  it('of a digest that is typed letter by letter', async () => {
    const editor = await show(await openFile(trail(callOf('payments'))));
    const { document } = editor;
    const digest = toBase64(image('payments').pcr0);
    await replace(editor, digest, '');
    assert.deepEqual(await verdicts(document), ['? image not readable']);
    const offset = document.getText().indexOf('ImageDigest": "') + 'ImageDigest": "'.length;
    for (const [index, letter] of [...digest].entries()) {
      await editor.edit((edit) => edit.insert(document.positionAt(offset + index), letter));
      if (index % 9 === 0 && index < 63)
        assert.deepEqual(await verdicts(document), ['? image not readable'], `${index + 1} letters`);
    }
    assert.deepEqual(await verdicts(document), ['✓ payments']);
  });

  it('that delete a record, and undo them', async () => {
    const editor = await show(await openFile(trail(callOf('payments'), otherEvent(), callOf('batch'))));
    const { document } = editor;
    const whole = document.getText();
    const [first, second] = (await lensesOf(document)).map(({ line }) => line);
    assert.isDefined(second);
    const next = lineOf(document, '"eventVersion"', '"recipientAccountId"') - 1;
    await editor.edit((edit) => edit.delete(new Range(first ?? 0, 0, next, 0)));
    assert.deepEqual(await verdicts(document), ['? unknown image']);
    assert.deepEqual(
      (await lensesOf(document)).map(({ line, title }) => `${line} ${title}`),
      [`${(second ?? 0) - next + (first ?? 0)} Attested Decrypt: unknown image`],
    );
    await commands.executeCommand('undo');
    assert.equal(document.getText(), whole);
    assert.deepEqual(await verdicts(document), ['✓ payments', '? unknown image']);
  });

  it('that leave a header of CSV as the first line', async () => {
    const rows = `Decrypt,kms.amazonaws.com,2026-02-03T04:05:06Z,eu-north-1,203.0.113.9,${moduleId()}`;
    const header = 'eventName,eventSource,eventTime,awsRegion,sourceIPAddress,moduleId';
    const editor = await show(await openFile(`A report\n${header}\n${rows}\n`, freshName('csv')));
    assert.deepEqual(await lensesOf(editor.document), []);
    await editor.edit((edit) => edit.delete(new Range(0, 0, 1, 0)));
    await eventually(async () => assert.lengthOf(await lensesOf(editor.document), 1));
  });

  it('that insert lines above', async () => {
    const editor = await show(await openFile(trail(callOf('payments'))));
    const { document } = editor;
    const before = await hintsOf(document);
    await editor.edit((edit) => edit.insert(document.positionAt(0), '\n\n  \n'));
    assert.deepEqual(
      (await hintsOf(document)).map(({ line, character, label }) => ({ line, character, label })),
      before.map(({ line, character, label }) => ({ line: line + 3, character, label })),
    );
    assert.include(await hoverOn(document, 'Decrypt'), '✓ matches payments');
  });

  it('in several places at once', async () => {
    const editor = await show(await openFile(trail(callOf('batch'), callOf('payments'), callOf('nightly'))));
    const { document } = editor;
    const digests = ['batch', 'nightly'].map((name) => toBase64(image(name).pcr0));
    await editor.edit((edit) => {
      for (const digest of digests) {
        const start = document.getText().indexOf(digest);
        edit.replace(new Range(document.positionAt(start), document.positionAt(start + digest.length)), toBase64(ZERO));
      }
      edit.insert(document.positionAt(0), '\n');
    });
    assert.deepEqual(await verdicts(document), ['? unknown image', '✓ payments', '? unknown image']);
    assert.deepEqual(
      (await hintsOf(document)).filter(({ label }) => /^[✓?]/.test(label)).map(({ line }) => line),
      imageLines(document),
    );
  });

  it('that paste a trail into an empty document', async () => {
    for (const language of ['json', 'plaintext']) {
      const editor = await show(await openUntitled('', language));
      assert.isEmpty(await labelsOf(editor.document));
      await editor.edit((edit) => edit.insert(editor.document.positionAt(0), trail(callOf('payments'))));
      assert.deepEqual(await verdicts(editor.document), ['✓ payments']);
      assert.deepEqual(await titlesOf(editor.document), ['Attested Decrypt: ✓ matches payments']);
    }
  });

  it('that complete a trail in a document that held none', async () => {
    const text = trail(callOf('payments', NOT_THE_SDK));
    const editor = await show(await openFile(text.replace('"recipient": {', '"recipien": {')));
    assert.isEmpty(await labelsOf(editor.document));
    await replace(editor, '"recipien"', '"recipient"');
    assert.deepEqual(await verdicts(editor.document), ['✓ payments']);
    await replace(editor, '"recipient": {', '"recipien": {');
    assert.isEmpty(await labelsOf(editor.document));
    assert.isEmpty(await titlesOf(editor.document));
  });

  it('that type the needle letter by letter', async () => {
    const editor = await show(await openFile(trail(callOf('payments', NOT_THE_SDK)).replace('"recipient": {', ': {')));
    const offset = editor.document.getText().indexOf(': {\n          "attestationDocument');
    assert.isAbove(offset, 0);
    for (const [index, letter] of [...'"recipient"'].entries()) {
      assert.isEmpty(await titlesOf(editor.document), `${index} letters`);
      await editor.edit((edit) => edit.insert(editor.document.positionAt(offset + index), letter));
    }
    assert.deepEqual(await verdicts(editor.document), ['✓ payments']);
  });

  it('that empty the document', async () => {
    const editor = await show(await openFile(trail(callOf('payments'))));
    assert.isNotEmpty(await labelsOf(editor.document));
    await replace(editor, editor.document.getText(), '');
    assert.isEmpty(await labelsOf(editor.document));
    assert.isEmpty(await titlesOf(editor.document));
  });

  it('of the line ends', async () => {
    const editor = await show(await openFile(trail(callOf('payments'), callOf('batch'))));
    const { document } = editor;
    const before = await hintsOf(document);
    for (const eol of [EndOfLine.CRLF, EndOfLine.LF]) {
      await editor.edit((edit) => edit.setEndOfLine(eol));
      assert.equal(document.eol, eol);
      assert.deepEqual(await hintsOf(document), before);
      assert.include(await hoverOn(document, toBase64(image('batch').pcr2)), 'unknown image');
    }
  });

  it('of the language', async () => {
    let document = await openFile(trail(callOf('payments')));
    for (const [language, expected] of [
      ['python', []],
      ['plaintext', ['✓ payments']],
    ] as const) {
      document = await languages.setTextDocumentLanguage(document, language);
      await eventually(async () => assert.deepEqual(await verdicts(document), expected, language));
    }
  });

  it('and leave a document without calls without annotations', async () => {
    const editor = await show(await openFile(trail(otherEvent())));
    assert.isEmpty(await labelsOf(editor.document));
    for (const text of ['\n', '"', '"recipient', '": {"attestationDocumentModuleId": 1}', ' '.repeat(100)]) {
      await editor.edit((edit) => edit.insert(editor.document.positionAt(2), text));
      assert.isEmpty(await labelsOf(editor.document), text);
      assert.isEmpty(await titlesOf(editor.document), text);
    }
  });

  it('from a denied call to an attested one', async () => {
    const editor = await show(await openFile(`${writeJson(deniedCall())}\n`));
    assert.deepEqual(await titlesOf(editor.document), [
      'Decrypt: AccessDenied, no attestation recorded · claims the Nitro Enclaves SDK',
    ]);
    await replace(editor, writeJson(deniedCall()), writeJson(callOf('payments')));
    assert.deepEqual(await titlesOf(editor.document), ['Attested Decrypt: ✓ matches payments']);
  });
});

/** About 1.5 MB: too large to be indexed at once. Only its last call is known. */
function largeText(indent: string): string {
  const [unknown, other, known] = [callOf('batch'), otherEvent(), callOf('payments')].map((event) =>
    writeJson(event, { indent }),
  );
  const events = Array.from({ length: 350 }, () => [unknown, other]).flat();
  return `{"Records": [ ${[...events, known].join(', ')} ]}`;
}

/** What the last call has: where its hover stands and says, and its hints. */
async function lastCall(
  document: TextDocument,
): Promise<{ readonly hover: string; readonly hints: readonly string[] }> {
  const text = document.getText();
  const hover = await hoverAt(document, document.positionAt(text.lastIndexOf('"Decrypt"') + 3));
  const end = document.positionAt(text.length);
  const hints = await hintsIn(document, new Range(Math.max(end.line - 60, 0), 0, end.line, end.character));
  const place = document.positionAt(text.lastIndexOf('EnclaveImageDigest'));
  return { hover, hints: hints.filter(({ line }) => line === place.line).map(({ label }) => label) };
}

describe('annotations of a large trail follow', () => {
  before(() => withReferences(referenceEntry('payments')));
  afterEach(closeAll);
  after(withoutReferences);

  for (const [name, indent, hints] of [
    ['pretty-printed', '  ', ['✓ payments']],
    ['on one line', '', []],
  ] as const) {
    it(`letters typed in its middle, ${name}`, async () => {
      const editor = await show(await openFile(largeText(indent)));
      const { document } = editor;
      assert.include((await lastCall(document)).hover, '✓ matches payments');
      const at = document.getText().indexOf('"awsRegion"', document.getText().length / 2);
      // With its first quote a member of the rest of its line begins; with its last one it is a member of its own.
      const typed = ['"note":"', 'a', '{', '}', '"', ',', '\n'];
      for (const [index, letters] of typed.entries()) {
        const offset = at + typed.slice(0, index).join('').length;
        await editor.edit((edit) => edit.insert(document.positionAt(offset), letters));
        if (letters === ',' || letters === '\n' || (indent !== '' && letters !== '"')) {
          const last = await lastCall(document);
          assert.include(last.hover, '✓ matches payments', `after ${letters}`);
          assert.deepEqual(last.hints, hints, `after ${letters}`);
        }
      }
      for (let undone = 0; undone < typed.length; undone++) {
        await commands.executeCommand('undo');
      }
      assert.equal(document.getText(), largeText(indent));
      assert.include((await lastCall(document)).hover, '✓ matches payments');
    });

    it(`letters typed at many places at once, and a bracket that is missing for a while, ${name}`, async () => {
      const editor = await show(await openFile(largeText(indent)));
      const { document } = editor;
      const known = await hoverAt(document, document.positionAt(document.getText().lastIndexOf('"Decrypt"') + 3));
      const places = [0.2, 0.5, 0.8].map((part) => {
        const text = document.getText();
        return document.positionAt(text.indexOf('"eventName"', part * text.length));
      });
      await editor.edit((edit) => {
        for (const place of places) edit.insert(place, '"x": "y", ');
      });
      assert.deepEqual(await lastCall(document), { hover: known, hints });
      const bracket = document.positionAt(document.getText().indexOf('['));
      await editor.edit((edit) => edit.delete(new Range(bracket, bracket.translate(0, 1))));
      await editor.edit((edit) => edit.insert(document.positionAt(0), ' '));
      await lastCall(document);
      await editor.edit((edit) => edit.insert(bracket.translate(0, 1), '['));
      assert.deepEqual(await lastCall(document), { hover: known, hints });
    });
  }

  it('an edit while it is read anew after another', async () => {
    const editor = await show(await openFile(largeText('')));
    const { document } = editor;
    const { hover } = await lastCall(document);
    const asked: Promise<unknown>[] = [];
    // Each changes what all that follows stands in.
    for (const letters of ['"eventName":"x",', '"y":1,', ' ']) {
      await editor.edit((edit) => edit.insert(document.positionAt(1), letters));
      asked.push(lensesOf(document), hintsOf(document));
    }
    await editor.edit((edit) => edit.delete(new Range(document.positionAt(1), document.positionAt(24))));
    assert.deepEqual((await lastCall(document)).hover, hover);
    await Promise.all(asked);
    assert.equal(document.getText(), largeText(''));
    assert.deepEqual((await lastCall(document)).hover, hover);
  });

  it('its replacement by another one, and a change of its line ends', async () => {
    const editor = await show(await openFile(largeText('  ')));
    const { document } = editor;
    const { hover } = await lastCall(document);
    const whole = new Range(document.positionAt(0), document.positionAt(document.getText().length));
    await editor.edit((edit) => edit.replace(whole, trail(callOf('batch'))));
    assert.deepEqual(await verdicts(document), ['? unknown image']);
    await commands.executeCommand('undo');
    assert.deepEqual(await lastCall(document), { hover, hints: ['✓ payments'] });
    await editor.edit((edit) => edit.setEndOfLine(EndOfLine.CRLF));
    assert.deepEqual(await lastCall(document), { hover, hints: ['✓ payments'] });
    await editor.edit((edit) => edit.insert(document.positionAt(1), '\n'));
    assert.deepEqual(await lastCall(document), { hover, hints: ['✓ payments'] });
  });
});

function imageLines(document: TextDocument): readonly number[] {
  return [...document.getText().matchAll(/EnclaveImageDigest/g)].map(({ index }) => document.positionAt(index).line);
}
