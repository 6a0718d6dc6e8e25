// The VS Code that this machine has installed, if it can show a window.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { isAlive, projectFolder } from './cache.mjs';
import { quietSettings } from './settings.mjs';
import { temporaryFolder } from './temporary.mjs';

/** @typedef {{ readonly name: string, readonly version: string }} DesktopCommand */

const windows = process.platform === 'win32';
const longest = 60_000;

/** @returns {Promise<DesktopCommand | undefined>} */
export async function desktopCommand() {
  // In a terminal of a remote VS Code, and in a Linux below Windows, `code` talks to another machine's.
  const { VSCODE_IPC_HOOK_CLI, WSL_DISTRO_NAME } = process.env;
  if (!hasDisplay() || VSCODE_IPC_HOOK_CLI !== undefined || WSL_DISTRO_NAME !== undefined) return undefined;
  const floor = /\d+\.\d+/.exec(manifest().engines.vscode)?.[0] ?? '';
  for (const name of ['code', 'code-insiders', 'codium']) {
    const version = await versionOf(name);
    if (version !== undefined && isAtLeast(version, floor)) return { name, version };
  }
  return undefined;
}

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}

/** @returns {{ engines: { vscode: string } }} */
function manifest() {
  return JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
}

/** @param {string} name */
async function versionOf(name) {
  try {
    return /^(\d+\.\d+\.\d+)/.exec(await run(name, ['--version']))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * @param {string} version
 * @param {string} floor
 */
function isAtLeast(version, floor) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [floorMajor = 0, floorMinor = 0] = floor.split('.').map(Number);
  return major > floorMajor || (major === floorMajor && minor >= floorMinor);
}

/**
 * @param {DesktopCommand} command
 * @param {string} vsix
 * @param {string} uri
 */
export async function openDesktop(command, vsix, uri) {
  const { folder, remove } = temporaryFolder();
  const user = path.join(folder, 'user');
  mkdirSync(path.join(user, 'User'), { recursive: true });
  writeFileSync(path.join(user, 'User', 'settings.json'), JSON.stringify(quietSettings));
  const profile = ['--user-data-dir', user, '--extensions-dir', path.join(folder, 'ext')];
  await run(command.name, [...profile, '--install-extension', vsix]);
  await run(command.name, [...profile, '--disable-workspace-trust', '--new-window', '--file-uri', uri]);
  let isEnding = false;
  const closed = windowCloses(user, () => isEnding);
  return {
    closed,
    close: async () => {
      isEnding = true;
      endMainProcess(user, 'SIGTERM');
      // It may be asking whether to save.
      const insist = setTimeout(() => endMainProcess(user, 'SIGKILL'), 3_000);
      await closed;
      clearTimeout(insist);
      remove();
    },
  };
}

/**
 * The command returns at once: the window's process has written its id into the profile, and that is watched.
 * @param {string} user
 * @param {() => boolean} isEnding whether a window that was never seen counts as closed
 */
async function windowCloses(user, isEnding) {
  for (let wasSeen = false; ; ) {
    const id = mainProcess(user);
    const isOpen = id !== undefined && isAlive(id);
    if (!isOpen && (wasSeen || isEnding())) return;
    wasSeen ||= isOpen;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/**
 * @param {string} user
 * @param {NodeJS.Signals} signal
 */
function endMainProcess(user, signal) {
  const id = mainProcess(user);
  if (id !== undefined && isAlive(id)) process.kill(id, signal);
}

/**
 * @param {string} user
 * @returns {number | undefined}
 */
function mainProcess(user) {
  const file = path.join(user, 'code.lock');
  const id = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
  return Number.isNaN(id) ? undefined : id;
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
async function run(name, args) {
  // A shell for Windows, where the command is a batch file; it takes its arguments apart at spaces.
  const quoted = windows ? args.map((argument) => `"${argument}"`) : args;
  const { stdout } = await promisify(execFile)(name, quoted, { timeout: longest, shell: windows });
  return stdout;
}
