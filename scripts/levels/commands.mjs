// The two levels that are commands of development packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { projectFolder } from '../vscode/cache.mjs';
import { check, nothing, sum } from './level.mjs';

const require = createRequire(import.meta.url);
const typedFolders = ['src/core', 'src', 'webview', 'scripts', 'test', 'bench'];

/** @type {import('./level.mjs').Level} */
export async function runTypes() {
  let outcome = nothing;
  for (const folder of typedFolders.filter((name) => existsSync(path.join(projectFolder, name, 'tsconfig.json')))) {
    outcome = sum(outcome, check(await command('typescript', 'tsc', ['--pretty', 'false', '-p', folder])));
  }
  return outcome;
}

/** @type {import('./level.mjs').Level} */
export async function runLint() {
  return check(
    await command('@biomejs/biome', 'biome', [
      'ci',
      `--colors=${process.stdout.isTTY ? 'force' : 'off'}`,
      '--diagnostic-level=warn',
      '--error-on-warnings',
      '.',
    ]),
  );
}

/**
 * @param {string} packageName
 * @param {string} binary
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
function command(packageName, binary, args) {
  const manifestFile = path.join(projectFolder, 'node_modules', packageName, 'package.json');
  const script = path.resolve(path.dirname(manifestFile), require(manifestFile).bin[binary]);
  const child = spawn(process.execPath, [script, ...args], { cwd: projectFolder, stdio: 'inherit' });
  const killChild = () => child.kill();
  process.once('exit', killChild);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', killChild);
      resolve(code ?? 1);
    });
  });
}
