import { availableParallelism } from 'node:os';
import { bundleForNode } from './bundle.mjs';
import { testFiles } from './files.mjs';
import { runNodeTests } from './node-test.mjs';

/** @type {import('./level.mjs').Level} */
export async function runUnit({ filters }) {
  const bundles = await bundleForNode('unit', testFiles('test/unit', filters));
  return runNodeTests(bundles, { concurrency: availableParallelism(), timeout: 120_000 });
}
