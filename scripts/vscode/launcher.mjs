// Stands in for the executable of a desktop VS Code as @vscode/test-electron starts it, on a machine that has neither a
// display nor the download: runs the same test module in a VS Code from npm.
// usage: launcher.mjs newest|oldest WORKSPACE --extensionDevelopmentPath=… --extensionTestsPath=…

import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runInExtensionHost } from './extension-host.mjs';
import { whenParentEnds } from './parent.mjs';
import { say } from './say.mjs';
import { newest, oldest } from './versions.mjs';

whenParentEnds(() => process.exit(1));
const [name, workspace = '', ...options] = process.argv.slice(2);
/** What VS Code ends with when it could not start an extension host, before any test has begun. */
const NOT_STARTED = 81;
let { code, log } = await run();
if (code === NOT_STARTED && !existsSync(path.join(workspace, '..', 'results.json'))) {
  say('VS Code did not start its extension host; once more.');
  ({ code, log } = await run());
}
writeFileSync(path.join(workspace, '..', 'log.txt'), log);
process.exit(code);

function run() {
  return runInExtensionHost({
    build: name === 'oldest' ? oldest : newest,
    extension: option('extensionDevelopmentPath'),
    tests: option('extensionTestsPath'),
    workspace,
  });
}

/** @param {string} key */
function option(key) {
  const prefix = `--${key}=`;
  const value = options.find((argument) => argument.startsWith(prefix))?.slice(prefix.length);
  if (value === undefined) throw new Error(`missing ${prefix}…`);
  return value;
}
