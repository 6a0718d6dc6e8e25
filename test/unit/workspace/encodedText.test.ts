import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { atOnce, type Steps } from '../../../src/core/index.ts';
import { decodedInTurns, encodedInTurns } from '../../../src/workspace/encodedText.ts';
import { lineStarts } from '../../../src/workspace/lineStarts.ts';

const pieces = fc.integer({ min: 1, max: 7 });

test('bytes are decoded in pieces as they are as a whole', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => new TextEncoder().encode(`\ufeff${text}`)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, pieces, async (all, piece) => {
      assert.equal(await decodedInTurns(all, piece), new TextDecoder().decode(all));
    }),
    { numRuns: 1000 },
  );
});

test('text is encoded in pieces as it is as a whole', async () => {
  const texts = fc
    .array(fc.constantFrom('a', 'é', '漢', '😀', '\ud83d', '\ude00', '\ufeff'), { maxLength: 30 })
    .map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(texts, pieces, async (text, piece) => {
      assert.deepEqual([...(await encodedInTurns(text, piece))], [...new TextEncoder().encode(text)]);
    }),
    { numRuns: 2000 },
  );
});

test('lines begin where those of an editor do', () => {
  const texts = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'a', 'bc'), { maxLength: 30 }).map((all) => all.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const expected = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
      assert.deepEqual(atOnce(lineStarts(text)), expected);
    }),
    { numRuns: 2000 },
  );
});

test('many lines are found in steps', () => {
  const finding: Steps<readonly number[]> = lineStarts('x\n'.repeat(100_000));
  let steps = 0;
  while (finding.next().done !== true) {
    steps++;
  }
  assert.ok(steps >= 20, `${steps} steps`);
});
