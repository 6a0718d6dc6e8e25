// mocha in the Node extension host, through @vscode/test-electron: with its own download on a desktop, and with a
// launcher in the executable's place elsewhere.
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { buildExtension } from '../build.mjs';
import { fetchBrowser } from '../vscode/browser.mjs';
import { fetchVSCode } from '../vscode/build.mjs';
import { projectFolder } from '../vscode/cache.mjs';
import { bundleForExtensionHost } from './bundle.mjs';
import { testFiles } from './files.mjs';
import { nothing, sum } from './level.mjs';
import { mochaOutcome } from './mocha.mjs';

const launcher = fileURLToPath(new URL('../vscode/launcher.mjs', import.meta.url));

/** @type {import('./level.mjs').Level} */
export async function runHost({ filters, builds }) {
  const files = testFiles('test/host', filters);
  const [suite] = await Promise.all([bundleForExtensionHost('host', files), buildExtension()]);
  let outcome = nothing;
  for (const build of builds) {
    const executable = await executableFor(build);
    const one = await mochaOutcome(`VS Code ${build.vscode}`, async (workspace) => {
      await runTests({
        ...executable.options,
        extensionDevelopmentPath: projectFolder,
        extensionTestsPath: suite,
        launchArgs: [...executable.firstArguments, workspace],
      }).catch(() => {
        // Failed tests are in the results, and a run that failed otherwise left none.
      });
    });
    outcome = sum(outcome, one);
  }
  return outcome;
}

/** @param {import('../vscode/versions.mjs').VSCodeBuild} build */
async function executableFor(build) {
  if (usesDesktop()) return { options: { version: build.vscode }, firstArguments: [] };
  // Here, and not in the launcher, so that the time it takes is not the tests'.
  await fetchVSCode(build);
  await fetchBrowser();
  return { options: { vscodeExecutablePath: process.execPath }, firstArguments: [launcher, build.name] };
}

/** Linux runs what npm has, display or not, unless told otherwise: so all such machines run the same. */
function usesDesktop() {
  const wish = process.env.ENCLAVE_TRAIL_DESKTOP;
  if (wish !== undefined) return wish === '1';
  return process.platform === 'darwin' || process.platform === 'win32';
}
