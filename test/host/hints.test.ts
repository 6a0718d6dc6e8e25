import { assert } from 'chai';
import { type TextDocument, Uri } from 'vscode';
import { pcrOfText, toBase64 } from '../../src/core/index.ts';
import { type JsonObject, writeJson } from '../support/json.ts';
import {
  attestedCall,
  callOf,
  DEBUG_IMAGE,
  debugCall,
  enclaveRecipient,
  image,
  KEY,
  LAUNCH_WORDS,
  moduleId,
  OTHER_INSTANCE,
  oldCall,
  referenceEntry,
  TPM_PCR4,
  tpmCall,
  trail,
  ZERO,
} from '../support/trails.ts';
import { type Hint, hintsIn, hintsOf, hoverOn, labelsOf, lensesOf, lineOf, titlesOf } from './support/annotations.ts';
import { openFile, openUntitled } from './support/documents.ts';
import { argumentsOf, inlinesOf } from './support/markdown.ts';
import { withoutReferences, withReferences } from './support/references.ts';

/** The hint on the line of a field's first place. */
async function hintOn(document: TextDocument, field: string): Promise<string | undefined> {
  const hints = await hintsOf(document);
  return hints.find(({ line }) => line === lineOf(document, `"${field}"`))?.label;
}

const IMAGE_FIELD = 'attestationDocumentEnclaveImageDigest';

