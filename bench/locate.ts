/**
 * What finding attested calls costs, as ratios to `Buffer.indexOf` through the same bytes, beside what others need, and
 * what reading a file of 500 MB as a stream does to a bare loop. Every place that is found is held against what the
 * generator knows. `npm run bench -- locate [MB...]`, 50 and 500 without; `node scripts/make-chart.mjs` then writes the
 * README's chart.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseTree, visit } from 'jsonc-parser';
import { locateAttestedCalls, openTrail } from '../src/core/index.ts';
import { CodeUnits } from '../src/core/trail/locate/codeUnits.ts';
import { type ChildName, type ChildResult, measureChild, runChild } from './locate/children.ts';
import { type Contestant, measureInTurns, rounded } from './locate/measure.ts';
import { jq, type OtherProgram, ripgrep } from './locate/others.ts';
import { type GeneratedTrail, generateTrail, KINDS, type TrailKind } from './locate/trails.ts';

const MEGABYTE = 1_000_000;
/** Bytes beyond which what takes minutes, or more memory than there may be, is left out. */
const MODERATE = 100 * MEGABYTE;
const NEEDLE = '"attestationDocumentModuleX"';
const RESULTS = path.join('out', 'bench', 'locate.json');

interface Row {
  readonly data: string;
  readonly megabytes: number;
  readonly what: string;
  readonly milliseconds?: number | undefined;
  /** To `Buffer.indexOf` in memory, or to the bare loop for streams. */
  readonly ratio?: number | undefined;
  readonly note?: string | undefined;
}

if (process.argv[2] === '--child') {
  await runChild(String(process.argv[3]), String(process.argv[4]), process.argv[5] === '--watched');
} else {
  main(process.argv.slice(2));
}

