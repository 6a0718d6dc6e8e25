import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { attestedEvent, IMAGE, kmsEvent } from '../support/events.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { workspaceFolder } from '../support/workspaces.ts';

const measurements = {
  measurements: [{ name: 'payments', version: '1.4.2', pcrs: { PCR0: IMAGE.pcr0.toString('hex') } }],
};
const folder = workspaceFolder('gzip', { 'enclave-measurements.json': JSON.stringify(measurements) });
const events = [attestedEvent(), kmsEvent({ eventName: 'ListKeys' }), attestedEvent({ eventName: 'GenerateDataKey' })];
const whole = gzipSync(JSON.stringify({ Records: events }));
writeFileSync(path.join(folder, 'trail.json.gz'), whole);
writeFileSync(path.join(folder, 'cut off.json.gz'), whole.subarray(0, whole.length - 12));

const VIEW = 'trail.json.gz (attested calls).json';

describe('a compressed trail', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ workspace: folder, theme: 'dark' });
  });
  after(() => workbench?.close());

  test('opens from the explorer with the calls annotated, and is there again after a reload', async () => {
    await workbench.chooseInExplorer('trail.json.gz', 'Open as Trail');
    await workbench.waitForEditor(VIEW);
    await workbench.until('the lenses', async () =>
      (await workbench.codeLenses()).includes('trail.json.gz: 2 attested calls'),
    );
    await workbench.screenshot('compressed');
    await workbench.statusBarItem('2 attested calls');
    await workbench.runCommand('Next Attested Call');
    assert.match(await workbench.waitForInlayHint('attestationDocumentEnclaveImageDigest', '✓'), /payments 1\.4\.2/);
    await workbench.runCommand('Go to Source');
    await workbench.until('the excerpt', async () => (await workbench.activeTab()).startsWith('trail.json.gz (bytes '));
    await workbench.until('the way back', async () =>
      (await workbench.codeLenses()).some((lens) => /^Open formatted view of bytes .*, decompressed$/.test(lens)),
    );
    await workbench.screenshot('around a call of a compressed trail');
    await workbench.runCommand('Open Formatted View');
    await workbench.waitForEditor(VIEW);
    await workbench.reload();
    await workbench.waitForEditor(VIEW);
    await workbench.statusBarItem('2 attested calls');
  });

  test('says where reading stopped, and shows what came before', async () => {
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'cut off.json.gz' })
      .first()
      .dblclick();
    await workbench.waitForEditor('cut off.json.gz');
    const action = workbench.page.locator('.editor-actions a[aria-label^="Open as Trail"]').first();
    // The actions of a tab that has just become the active one are drawn anew.
    await workbench.until('the view', async () => {
      await action.click({ timeout: 2_000 }).catch(() => undefined);
      await workbench.page.waitForTimeout(500);
      return (await workbench.activeTab()).startsWith('cut off.json.gz (attested calls).json');
    });
    const message = await workbench.notification('Not all of cut off.json.gz was read');
    assert.match(message, /its gzip data are cut off/);
    await workbench.screenshot('compressed and cut off');
  });
});
