/**
 * What measuring an enclave image of gigabytes costs, as a ratio to the two hashes that have to be made of its bytes, and
 * how much memory it takes. The image is generated as it is read; `npm run bench -- eif [MiB]`.
 */
import { createHash } from 'node:crypto';
import { readEif } from '../src/core/index.ts';
import { eifOf, section } from '../test/support/eifWriter.ts';

const mebibytes = Number(process.argv[2] ?? 4096);
const PIECE = new Uint8Array(1024 * 1024).fill(7);
const size = mebibytes * PIECE.length;

/** An image whose last section is as large; its CRC is not that of its bytes, which is found at the end. */
async function* image(): AsyncGenerator<Uint8Array, void> {
  const small = eifOf({
    sections: [section.kernel(PIECE.subarray(0, 100)), section.commandLine('quiet'), section.ramdisk(new Uint8Array())],
  });
  const view = new DataView(small.buffer);
  view.setBigUint64(284 + 16, BigInt(size));
  view.setBigUint64(small.length - 8, BigInt(size));
  yield small;
  for (let count = 0; count < mebibytes; count++) {
    yield PIECE;
  }
}

const before = process.memoryUsage().rss;
const start = performance.now();
const read = await readEif(image(), { newHash: () => createHash('sha384') });
const took = performance.now() - start;
const memory = (process.memoryUsage().rss - before) / 2 ** 20;

const hashStart = performance.now();
const hashes = [createHash('sha384'), createHash('sha384')];
for (let count = 0; count < mebibytes; count++) {
  for (const hash of hashes) {
    hash.update(PIECE);
  }
}
const bare = performance.now() - hashStart;

console.table([
  {
    MiB: mebibytes,
    seconds: Math.round(took / 100) / 10,
    'measuring / two hashes': Math.round((100 * took) / bare) / 100,
    'more memory, MiB': Math.round(memory),
    outcome: read.ok ? 'measured' : read.error.code,
  },
]);
