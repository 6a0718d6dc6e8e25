// What both mocha levels share: a workspace of their own to run in, and the file that tells how it went.
import { copyFileSync, cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../vscode/cache.mjs';
import { say } from '../vscode/say.mjs';
import { temporaryFolder } from '../vscode/temporary.mjs';
import { nothing } from './level.mjs';

/** @typedef {{ readonly title: string, readonly error?: string }} TestResult */

/**
 * @param {string} where
 * @param {(workspace: string) => Promise<void>} runSuite
 * @returns {Promise<import('./level.mjs').Outcome>}
 */
export async function mochaOutcome(where, runSuite) {
  const { folder, remove } = temporaryFolder();
  const begin = Date.now();
  try {
    const workspace = path.join(folder, 'workspace');
    cpSync(path.join(projectFolder, 'test', 'fixtures', 'workspace'), workspace, { recursive: true });
    await runSuite(workspace);
    keepLog(folder, where);
    const outcome = tally(folder);
    const seconds = ((Date.now() - begin) / 1000).toFixed(1);
    say(`  ${where}: ${outcome.passed} passed, ${outcome.failed} failed in ${seconds} s`);
    return outcome;
  } finally {
    remove();
  }
}

/**
 * All that extensions and tests printed, to be read after a failure.
 * @param {string} folder
 * @param {string} where
 */
function keepLog(folder, where) {
  const log = path.join(folder, 'log.txt');
  if (existsSync(log)) copyFileSync(log, path.join(projectFolder, 'out', `${where.replaceAll(' ', '-')}.log`));
}

/** @param {string} folder */
function tally(folder) {
  const file = path.join(folder, 'results.json');
  if (!existsSync(file)) {
    const log = path.join(folder, 'log.txt');
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
    say([...lines.slice(-60), '  FAILED: the suite did not come to its end'].join('\n'));
    return { ...nothing, failed: 1 };
  }
  /** @type {readonly TestResult[]} */
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const failures = results.filter(({ error }) => error !== undefined);
  for (const { title, error } of failures) say(`  FAILED: ${title}\n${error}\n`);
  return { passed: results.length - failures.length, failed: failures.length };
}
