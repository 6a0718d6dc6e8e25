import { assert } from 'chai';
import { env, type QuickPickItem, Selection, window } from 'vscode';
import { toBase64 } from '../../src/core/index.ts';
import {
  attestedCall,
  callOf,
  debugCall,
  deniedCall,
  enclaveRecipient,
  INSTANCE,
  image,
  KEY,
  kmsEvent,
  moduleId,
  referenceEntry,
  TPM_PCR4,
  TPM_PCR7,
  tpmCall,
  trail,
} from '../support/trails.ts';
import { type Asked, answering } from './support/dialogs.ts';
import { closeAll, openFile, run, show } from './support/documents.ts';
import { withoutReferences, withReferences } from './support/references.ts';
import { eventually } from './support/until.ts';

const ENGINES = [
  { command: 'copyQueryForAthena', engine: 'Athena', table: 'FROM cloudtrail_logs' },
  { command: 'copyQueryForLake', engine: 'CloudTrail Lake', table: 'FROM EVENT_DATA_STORE_ID' },
] as const;

/** Runs a command and chooses by what labels begin with; gives the query that was copied. */
async function copied(command: string, ...labels: readonly string[]): Promise<Asked & { readonly sql: string }> {
  await env.clipboard.writeText('before');
  const wanted = [...labels];
  const pick = (items: readonly QuickPickItem[]) => {
    const label = wanted.shift();
    return label === undefined ? undefined : items.find((item) => item.label.startsWith(label));
  };
  const asked = await answering({ pick }, () => run(command));
  return { ...asked, sql: await env.clipboard.readText() };
}

/** Opens a trail with the caret behind the first place of a text. */
async function openAt(text: string, place: string): Promise<void> {
  const document = await openFile(text);
  const editor = await show(document);
  const offset = document.getText().indexOf(place);
  assert.isAtLeast(offset, 0, place);
  const caret = document.positionAt(offset + place.length);
  editor.selection = new Selection(caret, caret);
}

function labels(list: readonly QuickPickItem[] | undefined): readonly string[] {
  return list?.map(({ label }) => label) ?? [];
}

const GENERAL = ['All attested calls', 'All attested calls, and denied ones', 'Enclaves in debug mode'];

