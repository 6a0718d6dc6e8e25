import { assert } from 'chai';
import {
  type CodeAction,
  type CompletionItem,
  type CompletionList,
  commands,
  type Location,
  type LocationLink,
  languages,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import { toBase64 } from '../../src/core/index.ts';
import { type JsonObject, writeJson } from '../support/json.ts';
import { ACCOUNT, callOf, debugCall, deniedCall, image, KEY, referenceEntry, trail } from '../support/trails.ts';
import { hoverOn, labelsOf, placeOf } from './support/annotations.ts';
import { addRoots, DOCUMENTS, decodeFromClipboard } from './support/attestation.ts';
import { answering } from './support/dialogs.ts';
import { closeAll, folder, openFile, openUntitled, run, show, writeFile } from './support/documents.ts';
import { withoutReferences, withReferences } from './support/references.ts';
import { reportTexts } from './support/reports.ts';
import { eventually, until } from './support/until.ts';

const IMAGE = 'kms:RecipientAttestation:ImageSha384';
const PCR8 = 'kms:RecipientAttestation:PCR8';
const POLICY = 'keys/policy.json';

function allow(condition: JsonObject | undefined, members: JsonObject = {}): JsonObject {
  return {
    Sid: 'enclave-only',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/enclave-parent` },
    Action: 'kms:Decrypt',
    Resource: '*',
    ...(condition === undefined ? {} : { Condition: condition }),
    ...members,
  };
}

function policy(...statements: readonly JsonObject[]): string {
  return writeJson({ Version: '2012-10-17', Statement: statements }, { indent: '  ' });
}

/** What `aws kms get-key-policy` prints, beside the key that it is of. */
function policyOfKey(key: string, ...statements: readonly JsonObject[]): string {
  return writeJson({ KeyId: key, Policy: policy(...statements) }, { indent: '  ' });
}

function fixing(name: string): JsonObject {
  const { pcr0, pcr8 } = image(name);
  return { StringEqualsIgnoreCase: { [IMAGE]: pcr0.hex, [PCR8]: pcr8.hex } };
}

async function open(uri: Uri): Promise<TextDocument> {
  const document = await workspace.openTextDocument(uri);
  await show(document);
  return document;
}

function told(document: TextDocument): readonly string[] {
  return languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'Enclave Trail')
    .map(({ code, range }) => `${typeof code === 'object' ? code.value : code} at ${document.getText(range)}`)
    .sort();
}

async function withoutPolicies(): Promise<void> {
  for (const file of await workspace.findFiles('keys/**')) {
    await workspace.fs.delete(file, { useTrash: false });
  }
  await withoutReferences();
}

/** The report, once the files of policies have been found. */
async function eventualReport(...args: readonly unknown[]): Promise<string> {
  return await until('a report on key policies', async () => {
    const before = reportTexts();
    await answering({}, () => run('checkKeyPolicies', ...args));
    const report = reportTexts()[before.length];
    return report === undefined ? undefined : inWords(report);
  });
}

function inWords(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

describe('key policies of the workspace', () => {
  beforeEach(withoutPolicies);
  afterEach(closeAll);
  after(withoutPolicies);

  it('name the images that they demand, alone, in a template, in a plan and as text', async () => {
    const document = await openFile(trail(callOf('payments'), callOf('batch')));
    const statement = allow(fixing('payments'));
    const { Statement } = JSON.parse(policy(statement)) as { readonly Statement: JsonObject[] };
    const keyPolicy = { Version: '2012-10-17', Statement };
    const template = { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: keyPolicy } } } };
    const plan = {
      planned_values: {
        root_module: { resources: [{ address: 'aws_kms_key.k', values: { policy: policy(statement) } }] },
      },
    };
    for (const [name, text] of [
      ['keys/policy.json', policy(statement)],
      ['keys/stack.template', writeJson(template)],
      ['keys/plan.json', writeJson(plan)],
      ['keys/printed.json', policyOfKey(KEY, statement)],
    ] as const) {
      await writeFile(name, text);
      await eventually(async () => {
        const labels = await labelsOf(document);
        assert.includeMembers([...labels], ['✓ enclave-only', '? unknown image'], name);
      });
      assert.include(await hoverOn(document, 'Decrypt'), `in \`${name}\``);
      await workspace.fs.delete(Uri.joinPath(folder(), name), { useTrash: false });
      await eventually(async () => assert.include(await labelsOf(document), '? image A', name));
    }
  });

  it('give no ✓ to an image that they deny', async () => {
    const document = await openFile(trail(callOf('payments')));
    const deny = { StringEquals: { [IMAGE]: image('payments').pcr0.hex } };
    await writeFile(POLICY, policy(allow(deny, { Effect: 'Deny' }), allow(fixing('batch'))));
    await eventually(async () => assert.include(await labelsOf(document), '? unknown image'));
  });

  it('are evaluated for a call of their key, in its hover, with what was not evaluated', async () => {
    await writeFile(POLICY, policyOfKey(KEY, allow(fixing('payments')), allow(fixing('batch'), { Sid: 'batch-only' })));
    await writeFile(
      'keys/other.json',
      policyOfKey(KEY.replace(/.$/, '9'), allow(fixing('batch'), { Sid: 'elsewhere' })),
    );
    const document = await openFile(trail(callOf('payments')));
    await eventually(async () => {
      const words = inWords(await hoverOn(document, 'Decrypt'));
      assert.include(
        words,
        '- statement "enclave-only": conditions match; statement "batch-only": does not match: PCR0, PCR8, in `keys/policy.json`',
      );
      assert.include(words, '*Not evaluated: the policy at the time of the call, principals, IAM policies');
      assert.notInclude(words, 'elsewhere');
      assert.notMatch(words, /\ballowed\b|\bdenied\b/);
    });
    const report = await eventualReport(document.uri.toString(), 0);
    assert.match(report, /\*\*statement "batch-only": does not match: PCR0, PCR8\*\*/);
    assert.match(report, /\| `kms:RecipientAttestation:PCR8` \| `StringEqualsIgnoreCase` \| PCR8, .* \| matches \|/);
    assert.include(report, 'principals');
  });

  it('that do not say of which key they are count where none does', async () => {
    await writeFile(POLICY, policy(allow(fixing('payments'))));
    const document = await openFile(trail(debugCall()));
    await eventually(async () =>
      assert.include(
        inWords(await hoverOn(document, 'Decrypt')),
        'in `keys/policy.json` (it does not say of which key)',
      ),
    );
  });

  it('are evaluated for an open document in place of a denied call', async () => {
    await addRoots(DOCUMENTS.root);
    await writeFile(POLICY, policy(allow(fixing('payments'))));
    const document = await openFile(trail(deniedCall(), callOf('batch')));
    await show(document);
    assert.include(
      await hoverOn(document, 'Decrypt'),
      'Evaluate key policies for an attestation document in its place',
    );
    await decodeFromClipboard(DOCUMENTS.otherSigner);
    const offset = document.getText().indexOf('"Decrypt"') + 2;
    const report = await eventualReport(document.uri.toString(), 0, offset);
    assert.match(
      report,
      /Measurements of `the attestation document from the clipboard \(Genuine when it was made, .*\), in place of Decrypt in /,
    );
    assert.include(report, 'statement "enclave-only": does not match: PCR8');
    await addRoots();
  });

  it('are looked for in vain where there are none', async () => {
    const document = await openFile(trail(callOf('payments')));
    await eventually(async () => {
      const { messages } = await answering({}, () => run('checkKeyPolicies', document.uri.toString(), 0));
      assert.match(messages[0] ?? '', /^No key policy of this key was found in the workspace\./);
    });
    const nowhere = await answering({}, () => run('checkKeyPolicies', 'file:///nowhere.json', 0));
    assert.match(nowhere.messages[0] ?? '', /^There is no attested call here\./);
  });
});

describe('a key policy in an editor', () => {
  beforeEach(withoutPolicies);
  afterEach(closeAll);
  after(withoutPolicies);

  async function fixesAt(document: TextDocument, text: string): Promise<readonly CodeAction[]> {
    const place = placeOf(document, text);
    return await commands.executeCommand('vscode.executeCodeActionProvider', document.uri, new Range(place, place));
  }

  it('has its mistakes named where they stand, and follows edits', async () => {
    const { pcr0 } = image('payments');
    const document = await openUntitled(
      policy(
        allow({ StringEquals: { 'kms:RecipientAttestation': pcr0.hex } }),
        allow({ StringEqualsIfExists: { [IMAGE]: pcr0.hex } }, { Sid: 'if-exists' }),
        allow(undefined, { Sid: 'bypass' }),
        allow({ StringNotEquals: { [IMAGE]: pcr0.hex } }, { Sid: 'negated' }),
        allow({ StringEquals: { [IMAGE]: toBase64(pcr0) } }, { Sid: 'base64' }),
      ),
    );
    const editor = await show(document);
    await eventually(() =>
      assert.deepEqual(told(document), [
        'bypass at "kms:Decrypt"',
        `negated-operator at ${IMAGE}`,
        `not-hex at ${toBase64(pcr0)}`,
        `passes-without-attestation at ${IMAGE}`,
        'unknown-condition-key at kms:RecipientAttestation',
      ]),
    );
    await editor.edit((edit) =>
      edit.replace(new Range(0, 0, document.lineCount, 0), policy(allow(fixing('payments')))),
    );
    await eventually(() => assert.isEmpty(told(document)));
  });

  it('has condition keys and digests corrected by quick fix, also in a string', async () => {
    const { pcr0 } = image('payments');
    const statement = allow({ StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSHA256': toBase64(pcr0) } });
    for (const text of [policy(statement), policyOfKey(KEY, statement)]) {
      const document = await openUntitled(text);
      await show(document);
      await eventually(() => assert.lengthOf(told(document), 1));
      const apply = async (at: string): Promise<void> => {
        const [fix, ...others] = (await fixesAt(document, at)).filter(({ edit }) => edit !== undefined);
        assert.isEmpty(others);
        assert.isDefined(fix?.edit);
        if (fix?.edit !== undefined) await workspace.applyEdit(fix.edit);
      };
      await apply('ImageSHA256');
      await eventually(() => assert.match(told(document).join(), /^not-hex at [^,]*$/));
      await apply(text.includes('Policy"') ? toBase64(pcr0).slice(0, 20) : toBase64(pcr0));
      await eventually(() => assert.isEmpty(told(document)));
      const fixed = JSON.parse(document.getText()) as { readonly Policy?: string };
      const { Statement } = JSON.parse(fixed.Policy ?? document.getText()) as { readonly Statement: JsonObject[] };
      assert.deepEqual(Statement[0]?.Condition, { StringEqualsIgnoreCase: { [IMAGE]: pcr0.hex } });
    }
  });

  it('in a template in YAML has its mistakes named and corrected, and its digests explained', async () => {
    const { pcr0 } = image('payments');
    const lines = [
      'Resources:',
      '  PaymentsKey:',
      '    Type: AWS::KMS::Key',
      '    Properties:',
      '      KeyPolicy:',
      '        Statement:',
      '          - Sid: enclave-only',
      '            Effect: Allow',
      '            Principal: { AWS: !GetAtt ParentRole.Arn }',
      '            Action: kms:Decrypt',
      "            Resource: '*'",
      '            Condition:',
      '              StringEqualsIgnoreCase:',
      `                ${IMAGE}: ${toBase64(pcr0)}`,
    ];
    const calls = await openFile(trail(callOf('payments')));
    const document = await open(await writeFile('keys/stack.yaml', `${lines.join('\n')}\n`));
    await eventually(() => assert.deepEqual(told(document), [`not-hex at ${toBase64(pcr0)}`]));
    await eventually(async () => assert.include(await labelsOf(calls), '✓ enclave-only'));
    await eventually(async () => assert.match(await hoverOn(document, toBase64(pcr0)), /\*\*PCR0\*\* whole image/));
    const [fix] = (await fixesAt(document, toBase64(pcr0))).filter(({ edit }) => edit !== undefined);
    assert.isDefined(fix?.edit);
    if (fix?.edit !== undefined) await workspace.applyEdit(fix.edit);
    assert.include(document.getText(), `${IMAGE}: ${pcr0.hex}\n`);
    await eventually(() => assert.isEmpty(told(document)));
  });

  it('says of a digest which image it is and how many calls had it, and leads to both', async () => {
    await withReferences(referenceEntry('of policies', { version: '1' }));
    const calls = await openFile(trail(callOf('of policies'), callOf('batch'), callOf('of policies')));
    await show(calls);
    const uri = await writeFile(POLICY, policy(allow(fixing('of policies'))));
    const document = await open(uri);
    const { pcr8 } = image('of policies');
    await eventually(async () => {
      const words = inWords(await hoverOn(document, pcr8.hex));
      assert.match(words, /\*\*PCR8\*\* signing certificate of the image/);
      assert.match(words, /Fixed by of policies 1 in `references\/enclave-measurements\.json`/);
      assert.match(words, /In 2 calls of the open trails: Decrypt\./);
    });
    const place = placeOf(document, pcr8.hex);
    const definitions = await commands.executeCommand<(Location | LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      uri,
      place,
    );
    const targets = definitions.map((found) =>
      workspace.asRelativePath('targetUri' in found ? found.targetUri : found.uri),
    );
    assert.include(targets, 'references/enclave-measurements.json');
    const references = await commands.executeCommand<Location[]>('vscode.executeReferenceProvider', uri, place);
    assert.lengthOf(
      references.filter(({ uri: found }) => found.toString() === calls.uri.toString()),
      2,
    );
  });

  it('says the same of digests in measurements files and in the output of tools', async () => {
    const calls = await openFile(trail(callOf('of files')));
    await show(calls);
    await withReferences(referenceEntry('of files'));
    const { pcr2 } = image('of files');
    const file = await open(Uri.joinPath(folder(), 'references/enclave-measurements.json'));
    await eventually(async () =>
      assert.match(inWords(await hoverOn(file, pcr2.hex)), /PCR2\*\* application.*In 1 call of the open trails/s),
    );
    const { pcr0, pcr1 } = image('of files');
    const printed = {
      Measurements: { HashAlgorithm: 'Sha384 { ... }', PCR0: pcr0.hex, PCR1: pcr1.hex, PCR2: pcr2.hex },
    };
    const output = await open(
      await writeFile('keys/built.txt', `Start building\n${writeJson(printed, { indent: '  ' })}\n`),
    );
    await eventually(async () => assert.match(inWords(await hoverOn(output, pcr0.hex)), /PCR0\*\* whole image/));
  });

  it('is offered the digests that its conditions want', async () => {
    await withReferences(referenceEntry('payments'));
    const document = await openUntitled(policy(allow({ StringEqualsIgnoreCase: { [PCR8]: '', [IMAGE]: ['', 'x'] } })));
    await show(document);
    const { pcr0, pcr8 } = image('payments');
    const offered = async (after: string): Promise<readonly string[]> => {
      const start = document.getText().indexOf(after) + after.length;
      const offset = document.getText().indexOf('""', start) + 1;
      const list = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.positionAt(offset),
      );
      return list.items.map(({ insertText }: CompletionItem) => String(insertText));
    };
    await eventually(async () => assert.include(await offered(PCR8), pcr8.hex));
    assert.include(await offered(IMAGE), pcr0.hex);
    assert.notInclude(await offered(IMAGE), pcr8.hex);
  });
});
