// Bundles the extension for both hosts: dist/extension.js (Node) and dist/extension.web.js (web worker).
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * jsonc-parser's UMD build, which esbuild prefers for Node, requires its parts in a way that no bundler can follow.
 * @type {import('esbuild').BuildOptions}
 */
const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  target: 'es2022',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  sourcemap: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

export async function buildExtension() {
  await Promise.all([
    build({ ...shared, entryPoints: ['src/extension.ts'], platform: 'node', outfile: 'dist/extension.js' }),
    build({ ...shared, entryPoints: ['src/extension.web.ts'], platform: 'browser', outfile: 'dist/extension.web.js' }),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildExtension();
}
