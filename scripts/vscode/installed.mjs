import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { serverEnvironment } from './server.mjs';
import { temporaryFolder } from './temporary.mjs';

/**
 * An extensions folder with one packed extension in it, put there by VS Code itself.
 * @param {import('./build.mjs').FetchedVSCode} vscode
 * @param {string} vsix
 */
export async function installedExtensions(vscode, vsix) {
  const { folder, remove } = temporaryFolder();
  const extensions = path.join(folder, 'ext');
  mkdirSync(path.join(folder, 'tmp'));
  const args = ['--install-extension', vsix, '--extensions-dir', extensions, '--server-data-dir', folder];
  await promisify(execFile)(vscode.node, [vscode.serverMain, '--accept-server-license-terms', ...args], {
    env: serverEnvironment(folder),
    timeout: 60_000,
  });
  return { folder: extensions, remove };
}