describe('inlay hints while no reference is known', () => {
  before(withoutReferences);

  it('say when the enclave was launched, whose role and which instance', async () => {
    const document = await openFile(trail(callOf('payments')));
    assert.deepEqual(await labelsOf(document), [
      `~launched ${LAUNCH_WORDS}`,
      '? image A',
      '= role enclave-parent',
      '= i-0b1c2d3e4f5a60718',
    ]);
  });

  it('say on the line of the recipient that no digest names the image', async () => {
    const { [IMAGE_FIELD]: _, ...rest } = enclaveRecipient(image('payments'));
    const document = await openFile(trail(attestedCall(rest)));
    assert.equal(await hintOn(document, 'recipient'), '? image not readable');
    assert.equal((await labelsOf(document)).filter((label) => label.startsWith('?')).length, 1);
  });

  it('stand before the opening quote of their value', async () => {
    const document = await openFile(trail(callOf('payments')));
    for (const { line, character } of await hintsOf(document)) {
      assert.match(document.lineAt(line).text.slice(0, character), /^ +"attestationDocument\w+": $/);
    }
  });

  it('give equal digests of one file one short name, whatever their spelling', async () => {
    const events = [callOf('payments'), callOf('reports'), oldCall('payments'), callOf('batch'), oldCall('reports')];
    const document = await openFile(trail(...events));
    const images = (await labelsOf(document)).filter((label) => label.startsWith('? '));
    assert.deepEqual(images, ['? image A', '? image B', '? image A', '? image C', '? image B']);
  });

  it('offer to add an unknown image as a reference', async () => {
    const document = await openFile(trail(callOf('payments'), callOf('reports')));
    const images = (await hintsOf(document)).filter(({ label }) => label.startsWith('? '));
    assert.deepEqual(images.map(linkOf), [
      ['enclaveTrail.addReferenceFromCall', document.uri.toString(), 0],
      ['enclaveTrail.addReferenceFromCall', document.uri.toString(), 1],
    ]);
  });

  it('say debug mode, and nothing of the missing signature there', async () => {
    const document = await openFile(trail(debugCall()));
    assert.deepEqual(await labelsOf(document), [
      `~launched ${LAUNCH_WORDS}`,
      '⚠ debug mode',
      '= role enclave-parent',
      '= i-0b1c2d3e4f5a60718',
    ]);
  });

  it('say debug mode of an old record whose only measurement is zero', async () => {
    const recipient = { attestationDocumentModuleId: moduleId(), [IMAGE_FIELD]: ZERO.hex };
    const document = await openFile(trail(attestedCall(recipient)));
    assert.equal(await hintOn(document, IMAGE_FIELD), '⚠ debug mode');
  });

  it('do not say debug mode where only the image digest of a full record is zero', async () => {
    const document = await openFile(trail(attestedCall(enclaveRecipient({ ...image('payments'), pcr0: ZERO }))));
    assert.notInclude((await labelsOf(document)).join(), 'debug');
  });

  it('say unsigned where PCR8 is zero', async () => {
    const document = await openFile(trail(attestedCall(enclaveRecipient({ ...image('payments'), pcr8: ZERO }))));
    assert.equal(await hintOn(document, 'attestationDocumentEnclavePCR8'), 'unsigned');
  });

  it('say nothing at PCR3 and PCR4 where they disagree with the record', async () => {
    const pcrs = {
      attestationDocumentEnclavePCR3: toBase64(pcrOfText('arn:aws:iam::111122223333:role/another')),
      attestationDocumentEnclavePCR4: toBase64(pcrOfText(OTHER_INSTANCE)),
    };
    const document = await openFile(trail(attestedCall({ ...enclaveRecipient(image('payments')), ...pcrs })));
    assert.deepEqual(await labelsOf(document), [`~launched ${LAUNCH_WORDS}`, '? image A']);
  });

  it('give NitroTPM a verdict alone: no launch, role, instance, signature or debug mode', async () => {
    const document = await openFile(trail(tpmCall()));
    assert.deepEqual(await labelsOf(document), ['? image A']);
    assert.equal(await hintOn(document, 'attestationDocumentNitroTPMPCR4'), '? image A');
  });

  it('show both fields of an old record', async () => {
    const document = await openFile(trail(oldCall('payments')));
    assert.deepEqual(await labelsOf(document), [`~launched ${LAUNCH_WORDS}`, '? image A']);
  });

  it('show no launch time that decodes to the year 2604, in a record shaped as AWS prints them', async () => {
    const document = await openFile(writeJson(recordAsPrinted(), { indent: '    ' }));
    assert.deepEqual(await labelsOf(document), ['? image A']);
    assert.equal(await hintOn(document, IMAGE_FIELD), '? image A');
  });

  it('show no launch time after the event, before enclaves existed, or in an id of other length', async () => {
    const launches = [Date.UTC(2026, 1, 3, 4, 5, 7), Date.UTC(2019, 9, 27)];
    const ids = [
      ...launches.map((launch) => moduleId(undefined, launch)),
      'i-123456789abcde123-enc123456789abcde12345',
      'i-0b1c2d3e4f5a60718-enc0',
    ];
    for (const id of ids) {
      const recipient = { ...enclaveRecipient(image('payments')), attestationDocumentModuleId: id };
      const document = await openFile(trail(attestedCall(recipient)));
      assert.notInclude((await labelsOf(document)).join(), 'launched', id);
    }
  });

  it('show the launch time of an enclave id without its leading zero, as nitro-cli prints it', async () => {
    const recipient = { ...enclaveRecipient(image('payments')), attestationDocumentModuleId: shortModuleId() };
    const document = await openFile(trail(attestedCall(recipient)));
    assert.equal(await hintOn(document, 'attestationDocumentModuleId'), `~launched ${LAUNCH_WORDS}`);
  });

  it('come for the lines that were asked for, and no others', async () => {
    const document = await openFile(trail(callOf('payments'), callOf('reports')));
    const line = lineOf(document, IMAGE_FIELD);
    assert.deepEqual(
      (await hintsIn(document, document.lineAt(line).range)).map(({ label }) => label),
      ['? image A'],
    );
    assert.isEmpty(await hintsIn(document, document.lineAt(0).range));
  });
});

