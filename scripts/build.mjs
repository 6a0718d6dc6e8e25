// Bundles the extension for both hosts, dist/extension.js (Node) and dist/extension.web.js (web worker), and the
// attestation page, dist/webview/attestation.js with its style sheet.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {import('esbuild').BuildOptions} */
const bundled = {
  absWorkingDir: root,
  bundle: true,
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/**
 * jsonc-parser's UMD build, which esbuild prefers for Node, requires its parts in a way that no bundler can follow.
 * @type {import('esbuild').BuildOptions}
 */
const shared = {
  ...bundled,
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  sourcemap: true,
};

/** @returns {Promise<readonly string[]>} the packages of which parts went into a bundle, by name */
export async function buildExtension() {
  const results = await Promise.all([
    build({ ...shared, entryPoints: ['src/extension.ts'], platform: 'node', outfile: 'dist/extension.js' }),
    build({ ...shared, entryPoints: ['src/extension.web.ts'], platform: 'browser', outfile: 'dist/extension.web.js' }),
    ...buildPage(),
  ]);
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  const names = inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** The page's policy lets it load nothing but these two files: no source maps. */
function buildPage() {
  const page = { ...bundled, outdir: 'dist/webview' };
  return [
    build({
      ...page,
      entryPoints: { attestation: 'webview/attestation/page.ts' },
      format: 'iife',
      platform: 'browser',
    }),
    build({ ...page, entryPoints: { attestation: 'webview/attestation/style/page.css' } }),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildExtension();
}
