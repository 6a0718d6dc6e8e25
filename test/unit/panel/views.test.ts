import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SearchStop } from '../../../src/core/index.ts';
import { type DocumentView, type InputView, LARGEST_INPUT } from '../../../src/panel/protocol.ts';
import { refusedInput } from '../../../src/panel/refusedInput.ts';
import { reportJson } from '../../../src/panel/reportJson.ts';
import { reportMarkdown } from '../../../src/panel/reportMarkdown.ts';
import { NOTHING, type ShownDocument } from '../../../src/panel/sessionState.ts';
import { documentView, panelView, problemView } from '../../../src/panel/view/panelView.ts';
import { enclaveRegisters } from '../../support/attestationDocuments.ts';
import { callOf } from '../../support/calls.ts';
import {
  attestedEvent,
  enclaveField,
  eventWithRecipient,
  IMAGE,
  INSTANCE,
  KEY,
  measured,
  REGION,
  ROLE,
  recipient,
  tpmRecipient,
  ZERO,
} from '../../support/events.ts';
import { reference, UNTRUSTED } from '../../support/references.ts';
import { type Showing, shownDocument } from '../../support/shownDocuments.ts';

const call = callOf(attestedEvent());
const PAYMENTS = { 0: IMAGE.pcr0, 1: IMAGE.pcr1, 2: IMAGE.pcr2, 8: IMAGE.pcr8 };

async function viewOf(showing: Showing = {}, expected = {}): Promise<DocumentView> {
  return documentView(await shownDocument(showing), expected);
}

/** As AWS's root would have it; nobody but AWS can sign such a document. */
function underAwsRoot(shown: ShownDocument): ShownDocument {
  return { ...shown, report: { ...shown.report, verdict: 'genuine' } };
}

describe('the verdict of the page', () => {
  it('is good only for a genuine document, beside the same enclave with the same measurements', async () => {
    const shown = underAwsRoot(await shownDocument({ call }));
    const { tone, sentence } = documentView(shown, {}).verdict;
    assert.equal(tone, 'good');
    assert.equal(sentence, 'Genuine when it was made. Beside the log entry: same enclave, same measurements');
    assert.equal((await viewOf({ call })).verdict.tone, 'neutral', 'an added root is never shown as plain genuine');
  });

  it('warns where anything beside the call differs, in debug mode, and of what was not expected', async () => {
    const cases: readonly (readonly [Showing, RegExp])[] = [
      [{ call, signing: { pcrs: enclaveRegisters({ 8: measured('x') }) } }, /same enclave, but PCR8 differs/],
      [
        { call, signing: { moduleId: `i-0fedcba9876543210-enc0123456789abcdef` } },
        /another enclave, same measurements/,
      ],
      [{ signing: { pcrs: enclaveRegisters({ 0: ZERO, 1: ZERO, 2: ZERO }) } }, /Debug mode: the image is not measured/],
    ];
    for (const [showing, words] of cases) {
      const { verdict } = documentView(underAwsRoot(await shownDocument(showing)), {});
      assert.equal(verdict.tone, 'warning');
      assert.match(verdict.sentence, words);
    }
    const { verdict } = await viewOf({}, { nonce: '00' });
    assert.equal(verdict.tone, 'warning');
    assert.match(verdict.sentence, /Nonce not as expected/);
  });

  it('is bad where the document is not genuine, whatever else is well', async () => {
    const { verdict } = await viewOf({ call, rootAdded: false });
    assert.equal(verdict.tone, 'bad');
    assert.match(verdict.sentence, /^Not genuine: the root is not a trusted one/);
    assert.match(verdict.detail, /^Says it was made/, 'its time is not proved');
  });

  it('gives the distance to the call in numbers, and three answers about time', async () => {
    const { detail } = (await viewOf({ call })).verdict;
    assert.equal(
      detail,
      "Made 2026-03-04 05:06:05.402Z, 2 s before the call · valid when made: yes · valid at the call's time: yes · valid now: no",
    );
    assert.doesNotMatch((await viewOf()).verdict.detail, /call/);
  });
});