function main(words: readonly string[]): void {
  const sizes = words.map(Number).filter((size) => size > 0);
  const folder = mkdtempSync(path.join(tmpdir(), 'enclave-trail-bench-'));
  try {
    const rows: Row[] = [];
    for (const size of sizes.length > 0 ? sizes : [50, 500]) {
      for (const kind of KINDS) {
        rows.push(...measureKind(kind, size, folder));
      }
      rows.push(...measureStreams(size, folder));
    }
    const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`;
    console.log(machine);
    console.table(rows);
    mkdirSync(path.dirname(RESULTS), { recursive: true });
    writeFileSync(RESULTS, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
    console.log(`Written to ${RESULTS}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureKind(kind: TrailKind, megabytes: number, folder: string): readonly Row[] {
  const trail = generateTrail(kind, megabytes * MEGABYTE);
  const file = path.join(folder, 'trail.json');
  writeFileSync(file, trail.bytes);
  assertLocated(kind.name, locateAttestedCalls(trail.bytes), trail.truth);
  const { contestants, left } = contestantsFor(kind, trail, file);
  const measured = measureInTurns(contestants);
  const base = measured[0]?.milliseconds ?? Number.NaN;
  return [...measured, ...left].map(({ name, milliseconds, note }) => ({
    data: kind.name,
    megabytes,
    what: name,
    milliseconds: rounded(milliseconds),
    ratio: milliseconds === undefined ? undefined : rounded(milliseconds / base),
    note,
  }));
}

interface LeftOut {
  readonly name: string;
  readonly milliseconds: undefined;
  readonly note: string;
}

function contestantsFor(
  kind: TrailKind,
  { bytes, truth }: GeneratedTrail,
  file: string,
): { readonly contestants: readonly Contestant[]; readonly left: readonly LeftOut[] } {
  const isModerate = bytes.length <= MODERATE;
  const turns = isModerate ? 15 : 5;
  const contestants: Contestant[] = [
    { name: 'Buffer.indexOf', turns, run: () => bytes.indexOf(NEEDLE) },
    { name: 'keys alone, unconfirmed', turns, run: () => countKeys(bytes) },
    { name: 'locateAttestedCalls, bytes', turns, run: () => locateAttestedCalls(bytes) },
  ];
  const left: LeftOut[] = [];
  const leave = (name: string, note: string): void => {
    left.push({ name, milliseconds: undefined, note });
  };
  for (const [name, other] of [
    ['ripgrep -F -o -b', ripgrep()],
    ['jq', jq()],
  ] as const) {
    addProgram(name, other, kind, isModerate, file, contestants, leave);
  }
  if (!isModerate) {
    for (const name of [
      'locateAttestedCalls, string',
      'openTrail',
      'JSON.parse',
      'jsonc-parser visit',
      'jsonc-parser parseTree',
    ]) {
      leave(name, 'left out at this size: strings have 512 MB at most');
    }
    return { contestants, left };
  }
  const text = bytes.toString('latin1');
  assertLocated(`${kind.name}, string`, locateAttestedCalls(text), truth);
  contestants.push(
    { name: 'String.indexOf', turns, run: () => text.indexOf(NEEDLE) },
    { name: 'locateAttestedCalls, string', turns, run: () => locateAttestedCalls(text) },
    { name: 'openTrail', turns: 3, run: () => openTrail(text) },
  );
  if (kind.layout === 'lines') {
    leave('JSON.parse', 'lines are no one value');
    leave('jsonc-parser', 'lines are no one value');
  } else {
    contestants.push(
      { name: 'JSON.parse', turns: 2, run: () => JSON.parse(text) },
      { name: 'jsonc-parser visit', turns: 1, run: () => visit(text, {}) },
      { name: 'jsonc-parser parseTree', turns: 1, run: () => parseTree(text) },
    );
  }
  return { contestants, left };
}

function addProgram(
  name: string,
  other: OtherProgram | undefined,
  kind: TrailKind,
  isModerate: boolean,
  file: string,
  contestants: Contestant[],
  leave: (name: string, note: string) => void,
): void {
  if (other === undefined) {
    leave(name, 'not on this machine');
  } else if (name === 'jq' && (!isModerate || kind.layout === 'lines')) {
    leave(name, isModerate ? 'its filter is for log files' : 'left out at this size: minutes');
  } else {
    contestants.push({ name: `${name} (${other.version})`, turns: name === 'jq' ? 1 : 5, run: () => other.run(file) });
  }
}

function countKeys(bytes: Uint8Array): number {
  const units = new CodeUnits(bytes);
  let count = 0;
  for (let at = units.nextKey(0, units.length); at < units.length; at = units.nextKey(at + 1, units.length)) {
    count++;
  }
  return count;
}

function assertLocated(name: string, found: Float64Array, truth: Float64Array): void {
  if (found.length !== truth.length || found.some((place, index) => place !== truth[index])) {
    throw new Error(
      `${name}: ${found.length / 2} records were found where ${truth.length / 2} are, or at other places`,
    );
  }
}

function measureStreams(megabytes: number, folder: string): readonly Row[] {
  const [kind] = KINDS;
  if (kind === undefined) {
    return [];
  }
  const { bytes, truth } = generateTrail(kind, megabytes * MEGABYTE);
  const plain = path.join(folder, 'stream.json');
  const zipped = path.join(folder, 'stream.json.gz');
  writeFileSync(plain, bytes);
  writeFileSync(zipped, gzipSync(bytes, { level: 4 }));
  const empty = measureChild('empty', plain, 3);
  const names: readonly ChildName[] = ['read', 'read-own', 'stream', 'gunzip', 'stream-gunzip'];
  const results = new Map(names.map((name) => [name, measureChild(name, name.endsWith('gunzip') ? zipped : plain, 5)]));
  const resultOf = (name: ChildName): ChildResult => results.get(name) ?? empty;
  return (
    [
      ['read', plain, "bare loop over Node's own stream", 'read'],
      ['read-own', plain, 'bare loop over the extension’s reader', 'read'],
      ['stream', plain, 'streamTrail', 'read'],
      ['gunzip', zipped, 'zlib alone', 'gunzip'],
      ['stream-gunzip', zipped, 'streamTrail of zlib', 'gunzip'],
    ] as const
  ).map(([name, file, what, base]) => {
    const result = resultOf(name);
    const calls = truth.length / 2;
    if (name.startsWith('stream') && result.calls !== calls) {
      throw new Error(`${what}: ${result.calls} calls of ${calls}`);
    }
    const memory = Math.round((result.memory - empty.memory) / MEGABYTE);
    return {
      data: `${file === plain ? 'file' : '.gz'}, ${kind.name}`,
      megabytes,
      what,
      milliseconds: rounded(result.milliseconds),
      ratio: rounded(result.milliseconds / resultOf(base).milliseconds),
      note: `${memory} MB above an empty Node, longest block ${result.longestBlock.toFixed(1)} ms`,
    };
  });
}
