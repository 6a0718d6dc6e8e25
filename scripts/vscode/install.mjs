// Installs npm packages into a folder of their own, saying so while it takes its time.
import { spawn } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { say } from './say.mjs';

const progressEvery = 5_000;
const longest = 12 * 60_000;

/**
 * @param {string} folder
 * @param {string} what shown to the user
 * @param {Readonly<Record<string, string>>} dependencies exact versions
 */
export async function installPackages(folder, what, dependencies) {
  // With a manifest of its own, or npm climbs to the project's.
  const manifest = { name: 'enclave-trail-test-download', private: true, dependencies };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await npmInstall(folder, what);
}

/**
 * @param {string} folder
 * @param {string} what
 */
export async function npmInstall(folder, what) {
  const begin = Date.now();
  const seconds = () => Math.round((Date.now() - begin) / 1000);
  say(`Fetching ${what} from the npm registry`);
  const progress = setInterval(async () => {
    say(`  ${what}: ${seconds()} s, ${await megabytes(folder)} MB on disk`);
  }, progressEvery);
  try {
    // Old releases pin packages whose peers disagree; they were made to run together all the same.
    await npm(folder, ['install', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']);
  } finally {
    clearInterval(progress);
  }
  say(`  ${what}: done in ${seconds()} s, ${await megabytes(folder)} MB on disk`);
}

/**
 * @param {string} folder
 * @param {readonly string[]} args
 */
async function npm(folder, args) {
  const windows = process.platform === 'win32';
  const child = spawn(windows ? 'npm.cmd' : 'npm', args, {
    cwd: folder,
    env: ownEnvironment(),
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longest,
  });
  const killChild = () => child.kill();
  process.once('exit', killChild);
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', killChild);
  if (code !== 0) throw new Error(`npm ${args[0]} failed in ${folder}\n${output.slice(-4_000)}`);
}

/** Without the names by which an outer `npm test` would point the inner npm at this project. */
function ownEnvironment() {
  const outer = /^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|npm_config_prefix$|npm_command$|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
}

/** @param {string} folder */
async function megabytes(folder) {
  return Math.round((await size(folder)) / 1e6);
}

/**
 * @param {string} folder
 * @returns {Promise<number>} bytes; what vanishes while it is counted counts as nothing
 */
async function size(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map((entry) => {
      const child = path.join(folder, entry.name);
      if (entry.isDirectory()) return size(child);
      return entry.isFile()
        ? stat(child).then(
            (file) => file.size,
            () => 0,
          )
        : 0;
    }),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
