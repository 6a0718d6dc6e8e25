import { assert } from 'chai';
import { commands, type DocumentSymbol, type TextDocument } from 'vscode';
import { type Json, type JsonObject, writeJson } from '../support/json.ts';
import { attestedCall, callOf, enclaveRecipient, image, kmsEvent, moduleId, trail } from '../support/trails.ts';
import { hoverAt, hoverOn, labelsOf, lensesOf, titlesOf } from './support/annotations.ts';
import { closeAll, freshName, openFile } from './support/documents.ts';
import { withoutReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

const OPERATION = 'GenerateDataKey';
/** Tells the call that must be annotated whatever stands beside it. */
const GOOD = callOf('payments', { eventName: OPERATION });

async function assertGoodCallIsAnnotated(document: TextDocument): Promise<void> {
  const titles = await titlesOf(document);
  assert.include(titles, `Attested ${OPERATION}: unknown image`);
  assert.match((await labelsOf(document)).join('\n'), /^\? image [AB]$/m);
  assert.include(await hoverOn(document, OPERATION), 'attested by a Nitro enclave');
}

function withRecipient(recipient: Json): JsonObject {
  return kmsEvent({ additionalEventData: { recipient } });
}

const FULL = enclaveRecipient(image('broken'));

describe('broken JSON', () => {
  before(withoutReferences);
  afterEach(closeAll);

  const pretty = trail(callOf('broken'), GOOD);
  const glued = `${writeJson(callOf('broken'), { indent: '  ' })}${writeJson(GOOD, { indent: '  ' })}`;
  const texts: readonly (readonly [string, string, string?])[] = [
    ['an end in the middle of the brackets', pretty.slice(0, pretty.lastIndexOf(']')), 'The text ends'],
    ['a stray comma after a member', pretty.replace('"eventVersion": "1.11",', '"eventVersion": "1.11",,')],
    ['a comma before a closing bracket', pretty.replace(/\}\n {2}\]/, '},\n  ]')],
    ['a missing comma between members', pretty.replace('"awsRegion": "eu-north-1",', '"awsRegion": "eu-north-1"')],
    ['a missing comma between events', pretty.replace('    },\n    {', '    }\n    {')],
    ['two events glued together', glued],
    ['a closing bracket too many', `${pretty.trimEnd()}}]`, 'This bracket closes nothing that is open here.'],
    ['a string without its second quote', pretty.replace('"eu-north-1",', '"eu-north-1,'), 'This string does not end'],
    ['words that are not JSON', pretty.replace('"readOnly": true', '"readOnly": yes indeed'), 'This is not JSON'],
    ['comments', pretty.replace('"eventVersion"', '// a comment with "quotes" and {\n"eventVersion"')],
    ['single quotes', pretty.replace('"eu-north-1"', "'eu-north-1'")],
    ['a control character in a string', pretty.replace('203.0.113.9', '203.0\u0000.113.9\u0007')],
    ['a lone half of a surrogate pair', pretty.replace('203.0.113.9', '\ud83d')],
    ['a Markdown fence around it', `\`\`\`json\n${pretty}\`\`\`\n`],
    ['marks of emphasis around a line', pretty.replace(/^( *"eventName".*)$/m, '**$1**')],
    ['an event cut off in JSON Lines', `${writeJson(callOf('broken')).slice(0, 900)}\n${writeJson(GOOD)}\n`],
    ['an event cut off inside a string', `${writeJson(callOf('broken')).slice(0, 505)}\n${writeJson(GOOD)}\n`],
  ];
  for (const [name, text, problem] of texts) {
    it(`with ${name} leaves the good call annotated`, async () => {
      const document = await openFile(text);
      await assertGoodCallIsAnnotated(document);
      if (problem !== undefined) assert.include(await everyHover(document), `⚠ ${problem}`);
    });
  }

  it('that is cut off at any place makes no provider fail and keeps whole calls', async () => {
    const text = trail(GOOD, callOf('cut'));
    const second = text.lastIndexOf('"eventVersion"');
    for (let end = 0; end < text.length; end += 997) {
      const document = await openFile(text.slice(0, end));
      const titles = await titlesOf(document);
      await labelsOf(document);
      if (end > second) assert.include(titles, `Attested ${OPERATION}: unknown image`, `${end}`);
    }
  });

  it('is said at the place where an event was cut off', async () => {
    const text = trail(GOOD, callOf('cut'));
    const document = await openFile(text.slice(0, text.lastIndexOf('"eventTime"')));
    const last = document.lineAt(document.lineCount - 1);
    const hover = await hoverAt(document, document.lineAt(document.lineCount - 2).range.end);
    assert.include(hover, '⚠ The text ends inside this event.', last.text);
    assert.notInclude(await hoverOn(document, 'eventVersion'), '⚠');
  });

  it('is said at the place where two events are glued together', async () => {
    const cut = writeJson(callOf('cut'), { indent: '  ' });
    const document = await openFile(
      `${cut.slice(0, cut.indexOf('"requestParameters"'))}${writeJson(GOOD, { indent: '  ' })}`,
    );
    await assertGoodCallIsAnnotated(document);
    const place = document.positionAt(document.getText().lastIndexOf('{\n  "eventVersion"'));
    assert.include(await hoverAt(document, place), '⚠ An event begins here before the one above it has ended.');
  });

  it('that nests 10,000 deep costs neither its own call nor its neighbours', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const depth = 10_000;
      const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
      const event = writeJson(callOf('deep')).replace('"responseElements":null', `"responseElements":${deep}`);
      for (const text of [`${event}\n${writeJson(GOOD)}\n`, `${deep}\n${writeJson(GOOD)}\n`]) {
        await assertGoodCallIsAnnotated(await openFile(text, freshName('log')));
      }
      const unclosed = `${writeJson(GOOD)}\n${writeJson(callOf('deep')).slice(0, -1)},"x":${open.repeat(depth)}`;
      await assertGoodCallIsAnnotated(await openFile(unclosed, freshName('log')));
    }
  });
});

