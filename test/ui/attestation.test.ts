import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { enclaveRegisters } from '../support/attestationDocuments.ts';
import { signDocument } from '../support/attestationSigner.ts';
import {
  attestedEvent,
  EVENT_TIME,
  eventWithRecipient,
  IMAGE,
  INSTANCE,
  measured,
  moduleId,
  recipient,
} from '../support/events.ts';
import { writeJson } from '../support/json.ts';
import { openWorkbench, type Theme, type Workbench, workbenchTest } from '../support/workbench.ts';
import { workspaceFolder } from '../support/workspaces.ts';

const document = signDocument({
  userData: new TextEncoder().encode('{"job":"4711"}'),
  nonce: Uint8Array.from({ length: 32 }, (_, index) => 7 * index),
});
const otherSigner = signDocument({ pcrs: enclaveRegisters({ 8: measured('another signing certificate') }) });
const root = `-----BEGIN CERTIFICATE-----\n${(
  Buffer.from(document.root)
    .toString('base64')
    .match(/.{1,64}/g) ?? []
).join('\n')}\n-----END CERTIFICATE-----`;
const machineSettings = { 'enclaveTrail.attestation.addedRoots': [root] };

const later = new Date(Date.parse(EVENT_TIME) + 60_000).toISOString().replace('.000', '');
const text = writeJson(
  {
    Records: [
      eventWithRecipient(recipient({ attestationDocumentModuleId: moduleId('i-0fedcba9876543210') })),
      attestedEvent(),
      { ...attestedEvent(), eventName: 'GenerateDataKey', eventTime: later, eventID: 'later' },
    ],
  },
  { indent: '  ' },
);
const measurements = {
  measurements: [
    {
      name: 'payments',
      version: '1.4.2',
      pcrs: Object.fromEntries(
        Object.entries({ PCR0: IMAGE.pcr0, PCR1: IMAGE.pcr1, PCR2: IMAGE.pcr2, PCR8: IMAGE.pcr8 }).map(
          ([name, value]) => [name, value.toString('hex')],
        ),
      ),
    },
  ],
};
const folder = workspaceFolder('attestation', {
  'trail.json': text,
  'enclave-measurements.json': writeJson(measurements, { indent: '  ' }),
});

const base64 = Buffer.from(document.bytes).toString('base64');
/** Three of the ways in which people have a document. */
const SPELLINGS = {
  base64,
  'hexadecimal in lines': (
    Buffer.from(document.bytes)
      .toString('hex')
      .match(/.{1,64}/g) ?? []
  ).join('\n'),
  'a field of a JSON object': JSON.stringify({ requestId: 'a1', attestationDocument: base64 }, undefined, 2),
} as const;

const VERDICT =
  'Genuine when it was made, under a root that you added. Beside the log entry: same enclave, same measurements';

async function paste(workbench: Workbench, pasted: string): Promise<void> {
  const page = workbench.webview();
  const area = page.locator('#document-text textarea');
  if (!(await area.isVisible())) await page.locator('#new-document').click();
  await area.fill(pasted);
  await page.locator('#verify').click();
}

async function openPage(workbench: Workbench): Promise<void> {
  await workbench.statusBarItem('attested calls');
  // Pictures are of a trail that is annotated.
  await workbench.until('the lenses', async () => (await workbench.codeLenses()).length > 0);
  await workbench.runCommand('Decode Attestation Document…');
  await workbench.webview().locator('#document-text textarea').waitFor({ timeout: 20_000 });
}

const THEMES: readonly Theme[] = ['dark', 'light', 'high contrast', 'high contrast light'];

