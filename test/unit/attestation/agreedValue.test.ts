import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreedBytes, agreedInteger, agreedText } from '../../../src/core/attestation/agreedValue.ts';
import { itemAt } from '../../../src/core/encoding/cborItem.ts';
import type { CborValue } from '../../../src/core/encoding/decodeCbor.ts';
import * as cbor from '../../support/cborWriter.ts';
import { noise } from '../../support/documentBytes.ts';

test('text is what both read, and a byte order mark that the library takes off stays', () => {
  const agreed = (text: string | Uint8Array, value: CborValue): string | undefined => {
    const bytes = cbor.text(text);
    return agreedText(bytes, itemAt(bytes, 0), value);
  };
  assert.equal(agreed('i-1', 'i-1'), 'i-1');
  assert.equal(agreed('', ''), '');
  assert.equal(agreed('\ufeffi-1', '\ufeffi-1'), '\ufeffi-1');
  assert.equal(agreed('\ufeffi-1', 'i-1'), '\ufeffi-1');
  for (const value of ['i-2', 'i-', '', 1, null, undefined, Uint8Array.of(0x69), ['i-1'], new Map()]) {
    assert.equal(agreed('i-1', value), undefined);
  }
  assert.equal(agreed('i-1', '\ufeffi-1'), undefined);
  assert.equal(agreed(Uint8Array.of(0x61, 0xff), 'a\ufffd'), undefined);
});

test('byte strings are what both read, and views of the document', () => {
  const bytes = cbor.bytes(noise(40));
  const item = itemAt(bytes, 0);
  const agreed = agreedBytes(bytes, item, noise(40));
  assert.deepEqual(agreed, noise(40));
  assert.equal(agreed?.buffer, bytes.buffer);
  for (const value of [noise(39), noise(41), noise(40, 2), new Uint8Array(), 'x', 1, null, undefined, [...noise(40)]]) {
    assert.equal(agreedBytes(bytes, item, value), undefined);
  }
});

test('integers are what both read, whether as numbers or as bigints', () => {
  const agreed = (number: number | bigint, value: CborValue): bigint | undefined => {
    const bytes = cbor.uint(number);
    return agreedInteger(bytes, itemAt(bytes, 0), value);
  };
  assert.equal(agreed(0, 0), 0n);
  assert.equal(agreed(7, 7n), 7n);
  assert.equal(agreed(2n ** 64n - 1n, 2n ** 64n - 1n), 2n ** 64n - 1n);
  // A number beyond 2^53 may stand for several integers.
  assert.equal(agreed(2n ** 53n, 2 ** 53), undefined);
  assert.equal(agreed(2n ** 53n + 1n, 2 ** 53), undefined);
  for (const value of [8, 8n, 7.5, Number.NaN, '7', true, null, undefined, Uint8Array.of(7), [7]]) {
    assert.equal(agreed(7, value), undefined);
  }
});