for (const { command, engine, table } of ENGINES) {
  describe(`Copy Query for ${engine}`, () => {
    before(withoutReferences);
    afterEach(closeAll);

    it('works without any file: every attested call of the last 90 days', async () => {
      await closeAll();
      const { sql, lists, messages } = await copied(command, 'All attested calls', 'Last 90 days');
      assert.deepEqual(labels(lists[0]), GENERAL);
      assert.deepEqual(labels(lists[1]), ['Last 90 days', 'Last 30 days', 'Last 7 days', 'Any time']);
      assert.include(sql, table);
      const times = [...sql.matchAll(/^ {2}AND eventTime (>=|<) '(\d{4}-\d\d-\d\d)[ T]([\d:]{8})Z?'$/gm)];
      assert.deepEqual(
        times.map(([, operator]) => operator),
        ['>=', '<'],
      );
      const [from = 0, to = 0] = times.map(([, , day, time]) => Date.parse(`${day}T${time}Z`));
      assert.closeTo(to, Date.now(), 60_000);
      assert.closeTo(to - from, 90 * 86_400_000, 1000);
      assert.notInclude(sql, 'YYYY');
      assert.lengthOf(messages, 1);
      assert.include(messages[0], `Copied a query for ${engine}.`);
    });

    it('offers what the call at the caret has, the image first, by the name that it is known by', async () => {
      await withReferences(referenceEntry('payments', { version: '1.4.2' }));
      await openAt(trail(callOf('payments')), '"eventName"');
      const { sql, lists } = await copied(command, 'This image', 'Any time');
      await withoutReferences();
      assert.deepEqual(labels(lists[0]), [
        'This image',
        'This enclave',
        'This instance',
        'This key',
        'This key, denied calls as well',
        ...GENERAL,
      ]);
      const { hex } = image('payments').pcr0;
      assert.equal(lists[0]?.[0]?.description, `✓ payments 1.4.2 · PCR0 ${hex.slice(0, 12)}…${hex.slice(-6)}`);
      assert.include(sql, toBase64(image('payments').pcr0));
      assert.include(sql, hex);
      assert.notInclude(sql, toBase64(image('payments').pcr1));
      assert.notMatch(sql, /^ {2}AND eventTime/m);
    });

    const places: readonly (readonly [string, string, string, string])[] = [
      ['its module id', moduleId(), 'This enclave', `IN ('${moduleId()}')`],
      ['its PCR4', '"attestationDocumentEnclavePCR4', 'This instance', `LIKE '${INSTANCE}-%'`],
      ['its key', `"ARN": "${KEY}`, 'This key', `r.arn = '${KEY}'`],
    ];
    for (const [what, place, label, condition] of places) {
      it(`begins with ${what} where the caret is on that`, async () => {
        await openAt(trail(callOf('payments')), place);
        const { sql, lists } = await copied(command, label, 'Any time');
        assert.equal(lists[0]?.[0]?.label, label);
        assert.include(sql, condition);
      });
    }

    it('offers the time of the file, with an hour around it', async () => {
      const calls = ['2026-02-03T04:05:06Z', '2026-02-01T00:30:00Z', '2026-02-02T00:00:00Z'].map((eventTime) =>
        callOf('payments', { eventTime }),
      );
      await openAt(trail(...calls), '"Records"');
      const { sql, lists } = await copied(command, 'All attested calls', 'The time of this file');
      assert.equal(lists[1]?.[0]?.label, 'The time of this file, and an hour around it');
      assert.equal(lists[1]?.[0]?.description, '2026-01-31 23:30:00Z to 2026-02-03 05:05:06Z');
      assert.match(sql, /eventTime >= '2026-01-31[ T]23:30:00Z?'/);
      assert.match(sql, /eventTime < '2026-02-03[ T]05:05:06Z?'/);
    });

    it('looks for debug mode from a call in it, once', async () => {
      await openAt(trail(debugCall()), '"eventName"');
      const { sql, lists } = await copied(command, 'Enclaves in debug mode', 'Last 7');
      assert.equal(lists[0]?.[0]?.label, 'Enclaves in debug mode');
      assert.lengthOf(
        labels(lists[0]).filter((label) => label === 'Enclaves in debug mode'),
        1,
      );
      assert.include(sql, `'${'A'.repeat(64)}'`);
      assert.include(sql, `'${'0'.repeat(96)}'`);
    });

    it('looks for the image of an instance by the PCRs of its NitroTPM', async () => {
      await openAt(trail(tpmCall()), '"eventName"');
      const { sql, lists } = await copied(command, 'This image', 'Any time');
      assert.include(lists[0]?.[0]?.description, 'PCR4 ');
      assert.include(labels(lists[0]), 'This instance by its NitroTPM');
      for (const digest of [TPM_PCR4, TPM_PCR7]) assert.include(sql, toBase64(digest));
    });

    it('offers of a denied call what KMS logs of it, and finds denied calls', async () => {
      await openAt(trail(deniedCall()), '"eventName"');
      const { sql, lists } = await copied(command, 'This key', 'Any time');
      assert.deepEqual(labels(lists[0]), [
        'This key, denied calls as well',
        'This instance, denied calls as well',
        ...GENERAL,
      ]);
      assert.include(sql, "errorCode LIKE 'AccessDenied%'");
      assert.include(sql, `r.arn = '${KEY}'`);
    });

    it('offers nothing that is not spelled as such a thing is', async () => {
      const hostile = "x' OR '1'='1";
      const recipient = { ...enclaveRecipient(image('a')), attestationDocumentModuleId: hostile };
      const members = { resources: [{ ARN: `${KEY}'` }], requestParameters: { keyId: hostile } };
      await openAt(trail(attestedCall(recipient, members)), '"eventName"');
      const { sql, lists } = await copied(command, 'This image', 'Any time');
      assert.deepEqual(labels(lists[0]), ['This image', ...GENERAL]);
      assert.notInclude(sql, hostile);
      const named = { principalId: `AROAINVENTEDINVENTED:${hostile}` };
      await openAt(
        trail(kmsEvent({ ...deniedCall(), userIdentity: named, resources: [], requestParameters: null })),
        '"eventName"',
      );
      assert.deepEqual(labels((await copied(command)).lists[0]), GENERAL);
    });

    it('copies nothing when one of its questions is not answered', async () => {
      await openAt(trail(callOf('payments')), '"eventName"');
      for (const answers of [[], ['This image']]) {
        const { sql, messages } = await copied(command, ...answers);
        assert.equal(sql, 'before');
        assert.isEmpty(messages);
      }
    });

    it('opens the query in an editor, if that is asked for', async () => {
      await answering({ pick: (items) => items[0], button: 'Open in Editor' }, () => run(command));
      const sql = await env.clipboard.readText();
      await eventually(() => {
        const document = window.activeTextEditor?.document;
        assert.equal(document?.getText(), sql);
        assert.equal(document?.languageId, 'sql');
        assert.isTrue(document?.isUntitled);
      });
    });
  });
}
