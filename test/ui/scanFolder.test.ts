import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { attestedEvent, IMAGE, kmsEvent } from '../support/events.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { workspaceFolder } from '../support/workspaces.ts';

const measurements = {
  measurements: [{ name: 'payments', version: '1.4.2', pcrs: { PCR0: IMAGE.pcr0.toString('hex') } }],
};
const folder = workspaceFolder('scan', { 'enclave-measurements.json': JSON.stringify(measurements) });
const day = path.join(folder, 'AWSLogs/111122223333/CloudTrail/eu-north-1/2026/03/04');
mkdirSync(day, { recursive: true });
for (let index = 0; index < 40; index++) {
  const events = [kmsEvent({ eventName: 'ListKeys' }), ...(index % 10 === 0 ? [attestedEvent()] : [])];
  writeFileSync(path.join(day, `${index}.json.gz`), gzipSync(JSON.stringify({ Records: events })));
}
writeFileSync(path.join(day, 'cut off.json.gz'), gzipSync(JSON.stringify({ Records: [kmsEvent()] })).subarray(0, 200));

describe('a scan of a folder', () => {
  let workbench: Workbench;

  const lines = () =>
    workbench.page.locator('.pane', { hasText: 'Attested Calls' }).locator('.customview-tree .monaco-list-row');
  const labels = async (): Promise<readonly string[]> =>
    (await lines().evaluateAll((rows) => rows.map((line) => line.getAttribute('aria-label') ?? ''))).map((label) =>
      label.trim(),
    );

  before(async () => {
    workbench = await openWorkbench({ workspace: folder });
  });
  after(() => workbench?.close());

  test('begins in the explorer, and lists calls that open by keyboard', async () => {
    const { page } = workbench;
    await workbench.chooseInExplorer('AWSLogs', 'Scan Folder for Attested Calls');
    await workbench.notification('4 attested calls in 41 files, 1 not read, or in part');
    await workbench.until('the lines of the view', async () => {
      const found = await labels();
      return found.some((label) => label.includes('✓ matches payments 1.4.2')) && found.length === 3;
    });
    assert.match((await labels())[2] ?? '', /^Not read, or in part: 1 entry/);
    await lines().nth(1).click();
    const focused = page.locator('.customview-tree .monaco-list-row.focused');
    // Lines are drawn anew while references are read, and a key that is pressed then is lost.
    const downTo = (beginning: string) =>
      workbench.until(`the line “${beginning}”`, async () => {
        const label = await focused.getAttribute('aria-label', { timeout: 2_000 }).catch(() => '');
        if (label?.trim().startsWith(beginning)) return true;
        await page.keyboard.press('ArrowRight');
        await page.waitForTimeout(300);
        return false;
      });
    await downTo('Enclave i-');
    await downTo('Decrypt at ');
    await workbench.screenshot('scan of a folder');
    await page.keyboard.press('Enter');
    await workbench.waitForEditor('0.json.gz (attested calls).json');
    await workbench.runCommand('Next Attested Call');
    assert.match(await workbench.waitForInlayHint('attestationDocumentEnclaveImageDigest', '✓'), /payments 1\.4\.2/);
  });

  test('is there again after a reload, with when it was made', async () => {
    await workbench.reload();
    await workbench.until('the results', async () =>
      (await labels()).some((label) => /4 attested calls in 41 files, .* as scanned at 20\d\d-/.test(label)),
    );
    await workbench.until('the outcome', async () =>
      (await labels()).some((label) => label.includes('✓ matches payments')),
    );
    await workbench.screenshot('scan of a folder after a reload');
  });
});