for (const theme of THEMES) {
  describe(`the attestation page in the ${theme} theme`, () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await openWorkbench({
        workspace: folder,
        open: 'trail.json',
        theme,
        machineSettings,
        size: { width: 1600, height: 1250 },
      });
      await openPage(workbench);
    });
    after(() => workbench.close());

    for (const [spelling, pasted] of Object.entries(SPELLINGS)) {
      test(`shows the verdict of a document that is pasted as ${spelling}`, async () => {
        await paste(workbench, 'no document');
        await workbench.webview().locator('#problem').waitFor();
        await paste(workbench, pasted);
        const page = workbench.webview();
        await page.locator('#problem').waitFor({ state: 'hidden' });
        await page.locator('#verdict-sentence', { hasText: VERDICT }).waitFor();
        assert.equal(await page.locator('#verdict-sentence').getAttribute('data-tone'), 'neutral');
      });
    }

    test('shows each check, the rows of the measurements, and the entry that was found', async () => {
      const page = workbench.webview();
      const checks = await page
        .locator('#checks li')
        .evaluateAll((items) =>
          items.map((item) => [item.getAttribute('data-check'), item.getAttribute('data-outcome')]),
        );
      assert.deepEqual(Object.fromEntries(checks), {
        signature: 'pass',
        chain: 'pass',
        root: 'pass',
        'leaf-name': 'pass',
        'valid-at-timestamp': 'pass',
        'valid-at-call': 'pass',
        'valid-now': 'fail',
        profile: 'pass',
      });
      const rows = await page
        .locator('tr[data-pcr]')
        .evaluateAll((items) =>
          items.map((item) => [
            item.getAttribute('data-pcr'),
            item.getAttribute('data-call'),
            item.getAttribute('data-reference'),
          ]),
        );
      assert.deepEqual(
        rows.map(([index, call]) => [index, call]),
        ['0', '1', '2', '3', '4', '8'].map((index) => [index, 'same']),
      );
      assert.deepEqual(
        rows.filter(([, , reference]) => reference === 'same').map(([index]) => index),
        ['0', '1', '2', '8'],
      );
      assert.match((await page.locator('#call-explanation').textContent()) ?? '', /Found by its module id/);
      assert.match((await page.locator('#verdict-detail').textContent()) ?? '', /, 2 s before the call/);
      assert.match((await page.locator('#identity').textContent()) ?? '', new RegExp(INSTANCE));
      await workbench.picture(`attestation-${theme.replaceAll(' ', '-')}`);
      await page.locator('#certificates').scrollIntoViewIfNeeded();
      await page.locator('body').evaluate((body) => body.ownerDocument.defaultView?.scrollBy(0, 2000));
      await workbench.screenshot(`attestation-lower-${theme.replaceAll(' ', '-')}`);
    });

    test('broke no content security policy, and nothing else in the console', () => {
      assert.deepEqual(workbench.consoleErrors(), []);
    });
  });
}

workbenchTest(
  'the page follows the call that is chosen in the editor, and reveals a row in the trail',
  { workspace: folder, open: 'trail.json', theme: 'dark', machineSettings, size: { width: 1600, height: 1250 } },
  async (workbench) => {
    await openPage(workbench);
    const page = workbench.webview();
    await paste(workbench, Buffer.from(otherSigner.bytes).toString('base64'));
    await page.locator('#verdict-sentence', { hasText: 'same enclave, but PCR8 differs' }).waitFor();
    assert.equal(await page.locator('tr[data-pcr="8"]').getAttribute('data-call'), 'different');
    assert.ok((await page.locator('tr[data-pcr="8"] mark').count()) > 0, 'the difference is marked');
    await page.locator('#reveal-pcr-8').click();
    await workbench.line('attestationDocumentEnclavePCR8').waitFor();
    await workbench.waitForEditor('trail.json');
    await workbench.picture('attestation-different-dark');
    await workbench.runCommand('Next Attested Call');
    await page.locator('#call [data-fact="Operation"]', { hasText: 'GenerateDataKey' }).waitFor();
    await page.locator('#verdict-detail', { hasText: ', 1 min 2 s before the call' }).waitFor();
    await workbench.runCommand('Show Attestation Report');
    await workbench.waitForEditor('Attestation Report.md');
    await workbench.line('Attestation document').waitFor();
    assert.deepEqual(workbench.consoleErrors(), []);
  },
);

