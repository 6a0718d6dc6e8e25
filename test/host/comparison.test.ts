import { assert } from 'chai';
import { env, type TextDocument, workspace } from 'vscode';
import { attestedCall, callOf, EVENT_TIME, enclaveRecipient, image, OTHER_INSTANCE, trail } from '../support/trails.ts';
import { addRoots, DOCUMENTS, decodeFromClipboard } from './support/attestation.ts';
import { type Answers, type Asked, answering } from './support/dialogs.ts';
import { closeAll, openFile, run, show } from './support/documents.ts';
import { withoutReferences } from './support/references.ts';
import { reportTexts } from './support/reports.ts';

/** What the comparison says, with the escapes of Markdown undone. */
async function compared(command: string, answers: Answers, ...args: readonly unknown[]): Promise<string> {
  const before = reportTexts();
  await answering(answers, () => run(command, ...args));
  const [text, ...others] = reportTexts().slice(before.length);
  assert.isEmpty(others);
  return (text ?? '').replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** `PCR8 different` for each row of the table. */
function rowsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^\| (\d+) \| [^|]* \| (\w[\w ]*) \|/gm)].map(([, pcr, outcome]) => `${pcr} ${outcome}`);
}

describe('Compare with Another Attested Call', () => {
  beforeEach(withoutReferences);
  afterEach(closeAll);

  it('says PCR by PCR what is the same, in one sentence first', async () => {
    const changed = { ...enclaveRecipient({ ...image('payments'), pcr2: image('x').pcr2 }, OTHER_INSTANCE) };
    const document = await openFile(trail(callOf('payments'), attestedCall(changed), callOf('batch')));
    await show(document);
    const markdown = await compared('compareWithCall', { pick: (items) => items[0] }, document.uri.toString(), 0);
    assert.match(
      markdown,
      /\*\*Another enclave, PCR2 and PCR4 differ: same kernel and boot ramdisk, other application, unusual \(PCR0 measures what PCR1 and PCR2 do\), another instance\.\*\*/,
    );
    assert.deepEqual(rowsOf(markdown), ['0 same', '1 same', '2 different', '3 same', '4 different', '8 same']);
    assert.include(markdown, image('x').pcr2.hex);
    assert.match(markdown, /1\. `Decrypt in trails\/trail-\d+\.json, line \d+`\n2\. `Decrypt in /);
    assert.include(markdown, 'anybody may have edited');
  });

  it('offers the calls of every open trail but itself, those of its own file first', async () => {
    const other = await openFile(trail(callOf('elsewhere', { eventName: 'GenerateRandom' })));
    const document = await openFile(trail(callOf('payments'), callOf('batch', { eventTime: EVENT_TIME })));
    await show(other);
    await show(document);
    const { lists, messages } = await answering({}, () => run('compareWithCall', document.uri.toString(), 1));
    assert.isEmpty(messages);
    const details = (lists[0] ?? []).map(({ label, detail }) => `${label} in ${detail?.split(' · ').at(-1)}`);
    const placeIn = (one: TextDocument, operation: string): number =>
      details.findIndex((detail) => detail.startsWith(`${operation} in ${workspace.asRelativePath(one.uri)}, line `));
    assert.equal(placeIn(document, 'Decrypt'), 0);
    assert.isAbove(placeIn(other, 'GenerateRandom'), 0);
    assert.lengthOf(
      details.filter((detail) => detail.includes(workspace.asRelativePath(document.uri))),
      1,
    );
  });

  it('says that there is none here', async () => {
    const nowhere = await answering({}, () => run('compareWithCall', 'file:///nowhere.json', 0));
    assert.match(nowhere.messages[0] ?? '', /^There is no attested call here\./);
  });
});

describe('Compare with Another Attestation Document', () => {
  before(() => addRoots(DOCUMENTS.root));
  after(() => addRoots());
  afterEach(closeAll);

  const fromClipboard: Answers = { pick: (items) => items.find(({ label }) => label === 'From the clipboard') };
  const ask = async (answers: Answers): Promise<Asked> => await answering(answers, () => run('compareDocuments'));

  it('says PCR by PCR what is the same, and what each is worth', async () => {
    await decodeFromClipboard(DOCUMENTS.payments);
    await env.clipboard.writeText(DOCUMENTS.otherSigner);
    const markdown = await compared('compareDocuments', fromClipboard);
    assert.match(markdown, /\*\*Same enclave, but PCR8 differs: .*another signing certificate\.\*\*/);
    assert.deepEqual(
      rowsOf(markdown).filter((row) => row !== `${row.split(' ')[0]} same`),
      ['8 different'],
    );
    assert.match(markdown, /\| Verdict \| Genuine when it was made, .* \| Genuine when it was made, /);
  });

  it('offers the other documents of the same input', async () => {
    await decodeFromClipboard(`${DOCUMENTS.payments}\n\n${DOCUMENTS.tampered}\n\n${DOCUMENTS.nitroTpm}`);
    const { lists } = await ask({});
    assert.deepEqual(
      lists[0]?.map(({ label }) => label),
      ['Document 2 of the same input', 'Document 3 of the same input', 'From the clipboard', 'From a file…'],
    );
    const tampered = await compared('compareDocuments', { pick: (items) => items[0] });
    assert.match(tampered, /\*\*Same enclave, same measurements\.\*\*/);
    assert.match(tampered, /\| Verdict \| Genuine .* \| Not genuine/);
    const others = await compared('compareDocuments', { pick: (items) => items[1] });
    assert.include(others, 'different platforms');
    assert.isTrue(rowsOf(others).every((row) => row.endsWith('not compared')));
  });

  it('says that the clipboard holds none', async () => {
    await decodeFromClipboard(DOCUMENTS.payments);
    await env.clipboard.writeText('nothing of the kind');
    const { messages } = await ask(fromClipboard);
    assert.match(messages[0] ?? '', /^No attestation document was found in the clipboard\. ./);
  });
});
