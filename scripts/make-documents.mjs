// Signs the attestation documents of the tests in VS Code anew: test/fixtures/attestation/documents.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { projectFolder } from './vscode/cache.mjs';

const bundle = path.join(projectFolder, 'out', 'make', 'hostDocuments.mjs');
await build({
  absWorkingDir: projectFolder,
  entryPoints: [path.join('test', 'support', 'hostDocuments.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
const { signHostDocuments } = await import(pathToFileURL(bundle).href);
const target = path.join(projectFolder, 'test', 'fixtures', 'attestation', 'documents.json');
mkdirSync(path.dirname(target), { recursive: true });
writeFileSync(target, `${JSON.stringify(signHostDocuments(), undefined, 2)}\n`);