describe('the measurements of the page', () => {
  it('have a row for every register that says something, and count the rest', async () => {
    const { rows, others, reference: heading } = (await viewOf({ call })).measurements;
    assert.deepEqual(
      rows.map(({ index }) => index),
      [0, 1, 2, 3, 4, 8],
    );
    assert.equal(others, '10 more registers are zero.');
    assert.equal(heading, 'none known');
    const more = await viewOf({ signing: { pcrs: enclaveRegisters({ 16: measured('run time') }) } });
    assert.equal(more.measurements.rows.at(-1)?.meaning, 'set at run time by the application');
  });

  it('say same only of a trusted reference', async () => {
    const outcomes = async (showing: Showing): Promise<readonly unknown[]> =>
      (await viewOf(showing)).measurements.rows.map(({ referenceOutcome }) => referenceOutcome);
    assert.deepEqual(await outcomes({ references: [reference(PAYMENTS)] }), [
      'same',
      'same',
      'same',
      undefined,
      undefined,
      'same',
    ]);
    const untrusted = await viewOf({ references: [reference(PAYMENTS, { source: UNTRUSTED })] });
    assert.ok(untrusted.measurements.rows.every(({ referenceOutcome }) => referenceOutcome === undefined));
    assert.equal(untrusted.measurements.reference, 'payments, in an untrusted file');
    assert.ok(!JSON.stringify(untrusted).includes('✓'));
  });

  it('compute PCR3 and PCR4, whose differing is no alarm', async () => {
    const { rows } = (await viewOf({ call })).measurements;
    const notes = Object.fromEntries(rows.map(({ index, note }) => [index, note]));
    assert.equal(notes[3], 'this is role/parent=north/öre, computed');
    assert.equal(notes[4], `this is ${INSTANCE}, computed`);
    const elsewhere = await viewOf({ call, signing: { pcrs: enclaveRegisters({ 3: ZERO }) } });
    const row = elsewhere.measurements.rows.find(({ index }) => index === 3);
    assert.equal(row?.note, "the caller's role is not the parent's role");
    assert.equal(row?.referenceOutcome, undefined);
  });

  it('say in one way that a reference does not fix a register, whatever is computed of it', async () => {
    const { rows } = (await viewOf({ call, references: [reference(PAYMENTS)] })).measurements;
    const notFixed = rows.filter(({ reference: value }) => value === undefined);
    assert.deepEqual(
      notFixed.map(({ index, referenceNote }) => [index, referenceNote]),
      [3, 4].map((index) => [index, 'not fixed']),
    );
    assert.ok(notFixed.every(({ note }) => note?.endsWith(', computed')));
    assert.ok((await viewOf({ call })).measurements.rows.every(({ referenceNote }) => referenceNote === undefined));
  });

  it('name the nearest reference as such', async () => {
    const references = [reference({ ...PAYMENTS, 0: measured('newer'), 2: measured('newer') })];
    const { measurements, identity } = await viewOf({ references });
    assert.equal(measurements.reference, 'nearest: payments');
    assert.equal(
      identity.find(({ label }) => label === 'Image')?.value,
      'unknown image, nearest to payments: same kernel and boot ramdisk, other application',
    );
  });

  it('count as zero only what is zero', async () => {
    const broken = callOf(eventWithRecipient(tpmRecipient({ attestationDocumentNitroTPMPCR12: 'EXAMPLE' })));
    const pcrs = { 4: measured('boot manager'), 7: measured('secure boot policy'), 12: ZERO, 13: ZERO };
    const { rows, others } = (await viewOf({ signing: { platform: 'nitro-tpm', pcrs }, call: broken })).measurements;
    assert.deepEqual(
      rows.map(({ index }) => index),
      [4, 7, 12],
    );
    assert.equal(others, '1 more register is zero.');
  });

  it('show those of NitroTPM by their own meanings', async () => {
    const pcrs = { 0: measured('firmware'), 4: measured('boot manager'), 7: measured('secure boot policy'), 12: ZERO };
    const { measurements } = await viewOf({
      signing: { platform: 'nitro-tpm', pcrs },
      call: callOf(eventWithRecipient(tpmRecipient())),
    });
    assert.deepEqual(
      measurements.rows.map(({ index, meaning, callOutcome }) => [index, meaning, callOutcome]),
      [
        [0, 'firmware', 'absent'],
        [4, 'boot manager code', 'same'],
        [7, 'Secure Boot policy', 'same'],
        [12, 'kernel command line', 'same'],
      ],
    );
    assert.equal(measurements.conclusion, 'Same instance, same measurements.');
  });
});

