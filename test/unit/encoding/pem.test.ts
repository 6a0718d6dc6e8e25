import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOfBase64, toBase64Text } from '../../../src/core/encoding/base64.ts';
import { pemOf, readPemBlocks } from '../../../src/core/encoding/pem.ts';
import { signDocument } from '../../support/attestationSigner.ts';

test('certificates are written as OpenSSL writes them, and read back', () => {
  for (const { der } of Object.values(signDocument().chain)) {
    const pem = pemOf('CERTIFICATE', der);
    assert.equal(pem, new X509Certificate(der).toString());
    assert.deepEqual(readPemBlocks('CERTIFICATE', pem), [Uint8Array.from(der)]);
  }
});

test('any bytes are written with 64 characters a line, and read back, with other line ends and between other lines', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 4 }), (list) => {
      const pem = list.map((bytes) => `a comment\n${pemOf('PUBLIC KEY', bytes)}`).join('\n');
      assert.ok(pem.split('\n').every((line) => line.length <= 64));
      assert.deepEqual(readPemBlocks('PUBLIC KEY', pem), list);
      assert.deepEqual(readPemBlocks('PUBLIC KEY', pem.replaceAll('\n', '\r\n')), list);
      assert.deepEqual(readPemBlocks('CERTIFICATE', pem), []);
    }),
    { numRuns: 200 },
  );
});

test('a block that is not whole is told apart from none', () => {
  const pem = pemOf('CERTIFICATE', Uint8Array.of(1, 2, 3, 4));
  assert.deepEqual(readPemBlocks('CERTIFICATE', pem.replace('-----END CERTIFICATE-----', '')), [undefined]);
  assert.deepEqual(readPemBlocks('CERTIFICATE', pem.replace('AQ', 'A!')), [undefined]);
  assert.deepEqual(readPemBlocks('CERTIFICATE', `${pem.slice(0, 30)}${pem}`), [undefined, Uint8Array.of(1, 2, 3, 4)]);
  assert.deepEqual(readPemBlocks('CERTIFICATE', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----'), [undefined]);
  assert.deepEqual(readPemBlocks('CERTIFICATE', ''), []);
});

test('base64 is written as everybody writes it, and read in both alphabets, with its padding or without', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = toBase64Text(bytes);
      assert.equal(text, Buffer.from(bytes).toString('base64'));
      const url = Buffer.from(bytes).toString('base64url');
      for (const spelled of [text, text.replace(/=+$/, ''), url, url.padEnd(text.length, '=')]) {
        assert.deepEqual(bytesOfBase64(spelled), bytes);
      }
    }),
    { numRuns: 500 },
  );
});

test('no base64: other characters, too few, wrong padding, bits that are left, two alphabets at once', () => {
  for (const text of [
    'A',
    'AAAAA',
    'AA=',
    'AAA==',
    'AAAA=',
    'AAAA==',
    'AA===',
    '====',
    'A===',
    'AB==',
    'AAB=',
    '+-AA',
    'AA A',
    'ÄAAA',
    'AA\n==',
  ]) {
    assert.equal(bytesOfBase64(text), undefined, text);
  }
});
