import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pcrOfText, SINGLE_RAMDISK_PCR2 } from '../../../src/core/index.ts';
import { extended, measured } from '../../support/events.ts';

test("the role of AWS's example measures to what AWS prints", () => {
  const { hex } = pcrOfText('arn:aws:iam::123456789012:role/Webserver');
  assert.match(hex, /^78fce75d[0-9a-f]{84}21e6$/);
});

test("any text measures to SHA-384 of 48 zero bytes and the text's bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.deepEqual(pcrOfText(text), { hex: extended(text).toString('hex'), spelling: 'hex' });
    }),
    { numRuns: 300 },
  );
});

test('texts longer than a block of the hash measure right as well', () => {
  for (const length of [63, 64, 79, 80, 81, 207, 208, 5000]) {
    const text = 'ä'.repeat(length);
    assert.equal(pcrOfText(text).hex, extended(text).toString('hex'));
  }
});

test('PCR2 of a single ramdisk is a register into which the hash of nothing was measured', () => {
  const register = measured(Buffer.concat([Buffer.alloc(48), measured('')]));
  assert.equal(SINGLE_RAMDISK_PCR2, register.toString('hex'));
});
