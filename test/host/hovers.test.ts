import { assert } from 'chai';
import { type TextDocument, Uri } from 'vscode';
import { type Digest, pcrOfText, SINGLE_RAMDISK_PCR2, toBase64 } from '../../src/core/index.ts';
import type { Json, JsonObject } from '../support/json.ts';
import {
  attestedCall,
  CALLER,
  callOf,
  debugCall,
  deniedCall,
  ENCLAVE_SDK,
  enclaveRecipient,
  INSTANCE,
  image,
  KEY,
  kmsEvent,
  LAUNCH_WORDS,
  moduleId,
  OTHER_INSTANCE,
  oldCall,
  REGION,
  ROLE,
  referenceEntry,
  TPM_PCR4,
  TPM_PCR7,
  tpmCall,
  trail,
  ZERO,
} from '../support/trails.ts';
import { hoverAt, hoverOn, lineOf, markdownAt, placeOf, titlesOf } from './support/annotations.ts';
import { freshName, openFile } from './support/documents.ts';
import { argumentsOf, CODE, inlinesOf, type Link } from './support/markdown.ts';
import { REFERENCES, withoutReferences, withReferences } from './support/references.ts';

describe('where hovers are', () => {
  before(withoutReferences);

  it('is the event name and the whole recipient of an attested call, and nowhere else', async () => {
    const document = await openFile(trail(callOf('payments')));
    const first = lineOf(document, '"recipient"');
    for (let line = 0; line < document.lineCount; line++) {
      const text = document.lineAt(line);
      const end = text.range.end.translate(0, text.text.endsWith(',') ? -1 : 0);
      const inRecipient = line >= first && line <= first + 8;
      const hover = await hoverAt(document, end.translate(0, end.character === 0 ? 0 : -1));
      assert.equal(hover.includes('attested by'), inRecipient || text.text.includes('"Decrypt"'), text.text);
    }
  });

  it('includes every name and value in the recipient', async () => {
    const document = await openFile(trail(callOf('payments')));
    for (const text of Object.entries(enclaveRecipient(image('payments'))).flat()) {
      assert.include(await hoverOn(document, String(text)), 'attested by a Nitro enclave', String(text));
    }
  });

  it('is not the key of the event name, another field, or another event', async () => {
    const document = await openFile(trail(callOf('payments'), kmsEvent({ eventName: 'Sign', userAgent: 'aws-cli/2' })));
    for (const text of ['eventName', 'kms.amazonaws.com', 'keyMaterialId', REGION, 'Sign', 'additionalEventData']) {
      assert.notInclude(await hoverOn(document, text), 'attest', text);
    }
  });

  it('begins with the value under the pointer', async () => {
    const document = await openFile(trail(callOf('payments')));
    const { pcr2 } = image('payments');
    const hover = await hoverOn(document, toBase64(pcr2));
    assert.isBelow(hover.indexOf(pcr2.hex), hover.indexOf('| Key |'));
    assert.isAbove(hover.indexOf(image('payments').pcr1.hex), hover.indexOf('| Key |'));
    assert.equal(hover.split(pcr2.hex).length, 2, 'it is there once');
  });
});

