// Runs bundles with node:test, one process each, and counts what they report.
import { run } from 'node:test';
import { say } from '../vscode/say.mjs';

/**
 * @typedef {object} NodeTestOptions
 * @property {number} concurrency
 * @property {number} timeout of one file, in milliseconds
 */

/**
 * @param {readonly string[]} bundles
 * @param {NodeTestOptions} options
 * @returns {Promise<import('./level.mjs').Outcome>}
 */
export function runNodeTests(bundles, options) {
  let passed = 0;
  let failed = 0;
  const fails = new Set(bundles);
  // So that failures name the lines of the sources.
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, '--enable-source-maps'].filter(Boolean).join(' ');
  const stream = run({ files: [...bundles], ...options });
  /** @param {string} line */
  const fail = (line) => {
    failed++;
    say(line);
  };
  stream.on('test:pass', (test) => {
    if (fails.has(test.name)) fail(`  FAILED: ${test.name} has no tests`);
    else if (test.skip || test.todo) say(`  skipped: ${test.name}`);
    else if (test.details.type !== 'suite') passed++;
  });
  stream.on('test:fail', (test) => {
    if (isOfItsParts(test.details.error)) return;
    fail(`  FAILED: ${test.name}\n${explain(test.details.error)}\n`);
  });
  stream.on('test:stdout', ({ message }) => process.stdout.write(message));
  stream.on('test:stderr', ({ message }) => process.stderr.write(message));
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.once('end', () => resolve({ passed, failed }));
    stream.resume();
  });
}

/**
 * A suite fails with its tests, which have been counted already.
 * @param {unknown} error
 */
function isOfItsParts(error) {
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
}

/** @param {unknown} error */
function explain(error) {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
