import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { attestedEvent, IMAGE, kmsEvent } from '../support/events.ts';
import { openWorkbench, type Theme, type Workbench } from '../support/workbench.ts';
import { workspaceFolder } from '../support/workspaces.ts';

const CALLS = 12;

const trail = {
  Records: Array.from({ length: CALLS * 4 }, (_, number) =>
    number % 4 === 0
      ? attestedEvent({ eventName: number % 8 === 0 ? 'Decrypt' : 'GenerateDataKey', eventID: `call ${number / 4}` })
      : kmsEvent({ eventName: 'ListKeys', eventID: `other ${number}` }),
  ),
};

const measurements = {
  measurements: [{ name: 'payments', version: '1.4.2', pcrs: { PCR0: IMAGE.pcr0.toString('hex') } }],
};

const folder = workspaceFolder('formatted', {
  'one-line.json': JSON.stringify(trail),
  'enclave-measurements.json': JSON.stringify(measurements),
});

const VIEW = 'one-line.json (attested calls).json';

for (const theme of ['dark', 'light'] as const satisfies readonly Theme[]) {
  describe(`a trail on one line, ${theme}`, () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await openWorkbench({ workspace: folder, theme });
      await workbench.openFile('one-line.json');
    });
    after(() => workbench?.close());

    test('offers its formatted view in the status bar, over the line and in the title, and injects nothing', async () => {
      await workbench.statusBarItem(`${CALLS} attested calls`);
      await workbench.statusBarItem('Formatted view');
      await workbench.until('the lens', async () => (await workbench.codeLenses()).includes('Open formatted view'));
      await workbench.page.locator('.editor-actions a[aria-label^="Open Formatted View"]').first().waitFor();
      assert.deepEqual(await workbench.inlayHints('"Records"'), []);
      await workbench.screenshot(`one line, ${theme}`);
    });

    test('shows every call there as in any trail, and leads back', async () => {
      await workbench.statusBarItemElement('Formatted view').click();
      await workbench.waitForEditor(VIEW);
      await workbench.screenshot(`formatted view top, ${theme}`);
      await workbench.until('the lenses', async () => {
        const lenses = await workbench.codeLenses();
        return (
          lenses.includes(`one-line.json: ${CALLS} attested calls`) &&
          lenses.some((lens) => lens.includes('✓') || lens.includes('matches'))
        );
      });
      assert.match(await workbench.statusBarItem('attested calls'), new RegExp(`${CALLS} attested calls`));
      await workbench.runCommand('Next Attested Call');
      assert.match(await workbench.waitForInlayHint('attestationDocumentEnclaveImageDigest', '✓'), /payments 1\.4\.2/);
      await workbench.picture(`formatted ${theme}`);
      await workbench.runCommand('Show Every Event');
      await workbench.waitForEditor('one-line.json (every event).json');
      await workbench.goToLine(1);
      await workbench.until('the lens of all events', async () =>
        (await workbench.codeLenses()).includes(`one-line.json: ${CALLS * 4} events`),
      );
      await workbench.screenshot(`every event, ${theme}`);
      await workbench.runCommand('Go to Source');
      await workbench.until('the source', async () => (await workbench.activeTab()) === 'one-line.json');
    });

    test('is there again after a reload', async () => {
      await workbench.runCommand('Open Formatted View');
      await workbench.waitForEditor(VIEW);
      await workbench.runCommand('Next Attested Call');
      await workbench.reload();
      await workbench.waitForEditor(VIEW);
      assert.match(await workbench.waitForInlayHint('attestationDocumentEnclaveImageDigest', '✓'), /payments 1\.4\.2/);
    });
  });
}
