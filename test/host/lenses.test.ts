import { assert } from 'chai';
import type { TextDocument } from 'vscode';
import { type JsonObject, writeJson } from '../support/json.ts';
import {
  attestedCall,
  callOf,
  debugCall,
  deniedCall,
  enclaveRecipient,
  image,
  kmsEvent,
  oldCall,
  referenceEntry,
  tpmCall,
  trail,
} from '../support/trails.ts';
import { comparisonsOf, lensesOf, titlesOf } from './support/annotations.ts';
import { openFile } from './support/documents.ts';
import { withoutReferences, withReferences } from './support/references.ts';

const DENIED = 'no attestation recorded · claims the Nitro Enclaves SDK';

describe('code lenses', () => {
  before(() => withReferences(referenceEntry('payments', { version: '1.4.2' })));
  after(withoutReferences);

  it('say operation and outcome in words over the record of each call', async () => {
    const differing = attestedCall(enclaveRecipient({ ...image('payments'), pcr2: image('x').pcr2 }));
    const unreadable = attestedCall({
      ...enclaveRecipient(image('a')),
      attestationDocumentEnclaveImageDigest: 'zz',
    });
    const events = [
      callOf('payments', { eventName: 'GenerateDataKey' }),
      callOf('batch', { eventName: 'GenerateRandom' }),
      debugCall(),
      tpmCall(),
      oldCall('payments'),
      differing,
      unreadable,
      deniedCall(),
    ];
    const document = await openFile(trail(...events));
    assert.deepEqual(
      (await lensesOf(document)).map(({ line, title }) => `${line}: ${title}`),
      [
        'Attested GenerateDataKey: ✓ matches payments 1.4.2',
        'Attested GenerateRandom: unknown image',
        'Attested Decrypt: debug mode: the image is not measured',
        'Attested Decrypt: unknown image',
        'Attested Decrypt: partly matches payments 1.4.2: PCR1, PCR2 and PCR8 absent',
        'Attested Decrypt: has the image of payments 1.4.2, but PCR2 differs: other application, unusual (PCR0 measures what PCR1 and PCR2 do)',
        'Attested Decrypt: image not readable',
        `Decrypt: AccessDenied, ${DENIED}`,
      ].map((title, index) => `${recordLines(document)[index]}: ${title}`),
    );
  });

  it('offer to compare each call with an attestation document, where it has its line to itself', async () => {
    const document = await openFile(trail(callOf('payments'), deniedCall(), debugCall()));
    const lines = recordLines(document);
    assert.deepEqual(
      (await comparisonsOf(document)).map(({ line, title, command }) => [line, title, command?.arguments]),
      [0, 2].map((call, index) => [
        lines[call],
        'Compare with attestation document…',
        [document.uri.toString(), index],
      ]),
    );
    assert.isEmpty(await comparisonsOf(await openFile(JSON.stringify([callOf('a'), callOf('b')]))));
  });

  it('are one a line, then a count', async () => {
    const events = [callOf('payments'), callOf('batch'), debugCall()];
    const document = await openFile(`${writeJson(events)}\n`);
    const lenses = await lensesOf(document);
    assert.deepEqual(
      lenses.map(({ title, command }) => `${title} -> ${command?.command}`),
      [
        'Attested Decrypt: ✓ matches payments 1.4.2 -> enclaveTrail.showCall',
        '3 attested calls on this line… -> enclaveTrail.goToAttestedCall',
      ],
    );
  });

  it('say what the first call of a line is, where another on it was denied', async () => {
    const document = await openFile(`${writeJson([deniedCall(), callOf('payments')])}\n`);
    assert.deepEqual(await titlesOf(document), ['Attested Decrypt: ✓ matches payments 1.4.2']);
  });

  it('count the calls of each line on its own', async () => {
    const lines = [[callOf('payments')], [callOf('batch'), callOf('payments')]].map((events) => writeJson(events));
    const document = await openFile(`${lines.join('\n')}\n`);
    assert.deepEqual(
      (await lensesOf(document)).map(({ line, title }) => `${line}: ${title}`),
      [
        '0: Attested Decrypt: ✓ matches payments 1.4.2',
        '1: Attested Decrypt: unknown image',
        '1: 2 attested calls on this line…',
      ],
    );
  });

  const unremarkable: readonly (readonly [string, JsonObject])[] = [
    ['a call that was not denied', kmsEvent()],
    ['a denied call of another user agent', { ...deniedCall(), userAgent: 'aws-cli/2.32.6' }],
    ['a user agent that only mentions the SDK', { ...deniedCall(), userAgent: 'x aws-nitro_enclaves-sdk-c/1' }],
    ['a user agent that begins like the SDK', { ...deniedCall(), userAgent: 'aws-nitro_enclaves-sdk-c-fork/1' }],
    ['a denied call of another service', { ...deniedCall(), eventSource: 's3.amazonaws.com' }],
  ];
  for (const [name, event] of unremarkable) {
    it(`have no word for ${name}`, async () => {
      assert.isEmpty(await titlesOf(await openFile(trail(event))));
    });
  }

  it('draw no icon and break no line that a file asks for', async () => {
    const names = { eventName: '$(bug)\n\u202eDecrypt', errorCode: '$(alert)\nDenied' };
    const document = await openFile(trail(callOf('payments', names), { ...deniedCall(), ...names }));
    assert.deepEqual(await titlesOf(document), [
      'Attested \\$(bug)\\u{a}\\u{202e}Decrypt: ✓ matches payments 1.4.2',
      `\\$(bug)\\u{a}\\u{202e}Decrypt: \\$(alert)\\u{a}Denied, ${DENIED}`,
    ]);
  });

  it('draw no icon that a reference asks for, and take no tick from it', async () => {
    await withReferences(referenceEntry('payments', { name: '$(bug) ✓ safe', version: '\u202e1' }));
    const [title] = await titlesOf(await openFile(trail(callOf('payments'))));
    assert.equal(title, 'Attested Decrypt: ✓ matches \\$(bug) \ufffd safe \ufffd1');
  });
});

/** The lines on which the records of a pretty-printed trail begin. */
function recordLines(document: TextDocument): readonly number[] {
  return [...document.getText().matchAll(/\{\s+"eventVersion"/g)].map(({ index }) => document.positionAt(index).line);
}