describe('the hover of an attested call', () => {
  it('tells operation, key, caller, time, region, instance and enclave, and the inferred launch', async () => {
    await withoutReferences();
    const hover = await hoverOn(await openFile(trail(callOf('payments'))), 'Decrypt');
    for (const fact of [
      '`Decrypt` attested by a Nitro enclave — **unknown image**',
      `| Key | \`${KEY}\` [copy]`,
      `| Caller | \`${CALLER}\` [copy]`,
      '| Time | 2026-02-03 04:05:06Z |',
      `| Region | \`${REGION}\` |`,
      `| User agent says | \`${ENCLAVE_SDK}\` |`,
      `| Instance | \`${INSTANCE}\` [copy]`,
      `| Enclave | \`${moduleId().slice(INSTANCE.length + 1)}\` [copy]`,
      `| Launched | ~${LAUNCH_WORDS}, inferred from the module id |`,
      'Read from this file, which anybody may have edited.',
      'They prove nothing.',
    ]) {
      assert.include(hover, fact);
    }
  });

  it('gives every PCR its meaning, in hex and in the spelling of the file', async () => {
    const document = await openFile(trail(callOf('payments')));
    const hover = await hoverOn(document, 'Decrypt');
    const { pcr0, pcr1, pcr2, pcr8 } = image('payments');
    const expected: readonly (readonly [string, Digest])[] = [
      ['**PCR0** whole image', pcr0],
      ['**PCR1** kernel and boot ramdisk', pcr1],
      ['**PCR2** application', pcr2],
      ["**PCR3** parent instance's role", pcrOfText(ROLE)],
      ["**PCR4** parent instance's id", pcrOfText(INSTANCE)],
      ['**PCR8** signing certificate of the image', pcr8],
    ];
    for (const [name, digest] of expected) {
      assert.include(hover, name);
      assert.include(hover, `\`${digest.hex}\` hex`);
      assert.include(hover, `\`${toBase64(digest)}\` base64, as in the file`);
    }
  });

  it('says of a digest in hex that the file has it so', async () => {
    const hover = await hoverOn(await openFile(trail(oldCall('payments'))), 'Decrypt');
    const { pcr0 } = image('payments');
    assert.include(hover, `\`${pcr0.hex}\` hex, as in the file`);
    assert.include(hover, `\`${toBase64(pcr0)}\` base64`);
    assert.notInclude(hover, 'base64, as in the file');
  });

  it('says that the self-checks agree, and with what', async () => {
    const hover = await hoverOn(await openFile(trail(callOf('payments'))), 'Decrypt');
    assert.include(hover, `- PCR4 with the instance id in the module id \`${INSTANCE}\`: **agrees**.`);
    assert.include(hover, `- PCR3 with the caller's role \`${ROLE}\`: **agrees**.`);
    assert.include(hover, `- the session name with the instance id in the module id \`${INSTANCE}\`: **agrees**.`);
  });

  it('says that the self-checks disagree, without alarm', async () => {
    const recipient = {
      ...enclaveRecipient(image('payments')),
      attestationDocumentModuleId: moduleId(OTHER_INSTANCE),
      attestationDocumentEnclavePCR3: toBase64(pcrOfText('arn:aws:iam::111122223333:role/another')),
    };
    const hover = await hoverOn(await openFile(trail(attestedCall(recipient))), 'Decrypt');
    assert.include(hover, `\`${OTHER_INSTANCE}\`: **disagrees**. PCR4 is not the measurement of this instance id.`);
    assert.include(hover, "**disagrees**. The caller's role is not the parent's role. That can be as intended.");
    assert.include(hover, '**disagrees**. The session name says another instance. Callers choose it.');
  });

  it('says that the self-checks are unknown where there is nothing to compare', async () => {
    const event = callOf('payments', { userIdentity: { type: 'AWSService' } });
    const hover = await hoverOn(await openFile(trail(event)), 'Decrypt');
    assert.include(hover, "PCR3 with the caller's role: **unknown**. The event names no role of the caller");
    const old = await hoverOn(await openFile(trail(oldCall('payments'))), 'Decrypt');
    assert.include(old, '**unknown**. The record has no PCR4, so it was not compared.');
  });

  it('has neither self-checks nor launch nor signature for NitroTPM', async () => {
    const hover = await hoverOn(await openFile(trail(tpmCall())), 'Decrypt');
    assert.include(hover, 'attested by a NitroTPM instance — **unknown image**');
    assert.include(hover, `**PCR4** boot manager code`);
    assert.include(hover, `\`${TPM_PCR7.hex}\` hex`);
    assert.include(hover, '**PCR12** kernel command line — zero');
    assert.notMatch(hover, /Self-checks|Launched|unsigned|debug/);
  });

  it('says debug mode, and what the zeros are then', async () => {
    const hover = await hoverOn(await openFile(trail(debugCall())), 'Decrypt');
    assert.include(hover, '— **debug mode&#58; the image is not measured**');
    assert.match(hover, /PCR0, PCR1 and PCR2\b.*\bthe enclave ran in debug mode/i);
    assert.include(hover, '**PCR8** signing certificate of the image — zero, as debug mode leaves it');
    assert.notInclude(hover, 'unsigned');
  });

  it('says that an image is unsigned', async () => {
    const event = attestedCall(enclaveRecipient({ ...image('payments'), pcr8: ZERO }));
    assert.include(await hoverOn(await openFile(trail(event)), 'Decrypt'), '| Signature | unsigned: PCR8 is zero |');
  });

  it('says that an image has a single ramdisk', async () => {
    const pcr2: Digest = { hex: SINGLE_RAMDISK_PCR2, spelling: 'hex' };
    const event = attestedCall(enclaveRecipient({ ...image('payments'), pcr2 }));
    assert.include(await hoverOn(await openFile(trail(event)), 'Decrypt'), '| Image | single ramdisk');
  });

  it('says that an implausible launch time is not known, by not saying it', async () => {
    const recipient = {
      ...enclaveRecipient(image('payments')),
      attestationDocumentModuleId: moduleId(INSTANCE, Date.UTC(2604, 0, 1)),
    };
    const hover = await hoverOn(await openFile(trail(attestedCall(recipient))), 'Decrypt');
    assert.include(hover, `| Instance | \`${INSTANCE}\``);
    assert.notMatch(hover, /Launched|2604/);
  });

  it('shows a module id of another shape as it is', async () => {
    const recipient = { ...enclaveRecipient(image('payments')), attestationDocumentModuleId: 'vm-7' };
    const hover = await hoverOn(await openFile(trail(attestedCall(recipient))), 'Decrypt');
    assert.include(hover, '| Module id | `vm-7` |');
    assert.include(hover, '⚠ This is not a module id such as');
  });

  it('says of a denied call that claims the SDK that nothing is known of its attestation', async () => {
    const hover = await hoverOn(
      await openFile(trail(callOf('payments'), deniedCall())),
      'Decrypt',
      '"payments"'.slice(9),
    );
    const denied = await hoverOn(await openFile(trail(deniedCall())), 'Decrypt');
    assert.include(hover, 'attested by');
    assert.include(denied, '`Decrypt`, which failed — no attestation recorded');
    assert.include(denied, 'Its user agent claims the Nitro Enclaves SDK.');
    assert.include(denied, '| Error | `AccessDenied` |');
    assert.include(denied, 'no resource-based policy allows the kms:Decrypt action');
  });

  it('speaks of no attestation for a denied call of anybody else', async () => {
    const event = { ...deniedCall(), userAgent: 'aws-cli/2.32.6' };
    assert.notInclude(await hoverOn(await openFile(trail(event, callOf('payments'))), 'Decrypt'), 'attest');
  });
});

