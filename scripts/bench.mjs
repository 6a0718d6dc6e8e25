// Bundles the benchmarks of bench/ and runs them one after another, all of them unless some are named.
// usage: bench.mjs [trail] [locate] [attestation] [matching] [eif] [ARGUMENT OF THE BENCHMARKS...]
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from './vscode/cache.mjs';
import { say } from './vscode/say.mjs';

const folder = path.join(projectFolder, 'bench');
const benchmarks = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => name.replace(/\.ts$/, ''));
const words = process.argv.slice(2);
// Those that measure packages of others, which bench/package.json names.
const NEED_OTHERS = ['attestation', 'locate'];
const named = benchmarks.filter((name) => words.includes(name));
const rest = words.filter((word) => !benchmarks.includes(word));

for (const name of named.length > 0 ? named : benchmarks) {
  // What is not there is looked for when it is needed, and not found.
  const external = NEED_OTHERS.includes(name) && !hasOthers() ? othersNames() : [];
  const outfile = path.join(projectFolder, 'out', 'bench', `${name}.mjs`);
  await build({
    absWorkingDir: projectFolder,
    entryPoints: [path.join('bench', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Packages in the older format ask for Node's modules by a name that ES modules do not have.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    external,
    logLevel: 'error',
  });
  const { status } = spawnSync(process.execPath, [outfile, ...rest], { cwd: projectFolder, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

/** Whether the verifiers of others are there to be measured: bench/package.json names them, and nothing else needs them. */
function hasOthers() {
  if (isNewer(path.join('node_modules', '.package-lock.json'), 'package-lock.json')) return true;
  say('Fetching the verifiers of others from the npm registry into bench/node_modules (npm ci)');
  const windows = process.platform === 'win32';
  const { status, stderr } = spawnSync(
    windows ? 'npm.cmd' : 'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: folder,
      env: ownEnvironment(),
      shell: windows,
      encoding: 'utf8',
      timeout: 5 * 60_000,
    },
  );
  if (status === 0) return true;
  say(`They cannot be installed: their rows are missing.\n${(stderr ?? '').slice(-1_000)}`);
  return false;
}

/**
 * @param {string} made
 * @param {string} from
 */
function isNewer(made, from) {
  /** @param {string} name */
  const changed = (name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? -1;
  return changed(made) >= changed(from);
}

/** @returns {string[]} */
function othersNames() {
  return Object.keys(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).dependencies);
}

/** Without the names by which an outer `npm run` would point the inner npm at this project. */
function ownEnvironment() {
  const outer = /^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|npm_config_prefix$|npm_command$|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
}