describe('text from documents and logs on the page', () => {
  it('is made visible, and does not act in the report', async () => {
    const hostile = 'role/[x](command:quit)`\u202e✓ <img> | a';
    const event = eventWithRecipient(recipient());
    const identity = { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: `arn:aws:iam::1:${hostile}` } } };
    const view = await viewOf({
      call: callOf({ ...event, userIdentity: identity, awsRegion: hostile, eventName: 'Decrypt' }),
    });
    const text = JSON.stringify(view);
    assert.ok(!text.includes('\u202e') && !text.includes('✓'));
    const report = reportMarkdown(view);
    const outsideOfCode = report.replace(/(`+)[\s\S]*?\1/g, '');
    assert.doesNotMatch(outsideOfCode, /\[x\]|<img>/);
    // A bar of the text's own would add a cell.
    for (const line of report.split('\n').filter((row) => row.startsWith('| Region'))) {
      assert.equal(line.split(/(?<!\\)\|/).length, 4, line);
    }
  });

  it('says of a problem where it is, and what it looks like', () => {
    const problem = {
      code: 'not-well-formed',
      message: 'It is cut off.',
      byteOffset: 7,
      expected: 'a length',
    } as const;
    assert.deepEqual(problemView({ ...problem, looksLike: 'half a document', textOffset: 9 }), {
      message: 'It is cut off.',
      details: ['It looks like half a document.', 'It breaks at byte 7, where a length was expected.'],
      at: 9,
    });
    assert.deepEqual(problemView({ code: 'empty', message: 'Nothing.' }), {
      message: 'Nothing.',
      details: [],
      at: undefined,
    });
  });

  it('shows unreadable measurements of the log as absent', async () => {
    const broken = callOf(eventWithRecipient(recipient({ [enclaveField(8)]: 'EXAMPLE' })));
    const row = (await viewOf({ call: broken })).measurements.rows.find(({ index }) => index === 8);
    assert.equal(row?.call, undefined);
    assert.equal(row?.callOutcome, 'absent');
  });
});

describe('a document that is not proved', () => {
  const showing = { call, references: [reference(PAYMENTS)], rootAdded: false };

  it('earns no ✓, and only claims its image, its region and its time', async () => {
    const view = await viewOf(showing);
    assert.ok(!JSON.stringify(view).includes('✓'));
    const facts = Object.fromEntries(view.identity.map(({ label, value, note }) => [label, [value, note]]));
    assert.equal(facts.Image?.[0], 'claims: the measurements of payments');
    assert.match(facts.Region?.[1] ?? '', /^claimed/);
    assert.match(view.verdict.detail, /^Says it was made \S+ \S+, 2 s before the call/);
    assert.ok(JSON.stringify(await viewOf({ ...showing, rootAdded: true })).includes('✓ matches payments'));
  });

  it('has measurements that are claimed where those of one that is proved are the same', async () => {
    const outcomes = async (rootAdded: boolean): Promise<readonly unknown[]> =>
      (await viewOf({ ...showing, rootAdded })).measurements.rows.map((row) => [row.callOutcome, row.referenceOutcome]);
    const [same, claimed] = ['same', 'claimed'].map((word) =>
      [0, 1, 2, 3, 4, 8].map((index) => [word, index === 3 || index === 4 ? undefined : word]),
    );
    assert.deepEqual(await outcomes(true), same);
    assert.deepEqual(await outcomes(false), claimed);
  });

  it('claims to be the same enclave beside a call', async () => {
    const { verdict, measurements } = await viewOf(showing);
    assert.match(verdict.sentence, /Beside the log entry it claims: same enclave, same measurements$/);
    assert.equal(
      measurements.conclusion,
      'Claims: same enclave, same measurements. “Claimed” is equal, but the document is not proved.',
    );
  });

  it('earns no match in the reports either', async () => {
    const report = reportMarkdown(await viewOf(showing));
    assert.match(report, /\| claimed \| `[0-9a-f]{96}` \| claimed \|/);
    assert.doesNotMatch(report, /\| same \|/);
    const jsonOf = async (rootAdded: boolean): Promise<readonly unknown[]> => {
      const { image, logEntry } = JSON.parse(reportJson(await shownDocument({ ...showing, rootAdded }), {}));
      return [image.outcome, logEntry.comparedWithDocument.documentProved];
    };
    assert.deepEqual(await jsonOf(false), ['claimed-match', false]);
    assert.deepEqual(await jsonOf(true), ['match', true]);
  });
});

describe('several references of one image', () => {
  it('are all named, those that conflict as well, each with its source', async () => {
    const other = { label: 'other/enclave-measurements.json', ...{ source: UNTRUSTED } };
    const references = [
      reference(PAYMENTS),
      reference(PAYMENTS, { name: 'billing' }),
      reference(
        { ...PAYMENTS, 8: measured('x') },
        { name: 'conflict', source: { ...other.source, label: other.label } },
      ),
    ];
    const text = reportMarkdown(await viewOf({ references }));
    for (const words of ['matches payments', 'matches billing', 'image of conflict', 'PCR8 differs', 'other/enclave']) {
      assert.ok(text.includes(words), words);
    }
    const many = Array.from({ length: 9 }, (_, index) => reference(PAYMENTS, { name: `name-${index}` }));
    const { identity } = await viewOf({ references: many });
    assert.deepEqual(
      identity
        .filter(({ label }) => label.startsWith('Image'))
        .map(({ value }) => value)
        .slice(-1),
      ['4 more references name it'],
    );
  });
});

describe('the report', () => {
  it('says what the page says, and what it does not say', async () => {
    const report = reportMarkdown(
      await viewOf({ call, references: [reference(PAYMENTS, { version: '1.4.2' })] }, { nonce: '00' }),
    );
    for (const words of [
      '# Attestation document',
      '- Signature: pass.',
      '- Valid now: no.',
      '- Nonce: different.',
      '| Image | ✓ matches payments 1.4.2',
      `| 8 | signing certificate of the image | \`${IMAGE.pcr8.toString('hex')}\``,
      'It says nothing about freshness',
      'No revocation lists were consulted.',
    ]) {
      assert.ok(report.includes(words), words);
    }
  });

  it('says of an added root that could not be read that a check may fail for want of it', async () => {
    const view = await viewOf({ rootAdded: false, rootProblems: ['Added root 1 is left out: it is no PEM.'] });
    assert.match(view.checks.find(({ id }) => id === 'root')?.reason ?? '', /Added root 1 is left out/);
    const passed = await viewOf({ rootProblems: ['Added root 1 is left out: it is no PEM.'] });
    assert.doesNotMatch(passed.checks.find(({ id }) => id === 'root')?.reason ?? '', /left out/);
  });

  it('for programs is JSON with the same verdict', async () => {
    const shown = await shownDocument({ call });
    const json = JSON.parse(reportJson(shown, { nonce: '"x"' }));
    assert.equal(json.verdict, 'genuine-under-added-root');
    assert.equal(json.document.region, REGION);
    assert.equal(json.certificates.length, 5);
    assert.deepEqual(
      json.expected.map(({ field, outcome }: { field: string; outcome: string }) => [field, outcome]),
      [['nonce', 'different']],
    );
    assert.equal(json.logEntry.comparedWithDocument.moduleId, 'same');
  });
});