describe('the hover of a call with references', () => {
  after(withoutReferences);

  it('names the reference, its file and all that it fixes', async () => {
    const description = 'Built on a Tuesday.';
    await withReferences(referenceEntry('payments', { version: '1.4.2', description }));
    const hover = await hoverOn(await openFile(trail(callOf('payments'))), 'Decrypt');
    assert.include(hover, '**✓ matches payments 1&#46;4&#46;2**');
    assert.include(hover, 'Equal in PCR0, PCR1, PCR2 and PCR8, which is all that the reference fixes.');
    assert.include(hover, `Reference payments 1&#46;4&#46;2 in \`${REFERENCES}\`, [open](command:`);
    assert.include(hover, 'Built on a Tuesday&#46;');
    assert.include(hover, 'A ✓ means that it equals that reference, not that it is genuine.');
  });

  it('names every reference of one image', async () => {
    await withReferences(referenceEntry('payments'), { ...referenceEntry('payments'), name: 'alias' });
    const hover = await hoverOn(await openFile(trail(callOf('payments'))), 'Decrypt');
    assert.include(hover, `Reference payments in \`${REFERENCES}\``);
    assert.include(hover, `Reference alias in \`${REFERENCES}\``);
  });

  it('says of every reference after the first where it disagrees, and the lens counts them', async () => {
    const { pcr0, pcr1, pcr2 } = image('payments');
    await withReferences(
      { name: 'billing', pcrs: { PCR0: pcr0.hex, PCR1: image('other').pcr1.hex, PCR2: pcr2.hex } },
      { name: 'payments', pcrs: { PCR0: pcr0.hex, PCR1: pcr1.hex } },
    );
    const document = await openFile(trail(callOf('payments')));
    const hover = await hoverOn(document, 'Decrypt');
    assert.match(hover, /Reference billing in [^\n]*, equal in PCR0 and PCR2, different in PCR1/);
    assert.notMatch(hover, /Reference payments in [^\n]*equal in/);
    const [lens] = await titlesOf(document);
    assert.equal(lens, 'Attested Decrypt: ✓ matches payments (+1 more reference, 1 of them different)');
  });

  it('says what differs, and what is absent', async () => {
    await withReferences(referenceEntry('payments'), { ...referenceEntry('reports'), name: 'other' });
    const differing = attestedCall(enclaveRecipient({ ...image('payments'), pcr1: image('x').pcr1 }));
    assert.match(
      await hoverOn(await openFile(trail(differing)), 'Decrypt'),
      /equal in PCR0, PCR2 and PCR8, different in PCR1\./i,
    );
    assert.include(
      await hoverOn(await openFile(trail(oldCall('payments'))), 'Decrypt'),
      'Equal in PCR0. The reference also fixes PCR1, PCR2 and PCR8, not in this record.',
    );
    const unknown = attestedCall(enclaveRecipient({ ...image('reports'), pcr0: image('x').pcr0 }));
    const document = await openFile(trail(unknown));
    assert.include(
      await hoverOn(document, 'Decrypt'),
      'Nearest reference: other, equal in PCR1, PCR2 and PCR8, different in PCR0, [open](',
    );
    const differing0 = `\`${image('reports').pcr0.hex}\` in other, different`;
    assert.include(await hoverOn(document, toBase64(image('x').pcr0)), differing0);
    assert.notInclude(await hoverOn(document, toBase64(image('reports').pcr1)), 'in other, different');
  });

  it('offers to add an unknown image, and no other', async () => {
    await withReferences(referenceEntry('payments'));
    const document = await openFile(trail(callOf('payments'), callOf('batch'), debugCall()));
    const offers = await Promise.all(
      [0, 1, 2].map(async (index) => (await hoverOfCall(document, index)).includes('[Add as reference measurement…]')),
    );
    assert.deepEqual(offers, [false, true, false]);
  });

  it('names an instance by NitroTPM', async () => {
    await withReferences({ name: 'ledger', platform: 'nitro-tpm', pcrs: { PCR4: TPM_PCR4.hex, PCR7: TPM_PCR7.hex } });
    const hover = await hoverOn(await openFile(trail(tpmCall())), 'Decrypt');
    assert.include(hover, 'Equal in PCR4 and PCR7, which is all that the reference fixes.');
  });
});

