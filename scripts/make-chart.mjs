// Writes the README's chart of what finding attested calls costs from what `npm run bench -- locate` measured last.
// usage: make-chart.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './vscode/cache.mjs';
import { say } from './vscode/say.mjs';

const DATA = 'sparse, one line';
const MEGABYTES = 50;
const BEGIN = '<!-- chart: node scripts/make-chart.mjs -->';
const END = '<!-- /chart -->';

/** @typedef {{ data: string, megabytes: number, what: string, ratio?: number }} Row */
/** @type {{ machine: string, rows: readonly Row[] }} */
const { machine, rows } = JSON.parse(readFileSync(path.join(projectFolder, 'out', 'bench', 'locate.json'), 'utf8'));
const shown = rows
  .filter(({ data, megabytes, ratio }) => data === DATA && megabytes === MEGABYTES && ratio !== undefined)
  .sort((one, other) => (one.ratio ?? 0) - (other.ratio ?? 0));
const width = Math.max(...shown.map(({ what }) => what.length));
const bars = shown.map(({ what, ratio = 0 }) => `${what.padEnd(width)}  ${bar(ratio)} ${ratio}`);
const chart = [
  BEGIN,
  '```text',
  `${MEGABYTES} MB on one line, one event in 200 attested. Time as a multiple of Buffer.indexOf; a block more is twice as long.`,
  '',
  ...bars,
  '',
  machine,
  '```',
  END,
].join('\n');

const readme = path.join(projectFolder, 'README.md');
const text = readFileSync(readme, 'utf8');
const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
if (begin < 0 || end < begin) {
  throw new Error('README.md has no place for the chart');
}
writeFileSync(readme, `${text.slice(0, begin)}${chart}${text.slice(end + END.length)}`);
say(`Written ${bars.length} bars into README.md`);

/** @param {number} ratio */
function bar(ratio) {
  return '█'.repeat(Math.max(Math.round(Math.log2(ratio)) + 1, 0)) || '▌';
}
