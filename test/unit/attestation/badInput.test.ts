import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ReadProblem } from '../../../src/core/attestation/attestationDocument.ts';
import {
  findAttestationDocuments,
  LARGEST_SOURCE,
  readAttestationDocument,
} from '../../../src/core/attestation/findDocuments.ts';
import { LARGEST_DOCUMENT } from '../../../src/core/attestation/readDocument.ts';
import * as cbor from '../../support/cborWriter.ts';
import { documentBytes, ES384, noise, payloadBytes, usualFields } from '../../support/documentBytes.ts';
import { attestedEvent } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';

function problemOf(input: string | Uint8Array): ReadProblem {
  const document = readAttestationDocument(input);
  assert.ok(!document.ok, 'it is read');
  assert.match(document.error.message, /^[A-Z].*\.$/);
  return document.error;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Case {
  readonly name: string;
  readonly input: string | Uint8Array;
  readonly code: ReadProblem['code'];
  readonly looksLike?: RegExp;
  readonly message?: RegExp;
  readonly byteOffset?: number;
}

const sign1 = (payload: cbor.Cbor): cbor.Cbor => documentBytes({ payload: cbor.bytes(payload) });
const claims = cbor.map([
  [cbor.uint(1), cbor.text('issuer')],
  [cbor.uint(4), cbor.uint(1_700_000_000)],
]);
const key = cbor.map([[cbor.uint(1), cbor.uint(2)]]);
const whole = documentBytes();
const repeated = documentBytes({ more: [[cbor.text('nonce'), cbor.nil()]] });
const certificate = cbor.raw([0x30, 0x82, 0x02, 0x11, 0x30, 0x82, 0x01, 0x96], noise(525));

const CASES: readonly Case[] = [
  { name: 'nothing', input: '', code: 'empty' },
  { name: 'blanks', input: ' \n\t\r\n', code: 'empty' },
  { name: 'no bytes', input: new Uint8Array(), code: 'empty' },
  { name: 'bytes that are blanks', input: utf8('\n\n'), code: 'empty' },
  {
    name: 'prose',
    input: 'Please paste the attestation document here, it has 4,394 bytes.',
    code: 'no-document',
    looksLike: /text/,
  },
  { name: 'a word', input: 'attestation', code: 'no-document', looksLike: /text/ },
  { name: 'JSON', input: '{"attestation":null}', code: 'no-document', looksLike: /JSON/ },
  {
    name: 'a log entry',
    input: writeJson(attestedEvent(), { indent: '  ' }),
    code: 'no-document',
    looksLike: /a CloudTrail record/,
    message: /not the document itself/,
  },
  {
    name: 'what a build prints',
    input: JSON.stringify({ Measurements: { HashAlgorithm: 'Sha384 { ... }', PCR0: 'ab'.repeat(48) } }, null, 2),
    code: 'no-document',
    looksLike: /measurements/,
  },
  {
    name: 'a JSON Web Token',
    input: `${base64(utf8('{"alg":"ES384","typ":"JWT"}'))}.${base64(utf8('{"sub":"someone"}'))}.${base64(noise(96)).replace(/\W/g, '_')}`,
    code: 'no-document',
    looksLike: /JSON Web Token/,
  },
  {
    name: 'a certificate in PEM',
    input: `-----BEGIN CERTIFICATE-----\n${base64(certificate)}\n-----END CERTIFICATE-----\n`,
    code: 'no-document',
    looksLike: /certificate \(PEM\)/,
  },
  {
    name: 'a key in PEM',
    input: `-----BEGIN PUBLIC KEY-----\n${base64(noise(91))}\n-----END PUBLIC KEY-----\n`,
    code: 'no-document',
    looksLike: /key/,
  },
  { name: 'a certificate in DER', input: certificate, code: 'no-document', looksLike: /certificate \(DER\)/ },
  {
    name: 'a certificate in base64',
    input: base64(certificate),
    code: 'no-document',
    looksLike: /certificate \(DER\)/,
  },
  { name: 'gzip', input: cbor.raw([0x1f, 0x8b, 8, 0], noise(200)), code: 'no-document', looksLike: /gzip/ },
  {
    name: 'gzip in base64',
    input: base64(cbor.raw([0x1f, 0x8b, 8, 0], noise(200))),
    code: 'no-document',
    looksLike: /gzip/,
  },
  { name: 'an image', input: cbor.raw(utf8('.eif'), [0, 4], noise(600)), code: 'no-document', looksLike: /EIF/ },
  { name: 'other bytes', input: cbor.raw([0x00], noise(500)), code: 'no-document', message: /no CBOR/, byteOffset: 1 },
  {
    name: 'other bytes in base64',
    input: base64(noise(500)),
    code: 'no-document',
    message: /500 bytes/,
    looksLike: /rest of a document/,
  },
  {
    name: 'the end of a document',
    input: base64(whole.subarray(2000)),
    code: 'no-document',
    looksLike: /rest of a document/,
  },
  {
    name: 'a CBOR integer',
    input: Uint8Array.of(0x1b, 0, 0, 0, 1, 2, 3, 4, 0x80),
    code: 'not-cose-sign1',
    looksLike: /CBOR integer/,
  },
  {
    name: 'a bare payload',
    input: payloadBytes(),
    code: 'not-cose-sign1',
    looksLike: /payload of an attestation document/,
    message: /signature/,
    byteOffset: 0,
  },
  {
    name: 'a bare payload of a length',
    input: payloadBytes({ definite: true }),
    code: 'not-cose-sign1',
    looksLike: /payload of an attestation document/,
  },
  {
    name: 'a bare payload in base64',
    input: base64(payloadBytes()),
    code: 'not-cose-sign1',
    looksLike: /payload of an attestation document/,
  },
  {
    name: 'a bare payload in hexadecimal',
    input: Buffer.from(payloadBytes()).toString('hex'),
    code: 'not-cose-sign1',
    looksLike: /payload of an attestation document/,
  },
  {
    name: 'a tagged CWT',
    input: cbor.tag(61, cbor.tag(18, sign1(claims))),
    code: 'not-cose-sign1',
    looksLike: /CBOR Web Token/,
  },
  { name: 'a CWT', input: sign1(claims), code: 'not-an-attestation-document', looksLike: /CBOR Web Token/ },
  {
    name: 'a CWT in base64',
    input: base64(sign1(claims)),
    code: 'not-an-attestation-document',
    looksLike: /CBOR Web Token/,
  },
  {
    name: 'COSE_Sign1 of another map',
    input: sign1(cbor.map([[cbor.text('a'), cbor.uint(1)]])),
    code: 'not-an-attestation-document',
    looksLike: /something else/,
  },
  {
    name: 'COSE_Sign1 of an empty map',
    input: sign1(cbor.map([])),
    code: 'not-an-attestation-document',
    looksLike: /something else/,
  },
  {
    name: 'COSE_Sign1 of text',
    input: sign1(utf8('{"hello":"world"}')),
    code: 'not-an-attestation-document',
    message: /no CBOR/,
    looksLike: /something else/,
  },
  {
    name: 'COSE_Sign1 of a CBOR text',
    input: sign1(cbor.text('hello')),
    code: 'not-an-attestation-document',
    message: /no map/,
    looksLike: /text string/,
  },
  { name: 'COSE_Sign1 of nothing', input: sign1(new Uint8Array()), code: 'not-an-attestation-document' },
  {
    name: 'COSE_Sign1 with a detached payload',
    input: documentBytes({ payload: cbor.nil() }),
    code: 'not-cose-sign1',
    looksLike: /detached/,
    byteOffset: 7,
  },
  {
    name: 'COSE_Sign1 with a detached payload in base64',
    input: base64(documentBytes({ payload: cbor.nil() })),
    code: 'not-cose-sign1',
    looksLike: /detached/,
  },
  {
    name: 'COSE_Sign',
    input: documentBytes({ signature: cbor.array([]) }),
    code: 'not-cose-sign1',
    looksLike: /COSE_Sign message/,
  },
  {
    name: 'tagged COSE_Sign',
    input: cbor.tag(98, documentBytes({ signature: cbor.array([]) })),
    code: 'not-cose-sign1',
    looksLike: /COSE_Sign message/,
  },
  { name: 'tagged COSE_Mac0', input: cbor.tag(17, documentBytes()), code: 'not-cose-sign1', looksLike: /COSE_Mac0/ },
  {
    name: 'COSE_Encrypt0',
    input: cbor.array([cbor.bytes(ES384), cbor.map([]), cbor.bytes(noise(40))]),
    code: 'not-cose-sign1',
    message: /array of 4/,
  },
  {
    name: 'COSE_Mac',
    input: cbor.array([cbor.bytes(ES384), cbor.map([]), cbor.bytes(noise(9)), cbor.bytes(noise(9)), cbor.array([])]),
    code: 'not-cose-sign1',
    message: /array of 4/,
  },
  { name: 'a COSE key', input: key, code: 'not-cose-sign1', looksLike: /CBOR map/ },
  {
    name: 'a document that is tagged twice',
    input: cbor.tag(18, cbor.tag(18, whole)),
    code: 'not-cose-sign1',
    looksLike: /COSE|tag/,
  },
  {
    name: 'a payload in chunks',
    input: documentBytes({ payload: cbor.chunkedBytes([payloadBytes()]) }),
    code: 'not-cose-sign1',
    message: /payload is not a byte string in one piece/,
    byteOffset: 7,
  },
  {
    name: 'a protected header that is a map',
    input: documentBytes({ protectedHeader: ES384 }),
    code: 'not-cose-sign1',
    message: /protected header/,
    byteOffset: 1,
  },
  {
    name: 'an unprotected header that is null',
    input: documentBytes({ unprotectedHeader: cbor.nil() }),
    code: 'not-cose-sign1',
    message: /unprotected header/,
  },
  {
    name: 'a protected header that is no CBOR',
    input: documentBytes({ protectedHeader: cbor.bytes(Uint8Array.of(0xa1, 1)) }),
    code: 'not-well-formed',
    message: /protected header/,
    byteOffset: 4,
  },
  {
    name: 'a protected header with a key twice',
    input: documentBytes({ protectedHeader: cbor.bytes(cbor.fromHex('a2 01 38 22 18 01 38 22')) }),
    code: 'duplicate-key',
    message: /protected header/,
  },
  {
    name: 'an unprotected header with a key twice',
    input: documentBytes({ unprotectedHeader: cbor.fromHex('a2 01 00 01 00') }),
    code: 'duplicate-key',
  },
  {
    name: 'a field twice',
    input: repeated,
    code: 'duplicate-key',
    message: /payload.*twice/,
    byteOffset: repeated.length - 98 - 8,
  },
  {
    name: 'a register twice',
    input: documentBytes({
      fields: {
        pcrs: cbor.map([
          [cbor.uint(0), cbor.nil()],
          [cbor.uint(0, 2), cbor.nil()],
        ]),
      },
    }),
    code: 'duplicate-key',
  },
  {
    name: 'bytes behind the document',
    input: cbor.raw(whole, [0x0a]),
    code: 'not-well-formed',
    message: /1 byte follows/,
    byteOffset: whole.length,
  },
  {
    name: 'bytes behind the payload',
    input: documentBytes({ payload: cbor.bytes(cbor.raw(payloadBytes(), [0])) }),
    code: 'not-well-formed',
    message: /payload.*1 byte follows/,
  },
  { name: 'the first signs of base64', input: 'hEShA', code: 'not-well-formed', looksLike: /first part/ },
  { name: 'the first signs of hexadecimal', input: '8444a1', code: 'not-well-formed', looksLike: /first part/ },
  { name: 'the beginning of base64 alone', input: 'hEShATgi', code: 'not-well-formed', looksLike: /first part/ },
];

for (const { name, input, code, looksLike, message, byteOffset } of CASES) {
  test(`bad input: ${name}`, () => {
    const problem = problemOf(input);
    assert.equal(problem.code, code);
    assert.match(problem.message, message ?? /./);
    assert.match(problem.looksLike ?? '', looksLike ?? /^/);
    if (byteOffset !== undefined) {
      assert.equal(problem.byteOffset, byteOffset);
    }
  });
}

test('half a document says how many bytes are missing, at least', () => {
  for (const length of [20, 200, 2000, whole.length - 97, whole.length - 1]) {
    const half = whole.subarray(0, length);
    const missing = (whole.length - length).toLocaleString('en-US');
    for (const input of [half, base64(half).replace(/=+$/, ''), Buffer.from(half).toString('hex')]) {
      const problem = problemOf(input);
      assert.equal(problem.code, 'not-well-formed');
      assert.equal(problem.looksLike, 'the first part of an attestation document');
      assert.equal(problem.byteOffset, length);
      assert.match(
        problem.message,
        new RegExp(`at least ${missing} ${missing === '1' ? 'byte is' : 'bytes are'} missing`),
      );
      assert.equal(
        problem.textOffset,
        typeof input === 'string' ? input.length - (length % 3 && input.length < 2 * length ? 1 : 0) : undefined,
      );
    }
  }
});

test('before the payload the least is what the smallest message would need', () => {
  assert.match(problemOf(whole.subarray(0, 6)).message, /at least 100 bytes are missing/);
  assert.match(problemOf(whole.subarray(0, 7)).message, /at least 99 bytes are missing/);
});

test('half a document in a PEM-like block ends where the block does', () => {
  const half = base64(whole.subarray(0, 1200));
  const text = `-----BEGIN X-----\n${half}\n-----END X-----\n`;
  assert.equal(problemOf(text).byteOffset, 1200);
  assert.equal(problemOf(text).textOffset, text.indexOf('\n-----END'));
});

test('of several broken documents the one that is told goes furthest', () => {
  const half = base64(whole.subarray(0, 1200));
  for (const text of [`it begins with "hEShATgi": ${half}`, `${half}, which begins with "hEShATgi"`]) {
    assert.equal(problemOf(text).byteOffset, 1200);
  }
});

test('wherever the bytes end, the answer says where, and nothing is thrown', () => {
  for (let length = 1; length < whole.length; length++) {
    const { byteOffset, code } = problemOf(whole.subarray(0, length));
    assert.equal(code, 'not-well-formed');
    assert.equal(byteOffset, length);
  }
});

test('bytes that are changed anywhere give a document or a problem inside them', () => {
  const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(edits, (places) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, byte] of places) {
        bytes[at] = byte;
      }
      const document = readAttestationDocument(bytes);
      if (!document.ok) {
        const { byteOffset = 0, message } = document.error;
        assert.ok(byteOffset >= 0 && byteOffset <= bytes.length);
        assert.notEqual(message, '');
      }
    }),
    { numRuns: 3000 },
  );
});

