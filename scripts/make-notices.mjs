// Writes THIRD-PARTY-NOTICES.md: the licences of the packages that are bundled.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildExtension } from './build.mjs';
import { projectFolder } from './vscode/cache.mjs';

const names = await buildExtension();
const notices = names.map((name) => `## ${name}\n\n\`\`\`\n${licenceOf(name)}\n\`\`\`\n`);
writeFileSync(
  path.join(projectFolder, 'THIRD-PARTY-NOTICES.md'),
  ['# Third-party notices\n', 'Enclave Trail is bundled with parts of these packages.\n', ...notices].join('\n'),
);

/** @param {string} name */
function licenceOf(name) {
  const folder = path.join(projectFolder, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (file !== undefined) {
    return readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  }
  const { license, author } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (license !== 'MIT') {
    throw new Error(`${name} comes without a licence's text, and is not under the MIT licence.`);
  }
  return mitLicence(typeof author === 'string' ? author : author.name);
}

/**
 * The text of a package that names the licence alone.
 * @param {string} holder
 */
function mitLicence(holder) {
  const own = readFileSync(path.join(projectFolder, 'LICENSE'), 'utf8').trim();
  return own.replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
}
