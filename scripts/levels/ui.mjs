// Drives the whole workbench, with the extension installed from its package as a user has it.

import { packageExtension } from '../package.mjs';
import { fetchBrowser } from '../vscode/browser.mjs';
import { fetchVSCode } from '../vscode/build.mjs';
import { installedExtensions } from '../vscode/installed.mjs';
import { newest } from '../vscode/versions.mjs';
import { bundleForNode } from './bundle.mjs';
import { testFiles } from './files.mjs';
import { runNodeTests } from './node-test.mjs';

/** @type {import('./level.mjs').Level} */
export async function runUi({ filters }) {
  const bundles = await bundleForNode('ui', testFiles('test/ui', filters));
  const vscode = await fetchVSCode(newest);
  await fetchBrowser();
  const { folder, remove } = await installedExtensions(vscode, await packageExtension());
  process.env.ENCLAVE_TRAIL_EXTENSIONS = folder;
  try {
    return await runNodeTests(bundles, { concurrency: 1, timeout: 300_000 });
  } finally {
    remove();
  }
}