describe('the log entry of the page', () => {
  it('shows the name of the role and the id of the key, which are told by their ends, and keeps the whole', async () => {
    const { facts, choices } = (await viewOf({ call })).call;
    const shown = Object.fromEntries(facts.map(({ label, value, short }) => [label, [value, short]]));
    assert.deepEqual(shown.Role, [ROLE, 'öre']);
    assert.deepEqual(shown.Key, [KEY, '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0']);
    assert.equal(shown.Region?.[1], undefined);
    assert.match(choices[0]?.label ?? '', /^Line 14 · Decrypt · 2026-03-04 05:06:07Z · trail\.json$/);
    const hostile = { type: 'IAMUser', arn: 'arn:aws:iam::1:user/a\u202eb' };
    const { facts: others } = (await viewOf({ call: callOf({ ...attestedEvent(), userIdentity: hostile }) })).call;
    assert.equal(others.find(({ label }) => label === 'Caller')?.short, 'user/a\\u{202e}b');
  });

  it('says while it is still looked for, and how many calls the list leaves out', async () => {
    const shown = await shownDocument({ call });
    const explanation = (part: Partial<ShownDocument>): string =>
      documentView({ ...shown, ...part }, {}).call.explanation;
    assert.match(explanation({ searching: true }), /^Looking for its call/);
    assert.equal(explanation({}), 'Found by its module id.');
    assert.equal(
      explanation({ callCount: 3000 }),
      'Found by its module id, of 3000 calls in open files. The list has the nearest 1.',
    );
    assert.match(explanation({ call: undefined, callCount: 3 }), /^No open call has this module id or this image/);
    assert.match(explanation({ call: undefined, callCount: 0, calls: [] }), /^No attested call is open/);
  });
});

