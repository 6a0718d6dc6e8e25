// Runs a server for as long as the pipe on its own standard input is held open, then kills the server with all its
// children and removes the run's folder. The system closes the pipe however the holder dies: Ctrl-C, a crash, kill -9.
// usage: keeper.mjs FOLDER EXECUTABLE ARGS...
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const [folder, executable, ...args] = process.argv.slice(2);
if (folder === undefined || executable === undefined) throw new Error('usage: keeper.mjs FOLDER EXECUTABLE ARGS...');

const windows = process.platform === 'win32';
const server = spawn(executable, args, { detached: !windows, stdio: ['ignore', 'inherit', 'inherit'] });

/** @type {Promise<number | null>} */
const ended = new Promise((resolve) => {
  server.once('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    resolve(1);
  });
  server.once('exit', resolve);
});

// A closed terminal must not take the keeper before its work is done.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE']) process.on(signal, killServer);
process.stdin.resume();
process.stdin.once('close', killServer);

const code = await ended;
killServer();
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
process.exit(code ?? 0);

function killServer() {
  if (server.pid === undefined) return;
  try {
    if (windows) spawnSync('taskkill', ['/pid', String(server.pid), '/t', '/f']);
    else process.kill(-server.pid, 'SIGKILL');
  } catch {
    // Nothing of the group is alive.
  }
}