describe('a broken recipient', () => {
  before(withoutReferences);
  afterEach(closeAll);

  /** A recipient, where to look in it, and what is said there. */
  const recipients: readonly (readonly [string, Json, string, string])[] = [
    [
      'a digest that is too short',
      { ...FULL, attestationDocumentEnclavePCR1: 'c0ffee' },
      'c0ffee',
      'This is not a SHA-384 digest',
    ],
    [
      'a digest of another alphabet',
      { ...FULL, attestationDocumentEnclavePCR1: 'ü'.repeat(64) },
      'üüüü',
      'This is not a SHA-384 digest: it is neither hexadecimal nor base64.',
    ],
    [
      'an empty digest',
      { ...FULL, attestationDocumentEnclavePCR1: '' },
      'attestationDocumentEnclavePCR1',
      'This is not a SHA-384 digest',
    ],
    [
      'null for a digest',
      { ...FULL, attestationDocumentEnclaveImageDigest: null },
      'null',
      'Text was expected here, not null.',
    ],
    [
      'a number for a digest',
      { ...FULL, attestationDocumentEnclavePCR8: 77 },
      '77',
      'Text was expected here, not a number.',
    ],
    [
      'an object for a digest',
      { ...FULL, attestationDocumentEnclavePCR8: { a: 1 } },
      'attestationDocumentEnclavePCR8',
      'Text was expected here, not an object.',
    ],
    [
      'null for a module id',
      { ...FULL, attestationDocumentModuleId: null },
      'attestationDocumentModuleId',
      'Text was expected here, not null.',
    ],
    [
      'a module id of another shape',
      { ...FULL, attestationDocumentModuleId: 'enclave seven' },
      'enclave seven',
      'This is not a module id',
    ],
    [
      'no module id',
      { attestationDocumentEnclaveImageDigest: image('broken').pcr0.hex },
      'attestationDocumentEnclaveImageDigest',
      'The recipient has no module id',
    ],
    [
      'no measurements',
      { attestationDocumentModuleId: moduleId() },
      'attestationDocumentModuleId',
      'The recipient has no measurements.',
    ],
    [
      'a member that nobody documents',
      { ...FULL, attestationDocumentEnclavePCR0: 'x' },
      'attestationDocumentEnclavePCR0',
      'KMS does not document this member',
    ],
    [
      'fields of both platforms',
      { ...FULL, attestationDocumentNitroTPMPCR4: image('broken').pcr0.hex },
      'attestationDocumentNitroTPMPCR4',
      'The recipient has fields of an enclave and of NitroTPM',
    ],
  ];
  for (const [name, recipient, place, words] of recipients) {
    it(`with ${name} is said there, and the good call is annotated`, async () => {
      const document = await openFile(trail(withRecipient(recipient), GOOD));
      assert.include(await hoverOn(document, place, '"recipient"'), `⚠ ${words}`);
      await assertGoodCallIsAnnotated(document);
      assert.lengthOf(await lensesOf(document), 2);
    });
  }

  const noRecipients: readonly (readonly [string, Json, string])[] = [
    ['null', null, 'An object was expected here, not null.'],
    ['a text', 'an enclave', 'An object was expected here, not text.'],
    ['an array', [1], 'An object was expected here, not an array.'],
    ['an empty object', {}, 'The recipient has no field of an attestation document.'],
  ];
  for (const [name, recipient, words] of noRecipients) {
    it(`that is ${name} is said there, and the good call is annotated`, async () => {
      const document = await openFile(trail({ ...withRecipient(recipient), userAgent: 'aws-cli/2' }, GOOD));
      const written = writeJson(recipient, { indent: '  ' }).slice(0, 4);
      assert.include(await hoverOn(document, written, '"recipient": '.slice(0, -1)), `⚠ ${words}`);
      await assertGoodCallIsAnnotated(document);
      assert.lengthOf(await lensesOf(document), 1);
    });
  }

  it('that stands there twice gives no verdict, and is said', async () => {
    const once = writeJson(callOf('payments'), { indent: '  ' });
    const twice = once.replace('"recipient": {', `"recipient": ${writeJson(FULL)},\n    "recipient": {`);
    const document = await openFile(twice);
    assert.deepEqual(await titlesOf(document), ['Attested Decrypt: image not readable']);
    assert.include(await hoverOn(document, 'Decrypt'), '⚠ The event has more than one recipient');
  });

  it('gives unreadable digests no verdict, and reads the others', async () => {
    const document = await openFile(trail(attestedCall({ ...FULL, attestationDocumentEnclaveImageDigest: 'c0ffee' })));
    assert.deepEqual(await titlesOf(document), ['Attested Decrypt: image not readable']);
    assert.includeMembers([...(await labelsOf(document))], ['? image not readable', '= role enclave-parent']);
    assert.include(await hoverOn(document, 'Decrypt'), '**PCR0** whole image: not readable, `c0ffee`');
  });

  it('has wrongly typed members of the event said at their places', async () => {
    const event = callOf('payments', { awsRegion: 7, eventTime: 'yesterday', userIdentity: 'me', resources: null });
    const document = await openFile(trail(event));
    assert.include(await hoverOn(document, '7', '"awsRegion": '.slice(0, -1)), '⚠ Text was expected here.');
    assert.include(await hoverOn(document, 'yesterday'), '⚠ A time such as 2026-01-01T00:00:00Z was expected here.');
    assert.deepEqual(await titlesOf(document), ['Attested Decrypt: unknown image']);
    assert.notInclude((await labelsOf(document)).join(), 'launched');
  });
});

