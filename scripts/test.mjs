// Runs the levels of tests, all of them unless some are named, and ends with one line that sums them up.
// usage: test.mjs [LEVEL...] [newest|oldest] [PART OF A TEST FILE'S NAME...]
import { runLint, runTypes } from './levels/commands.mjs';
import { runHost } from './levels/host.mjs';
import { nothing, sum } from './levels/level.mjs';
import { runUi } from './levels/ui.mjs';
import { runUnit } from './levels/unit.mjs';
import { runWeb } from './levels/web.mjs';
import { whenNpmEnds } from './vscode/parent.mjs';
import { say } from './vscode/say.mjs';
import { newest, oldest } from './vscode/versions.mjs';

/** @typedef {import('./levels/level.mjs').Level} Level */

/** @type {Readonly<Record<string, { readonly run: Level, readonly minutes: number }>>} */
const levels = {
  types: { run: runTypes, minutes: 4 },
  lint: { run: runLint, minutes: 2 },
  unit: { run: runUnit, minutes: 5 },
  host: { run: runHost, minutes: 15 },
  web: { run: runWeb, minutes: 10 },
  ui: { run: runUi, minutes: 15 },
};

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
  process.once(signal, stop);
}
whenNpmEnds(stop);

const words = process.argv.slice(2);
const builds = [newest, oldest];
const named = words.filter((word) => word in levels);
const namedBuilds = builds.filter(({ name }) => words.includes(name));
const selection = {
  filters: words.filter((word) => !(word in levels) && !builds.some(({ name }) => name === word)),
  builds: namedBuilds.length > 0 ? namedBuilds : builds,
};

let total = nothing;
/** @type {string[]} */
const lines = [];
for (const name of named.length > 0 ? named : Object.keys(levels)) {
  say(`--- ${name}`);
  const begin = Date.now();
  const outcome = await runLevel(name);
  lines.push(`level ${name}: ${describe(outcome)} in ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  say(lines.at(-1) ?? '');
  total = sum(total, outcome);
}
if (lines.length > 1) say(['---', ...lines].join('\n'));
say(describe(total));
process.exit(total.failed === 0 ? 0 : 1);

function stop() {
  say('Stopped.');
  process.exit(1);
}

/** @param {string} name */
async function runLevel(name) {
  const level = levels[name];
  if (level === undefined) throw new Error(`no level is named ${name}`);
  try {
    const outcome = await withinMinutes(level.minutes, level.run(selection));
    if (outcome.passed + outcome.failed > 0) return outcome;
    say('  FAILED: the level has no tests');
  } catch (error) {
    say(`  FAILED: the level did not run\n${error instanceof Error ? error.stack : error}`);
  }
  return { ...nothing, failed: 1 };
}

/**
 * @template T
 * @param {number} minutes
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
function withinMinutes(minutes, work) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`no result within ${minutes} minutes`)), minutes * 60_000).unref();
    work.then(resolve, reject);
  });
}

/** @param {import('./levels/level.mjs').Outcome} outcome */
function describe({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