const HOSTILE_TEXTS: readonly string[] = [
  '[evil](command:workbench.action.terminal.new)',
  '[evil](command:enclaveTrail.copyValue?%5B%5D)',
  '![evil](http://evil.example/pixel.png)',
  'http://evil.example www.evil.example mail@evil.example HTTPS://EVIL.EXAMPLE evil',
  '<img src="http://evil.example/x"> <a href="command:evil">evil</a>',
  '`evil` ``evil`` ` [evil](command:evil)',
  '| evil | [evil](command:evil) |',
  '\\| [evil](command:evil) http://evil.example',
  '[evil](command:evil) http://evil.example \\|',
  '[evil](command:evil) \\\\\\| \\\\| evil',
  '[evil](command:evil) \\',
  '\\` [evil](command:evil)',
  '[evil](command:evil) `',
  '`````````` [evil](command:evil)',
  '` | ` evil | `',
  '$(bug) evil $(alert)',
  'evil\n\n# evil\r\n[evil](command:evil)\u2028[evil](command:evil)\u2029\u0085evil',
  'evil \u202eevil\u202c \u200bevil\u2066evil\ufeff',
  '&#91;evil&#93;(command:evil) &lt;evil&gt;',
  '**evil** _evil_ ~~evil~~ # evil',
  '[evil](command:evil)*`[evil](command:evil)',
  '\n\n[evil]: http://evil.example\n\n[evil]',
  `${'x'.repeat(250)}\`${'y'.repeat(20)} [evil](command:evil) \\|`,
];

