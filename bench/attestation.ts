/**
 * What reading and verifying attestation documents costs, as ratios to five bare P-384 verifications, beside other
 * verifiers, in one run. Medians of interleaved rounds; the packages of bench/package.json are measured where they are
 * installed. Writes out/bench/attestation.json as well.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import { createCertificateCache, findAttestationDocuments } from '../src/core/index.ts';
import { ALLOCATIONS, allocationsInOwnProcess, countAllocations } from './attestation/allocations.ts';
import { longestBlock } from './attestation/blocks.ts';
import { read, verify, verifyBatch } from './attestation/enclaveTrail.ts';
import { hostileInputs } from './attestation/hostile.ts';
import { BARE, measure } from './attestation/measure.ts';
import { ownSamples } from './attestation/ownSamples.ts';
import { realSamples } from './attestation/realSamples.ts';
import { median, rounded } from './attestation/rounds.ts';
import type { Samples } from './attestation/sample.ts';

/** Milliseconds for which nothing else can run. */
async function blocks({ genuine, isAws }: Samples): Promise<Readonly<Record<string, number>>> {
  const [first] = genuine;
  const medianOf = async (times: number, work: () => Promise<unknown>): Promise<number> => {
    const found: number[] = [];
    for (let time = 0; time < times; time++) {
      found.push(await longestBlock(work));
    }
    return rounded(median(found));
  };
  return {
    'read and verify one': await medianOf(30, async () => first && verify(read(first.bytes), first, isAws)),
    'read and verify fifty, one after another': await medianOf(5, () => verifyBatch(genuine, isAws)),
    'read and verify fifty, at once': await medianOf(5, () => {
      const cache = createCertificateCache();
      return Promise.all(genuine.map((sample) => verify(read(sample.bytes), sample, isAws, cache)));
    }),
  };
}

function hostileRows(samples: Samples): readonly Readonly<Record<string, string | number>>[] {
  const allocations = allocationsInOwnProcess();
  return Object.entries(hostileInputs(samples.genuine)).map(([name, input]) => {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      findAttestationDocuments(input);
      return performance.now() - start;
    });
    return {
      'hostile input of 1 MiB': name,
      'ms, first time': rounded(times[0] ?? Number.NaN),
      'ms, median': rounded(median(times)),
      'bytes allocated / byte': rounded(allocations[name] ?? Number.NaN),
    };
  });
}

async function main(): Promise<void> {
  const own = ownSamples();
  const [first] = own.genuine;
  if (process.argv.includes(ALLOCATIONS)) {
    process.stdout.write(JSON.stringify(await countAllocations(hostileInputs(own.genuine))));
    return;
  }
  const start = performance.now();
  if (first === undefined || !(await verify(read(first.bytes), first, own.isAws))) {
    throw new Error('A genuine document is not taken for genuine.');
  }
  const firstOfAll = rounded(performance.now() - start);
  console.log(`The first document of a process, nothing compiled yet: ${firstOfAll} ms.`);
  const machine = {
    node: process.version,
    processors: availableParallelism(),
    load: rounded(loadavg()[0] ?? Number.NaN),
  };
  console.log(
    `Node ${machine.node}, ${machine.processors} processors, load ${machine.load}. The more they are busy, the less is gained by threads.`,
  );
  const real = realSamples(first);
  const measured: Record<string, unknown> = {};
  for (const samples of [own, ...(real === undefined ? [] : [real])]) {
    const { rows, leftOut } = await measure(samples);
    console.log(`\n${samples.genuine.length} ${samples.title}. 1.00 = ${BARE}; targets are goals, floors in brackets.`);
    console.log(
      `«overlooks»: the forgeries that it takes for genuine, of ${samples.forged.map(({ because }) => because).join(', ')}.`,
    );
    console.table(rows);
    for (const reason of leftOut) {
      console.log(`not measured: ${reason}`);
    }
    measured[samples.title] = { documents: samples.genuine.length, rows, leftOut };
  }
  if (real === undefined) {
    console.log(
      'No published documents are here (ENCLAVE_TRAIL_CORPUS): verifiers that know AWS’s root alone are left out.',
    );
  }
  const hostile = hostileRows(own);
  console.table(hostile);
  const longest = await blocks(own);
  console.log('Longest time for which nothing else could run, ms:', longest);
  const file = path.join('out', 'bench', 'attestation.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ machine, measured, firstOfAll, hostile, longest }, undefined, 2));
  console.log(`All of this is in ${file}.`);
}

await main();