test('each single bit of the heads, flipped, gives a document or a problem', () => {
  const small = documentBytes({
    fields: { certificate: cbor.bytes(noise(2)), cabundle: cbor.array([cbor.bytes(noise(1))]) },
  });
  for (let bit = 0; bit < 8 * small.length; bit++) {
    const bytes = Uint8Array.from(small);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const document = readAttestationDocument(bytes);
    assert.ok(document.ok || document.error.message !== '');
  }
});

test('bytes that are nearly a text tell where a document in them breaks', () => {
  const { code, textOffset } = problemOf(Buffer.from(`caf\xe9 \0 ${base64(whole).slice(0, 999)}`, 'latin1'));
  assert.equal(code, 'not-well-formed');
  assert.ok((textOffset ?? 0) > 900);
});

test('a document as text inside of other bytes that are known is none of them', () => {
  const held = cbor.bytes(utf8(base64(whole)));
  for (const input of [
    payloadBytes({ fields: { user_data: held } }),
    documentBytes({ fields: { user_data: held } }).subarray(0, -1),
    cbor.raw(utf8('.eif'), [0, 4], utf8(base64(whole))),
  ]) {
    problemOf(input);
  }
});

test('any text gives an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      assert.ok(!readAttestationDocument(text).ok);
      assert.ok(!readAttestationDocument(utf8(text)).ok);
    }),
    { numRuns: 1000 },
  );
});