describe('hostile text in a hover', () => {
  for (const text of HOSTILE_TEXTS) {
    it(`only shows ${JSON.stringify(text).slice(0, 60)}`, async () => {
      const document = await openFile(trail(hostileCall(text), hostileDenial(text)));
      for (const index of [0, 1]) {
        const hover = await hoverOfCall(document, index);
        assert.notMatch(hover.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        const { code, links, live } = inlinesOf(hover);
        assert.notMatch(live, /evil/i);
        assertInert(live);
        assert.isTrue(code.some((span) => /evil/.test(span)));
        for (const link of links) assertOurs(link, document);
      }
    });
  }

  describe('from a reference', () => {
    before(() =>
      withReferences(
        ...HOSTILE_TEXTS.map((text, index) => {
          const name = text.slice(0, 90);
          return referenceEntry(`hostile ${index}`, { name, version: name, description: text });
        }),
      ),
    );
    after(withoutReferences);

    for (const [index, text] of HOSTILE_TEXTS.entries()) {
      it(`only shows its name and description ${JSON.stringify(text).slice(0, 60)}`, async () => {
        const document = await openFile(trail(callOf(`hostile ${index}`)));
        const { links, live } = inlinesOf(await hoverOfCall(document, 0));
        assert.include(live, '**✓ matches ');
        assert.include(live, 'Reference ');
        assertInert(live);
        for (const link of links) assertOurs(link, document);
      });
    }
  });

  it('names a document with a hostile name in its links, and nothing else of it', async () => {
    await withoutReferences();
    const document = await openFile(
      trail(callOf('payments')),
      freshName().replace('.json', ' #1 50%20 a%41 ](evil) `(x) [y.json'),
    );
    await hoverOfCall(document, 0);
    const { links, live } = inlinesOf(await hoverOfCall(document, 0));
    assertInert(live);
    assert.isAbove(links.length, 10);
    for (const link of links) assertOurs(link, document);
  });

  it('runs no command but five of ours, draws no icon and holds no HTML', async () => {
    const document = await openFile(trail(callOf('payments')));
    const hovers = (await markdownAt(document, placeOf(document, 'Decrypt'))).filter(({ value }) =>
      value.includes('attested by'),
    );
    assert.lengthOf(hovers, 1);
    assert.deepEqual(hovers[0]?.isTrusted, {
      enabledCommands: [
        'enclaveTrail.copyValue',
        'enclaveTrail.openReference',
        'enclaveTrail.addReferenceFromCall',
        'enclaveTrail.compareWithDocument',
        'enclaveTrail.checkKeyPolicies',
      ],
    });
    assert.isNotTrue(hovers[0]?.supportThemeIcons);
    assert.isNotTrue(hovers[0]?.supportHtml);
  });
});

/** Every text of the call that a hover shows. */
function hostileCall(text: string): JsonObject {
  const recipient: JsonObject = {
    ...enclaveRecipient(image('payments')),
    attestationDocumentModuleId: text,
    attestationDocumentEnclavePCR1: text,
    attestationDocumentEnclavePCR2: text,
    [`attestationDocumentEnclavePCR9${text}`]: text,
    [text]: text,
  };
  return attestedCall(recipient, hostileMembers(text));
}

function hostileDenial(text: string): JsonObject {
  return kmsEvent({ ...hostileMembers(text), userAgent: `${ENCLAVE_SDK} ${text}` });
}

function hostileMembers(text: string): JsonObject {
  const members: Record<string, Json> = {
    eventName: text,
    awsRegion: text,
    sourceIPAddress: text,
    userAgent: text,
    eventID: text,
    errorCode: text,
    errorMessage: text,
    resources: [{ ARN: text }],
    userIdentity: {
      type: text,
      arn: text,
      principalId: `A:${text}`,
      sessionContext: { sessionIssuer: { arn: text } },
    },
  };
  return members;
}

async function hoverOfCall(document: TextDocument, index: number): Promise<string> {
  let from = -1;
  const text = document.getText();
  for (let found = 0; found <= index; found++) from = text.indexOf('"eventName": "', from + 1);
  return await hoverAt(document, document.positionAt(from + '"eventName": "'.length));
}

/** No Markdown of a file's own making, nothing that becomes a link or an icon. */
function assertInert(live: string): void {
  for (const [emphasis] of live.matchAll(/\*\*?[^*\n]+\*/g))
    assert.notInclude(emphasis, CODE, 'a code span in it could end it');
  assert.notMatch(live, /`|!?\[|\]\(|https?:|www\.|@|<|\$\(/i);
}

/** A command of ours with arguments of ours: this document, an index, a field or a position. */
function assertOurs({ target }: Link, document: TextDocument): void {
  const { scheme, path } = Uri.parse(target);
  assert.include(
    [
      'enclaveTrail.copyValue',
      'enclaveTrail.openReference',
      'enclaveTrail.addReferenceFromCall',
      'enclaveTrail.compareWithDocument',
      'enclaveTrail.checkKeyPolicies',
    ],
    path,
    target,
  );
  assert.equal(scheme, 'command');
  const [uri, index, field = 0, ...more] = argumentsOf(target);
  assert.equal(uri, document.uri.toString());
  assert.equal(index, 0);
  assert.match(String(field), /^(\d+|instanceId|enclaveId|key|caller|eventId|pcr\d+\.(hex|base64))$/);
  assert.isEmpty(more);
}