describe('inlay hints with a reference', () => {
  before(() =>
    withReferences(
      referenceEntry('payments', { version: '1.4.2' }),
      { name: 'ledger', version: '7', platform: 'nitro-tpm', pcrs: { PCR4: TPM_PCR4.hex } },
      { name: 'reports', pcrs: { PCR0: image('reports').pcr0.hex, PCR1: image('other').pcr1.hex } },
      { name: 'very-'.repeat(15), version: '2026.10.30-rc.1', pcrs: { PCR0: image('long').pcr0.hex } },
      { name: 'of zeros', pcrs: { PCR0: ZERO.hex, PCR1: ZERO.hex, PCR2: ZERO.hex } },
    ),
  );
  after(withoutReferences);

  it('name the image and its version, and lead to the reference', async () => {
    const document = await openFile(trail(callOf('payments')));
    const hint = (await hintsOf(document)).find(({ line }) => line === lineOf(document, IMAGE_FIELD));
    assert.equal(hint?.label, '✓ payments 1.4.2');
    assert.deepEqual(linkOf(hint), ['enclaveTrail.openReference', document.uri.toString(), 0]);
  });

  it('name an instance by NitroTPM', async () => {
    const document = await openFile(trail(tpmCall()));
    assert.deepEqual(await labelsOf(document), ['✓ ledger 7']);
  });

  it('give no ✓ where the record lacks what the reference fixes', async () => {
    const document = await openFile(trail(oldCall('payments')));
    assert.equal(await hintOn(document, IMAGE_FIELD), '? partly payments 1.4.2');
  });

  it('give no ✓ where another PCR differs', async () => {
    const document = await openFile(trail(callOf('reports')));
    assert.equal(await hintOn(document, IMAGE_FIELD), '≠ reports: PCR1');
  });

  it('say unknown image once something is known', async () => {
    const document = await openFile(trail(callOf('batch'), callOf('nightly')));
    const images = (await labelsOf(document)).filter((label) => label.startsWith('? '));
    assert.deepEqual(images, ['? unknown image', '? unknown image']);
  });

  it('say debug mode whatever a reference of zeros says', async () => {
    const document = await openFile(trail(debugCall(), attestedCall(enclaveRecipient(DEBUG_IMAGE))));
    const images = (await labelsOf(document)).filter((label) => /✓|⚠|≠|\?/.test(label));
    assert.deepEqual(images, ['⚠ debug mode', '⚠ debug mode']);
  });

  it('shorten a long name to what a line has room for', async () => {
    const document = await openFile(trail(callOf('long')));
    const label = (await hintOn(document, IMAGE_FIELD)) ?? '';
    assert.match(label, /^✓ very-very-.*…$/);
    assert.isAtMost(label.length, 43);
  });

  it('give one hint with verdict and name to a call whose values share a line', async () => {
    const document = await openFile(`${writeJson(callOf('payments'))}\n${writeJson(callOf('batch'))}\n`);
    assert.deepEqual(await placedLabels(document), ['0:0 ✓ payments 1.4.2', '1:0 ? unknown image']);
    assert.deepEqual(linkOf((await hintsOf(document))[0]), ['enclaveTrail.openReference', document.uri.toString(), 0]);
  });

  it('stand at the recipient where it alone is on one line', async () => {
    const text = trail(callOf('payments')).replace(/"recipient": \{[^}]*\}/, (recipient) =>
      recipient.replace(/\n\s*/g, ' '),
    );
    const document = await openFile(text);
    const line = lineOf(document, '"recipient"');
    const character = document.lineAt(line).text.lastIndexOf('{');
    assert.deepEqual(await placedLabels(document), [`${line}:${character} ✓ payments 1.4.2`]);
  });

  for (const count of [2, 3, 4]) {
    it(`share 43 characters among ${count} calls on a line`, async () => {
      const names = ['payments', 'batch', 'long', 'reports'].slice(0, count);
      const document = await openFile(writeJson({ Records: names.map((name) => callOf(name)) }));
      const labels = await labelsOf(document);
      assert.deepEqual(
        labels.map((label) => label.slice(0, 1)),
        ['✓', '?', '✓', '≠'].slice(0, count),
      );
      assert.isAtMost(labels.join('').length, 43);
    });
  }

  it('never exceed 43 characters a line, however many small calls it holds', async () => {
    const tiny: JsonObject = {
      eventSource: 'kms.amazonaws.com',
      additionalEventData: { recipient: { [IMAGE_FIELD]: 'x' } },
    };
    for (const count of [5, 6, 10, 43, 44, 60]) {
      const document = await openFile(writeJson(Array.from({ length: count }, () => tiny)));
      assert.isAtMost(document.lineAt(0).text.length, 10_000);
      const labels = await labelsOf(document);
      assert.isNotEmpty(labels);
      assert.isAtMost(labels.join('').length, 43, `${count} calls`);
    }
  });

  it('never exceed 43 characters a line in any trail of these tests', async () => {
    const events = [callOf('payments'), callOf('long'), callOf('reports'), debugCall(), tpmCall(), oldCall('payments')];
    for (const text of [trail(...events), events.map((event) => writeJson(event)).join('\n')]) {
      const sums = new Map<number, number>();
      for (const { line, label } of await hintsOf(await openFile(text))) {
        sums.set(line, (sums.get(line) ?? 0) + label.length);
      }
      assert.isAbove(sums.size, 5);
      assert.isAtMost(Math.max(...sums.values()), 43);
    }
  });

  it('leave a line over 10,000 characters alone, which hover and lens serve', async () => {
    const calls = Array.from({ length: 6 }, () => callOf('payments'));
    const document = await openFile(writeJson({ Records: calls }));
    assert.isAbove(document.lineAt(0).text.length, 10_000);
    assert.isEmpty(await labelsOf(document));
    assert.include(await hoverOn(document, 'Decrypt'), '✓ matches payments 1&#46;4&#46;2');
    assert.deepEqual(await titlesOf(document), [
      'Open formatted view',
      'Attested Decrypt: ✓ matches payments 1.4.2',
      '6 attested calls on this line…',
    ]);
    assert.equal((await lensesOf(document))[2]?.command?.command, 'enclaveTrail.goToAttestedCall');
  });

  it('go on where only some lines are too long', async () => {
    const long = callOf('payments', { requestParameters: { keyId: KEY, note: 'x'.repeat(10_000) } });
    const document = await openUntitled(`${writeJson(long)}\n${writeJson(callOf('payments'))}\n`);
    assert.deepEqual(await placedLabels(document), ['1:0 ✓ payments 1.4.2']);
  });
});

