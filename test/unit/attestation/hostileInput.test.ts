import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnosticNotation } from '../../../src/core/attestation/diagnosticNotation.ts';
import { findAttestationDocuments } from '../../../src/core/attestation/findDocuments.ts';
import * as cbor from '../../support/cborWriter.ts';
import { documentBytes, noise } from '../../support/documentBytes.ts';

const MEGABYTE = 1024 * 1024;
/** Steps that cost the whole text each take hours; steps that cost themselves take a second. */
const LINEAR = { timeout: 60_000 };

function filled(unit: string, length = MEGABYTE): string {
  return unit.repeat(Math.ceil(length / unit.length));
}

const DOCUMENT = Buffer.from(documentBytes());
const BASE64 = DOCUMENT.toString('base64');

const UNITS: readonly (readonly [string, string])[] = [
  ['letters', 'A'],
  ['beginnings of base64', 'hEShATgi'],
  ['tagged beginnings of base64', '0oREoQE4I'],
  ['beginnings with blanks between', `hEShATgi${' '.repeat(900)}`],
  ['beginnings with escapes between', `hEShATgi${'\\n'.repeat(400)}`],
  ['beginnings of payloads that are too long', 'hEShATgioFk/////'],
  ['beginnings of payloads of 64-bit lengths', 'hEShATgioFv/////////'],
  ['beginnings of long texts', Buffer.from('8444a1013822a17a000fffff', 'hex').toString('base64')],
  ['documents that are cut off', `${BASE64.slice(0, 3000)} `],
  ['documents without their last byte', `${BASE64.slice(0, -4)}\n`],
  ['documents', `${BASE64}\n`],
  ['beginnings of hexadecimal', '8444a1013822'],
  ['beginnings of hexadecimal with blanks', '84 44 a1 01 38 22        '],
  ['half beginnings of hexadecimal', '8444a1'],
  ['bytes behind 0x', '0x84, '],
  ['0x', '0x'],
  ['beginnings of integers', '132, 68, 161, 1, 56, 34, '],
  ['integers', '132,'],
  ['small integers', '1 '],
  ['beginnings of literals', '\\x84D\\xa1\\x018"'],
  ['literals', "b'\\x84'"],
  ['openings of literals', "b'"],
  ['backslashes', '\\'],
  ['escaped pluses', `hEShATgi${'\\u002b'.repeat(50)}`],
  ['escaped slashes', 'hEShATgi\\/'],
  ['quotes', '"'],
  ['seams', '" + "'],
  ['beginnings with seams that do not end', `hEShATgi"${' '.repeat(400)}`],
  ['seams without operators', `"${' '.repeat(400)}`],
  ['padding', '='],
  ['dashes', '-'],
  ['PEM lines', '-----BEGIN X-----\n'],
  ['PEM certificates', '-----BEGIN CERTIFICATE-----\n'],
  ['tokens', 'eyJ.'],
  ['words', 'abc def ghi '],
  ['braces', '{'],
  ['blanks', ' '],
  ['line ends', '\n'],
  ['strange characters', '\u2028'],
  ['surrogates without their half', '\ud800'],
];

for (const [name, unit] of UNITS) {
  test(`a megabyte of ${name} is passed over`, LINEAR, () => {
    for (const text of [filled(unit), `x ${filled(unit)}`, `${BASE64}|${filled(unit)}`]) {
      for (const input of [text, new TextEncoder().encode(text)]) {
        const found = findAttestationDocuments(input);
        assert.equal(found.ok, text.startsWith(BASE64) || unit.startsWith(BASE64));
        assert.ok(!found.ok || found.value.documents.length === 1);
      }
    }
  });
}

test('a document behind a megabyte of nothing is found', LINEAR, () => {
  for (const unit of ['A', '"', '{', '\n', 'word ', '84', '1,', '\\', "b'"]) {
    const found = findAttestationDocuments(`${filled(unit)}|\n${BASE64}|`);
    assert.ok(found.ok, unit);
  }
});

test('a document behind a megabyte of beginnings that lead nowhere is found', LINEAR, () => {
  for (const unit of ['hEShATgi,\n', 'hEShATgioFk/////,', '8444a1013822|', '132, 68, 161, 1, 56, 34|']) {
    const found = findAttestationDocuments(`${filled(unit)}${BASE64}`);
    assert.ok(found.ok, unit);
    assert.equal(found.value.stopped, undefined);
  }
});

test('where beginnings that lead nowhere cost too much, the answer says up to where it holds', LINEAR, () => {
  const decoys = filled('hEShATgi ');
  const none = findAttestationDocuments(`${decoys}${BASE64}`);
  assert.ok(!none.ok);
  assert.match(none.error.message, /\. What stands behind character [\d,]{6,} was not looked at: /);
  const one = findAttestationDocuments(`${BASE64}|${decoys}${BASE64.slice(0, -9)}`);
  assert.ok(one.ok);
  assert.equal(one.value.stopped?.because, 'cost');
  assert.ok((one.value.stopped?.at ?? 0) > BASE64.length);
  const few = findAttestationDocuments(`${filled('hEShATgi ', 9_000)}${BASE64}`);
  assert.ok(few.ok && few.value.stopped === undefined);
});

const BYTES: readonly (readonly [string, readonly number[]])[] = [
  ['zeros', [0]],
  ['arrays', [0x81]],
  ['open arrays', [0x9f]],
  ['maps', [0xa1]],
  ['open maps', [0xbf]],
  ['tags', [0xc1]],
  ['breaks', [0xff]],
  ['chunks', [0x5f]],
  ['empty strings', [0x60]],
  ['64-bit lengths', [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ['envelopes', [0x84, 0x44, 0xa1, 0x01, 0x38, 0x22]],
];

for (const [name, unit] of BYTES) {
  test(`bytes of ${name} have an answer`, LINEAR, () => {
    for (const length of [MEGABYTE, 64 * 1024, 1000]) {
      const bytes = Uint8Array.from({ length }, (_, at) => unit[at % unit.length] ?? 0);
      const before = cbor.fromHex('84 44 a1 01 38 22 a0');
      for (const input of [bytes, cbor.raw(before, bytes)]) {
        assert.ok(!findAttestationDocuments(input).ok);
        assert.equal(typeof diagnosticNotation(input), 'string');
      }
    }
  });
}

test('a document with as many items as fit is read, and its problems are bounded', LINEAR, () => {
  const empty = cbor.bytes(noise(0));
  const cabundle = cbor.array(Array.from({ length: 40_000 }, () => empty));
  const found = findAttestationDocuments(documentBytes({ fields: { cabundle } }));
  assert.ok(found.ok);
  assert.equal(found.value.documents[0]?.document.cabundle.length, 40_000);
  assert.equal(found.value.documents[0]?.document.profileProblems.length, 100);
});

test('maps in keys of maps cost no more than their size', LINEAR, () => {
  let key: cbor.Cbor = cbor.bytes(noise(50_000));
  for (let depth = 0; depth < 12; depth++) {
    key = cbor.map([[key, cbor.nil()]]);
  }
  assert.ok(!findAttestationDocuments(key).ok);
  const found = findAttestationDocuments(documentBytes({ more: [[key, cbor.nil()]] }));
  assert.ok(found.ok);
});
