import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRememberedMap } from '../../../src/core/attestation/rememberedMap.ts';

test('what was asked for the longest ago is forgotten first', () => {
  const map = createRememberedMap<number>(2);
  map.set('a', 1);
  map.set('b', 2);
  assert.equal(map.get('a'), 1);
  map.set('c', 3);
  assert.deepEqual([map.get('a'), map.get('b'), map.get('c')], [1, undefined, 3]);
});

test('a limit of nothing, or of no number, remembers nothing', () => {
  for (const limit of [0, -1, Number.NaN]) {
    const map = createRememberedMap<number>(limit);
    map.set('a', 1);
    assert.equal(map.get('a'), undefined);
  }
});

test('a key is forgotten only while it stands for the value', () => {
  const map = createRememberedMap<number>(2);
  map.set('a', 1);
  map.forget('a', 2);
  assert.equal(map.get('a'), 1);
  map.forget('a', 1);
  assert.equal(map.get('a'), undefined);
});
