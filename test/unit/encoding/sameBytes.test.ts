import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { areSameBytes } from '../../../src/core/encoding/sameBytes.ts';

test('bytes are the same where length and every byte are', () => {
  const bytes = fc.uint8Array({ maxLength: 4, max: 2 });
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      assert.equal(areSameBytes(one, other), Buffer.compare(one, other) === 0);
      assert.ok(areSameBytes(one, Uint8Array.from(one)));
    }),
    { numRuns: 500 },
  );
});
