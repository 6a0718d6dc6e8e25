import assert from 'node:assert/strict';
import { workbenchTest } from '../support/workbench.ts';

workbenchTest('opens a JSON file with the packed extension installed', { open: 'plain.json' }, async (workbench) => {
  assert.equal(await workbench.activeTab(), 'plain.json');
  assert.deepEqual(await workbench.visibleLines(), ['{', '  "plain": true', '}', '']);
  await workbench.typeAfter('true', ', "more": 1');
  assert.equal(await workbench.lineText('"more": 1'), '  "plain": true, "more": 1');
  await workbench.screenshot('json');
});
