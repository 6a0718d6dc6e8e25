import assert from 'node:assert/strict';
import { createPublicKey, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { rawSignature, signedBytes } from '../../../src/core/attestation/signature.ts';
import * as cbor from '../../support/cborWriter.ts';
import { keyOf } from '../../support/certificateAuthority.ts';
import * as der from '../../support/derWriter.ts';

const numbers = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 48 }),
  fc.constantFrom(Uint8Array.of(0), Uint8Array.of(0x7f), Uint8Array.of(0x80), new Uint8Array(48).fill(0xff)),
);

test('r and s of every length come out as 48 bytes each', () => {
  fc.assert(
    fc.property(numbers, numbers, (r, s) => {
      const expected = new Uint8Array(96);
      expected.set(r, 48 - r.length);
      expected.set(s, 96 - s.length);
      assert.deepEqual(rawSignature(der.sequence(der.integer(r), der.integer(s))), expected);
    }),
    { numRuns: 500 },
  );
});

test('signatures as OpenSSL makes them are the same in both forms', () => {
  const key = keyOf('P-384', 'signature');
  for (let round = 0; round < 50; round++) {
    const data = Buffer.of(round);
    const raw = rawSignature(sign('sha384', data, key));
    assert.ok(raw);
    assert.ok(verify('sha384', data, { key: createPublicKey(key), dsaEncoding: 'ieee-p1363' }, raw));
  }
});

const one = der.integer(1);

const REFUSED: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['raw r and s', new Uint8Array(96)],
  ['one number', der.sequence(one)],
  ['three numbers', der.sequence(one, one, one)],
  ['a byte behind', Uint8Array.of(...der.sequence(one, one), 0)],
  ['a byte too few', der.sequence(one, one).subarray(0, -1)],
  ['a set', der.set(one, one)],
  ['a negative r', der.sequence(der.value(0x02, [0x80]), one)],
  ['a negative s', der.sequence(one, der.value(0x02, [0xff, 0]))],
  ['a zero in front that is not needed', der.sequence(one, der.value(0x02, [0, 1]))],
  ['two zeros in front', der.sequence(one, der.value(0x02, [0, 0, 0x80]))],
  ['an empty number', der.sequence(one, der.value(0x02))],
  ['49 bytes', der.sequence(one, der.integer(new Uint8Array(49).fill(1)))],
  ['a long length', Uint8Array.of(0x30, 0x81, 6, ...one, ...one)],
  ['a length that promises more', Uint8Array.of(0x30, 6, 2, 1, 1, 2, 9, 1)],
  ['a length that promises less', Uint8Array.of(0x30, 5, ...one, ...one)],
  ['a bit string', der.sequence(one, der.bitString([1]))],
];

for (const [name, bytes] of REFUSED) {
  test(`no signature: ${name}`, () => {
    assert.equal(rawSignature(bytes), undefined);
  });
}

test('no bytes break the reading of signatures', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 110 }), (bytes) => {
      const raw = rawSignature(Uint8Array.of(0x30, bytes.length, ...bytes));
      assert.ok(raw === undefined || raw.length === 96);
    }),
    { numRuns: 1000 },
  );
});

test('what is signed is the CBOR array of RFC 9052, for every size of length', () => {
  for (const size of [0, 1, 23, 24, 255, 256, 4096, 65_535, 65_536, 70_000]) {
    const [header, payload] = [new Uint8Array(Math.min(size, 300)).fill(1), new Uint8Array(size).fill(2)];
    const expected = cbor.array([
      cbor.text('Signature1'),
      cbor.bytes(header),
      cbor.bytes(new Uint8Array()),
      cbor.bytes(payload),
    ]);
    assert.ok(Buffer.from(signedBytes(header, payload)).equals(expected));
  }
});