test('messages hold nothing of the input', () => {
  const secret = 'Zebra9';
  const inputs = [
    documentBytes({ fields: { [secret]: cbor.nil(), module_id: undefined, digest: cbor.text(secret) } }),
    sign1(cbor.map([[cbor.text(secret), cbor.text(secret)]])),
    sign1(utf8(secret)),
    cbor.map([[cbor.text(secret), cbor.text(secret)]]),
    `${secret} {"${secret}":1}`,
    documentBytes({
      more: [
        [cbor.text(secret), cbor.nil()],
        [cbor.text(secret), cbor.nil()],
      ],
    }),
  ];
  for (const input of inputs) {
    const document = readAttestationDocument(input);
    const { profileProblems, ...problem } = document.ok ? document.value : { profileProblems: [], ...document.error };
    assert.ok(!JSON.stringify(document.ok ? profileProblems : problem).includes(secret));
  }
});

test('what is too large is not read', () => {
  const document = findAttestationDocuments(' '.repeat(LARGEST_SOURCE + 1));
  assert.equal(document.ok ? '' : document.error.code, 'too-large');
  assert.equal(problemOf(new Uint8Array(LARGEST_SOURCE + 1)).code, 'too-large');
  const image = new Uint8Array(LARGEST_SOURCE + 1);
  image.set(utf8('.eif'));
  assert.match(problemOf(image).looksLike ?? '', /EIF/);
  const bytes = documentBytes({ fields: { nonce: cbor.bytes(noise(LARGEST_DOCUMENT)) } });
  assert.equal(problemOf(bytes).code, 'too-large');
  assert.equal(problemOf(base64(bytes)).code, 'too-large');
});

test('a document in the last characters of a text that is just not too large is found', () => {
  const text = base64(whole);
  assert.ok(readAttestationDocument(`${' '.repeat(LARGEST_SOURCE - text.length)}${text}`).ok);
});

test('what is missing from a document that is there is no bad input', () => {
  const { module_id: moduleId, cabundle } = usualFields();
  const fields = Object.fromEntries(Object.keys(usualFields()).map((name) => [name, undefined]));
  assert.ok(readAttestationDocument(documentBytes({ fields: { ...fields, module_id: moduleId, cabundle } })).ok);
});