describe('input that holds no document', () => {
  const problem = { code: 'no-document', message: 'This is prose.', textOffset: 2 } as const;

  it('leaves the text that was pasted where it is a file or too large, and says what it is about', () => {
    const before = { ...NOTHING, input: { content: 'pasted', origin: 'the selection' } };
    for (const content of [new Uint8Array(9), 'x'.repeat(LARGEST_INPUT + 1)]) {
      const refused = (origin: string | undefined): InputView =>
        panelView({ ...before, ...refusedInput({ content, origin }, problem) }).input;
      const { text, origin, problem: shown } = refused('boot\u202e.cbor');
      assert.deepEqual([text, origin], ['pasted', 'the selection']);
      assert.deepEqual(shown, {
        message: 'This is prose.',
        details: ['This is about boot\\u{202e}.cbor.'],
        at: undefined,
      });
      assert.deepEqual(refused(undefined).problem?.details, ['This is not about the text here.']);
    }
    const ofClipboard = refusedInput({ content: '\n', origin: 'the clipboard' }, problem);
    assert.equal(panelView({ ...before, ...ofClipboard }).input.text, 'pasted');
    assert.equal(panelView({ ...before, ...refusedInput({ content: '' }, problem) }).input.text, '');
  });

  it('is shown where it is text, with documents that are no longer called those of this text', async () => {
    const shown = await shownDocument();
    const input = { content: 'two documents' };
    const found = { documents: [0, 1].map(() => ({ document: shown.document, start: 0, end: 1 })) };
    const before = { ...NOTHING, input, found, foundIn: input, shown };
    assert.equal(panelView(before).input.choicesAre, '2 in this text');
    const ofFile = refusedInput({ content: new Uint8Array(9), origin: 'a' }, problem);
    assert.equal(panelView({ ...before, ...ofFile }).input.choicesAre, '2 in this text');
    const {
      text,
      choices,
      choicesAre,
      problem: why,
    } = panelView({
      ...before,
      ...refusedInput({ content: 'prose' }, problem),
    }).input;
    assert.deepEqual([text, choices.length, choicesAre, why?.at], ['prose', 2, '2 in the text before', 2]);
  });
});

describe('the documents of a text', () => {
  it('are counted, and those that are left out are not passed over in silence', async () => {
    const shown = await shownDocument();
    const inputOf = (count: number, stopped?: SearchStop): readonly unknown[] => {
      const documents = Array.from({ length: count }, () => ({ document: shown.document, start: 0, end: 1 }));
      const found = { documents, ...(stopped === undefined ? {} : { stopped }) };
      const { input } = panelView({ ...NOTHING, found, shown });
      return [input.choices.length, input.choicesAre];
    };
    assert.deepEqual(inputOf(1), [0, '']);
    assert.deepEqual(inputOf(3), [3, '3 in this text']);
    assert.deepEqual(inputOf(50, { because: 'documents', at: 9 }), [50, 'the first 50 in this text']);
    assert.deepEqual(inputOf(1, { because: 'cost', at: 4321 }), [
      1,
      '1 in this text up to character 4,321, where the search stopped',
    ]);
  });
});

describe('what the page shows before there is a document', () => {
  it('is its input alone, or why the input is none', () => {
    assert.deepEqual(panelView(NOTHING), {
      input: { text: '', origin: undefined, problem: undefined, choices: [], chosen: 0, choicesAre: '' },
      document: undefined,
    });
    const problem = { code: 'no-document', message: 'This is prose.' } as const;
    const failed = panelView({ ...NOTHING, ...refusedInput({ content: 'prose', origin: 'a\u202eb' }, problem) });
    assert.equal(failed.input.text, 'prose');
    assert.equal(failed.input.origin, 'a\\u{202e}b');
    assert.equal(failed.input.problem?.message, 'This is prose.');
  });
});