describe('inlay hints that hold text from a file', () => {
  after(withoutReferences);

  it('show line breaks and marks of direction spelled out', async () => {
    const role = 'arn:aws:iam::111122223333:role/a\u202eb\nc';
    const event = attestedCall(
      { ...enclaveRecipient(image('payments')), attestationDocumentEnclavePCR3: toBase64(pcrOfText(role)) },
      { userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: role } } } },
    );
    const document = await openFile(trail(event));
    assert.equal(await hintOn(document, 'attestationDocumentEnclavePCR3'), '= role a\\u{202e}b\\u{a}c');
  });

  it('take no tick and no line break from the name of a reference', async () => {
    await withReferences({ name: '✓ ✔\u202e\nfine', pcrs: { PCR0: image('a').pcr0.hex, PCR1: ZERO.hex } });
    const document = await openFile(trail(callOf('a')));
    assert.match((await hintOn(document, IMAGE_FIELD)) ?? '', /^≠ [^✓✔\u202e\n]*fine: PCR1$/);
  });
});

/** The link of a hint's tooltip: VS Code does not hand out the command of the hint itself. */
function linkOf(hint: Hint | undefined): readonly unknown[] {
  const [link] = inlinesOf(hint?.tooltip ?? '').links;
  return link === undefined ? [] : [Uri.parse(link.target).path, ...argumentsOf(link.target)];
}

async function placedLabels(document: TextDocument): Promise<readonly string[]> {
  return (await hintsOf(document)).map(({ line, character, label }) => `${line}:${character} ${label}`);
}

/** The shape of AWS's printed examples: hex digests, a random number, and an id whose time is centuries away. */
function recordAsPrinted(): JsonObject {
  return {
    eventVersion: '1.02',
    userIdentity: { type: 'IAMUser', principalId: 'EX_PRINCIPAL_ID', arn: 'arn:aws:iam::111122223333:user/Alice' },
    eventTime: '2020-11-04T00:52:57Z',
    eventSource: 'kms.amazonaws.com',
    eventName: 'GenerateRandom',
    awsRegion: 'us-east-1',
    userAgent: 'AWS Internal',
    requestParameters: null,
    responseElements: null,
    additionalEventData: {
      recipient: {
        attestationDocumentModuleId: `i-0a9b8c7d6e5f40312-enc${Date.UTC(2604, 4, 5).toString(16).padStart(12, '0')}4321`,
        [IMAGE_FIELD]: image('printed').pcr0.hex,
      },
    },
    requestID: 'c0c0c0c0-d1d1-e2e2-f3f3-a4a4a4a4a4a4',
    eventID: 'b5b5b5b5-c6c6-d7d7-e8e8-f9f9f9f9f9f9',
    readOnly: true,
    resources: [],
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  };
}

/** 15 digits: the leading zero is missing. */
function shortModuleId(): string {
  return moduleId().replace('-enc0', '-enc');
}
