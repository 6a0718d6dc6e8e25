// Builds the extension and packs what .vscodeignore lets through into dist/enclave-trail.vsix.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { buildExtension } from './build.mjs';
import { projectFolder } from './vscode/cache.mjs';
import { say } from './vscode/say.mjs';

export async function packageExtension() {
  await buildExtension();
  const packagePath = path.join(projectFolder, 'dist', 'enclave-trail.vsix');
  await createVSIX({
    cwd: projectFolder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    // Pictures in the README stay beside it: there is no address to point them at.
    rewriteRelativeLinks: false,
  });
  return packagePath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  say(`Packed ${path.relative(process.cwd(), await packageExtension())}`);
}
