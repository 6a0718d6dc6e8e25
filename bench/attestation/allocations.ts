/** How much memory reading allocates for each byte of its input, counted where nothing is collected meanwhile. */
import { spawnSync } from 'node:child_process';
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { findAttestationDocuments } from '../../src/core/index.ts';

export const ALLOCATIONS = '--allocations';

/** Bytes allocated for one byte of input, by the name of the input. All that is allocated counts, kept or not. */
export type Allocations = Readonly<Record<string, number>>;

/** Runs this bundle again with a young generation so large that nothing is collected in it. */
export function allocationsInOwnProcess(): Allocations {
  const flags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];
  const script = process.argv[1] ?? '';
  const { stdout, status } = spawnSync(process.execPath, [...flags, script, ALLOCATIONS], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    throw new Error('Counting allocations failed.');
  }
  return JSON.parse(stdout) as Allocations;
}

export async function countAllocations(inputs: Readonly<Record<string, string | Uint8Array>>): Promise<Allocations> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  const counts: Record<string, number> = {};
  for (const [name, input] of Object.entries(inputs)) {
    // Once before, as what is compiled on the way stays.
    findAttestationDocuments(input);
    globalThis.gc?.();
    await wait(10);
    collections = 0;
    observer.observe({ entryTypes: ['gc'] });
    const before = inUse();
    findAttestationDocuments(input);
    const after = inUse();
    await wait(10);
    observer.disconnect();
    // Where something was collected all the same, there is no count.
    counts[name] = collections === 0 ? (after - before) / bytesOf(input) : Number.NaN;
  }
  return counts;
}

function inUse(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** V8 keeps a string in one byte a letter where all letters are Latin 1, in two otherwise. */
function bytesOf(input: string | Uint8Array): number {
  const isWide = typeof input === 'string' && /[^\0-\xff]/.test(input);
  return input.length * (isWide ? 2 : 1);
}
