import { readdirSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../vscode/cache.mjs';

/**
 * Every test file below a folder, found and never listed by hand.
 * @param {string} folder relative to the project
 * @param {readonly string[]} filters
 */
export function testFiles(folder, filters) {
  return readdirSync(path.join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .sort();
}
