// The pictures that the README shows, of the sample trail. They are replaced with UPDATE_PICTURES=1 alone.
import assert from 'node:assert/strict';
import { type Theme, type Workbench, workbenchTest } from '../support/workbench.ts';

const settings = {
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'window.commandCenter': false,
};
const size = { width: 1200, height: 640 };

for (const theme of ['dark', 'light'] as const satisfies readonly Theme[]) {
  workbenchTest(
    `the sample trail, ${theme}`,
    { open: 'enclave-trail:/sample/trail.json', theme, settings, size },
    async (workbench) => {
      await workbench.statusBarItem('6 attested calls · 1 debug · 1 unknown · 1 partial');
      await workbench.page.keyboard.press('Control+b');
      await workbench.until('the lens of the first call', async () =>
        (await workbench.codeLenses()).includes('Attested Decrypt: ✓ matches payments 1.4.2'),
      );
      await workbench.picture(`lens-${theme}`);
      await showCall(workbench, 1, '✓ payments 1.4.2');
      await workbench.picture(`trail-${theme}`);
      const words = await workbench.until('a hover that stays', async () => {
        const shown = await workbench.hover('ImageDigest"', 'attested by');
        // It fades in, and an editor that is still drawing drops it.
        await workbench.page.waitForTimeout(500);
        return (await workbench.openHover.isVisible()) && shown;
      });
      assert.match(words, /✓ matches payments 1\.4\.2/);
      await workbench.picture(`hover-${theme}`);
      await workbench.page.keyboard.press('Escape');
      await showCall(workbench, 3, '⚠ debug mode');
      await workbench.picture(`debug-${theme}`);
      await workbench.runCommand('Go to Attested Call…');
      assert.equal((await workbench.quickPickRows('Go to Attested Call')).length, 6);
      // It fades in.
      await workbench.page.waitForTimeout(500);
      await workbench.picture(`list-${theme}`);
    },
  );
}

/** Steps on so many calls, until the hint of the image is there. */
async function showCall(workbench: Workbench, steps: number, hint: string): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await workbench.runCommand('Next Attested Call');
  }
  await workbench.waitForInlayHint(`ImageDigest": ${hint}`, hint);
}
