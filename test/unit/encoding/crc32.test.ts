import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crc32 } from '../../../src/core/encoding/crc32.ts';
import { slowCrc32 } from '../../support/eifWriter.ts';

test('CRC-32 has the check value of its definition', () => {
  assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
  assert.equal(crc32(new Uint8Array()), 0);
});

test('CRC-32 of bytes in two parts is that of the whole, as bit by bit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
      const whole = slowCrc32(bytes);
      assert.equal(crc32(bytes), whole);
      assert.equal(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut))), whole);
    }),
    { numRuns: 500 },
  );
});
