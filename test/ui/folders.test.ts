import assert from 'node:assert/strict';
import { attestedEvent, IMAGE } from '../support/events.ts';
import { workbenchTest } from '../support/workbench.ts';
import { workspaceFolder } from '../support/workspaces.ts';

function measurements(name: string): string {
  return JSON.stringify({ measurements: [{ name, pcrs: { PCR0: IMAGE.pcr0.toString('hex') } }] });
}

const trail = JSON.stringify({ Records: [attestedEvent()] }, undefined, 1);

const workspace = workspaceFolder('folders', {
  'both.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
  'one/one.json': trail,
  'one/enclave-measurements.json': measurements('from-one'),
  'two/two.json': trail,
  'two/enclave-measurements.json': measurements('from-two'),
});

workbenchTest(
  "in a workspace of two folders a folder's own references decide about its trails, and hovers name their files",
  { workspace, open: 'one/one.json' },
  async (workbench) => {
    for (const [own, other] of [
      ['one', 'two'],
      ['two', 'one'],
    ] as const) {
      if (own === 'two') {
        await workbench.openFile('two.json');
      }
      await workbench.statusBarItem('1 attested call');
      await workbench.runCommand('Next Attested Call');
      assert.equal(await workbench.waitForInlayHint('ImageDigest"', '✓'), `✓ from-${own}`);
      const words = await workbench.hover('ImageDigest"', 'attested by');
      assert.ok(words.includes(`${own}/enclave-measurements.json`), words);
      assert.ok(words.indexOf(`from-${own}`) < words.indexOf(`from-${other}`), 'the other folder comes after it');
      await workbench.page.keyboard.press('Escape');
    }
  },
);
