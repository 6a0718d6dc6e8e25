// A whole VS Code (server, extension hosts, workbench) from npm packages alone.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.mjs';
import { installPackages, npmInstall } from './install.mjs';

/** @typedef {import('./versions.mjs').VSCodeBuild} VSCodeBuild */

/**
 * @typedef {object} FetchedVSCode
 * @property {string} node the executable that runs it
 * @property {string} serverMain
 */

const standIns = fileURLToPath(new URL('stand-ins', import.meta.url));
const windows = process.platform === 'win32';
const nodePackage = `node-${windows ? 'win' : process.platform}-${process.arch}`;
const ripgrepPackage = `@vscode/ripgrep-${process.platform}-${process.arch}`;

/**
 * @param {VSCodeBuild} build
 * @returns {Promise<FetchedVSCode>}
 */
export async function fetchVSCode(build) {
  const what = `VS Code ${build.vscode}`;
  const folder = await cached(`vscode-${build.vscode}-node-${build.node}`, async (partial) => {
    await installPackages(partial, what, {
      'code-server': build.codeServer,
      [nodePackage]: build.node,
      ...(build.ripgrep === undefined ? {} : { [ripgrepPackage]: build.ripgrep }),
    });
    await npmInstall(vscodeFolder(partial), `the packages of ${what}`);
    replaceNativeParts(partial);
  });
  return {
    node: path.join(folder, 'node_modules', nodePackage, 'bin', windows ? 'node.exe' : 'node'),
    serverMain: path.join(vscodeFolder(folder), 'out', 'server-main.js'),
  };
}

/**
 * What VS Code compiles or downloads when it is installed, which takes tools and addresses that a machine may lack.
 * @param {string} folder
 */
function replaceNativeParts(folder) {
  const packages = path.join(vscodeFolder(folder), 'node_modules');
  // The names of old releases, then those of new ones.
  for (const name of ['spdlog', 'native-watchdog', '@vscode/spdlog', '@vscode/native-watchdog']) {
    const place = path.join(packages, name);
    if (existsSync(place))
      copyFileSync(path.join(standIns, `${path.basename(name)}.cjs`), path.join(place, 'index.js'));
  }
  const ripgrep = path.join(folder, 'node_modules', ripgrepPackage, 'bin');
  if (!existsSync(ripgrep)) return;
  const binary = windows ? 'rg.exe' : 'rg';
  const place = path.join(packages, '@vscode', 'ripgrep', 'bin');
  mkdirSync(place, { recursive: true });
  copyFileSync(path.join(ripgrep, binary), path.join(place, binary));
}

/** @param {string} folder */
function vscodeFolder(folder) {
  return path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}