workbenchTest(
  'the page survives a reload of the window with its document, and keeps what was typed',
  { workspace: folder, theme: 'light', machineSettings, size: { width: 1600, height: 1000 } },
  async (workbench) => {
    await workbench.openFile('trail.json');
    await openPage(workbench);
    await paste(workbench, base64);
    const page = workbench.webview();
    await page.locator('#verdict-sentence', { hasText: VERDICT }).waitFor();
    await workbench.page.locator('.tab', { hasText: 'trail.json' }).click();
    await workbench.goToLine(145);
    await page.locator('#call [data-fact="Operation"]', { hasText: 'GenerateDataKey' }).waitFor();
    await page.locator('#new-document').click();
    await page.locator('#document-text textarea').fill('half a thought');
    // The text is kept once typing pauses.
    await workbench.page.waitForTimeout(1_000);
    await workbench.reload();
    await page.locator('#verdict-sentence', { hasText: VERDICT }).waitFor({ timeout: 40_000 });
    await page.locator('#call [data-fact="Operation"]', { hasText: 'GenerateDataKey' }).waitFor({ timeout: 20_000 });
    await workbench.until(
      'the text that was typed',
      async () => (await page.locator('#document-text textarea').inputValue()) === 'half a thought',
    );
  },
);

workbenchTest(
  'a narrow page shows all of it, from a file that the explorer offers to decode',
  { workspace: folder, theme: 'dark', machineSettings, size: { width: 620, height: 1150 } },
  async (workbench) => {
    writeFileSync(path.join(workbench.folder, 'boot.cbor'), document.bytes);
    const file = workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'boot.cbor' });
    const entry = workbench.page.locator('.monaco-menu .action-label', {
      hasText: 'Decode Attestation Document from File…',
    });
    await file.waitFor({ timeout: 20_000 });
    // The explorer is there before extensions have added to its menu.
    await workbench.until('the page that the entry of the menu opens', async () => {
      await workbench.page.keyboard.press('Escape');
      await file.click({ button: 'right' });
      const open = async (): Promise<boolean> => {
        await entry.hover({ timeout: 2_000 });
        // A menu that just opened takes the first click for the one that opened it.
        await workbench.page.waitForTimeout(500);
        await entry.click({ timeout: 2_000 });
        await workbench.page.locator('iframe.webview.ready').waitFor({ timeout: 5_000 });
        return true;
      };
      return open().catch(() => false);
    });
    const page = workbench.webview();
    await page.locator('#verdict-sentence', { hasText: 'Genuine when it was made' }).waitFor({ timeout: 20_000 });
    await workbench.runCommand('Toggle Primary Side Bar Visibility');
    const overflow = await page.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
    assert.ok(overflow <= 0, `${overflow} pixels stick out`);
    // The palette fades away.
    await workbench.page.waitForTimeout(500);
    await workbench.picture('attestation-narrow-dark');
  },
);

workbenchTest(
  'bad input is named, keeps the text, and leaves the last document',
  { workspace: folder, open: 'trail.json', theme: 'dark', machineSettings, size: { width: 1600, height: 1000 } },
  async (workbench) => {
    await openPage(workbench);
    await paste(workbench, base64);
    const page = workbench.webview();
    await page.locator('#verdict-sentence', { hasText: VERDICT }).waitFor();
    const inputs: readonly (readonly [string, RegExp])[] = [
      ['the quick brown fox', /no attestation document|text/i],
      [base64.slice(0, 3_000), /first part|cut|missing/i],
      ['', /empty|nothing/i],
    ];
    for (const [pasted, expected] of inputs) {
      await paste(workbench, pasted);
      await workbench.until(`a problem that says ${expected}`, async () =>
        expected.test((await page.locator('#problem').textContent()) ?? ''),
      );
      assert.equal(await page.locator('#document-text textarea').inputValue(), pasted);
      assert.match((await page.locator('#verdict-sentence').textContent()) ?? '', /Genuine/);
    }
    await workbench.picture('attestation-problem-dark');
    await paste(workbench, 'A'.repeat(1024 * 1024 + 1));
    await page.locator('#problem', { hasText: 'at most 1 MiB' }).waitFor();
    assert.deepEqual(workbench.consoleErrors(), []);
  },
);
