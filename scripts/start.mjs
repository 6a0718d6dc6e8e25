// Opens the sample trail in a real VS Code with the packed extension installed: the desktop's where it is usable, else
// one from npm on a local address. Either has a fresh profile that is gone afterwards.
import { randomBytes } from 'node:crypto';
import { packageExtension } from './package.mjs';
import { fetchVSCode } from './vscode/build.mjs';
import { desktopCommand, openDesktop } from './vscode/desktop.mjs';
import { installedExtensions } from './vscode/installed.mjs';
import { whenNpmEnds } from './vscode/parent.mjs';
import { say } from './vscode/say.mjs';
import { startServer } from './vscode/server.mjs';
import { newest } from './vscode/versions.mjs';

const sample = 'enclave-trail:/sample/trail.json';

/** @type {() => Promise<void>} */
let close = async () => {};
let stopping = false;
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, stop);
whenNpmEnds(stop);

const vsix = await packageExtension();
const desktop = await desktopCommand();
if (desktop === undefined) await serve();
else await openOnDesktop(desktop);

async function serve() {
  const vscode = await fetchVSCode(newest);
  const { folder, remove } = await installedExtensions(vscode, vsix);
  // Whoever may open the address has a VS Code on this machine: a secret in it keeps other users and pages out.
  const connectionToken = randomBytes(16).toString('hex');
  const server = await startServer({ build: newest, extensions: folder, connectionToken });
  remove();
  close = server.stop;
  server.stopped.then(() => {
    if (!stopping) throw new Error(`VS Code ended by itself.\n${server.log().slice(-4_000)}`);
  });
  say(`
VS Code ${newest.vscode} with Enclave Trail and its sample runs here. Open in a browser:

  ${server.url([['openFile', sample]])}

Ctrl-C stops it.`);
}

/** @param {import('./vscode/desktop.mjs').DesktopCommand} command */
async function openOnDesktop(command) {
  const window = await openDesktop(command, vsix, sample);
  close = window.close;
  say(`
VS Code ${command.version} with Enclave Trail opens its sample in a window of its own, with a fresh profile.
Closing the window or Ctrl-C ends it.`);
  await window.closed;
  await stop();
}

async function stop() {
  // npm passes on a signal that the terminal has sent here as well.
  if (stopping) return;
  stopping = true;
  say('Stopping VS Code.');
  await close();
  say('Stopped; the profile is removed.');
  process.exit(0);
}
