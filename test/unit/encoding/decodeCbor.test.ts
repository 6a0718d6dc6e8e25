import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCbor } from '../../../src/core/encoding/decodeCbor.ts';
import * as cbor from '../../support/cborWriter.ts';
import { noise } from '../../support/documentBytes.ts';

test('maps come as maps, integers of 8 bytes as bigints, byte strings as views', () => {
  const bytes = cbor.map([
    [cbor.uint(0), cbor.bytes(noise(3))],
    [cbor.text('t'), cbor.uint(1_772_600_765_402, 8)],
    [cbor.text('l'), cbor.array([cbor.negint(-35), cbor.nil(), cbor.bool(true), cbor.text('ü'.repeat(99))])],
  ]);
  const value = decodeCbor(bytes);
  assert.ok(value instanceof Map);
  assert.deepEqual([...value.keys()], [0, 't', 'l']);
  assert.equal(value.get('t'), 1_772_600_765_402n);
  assert.deepEqual(value.get('l'), [-35, null, true, 'ü'.repeat(99)]);
  const held: unknown = value.get(0);
  assert.ok(held instanceof Uint8Array);
  assert.deepEqual(held, noise(3));
  assert.equal(held.buffer, bytes.buffer);
});

test('nothing is hung on the bytes, and one decoding leaves no trace in the next', () => {
  const bytes = cbor.array([cbor.uint(1)]);
  assert.equal(decodeCbor(Uint8Array.of(0x9f)), undefined);
  assert.deepEqual(decodeCbor(bytes), [1]);
  assert.equal(decodeCbor(Uint8Array.of(0x82, 1)), undefined);
  assert.deepEqual(decodeCbor(bytes), [1]);
  assert.deepEqual(Object.keys(bytes), ['0', '1']);
});

test('what the library does not know, or throws on, is undefined', () => {
  for (const hex of ['', 'f8ff', '5f4100ff', '7b00ffffffffffffff', '1c', 'd8']) {
    assert.equal(decodeCbor(cbor.fromHex(hex)), undefined);
  }
});
