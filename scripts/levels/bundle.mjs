// Bundles tests into out/, where they find node_modules and nobody commits them.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from '../vscode/cache.mjs';

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: projectFolder,
  bundle: true,
  target: 'es2022',
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  logLevel: 'warning',
};

/**
 * One ES module per test file, for node:test.
 * @param {string} level
 * @param {readonly string[]} files
 * @returns {Promise<readonly string[]>} the bundles
 */
export async function bundleForNode(level, files) {
  const outdir = path.join(projectFolder, 'out', level);
  rmSync(outdir, { recursive: true, force: true });
  await build({
    ...shared,
    entryPoints: [...files],
    outdir,
    outbase: path.join('test', level),
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    // Packages in the older format ask for Node's modules by a name that ES modules do not have.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    external: ['playwright-core', './scripts/*'],
  });
  return files.map((file) => path.join(outdir, path.relative(path.join('test', level), file).replace(/\.ts$/, '.mjs')));
}

/**
 * All test files in one module whose `run` VS Code calls.
 * @param {'host' | 'web'} level
 * @param {readonly string[]} files
 */
export async function bundleForExtensionHost(level, files) {
  const outfile = path.join(projectFolder, 'out', level, 'suite.js');
  const web = level === 'web';
  await build({
    ...shared,
    stdin: {
      // The suite first: it declares mocha's functions, which the test files call as they are evaluated.
      contents: [`export { run } from './test/${level}/suite.ts';`, ...files.map((file) => `import './${file}';`)].join(
        '\n',
      ),
      resolveDir: projectFolder,
      sourcefile: 'suite.js',
    },
    outfile,
    platform: web ? 'browser' : 'node',
    format: 'cjs',
    external: web ? ['vscode'] : ['vscode', 'mocha'],
    // A worker has neither, and mocha's browser build must not take VS Code's for its own.
    define: web ? { module: 'undefined', exports: 'undefined', define: 'undefined' } : {},
    sourcemap: 'inline',
  });
  return outfile;
}
