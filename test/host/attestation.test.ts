import { assert } from 'chai';
import { ConfigurationTarget, commands, env, Range, Selection, TabInputWebview, Uri, window, workspace } from 'vscode';
import {
  callOf,
  INSTANCE,
  image,
  moduleId,
  OTHER_INSTANCE,
  REGION,
  referenceEntry,
  TPM_PCR4,
  tpmCall,
  trail,
} from '../support/trails.ts';
import { comparisonsOf, hoverOn } from './support/annotations.ts';
import { addRoots, bytesOf, DOCUMENTS, decodeFromClipboard, jsonReport, reportWith } from './support/attestation.ts';
import { answering } from './support/dialogs.ts';
import { closeAll, folder, openFile, openUntitled, run, show } from './support/documents.ts';
import { REFERENCES, withoutReferences, withReferences } from './support/references.ts';
import { eventually, until } from './support/until.ts';

const GENUINE = /Genuine when it was made, under a root that you added/;

describe('an attestation document', () => {
  before(() => addRoots(DOCUMENTS.root));
  after(() => addRoots());
  afterEach(closeAll);

  it('opens its page, by the command alone', async () => {
    await run('decodeDocument');
    await eventually(() => {
      const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
      assert.isTrue(inputs.some((input) => input instanceof TabInputWebview && /enclaveTrail/.test(input.viewType)));
    });
  });

  it('is decoded and verified from the clipboard, in every check', async () => {
    await decodeFromClipboard(DOCUMENTS.payments);
    const text = await reportWith(GENUINE);
    for (const label of ['Signature', 'Certificate chain', 'Root', 'Leaf name', 'Valid when made', 'Profile']) {
      assert.include(text, `- ${label}: pass`);
    }
    assert.include(text, 'Valid now: no');
    assert.include(text, INSTANCE);
    assert.include(text, REGION);
    assert.notMatch(text, /Genuine when it was made\*\*/, 'never plain genuine under an added root');
  });

  it('is reported for programs with the same verdict, measurements and checks', async () => {
    await decodeFromClipboard(DOCUMENTS.payments);
    const { verdict, checks, document } = await jsonReport();
    assert.equal(verdict, 'genuine-under-added-root');
    assert.deepEqual(Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome])), {
      signature: 'pass',
      chain: 'pass',
      root: 'pass',
      'leaf-name': 'pass',
      'valid-at-timestamp': 'pass',
      'valid-at-call': 'unknown',
      'valid-now': 'fail',
      profile: 'pass',
    });
    assert.equal(document.moduleId, moduleId());
    assert.equal(document.region, REGION);
    assert.equal(document.pcrs.PCR8, image('payments').pcr8.hex);
    assert.equal(document.nonce?.bytes, 32);
    assert.equal(document.cose, DOCUMENTS.payments);
  });

  it('is not genuine where a bit of its signature is turned, and where its root is not trusted', async () => {
    await decodeFromClipboard(DOCUMENTS.tampered);
    await reportWith(/Not genuine[\s\S]*- Signature: FAIL/);
    await addRoots();
    await decodeFromClipboard(DOCUMENTS.payments);
    await reportWith(/Not genuine[\s\S]*- Signature: pass[\s\S]*- Root: FAIL/);
    await addRoots(DOCUMENTS.root);
    await reportWith(GENUINE);
  });

  it('finds no trusted root in the settings of a workspace', async () => {
    await addRoots();
    const file = Uri.joinPath(folder(), '.vscode', 'settings.json');
    const write = (text: string) => workspace.fs.writeFile(file, new TextEncoder().encode(text));
    try {
      // The other setting tells when VS Code has read the file.
      const marker = { 'enclaveTrail.referenceMeasurements.files': '**/marker.json' };
      await write(JSON.stringify({ ...marker, 'enclaveTrail.attestation.addedRoots': [DOCUMENTS.root] }));
      const settings = () => workspace.getConfiguration('enclaveTrail');
      await eventually(() => assert.equal(settings().get('referenceMeasurements.files'), '**/marker.json'));
      await decodeFromClipboard(DOCUMENTS.payments);
      assert.equal((await jsonReport()).verdict, 'not-genuine');
      // Neither by way of the settings API, which refuses it.
      const update = workspace
        .getConfiguration('enclaveTrail')
        .update('attestation.addedRoots', [DOCUMENTS.root], ConfigurationTarget.Workspace);
      assert.isFalse(
        await Promise.resolve(update).then(
          () => true,
          () => false,
        ),
      );
    } finally {
      await write('{}');
      await eventually(() =>
        assert.notEqual(
          workspace.getConfiguration('enclaveTrail').get('referenceMeasurements.files'),
          '**/marker.json',
        ),
      );
      await addRoots(DOCUMENTS.root);
    }
  });

  it('says which added root could not be read', async () => {
    await addRoots('no certificate at all');
    await decodeFromClipboard(DOCUMENTS.payments);
    await reportWith(/Not genuine[\s\S]*Root: FAIL.*added root/i);
    await addRoots(DOCUMENTS.root);
  });

  describe('beside a call', () => {
    it('finds the call of its module id in an open trail, and compares them', async () => {
      const other = callOf('batch', { eventName: 'GenerateDataKey' });
      await openFile(trail(other, callOf('payments', { eventID: 'one' })));
      await decodeFromClipboard(DOCUMENTS.payments);
      const text = await reportWith(/same enclave, same measurements/);
      assert.include(text, 'Found by its module id');
      assert.include(text, ', 2 s before the call');
      assert.include(text, "valid at the call's time: yes");
      assert.notMatch(text, /was sent to|that was sent/);
      const { logEntry } = await jsonReport();
      const compared = logEntry?.comparedWithDocument;
      assert.equal(compared?.moduleId, 'same');
      assert.deepEqual(
        compared?.pcrs.filter(({ outcome }) => outcome === 'same').map(({ index }) => index),
        [0, 1, 2, 3, 4, 8],
      );
    });

    it('finds the call of its image where no module id is the same', async () => {
      await openFile(trail(callOf('batch'), callOf('payments')));
      await decodeFromClipboard(DOCUMENTS.elsewhere);
      const text = await reportWith(/another enclave/);
      assert.include(text, 'Found by PCR0, under another module id');
      assert.match(text, /another enclave, PCR4 differs/);
    });

    it('takes no call that has nothing in common with it', async () => {
      await openFile(trail(callOf('other')));
      await decodeFromClipboard(DOCUMENTS.stranger);
      await reportWith(/No open call has this module id or this image/);
      assert.equal((await jsonReport()).logEntry, undefined);
    });

    it('names the register that differs', async () => {
      await openFile(trail(callOf('payments')));
      await decodeFromClipboard(DOCUMENTS.otherSigner);
      const text = await reportWith(/same enclave, but PCR8 differs/);
      assert.match(text, /\| 8 \|.*\| different \|/);
    });

    it('compares NitroTPM with NitroTPM', async () => {
      await openFile(trail(callOf('payments'), tpmCall()));
      await decodeFromClipboard(DOCUMENTS.nitroTpm);
      await reportWith(/same instance, same measurements/);
      const { document, logEntry } = await jsonReport();
      assert.equal(document.platform, 'nitro-tpm');
      assert.equal(document.pcrs.PCR4, TPM_PCR4.hex);
      assert.equal(logEntry?.moduleId, `${INSTANCE}-tpm0000000000000000`);
    });

    it('is compared with the call that its lens names, and with the next document too', async () => {
      const document = await openFile(trail(callOf('payments'), callOf('batch', { eventName: 'GenerateRandom' })));
      const [, second] = await comparisonsOf(document);
      assert.isDefined(second?.command);
      await decodeFromClipboard(DOCUMENTS.payments);
      await commands.executeCommand(second?.command?.command ?? '', ...(second?.command?.arguments ?? []));
      await reportWith(/GenerateRandom/);
      await decodeFromClipboard(DOCUMENTS.otherSigner);
      assert.equal((await jsonReport()).logEntry?.operation, 'GenerateRandom');
      await decodeFromClipboard(DOCUMENTS.payments);
      assert.equal((await jsonReport()).logEntry?.operation, 'Decrypt', 'a later document looks for its own call');
    });

    it('is compared with the call that was chosen, also where hundreds are nearer', async () => {
      const many = Array.from({ length: 300 }, (_, index) => callOf('payments', { eventID: `near-${index}` }));
      const far = callOf('payments', { eventID: 'far', eventTime: '2020-01-01T00:00:00Z' });
      const document = await openFile(trail(...many, far));
      await decodeFromClipboard(DOCUMENTS.payments);
      await run('compareWithDocument', document.uri.toString(), 300);
      assert.equal((await jsonReport()).logEntry?.eventId, 'far');
      await reportWith(/The list has the nearest/);
    });

    it('is offered in the hover of a call', async () => {
      const document = await openFile(trail(callOf('payments')));
      assert.match(await hoverOn(document, 'Decrypt'), /Compare with attestation document/);
    });

    it('moves along when another call is chosen in the editor', async () => {
      const editor = await show(
        await openFile(trail(callOf('payments'), callOf('payments', { eventName: 'GenerateRandom', eventID: 'two' }))),
      );
      await decodeFromClipboard(DOCUMENTS.payments);
      const again = await show(editor.document);
      const place = again.document.positionAt(again.document.getText().lastIndexOf('attestationDocumentModuleId'));
      await eventually(async () => {
        const shown = await show(again.document);
        shown.selection = new Selection(place.line, 0, place.line, 0);
        await commands.executeCommand('cursorMove', { to: 'right' });
        assert.equal((await jsonReport()).logEntry?.operation, 'GenerateRandom');
      });
    });

    it('follows the trail as it is edited', async () => {
      // Nearest in time, whatever other tests have left open.
      const nearest = { eventID: 'nearest', eventTime: '2026-02-03T04:05:04Z' };
      const document = await openFile(trail(callOf('payments', nearest)));
      const { edit: apply } = await show(document);
      await decodeFromClipboard(DOCUMENTS.payments);
      assert.equal((await jsonReport()).logEntry?.eventId, 'nearest');
      const at = document.getText().indexOf(moduleId()) + INSTANCE.length;
      await apply((edit) => edit.replace(new Range(document.positionAt(at - 1), document.positionAt(at)), '1'));
      await eventually(async () => assert.notEqual((await jsonReport()).logEntry?.eventId, 'nearest'));
    });
  });

  describe('with reference measurements', () => {
    before(() => withReferences(referenceEntry('payments', { version: '1.4.2' })));
    after(withoutReferences);

    it('is named by the reference that it matches', async () => {
      await decodeFromClipboard(DOCUMENTS.payments);
      const text = await reportWith(/matches payments 1\.4\.2/);
      assert.include(text, 'Reference measurement: payments 1.4.2');
      await run('openDocumentReference');
      assert.include(window.activeTextEditor?.document.uri.path, REFERENCES);
    });
  });

  it('becomes a reference measurement, after a question where it is not plainly genuine', async () => {
    await withoutReferences();
    await decodeFromClipboard(DOCUMENTS.stranger);
    const refused = await answering({ inputs: ['stranger', ''] }, () => run('addReferenceFromDocument'));
    assert.match(refused.messages[0] ?? '', /under a root that you added\. Add its measurements/);
    assert.lengthOf(await workspace.findFiles('**/enclave-measurements.json'), 0);
    await answering({ inputs: ['stranger', '2'], button: 'Add Anyway' }, () => run('addReferenceFromDocument'));
    const [file] = await workspace.findFiles('**/enclave-measurements.json');
    assert.isDefined(file);
    const written = JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(file ?? folder())));
    const { pcr0, pcr1, pcr2, pcr8 } = image('stranger');
    assert.deepEqual(written, {
      measurements: [
        { name: 'stranger', version: '2', pcrs: { PCR0: pcr0.hex, PCR1: pcr1.hex, PCR2: pcr2.hex, PCR8: pcr8.hex } },
      ],
    });
    await withoutReferences();
  });

  it('is saved byte by byte, and its certificates as PEM, root first', async () => {
    await decodeFromClipboard(DOCUMENTS.payments);
    const saved = async (what: string, name: string): Promise<Uint8Array> => {
      const file = Uri.joinPath(folder(), 'saved', name);
      await answering({ file }, () => run('saveFromDocument', what));
      return await workspace.fs.readFile(file);
    };
    assert.deepEqual([...(await saved('document', 'document.cbor'))], [...bytesOf(DOCUMENTS.payments)]);
    const pem = new TextDecoder().decode(await saved('certificates', 'certificates.pem'));
    assert.lengthOf(pem.match(/-----BEGIN CERTIFICATE-----/g) ?? [], 5);
    assert.isTrue(pem.startsWith(DOCUMENTS.root.trim()));
    const asked = await answering({}, () => run('saveFromDocument', 'public-key-pem'));
    assert.deepEqual(asked.messages, ['This document carries no public key.']);
  });

  describe('from the editor and from files', () => {
    it('is decoded from the selection, and from the whole file where nothing is selected', async () => {
      const editor = await show(await openUntitled(`before ${DOCUMENTS.payments} after`, 'plaintext'));
      const { document } = editor;
      editor.selection = new Selection(
        document.positionAt('before '.length),
        document.positionAt('before '.length + DOCUMENTS.payments.length),
      );
      await run('decodeDocumentFromSelection');
      assert.equal((await jsonReport()).document.cose, DOCUMENTS.payments);
      const whole = await show(await openUntitled(JSON.stringify({ log: `doc=${DOCUMENTS.stranger}` }), 'json'));
      whole.selection = new Selection(0, 0, 0, 0);
      await run('decodeDocumentFromSelection');
      assert.equal((await jsonReport()).document.cose, DOCUMENTS.stranger);
    });

    it('is decoded from a file of bytes and from one of text', async () => {
      const files = {
        'boot.cbor': bytesOf(DOCUMENTS.payments),
        'boot.b64': new TextEncoder().encode(DOCUMENTS.stranger),
      };
      for (const [name, bytes] of Object.entries(files)) {
        const uri = Uri.joinPath(folder(), 'decoded', name);
        await workspace.fs.writeFile(uri, bytes);
        await run('decodeDocumentFromFile', uri);
        const expected = name.endsWith('.cbor') ? DOCUMENTS.payments : DOCUMENTS.stranger;
        assert.equal((await jsonReport()).document.cose, expected);
      }
      const chosen = Uri.joinPath(folder(), 'decoded', 'boot.cbor');
      await answering({ file: chosen }, () => run('decodeDocumentFromFile'));
      assert.equal((await jsonReport()).document.cose, DOCUMENTS.payments);
    });

    it('is not looked for in more than 1 MiB of the clipboard, which is said', async () => {
      await decodeFromClipboard(DOCUMENTS.payments);
      await decodeFromClipboard(`${DOCUMENTS.stranger}${' '.repeat(1024 * 1024)}`);
      assert.equal((await jsonReport()).document.cose, DOCUMENTS.payments);
    });

    it('is not looked for in a file of more than 1 MiB, nor in one that is gone', async () => {
      const uri = Uri.joinPath(folder(), 'decoded', 'large.bin');
      await workspace.fs.writeFile(uri, new Uint8Array(1024 * 1024 + 1));
      const large = await answering({}, () => run('decodeDocumentFromFile', uri));
      assert.match(large.messages.join(), /decoded\/large\.bin has more than 1 MiB/);
      const gone = await answering({}, () =>
        run('decodeDocumentFromFile', Uri.joinPath(folder(), 'decoded', 'gone.bin')),
      );
      assert.match(gone.messages.join(), /decoded\/gone\.bin was not decoded/);
    });
  });

  it('stays where later input holds none', async () => {
    await decodeFromClipboard(DOCUMENTS.payments);
    for (const text of ['', 'prose about enclaves', DOCUMENTS.stranger.slice(0, 2_000), '{"Records":[]}']) {
      await decodeFromClipboard(text);
      assert.equal((await jsonReport()).document.cose, DOCUMENTS.payments, text.slice(0, 20));
    }
  });

  it('is the last of several that come at once, whatever changes meanwhile', async () => {
    for (let round = 0; round < 5; round++) {
      const running: Thenable<unknown>[] = [];
      for (const text of [DOCUMENTS.payments, 'prose', DOCUMENTS.elsewhere, DOCUMENTS.otherSigner]) {
        await env.clipboard.writeText(text);
        running.push(run('decodeDocumentFromClipboard'), openFile(trail(callOf('payments'))));
      }
      await Promise.all(running);
      await eventually(async () => assert.equal((await jsonReport()).document.cose, DOCUMENTS.otherSigner));
      await decodeFromClipboard(DOCUMENTS.stranger);
    }
  });

  it('is what its command waits for, also where a change of settings overtakes it', async () => {
    for (let round = 0; round < 3; round++) {
      await decodeFromClipboard(DOCUMENTS.payments);
      await addRoots();
      // The change is followed 150 ms later; the documents come before, while and after that happens.
      for (let pause = 0; pause < 4; pause++) {
        await new Promise((resolve) => setTimeout(resolve, 40));
        const text = pause % 2 === 0 ? DOCUMENTS.stranger : DOCUMENTS.elsewhere;
        await decodeFromClipboard(text);
        const { verdict, document } = await jsonReport();
        assert.equal(document.cose, text);
        assert.equal(verdict, 'not-genuine');
      }
      await addRoots(DOCUMENTS.root);
    }
  });

  it('is copied as Markdown with the words that the report has', async () => {
    await decodeFromClipboard(DOCUMENTS.payments);
    await reportWith(GENUINE);
    // Trails of other tests close meanwhile, and both follow.
    const copied = await until('the report and its copy to say the same', async () => {
      await run('copyAttestationReport', 'markdown');
      const text = await env.clipboard.readText();
      return window.activeTextEditor?.document.getText() === text ? text : undefined;
    });
    assert.match(copied, /says nothing about freshness/);
    const { lists } = await answering({ pick: (items) => items[1] }, () => run('copyAttestationReport'));
    assert.deepEqual(
      lists[0]?.map(({ label }) => label),
      ['Markdown', 'JSON'],
    );
    assert.equal(JSON.parse(await env.clipboard.readText()).document.moduleId, moduleId());
  });

  it('of another instance than the call is never called the same', async () => {
    await openFile(trail(callOf('payments')));
    await decodeFromClipboard(DOCUMENTS.elsewhere);
    const text = await reportWith(new RegExp(OTHER_INSTANCE));
    assert.notInclude(text, 'same enclave,');
  });
});
