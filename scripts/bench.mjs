// Bundles the benchmarks of bench/ and runs them one after another. usage: bench.mjs [ARGUMENT OF THE BENCHMARKS...]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from './vscode/cache.mjs';

const benchmarks = readdirSync(path.join(projectFolder, 'bench')).filter((name) => name.endsWith('.ts'));

for (const name of benchmarks) {
  const outfile = path.join(projectFolder, 'out', 'bench', name.replace(/\.ts$/, '.mjs'));
  await build({
    absWorkingDir: projectFolder,
    entryPoints: [path.join('bench', name)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
