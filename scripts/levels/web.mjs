// The mocha tests once more, and those of test/web, in the web-worker extension host.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildExtension } from '../build.mjs';
import { fetchBrowser } from '../vscode/browser.mjs';
import { fetchVSCode } from '../vscode/build.mjs';
import { projectFolder } from '../vscode/cache.mjs';
import { runInExtensionHost } from '../vscode/extension-host.mjs';
import { newest } from '../vscode/versions.mjs';
import { bundleForExtensionHost } from './bundle.mjs';
import { testFiles } from './files.mjs';
import { mochaOutcome } from './mocha.mjs';

/** @type {import('./level.mjs').Level} */
export async function runWeb({ filters }) {
  const files = [...testFiles('test/host', filters), ...testFiles('test/web', filters)];
  const [tests] = await Promise.all([bundleForExtensionHost('web', files), buildExtension()]);
  await fetchVSCode(newest);
  await fetchBrowser();
  return mochaOutcome(`the web host of VS Code ${newest.vscode}`, async (workspace) => {
    const { log } = await runInExtensionHost({
      build: newest,
      extension: projectFolder,
      tests,
      workspace,
      settings: { 'remote.extensionKind': { 'enclave-trail.enclave-trail': ['web'] } },
    });
    writeFileSync(path.join(workspace, '..', 'log.txt'), log);
  });
}
