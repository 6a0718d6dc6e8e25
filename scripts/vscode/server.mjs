// Starts a VS Code server on a local address with a profile of its own that goes with it.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fetchVSCode } from './build.mjs';
import { quietSettings } from './settings.mjs';

/** @typedef {import('./versions.mjs').VSCodeBuild} VSCodeBuild */

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));
const startTimeout = 60_000;

/**
 * @typedef {object} ServerOptions
 * @property {VSCodeBuild} build
 * @property {Readonly<Record<string, unknown>>} [settings] user settings on top of the quiet ones
 * @property {Readonly<Record<string, unknown>>} [machineSettings] settings of machine scope, which a server has of its own
 * @property {string} [extensions] a folder of installed extensions to begin with; copied
 * @property {string} [workspace] a folder to open
 * @property {string} [workspaceTemplate] a folder of which to open a copy that goes with the server
 * @property {boolean} [trust] whether workspace trust is on, and so the workspace restricted; off unless given
 * @property {boolean} [smokeTestDriver] lets the page run tests in the extension host; it silences notifications
 * @property {string} [connectionToken] what a browser must show once to be let in; none unless given
 */

/**
 * @typedef {object} Server
 * @property {string} authority host and port
 * @property {string} folder of this run; removed when the server stops
 * @property {string | undefined} workspace the folder that is open
 * @property {(file: string) => string} uri the URI by which the workbench knows a file of this machine
 * @property {(payload?: readonly (readonly [string, string])[]) => string} url a page with the workspace open
 * @property {() => string} log
 * @property {Promise<void>} stopped
 * @property {() => Promise<void>} stop
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const vscode = await fetchVSCode(options.build);
  const port = await freePort();
  // A short path: VS Code makes sockets in it, whose names may not be long.
  const folder = mkdtempSync(path.join(tmpdir(), 'enclave-trail-'));
  const workspace = furnish(folder, options);
  const args = [vscode.serverMain, ...serverArguments(folder, port, options)];
  const child = spawn(process.execPath, [keeper, folder, vscode.node, ...args], {
    detached: process.platform !== 'win32',
    env: serverEnvironment(folder),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  child.stdout.on('data', (data) => (log += data));
  child.stderr.on('data', (data) => (log += data));
  /** @type {Promise<void>} */
  const stopped = new Promise((resolve) => child.once('close', () => resolve()));
  const stop = () => {
    child.stdin.destroy();
    return stopped;
  };
  const authority = `127.0.0.1:${port}`;
  await answer(authority, () => child.exitCode !== null).catch(async (error) => {
    await stop();
    throw new Error(`${error.message}\n${log.slice(-4_000)}`);
  });
  return {
    authority,
    folder,
    workspace,
    uri: (file) => pathToFileURL(file).href.replace('file://', `vscode-remote://${authority}`),
    url: (payload = []) => pageUrl(authority, workspace, payload, options.connectionToken),
    log: () => log,
    stopped,
    stop,
  };
}

/**
 * @param {string} folder
 * @param {ServerOptions} options
 * @returns {string | undefined} the folder to open
 */
function furnish(folder, options) {
  mkdirSync(path.join(folder, 'tmp'));
  mkdirSync(path.join(folder, 'user', 'User'), { recursive: true });
  const settings = JSON.stringify({ ...quietSettings, ...options.settings });
  writeFileSync(path.join(folder, 'user', 'User', 'settings.json'), settings);
  mkdirSync(path.join(folder, 'user', 'Machine'));
  writeFileSync(path.join(folder, 'user', 'Machine', 'settings.json'), JSON.stringify(options.machineSettings ?? {}));
  if (options.extensions !== undefined) cpSync(options.extensions, path.join(folder, 'ext'), { recursive: true });
  if (options.workspaceTemplate === undefined) return options.workspace;
  const workspace = path.join(folder, 'workspace');
  cpSync(options.workspaceTemplate, workspace, { recursive: true });
  return workspace;
}

/**
 * @param {string} folder
 * @param {number} port
 * @param {ServerOptions} options
 */
function serverArguments(folder, port, options) {
  const token = options.connectionToken;
  return [
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
    ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
    ...(options.trust ? [] : ['--disable-workspace-trust']),
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-getting-started-override'],
    ...['--server-data-dir', folder, '--user-data-dir', path.join(folder, 'user')],
    ...['--extensions-dir', path.join(folder, 'ext')],
  ];
}

/**
 * An environment in which the server writes to its own folder only, and asks no gallery.
 * @param {string} folder
 */
export function serverEnvironment(folder) {
  const temporary = path.join(folder, 'tmp');
  const { NODE_OPTIONS, NODE_TEST_CONTEXT, VSCODE_IPC_HOOK_CLI, XDG_RUNTIME_DIR, ...inherited } = process.env;
  return { ...inherited, HOME: folder, TMPDIR: temporary, TEMP: temporary, TMP: temporary, EXTENSIONS_GALLERY: '{}' };
}

/**
 * @param {string} authority
 * @param {string | undefined} workspace
 * @param {readonly (readonly [string, string])[]} payload
 * @param {string | undefined} token
 */
function pageUrl(authority, workspace, payload, token) {
  const url = new URL(`http://${authority}/`);
  if (token !== undefined) url.searchParams.set('tkn', token);
  if (workspace === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set(...opened(workspace));
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/**
 * A folder that holds a .code-workspace file is opened by it: a workspace of several folders.
 * @param {string} workspace
 * @returns {[name: string, path: string]}
 */
function opened(workspace) {
  const file = readdirSync(workspace).find((name) => name.endsWith('.code-workspace'));
  return file === undefined
    ? ['folder', pathToFileURL(workspace).pathname]
    : ['workspace', pathToFileURL(path.join(workspace, file)).pathname];
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/**
 * @param {string} authority
 * @param {() => boolean} hasDied
 */
async function answer(authority, hasDied) {
  const deadline = Date.now() + startTimeout;
  while (!(await isUp(authority))) {
    if (hasDied()) throw new Error('VS Code ended while it was starting.');
    if (Date.now() > deadline) throw new Error(`VS Code did not answer within ${startTimeout / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @param {string} authority */
function isUp(authority) {
  return fetch(`http://${authority}/version`).then(
    (response) => response.ok,
    () => false,
  );
}
