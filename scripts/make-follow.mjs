// Makes the code that follows brackets of its text, follow.wat, as base64 in a module.
// The same text gives the same code, so it is committed and a test compares them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const folder = fileURLToPath(new URL('../src/core/trail/locate/', import.meta.url));

/** @returns {Promise<string>} */
export async function followCode() {
  const { parseWat } = await wabt();
  const module = parseWat('follow.wat', readFileSync(path.join(folder, 'follow.wat'), 'utf8'));
  try {
    module.validate();
    const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
    const lines = base64.match(/.{1,110}/g) ?? [];
    return [
      '/** WebAssembly, base64. `scripts/make-follow.mjs` made it of follow.wat. */',
      'export const FOLLOW_CODE = [',
      ...lines.map((line) => `  '${line}',`),
      "].join('');",
      '',
    ].join('\n');
  } finally {
    module.destroy();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(path.join(folder, 'followCode.ts'), await followCode());
}
