import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { carriedData } from '../../../src/core/attestation/carriedData.ts';
import * as cbor from '../../support/cborWriter.ts';
import { noise } from '../../support/documentBytes.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('text is read as text', () => {
  for (const text of ['Hello World!\n', 'ü', '\ufeffx', 'a\tb\r\n', '😀', '\u202ex', '0']) {
    assert.deepEqual(carriedData(utf8(text)), { text });
  }
});

test('what cannot be shown is no text', () => {
  for (const bytes of [
    utf8(''),
    utf8(' \n'),
    utf8('a\0'),
    utf8('\u0085'),
    utf8('\ue000'),
    utf8('\u200b'),
    Uint8Array.of(0xff),
    noise(32),
  ]) {
    assert.deepEqual(carriedData(bytes), {});
  }
});

const JSON_ROWS: readonly (readonly [string, string])[] = [
  ['{"a":1,"b":[true,null],"c":{}}', '{\n  "a": 1,\n  "b": [\n    true,\n    null\n  ],\n  "c": {}\n}'],
  ['{"n":12345678901234567890.10,"n":1e2}', '{\n  "n": 12345678901234567890.10,\n  "n": 1e2\n}'],
  [' [ "a,]\\"{:" , [ ] ]\n', '[\n  "a,]\\"{:",\n  []\n]'],
  ['{"\\u202e":"\\\\"}', '{\n  "\\u202e": "\\\\"\n}'],
];

for (const [text, laidOut] of JSON_ROWS) {
  test(`JSON is laid out as it was written: ${text}`, () => {
    assert.deepEqual(carriedData(utf8(text)), { text, structure: { kind: 'JSON', text: laidOut } });
  });
}

test('any JSON keeps its value when it is laid out', () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      const { structure } = carriedData(utf8(text));
      if (structure !== undefined) {
        assert.deepEqual(JSON.parse(structure.text), JSON.parse(text));
      }
    }),
  );
});

test('text that is no JSON object or array has no structure', () => {
  for (const text of ['1', '"a"', 'null', '{a:1}', '[1', `${'['.repeat(40)}${']'.repeat(40)}`]) {
    assert.deepEqual(carriedData(utf8(text)), { text });
  }
});

const KEYS: readonly (readonly [string, () => { readonly publicKey: KeyObject }])[] = [
  ['RSA 2048', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['RSA 1030', () => generateKeyPairSync('rsa', { modulusLength: 1030 })],
  ['EC P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['EC P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['EC P-521', () => generateKeyPairSync('ec', { namedCurve: 'P-521' })],
  ['EC secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ['X25519', () => generateKeyPairSync('x25519')],
  ['Ed25519', () => generateKeyPairSync('ed25519')],
  ['X448', () => generateKeyPairSync('x448')],
  ['Ed448', () => generateKeyPairSync('ed448')],
];

for (const [algorithm, make] of KEYS) {
  test(`a key of ${algorithm} is known in DER and in PEM`, () => {
    const { publicKey } = make();
    const der = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    const data = carriedData(der);
    assert.equal(data.structure?.kind, `${algorithm}, SPKI`);
    assert.match(data.structure?.text ?? '', new RegExp(`Algorithm: ${algorithm}\n`));
    assert.deepEqual(data.key, { label: 'PUBLIC KEY', der });
    assert.equal(data.text, undefined);
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const inPem = carriedData(utf8(pem));
    assert.equal(inPem.structure?.kind, `PEM of ${algorithm}, SPKI`);
    assert.deepEqual([inPem.text, inPem.key], [pem, { label: 'PUBLIC KEY', der }]);
  });
}

test('a key of PKCS#1 is known in DER and in PEM', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = new Uint8Array(publicKey.export({ type: 'pkcs1', format: 'der' }));
  const key = { label: 'RSA PUBLIC KEY', der } as const;
  const data = carriedData(der);
  assert.deepEqual(data, {
    structure: {
      kind: 'RSA 2048, PKCS#1',
      text: 'Algorithm: RSA 2048\nModulus: 2,048 bits\nExponent: 0x10001\nForm: RSAPublicKey (PKCS#1), DER',
    },
    key,
  });
  const pem = publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const inPem = carriedData(utf8(pem));
  assert.deepEqual([inPem.structure?.kind, inPem.key], ['PEM of RSA 2048, PKCS#1', key]);
});

test('a key that is changed or cut is a key or none, and nothing is thrown', () => {
  const der = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'der' });
  for (let length = 0; length < der.length; length++) {
    assert.equal(carriedData(der.subarray(0, length)).key, undefined);
  }
  assert.equal(carriedData(cbor.raw(der, [0])).key, undefined);
  for (let at = 0; at < 30; at++) {
    for (let byte = 0; byte < 256; byte++) {
      const changed = Uint8Array.from(der);
      changed[at] = byte;
      const { key } = carriedData(changed);
      assert.ok(key === undefined || key.der.length === der.length);
    }
  }
});

test('an ECDSA signature in DER is no key', () => {
  const integer = cbor.raw([0x02, 0x30, 0x11], noise(47));
  assert.deepEqual(carriedData(cbor.raw([0x30, 0x64], integer, integer)), {});
});

test('two small integers in DER are no key', () => {
  assert.deepEqual(carriedData(cbor.fromHex('30 06 02 01 05 02 01 03')), {});
});

test('a length that is longer than need be is no DER', () => {
  const der = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
  assert.deepEqual(carriedData(cbor.raw([0x30, 0x81, der.length - 2], der.subarray(2))), {});
  assert.deepEqual(carriedData(cbor.raw([0x30, 0x82, 0, der.length - 2], der.subarray(2))), {});
});

test('CBOR maps and arrays are known, when they are all there is', () => {
  const map = cbor.map([[cbor.text('a'), cbor.uint(1)]]);
  assert.deepEqual(carriedData(map), { structure: { kind: 'CBOR', text: '{\n  "a": 1\n}' } });
  assert.deepEqual(carriedData(cbor.raw(map, [0])), {});
  assert.deepEqual(carriedData(cbor.array([])), {});
  assert.deepEqual(carriedData(cbor.bytes(noise(20))), {});
  assert.deepEqual(
    carriedData(
      cbor.map([
        [cbor.uint(1), cbor.nil()],
        [cbor.uint(1), cbor.nil()],
      ]),
    ),
    {},
  );
});

test('any bytes have an answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1024 }), (bytes) => {
      const { text } = carriedData(bytes);
      assert.ok(text === undefined || Buffer.from(text).equals(Buffer.from(bytes)));
    }),
    { numRuns: 1000 },
  );
});

test('above 16 KiB nobody looks for structure', () => {
  const text = JSON.stringify(['x'.repeat(20_000)]);
  assert.deepEqual(carriedData(utf8(text)), { text });
});