describe("other extensions' features", () => {
  afterEach(closeAll);

  const texts: readonly (readonly [string, string])[] = [
    ['a good trail', trail(GOOD)],
    ['a trail that is cut off', trail(GOOD, GOOD).slice(0, -900)],
    ['a trail with a broken recipient', trail(withRecipient(null), withRecipient({ attestationDocumentModuleId: 7 }))],
  ];
  for (const [name, text] of texts) {
    it(`still answer in ${name}`, async () => {
      const document = await openFile(text);
      await titlesOf(document);
      await eventually(async () => {
        const symbols = await commands.executeCommand<DocumentSymbol[]>(
          'vscode.executeDocumentSymbolProvider',
          document.uri,
        );
        assert.include(
          symbols.map((symbol) => symbol.name),
          'Records',
        );
      });
      const options = { tabSize: 4, insertSpaces: true };
      const edits = await commands.executeCommand<unknown[]>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        options,
      );
      assert.isNotEmpty(edits);
    });
  }
});

/** The hovers of all places of a document, one after another. */
async function everyHover(document: TextDocument): Promise<string> {
  const hovers: string[] = [];
  for (let line = 0; line < document.lineCount; line++) {
    const { start, end } = document.lineAt(line).range;
    if (line < 3 || line > document.lineCount - 4 || /eu-north-1|readOnly/.test(document.lineAt(line).text)) {
      hovers.push(await hoverAt(document, start), await hoverAt(document, end));
    }
  }
  return hovers.join('\n');
}
