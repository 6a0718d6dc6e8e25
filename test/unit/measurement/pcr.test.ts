import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pcrMeaning } from '../../../src/core/index.ts';

test('every PCR of either platform has a meaning, and the same number means other things on the other', () => {
  for (const platform of ['enclave', 'nitro-tpm'] as const) {
    for (let index = 0; index < 32; index++) {
      assert.notEqual(pcrMeaning(platform, index), '');
    }
  }
  for (const index of [0, 3, 4, 8]) {
    assert.notEqual(pcrMeaning('enclave', index), pcrMeaning('nitro-tpm', index));
  }
  assert.equal(pcrMeaning('enclave', 4), "parent instance's id");
  assert.equal(pcrMeaning('nitro-tpm', 7), 'Secure Boot policy');
});
