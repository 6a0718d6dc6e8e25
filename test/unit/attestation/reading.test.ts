import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AttestationDocument, ProfileProblem } from '../../../src/core/attestation/attestationDocument.ts';
import { readAttestationDocument } from '../../../src/core/attestation/findDocuments.ts';
import { payloadFields } from '../../../src/core/attestation/payloadFields.ts';
import { readContents } from '../../../src/core/attestation/payloadProfile.ts';
import type { CborValue } from '../../../src/core/encoding/decodeCbor.ts';
import { enclaveRegisters } from '../../support/attestationDocuments.ts';
import { signDocument } from '../../support/attestationSigner.ts';
import * as cbor from '../../support/cborWriter.ts';
import {
  CABUNDLE,
  CERTIFICATE,
  type DocumentForm,
  documentBytes,
  MODULE_ID,
  noise,
  payloadBytes,
  registers,
  TIMESTAMP,
  tpmDocumentBytes,
  usualFields,
} from '../../support/documentBytes.ts';

function read(bytes: Uint8Array): AttestationDocument {
  const document = readAttestationDocument(bytes);
  assert.ok(document.ok, document.ok ? '' : document.error.message);
  return document.value;
}

function told({ profileProblems }: AttestationDocument): readonly string[] {
  return profileProblems.map(({ code, field }) => `${code} ${field}`);
}

test('a document as real ones are is read field by field, and nothing is wrong with it', () => {
  const bytes = documentBytes();
  const document = read(bytes);
  assert.deepEqual(document.profileProblems, []);
  assert.deepEqual(document.bytes, bytes);
  assert.deepEqual(document.payload, payloadBytes());
  assert.deepEqual(document.signature, noise(96, 7));
  assert.deepEqual(document.protectedHeader, cbor.fromHex('a1013822'));
  assert.equal(document.spelling, 'bytes');
  assert.equal(document.tagged, false);
  assert.equal(document.indefiniteMap, true);
  assert.equal(document.platform, 'enclave');
  assert.equal(document.moduleId, MODULE_ID);
  assert.equal(document.parsedModuleId?.platform, 'enclave');
  assert.equal(document.digest, 'SHA384');
  assert.equal(document.timestamp, TIMESTAMP);
  assert.deepEqual(
    document.pcrs,
    Object.entries(enclaveRegisters()).map(([index, value]) => ({ index: Number(index), hex: value.toString('hex') })),
  );
  assert.deepEqual(document.certificate, CERTIFICATE);
  assert.deepEqual(document.cabundle, CABUNDLE);
  assert.deepEqual([document.publicKey, document.userData, document.nonce], [undefined, undefined, undefined]);
});

test('a signed document is read, definite and indefinite, tagged and untagged', () => {
  for (const indefinite of [true, false]) {
    for (const tagged of [true, false]) {
      const signed = signDocument({ indefinite, tagged, nonce: noise(20) });
      const document = read(signed.bytes);
      assert.deepEqual(document.profileProblems, []);
      assert.deepEqual([document.indefiniteMap, document.tagged], [indefinite, tagged]);
      assert.deepEqual(document.signature, signed.signature);
      assert.deepEqual(document.certificate, new Uint8Array(signed.chain.leaf.der));
      assert.deepEqual(document.nonce, noise(20));
    }
  }
});

test('a document of NitroTPM has its registers under another name', () => {
  const document = read(tpmDocumentBytes());
  assert.deepEqual(document.profileProblems, []);
  assert.equal(document.platform, 'nitro-tpm');
  assert.equal(document.pcrs.length, 24);
  assert.equal(document.parsedModuleId?.platform, 'nitro-tpm');
});

test('registers come in the order of their indexes, in 32, 48 or 64 bytes', () => {
  const pcrs = cbor.openMap([31, 4, 0].map((index) => [cbor.uint(index, 1), cbor.bytes(noise(32 + 16 * (index % 3)))]));
  const document = read(documentBytes({ fields: { pcrs } }));
  assert.deepEqual(document.profileProblems, []);
  assert.deepEqual(
    document.pcrs.map(({ index, hex }) => [index, hex.length]),
    [
      [0, 64],
      [4, 96],
      [31, 96],
    ],
  );
});

test('what was read is a copy that nobody changes, and a plain array', () => {
  const bytes = Buffer.from(documentBytes());
  const document = read(bytes);
  bytes.fill(0);
  assert.equal(document.bytes[0], 0x84);
  assert.equal(Object.getPrototypeOf(document.bytes), Uint8Array.prototype);
  for (const part of [document.payload, document.signature, document.protectedHeader, document.certificate]) {
    assert.equal(part?.buffer, document.bytes.buffer);
  }
  assert.deepEqual(Object.keys(document.bytes), Object.keys(new Uint8Array(document.bytes)));
});

test('optional fields may be null, missing, or have up to 1,024 bytes', () => {
  for (const field of ['public_key', 'user_data', 'nonce']) {
    const contents = (item: cbor.Cbor | undefined): AttestationDocument =>
      read(documentBytes({ fields: { [field]: item } }));
    assert.deepEqual(told(contents(undefined)), []);
    assert.deepEqual(told(contents(cbor.nil())), []);
    assert.deepEqual(told(contents(cbor.bytes(noise(1)))), []);
    assert.deepEqual(told(contents(cbor.bytes(noise(1024)))), []);
    assert.deepEqual(told(contents(cbor.bytes(noise(1025)))), [`wrong-size ${field}`]);
    assert.deepEqual(told(contents(cbor.bytes(noise(0)))), field === 'public_key' ? [`wrong-size ${field}`] : []);
    assert.deepEqual(told(contents(cbor.text('x'))), [`wrong-type ${field}`]);
    assert.deepEqual(told(contents(cbor.undef())), [`wrong-type ${field}`]);
  }
  const document = read(documentBytes({ fields: { user_data: cbor.bytes(noise(0)), nonce: cbor.bytes(noise(9)) } }));
  assert.deepEqual([document.userData, document.nonce], [new Uint8Array(), noise(9)]);
});

const INTEGERS_OF_ANY_WIDTH = [TIMESTAMP, 1, 8.64e15] as const;

test('the time may be any positive integer that is a time', () => {
  for (const time of INTEGERS_OF_ANY_WIDTH) {
    const document = read(documentBytes({ fields: { timestamp: cbor.uint(time) } }));
    assert.deepEqual(told(document), []);
    assert.equal(document.timestamp, time);
  }
  for (const time of [0, 8.64e15 + 1, 2n ** 53n, 2n ** 64n - 1n]) {
    const document = read(documentBytes({ fields: { timestamp: cbor.uint(time) } }));
    assert.deepEqual(told(document), ['wrong-value timestamp']);
    assert.equal(document.timestamp, undefined);
  }
});

const OFF: readonly (readonly [string, DocumentForm, readonly string[]])[] = [
  ...['module_id', 'digest', 'timestamp', 'pcrs', 'certificate', 'cabundle'].flatMap(
    (field): readonly (readonly [string, DocumentForm, readonly string[]])[] => [
      [`no ${field}`, { fields: { [field]: undefined } }, [`missing-field ${field}`]],
      [`${field} is null`, { fields: { [field]: cbor.nil() } }, [`wrong-type ${field}`]],
      [`${field} is a number`, { fields: { [field]: cbor.negint(-1) } }, [`wrong-type ${field}`]],
      [
        `${field} is tagged`,
        { fields: { [field]: cbor.tag(24, usualFields()[field] ?? cbor.nil()) } },
        [`tag-inside ${field}`],
      ],
    ],
  ),
  ['an empty module id', { fields: { module_id: cbor.text('') } }, ['wrong-value module_id']],
  ['another hash', { fields: { digest: cbor.text('SHA512') } }, ['wrong-value digest']],
  ['a module id in chunks', { fields: { module_id: cbor.chunkedText(['i-', '1']) } }, ['chunked-string module_id']],
  [
    'a certificate in chunks',
    { fields: { certificate: cbor.chunkedBytes([noise(9)]) } },
    ['chunked-string certificate'],
  ],
  ['an empty certificate', { fields: { certificate: cbor.bytes(noise(0)) } }, ['wrong-size certificate']],
  ['a certificate of 1,025 bytes', { fields: { certificate: cbor.bytes(noise(1025)) } }, ['wrong-size certificate']],
  ['an empty bundle', { fields: { cabundle: cbor.array([]) } }, ['wrong-size cabundle']],
  ['an empty bundle of indefinite length', { fields: { cabundle: cbor.openArray([]) } }, ['wrong-size cabundle']],
  [
    'a bundle with another thing in it',
    { fields: { cabundle: cbor.array([cbor.bytes(noise(5)), cbor.text('x'), cbor.bytes(noise(0))]) } },
    ['wrong-type cabundle[1]', 'wrong-size cabundle[2]'],
  ],
  ['no registers', { fields: { pcrs: registers({}) } }, ['wrong-size pcrs']],
  ['a register above 31', { fields: { pcrs: registers({ 32: noise(48) }) } }, ['wrong-value pcrs[0]']],
  ['a register of 47 bytes', { fields: { pcrs: registers({ 0: noise(48), 1: noise(47) }) } }, ['wrong-size pcrs[1]']],
  [
    'a register that is text',
    { fields: { pcrs: cbor.map([[cbor.uint(0), cbor.text('x'.repeat(48))]]) } },
    ['wrong-type pcrs[0]'],
  ],
  [
    'a register with a name',
    { fields: { pcrs: cbor.map([[cbor.text('0'), cbor.bytes(noise(48))]]) } },
    ['wrong-value pcrs[0]'],
  ],
  [
    'registers of both kinds',
    { fields: { nitrotpm_pcrs: registers({ 4: noise(48) }) } },
    ['unknown-field nitrotpm_pcrs'],
  ],
  ['a field of no name that is known', { fields: { extra: cbor.nil() } }, ['unknown-field payload[9]']],
  ['a field of a long name', { fields: { module_id_and_a_lot_more: cbor.nil() } }, ['unknown-field payload[9]']],
  ['a field with a number for its name', { more: [[cbor.uint(1), cbor.nil()]] }, ['unknown-field payload[9]']],
  [
    'a field whose name is bytes',
    { more: [[cbor.bytes(new TextEncoder().encode('x')), cbor.nil()]] },
    ['unknown-field payload[9]'],
  ],
  [
    'a field whose name comes in chunks',
    { fields: { nonce: undefined }, more: [[cbor.chunkedText(['non', 'ce']), cbor.nil()]] },
    ['chunked-string payload[8]'],
  ],
  [
    'another algorithm',
    { protectedHeader: cbor.bytes(cbor.fromHex('a10126')) },
    ['unexpected-header protected header'],
  ],
  [
    'a longer protected header',
    { protectedHeader: cbor.bytes(cbor.fromHex('a2013822044131')) },
    ['unexpected-header protected header'],
  ],
  ['an empty protected header', { protectedHeader: cbor.bytes(noise(0)) }, ['unexpected-header protected header']],
  [
    'an unprotected header',
    { unprotectedHeader: cbor.map([[cbor.uint(4), cbor.bytes(noise(2))]]) },
    ['unexpected-header unprotected header'],
  ],
  ['an open unprotected header with nothing in it', { unprotectedHeader: cbor.openMap([]) }, []],
  [
    'an unprotected header of indefinite length',
    { unprotectedHeader: cbor.openMap([[cbor.uint(4), cbor.nil()]]) },
    ['unexpected-header unprotected header'],
  ],
  ['a signature of 95 bytes', { signature: cbor.bytes(noise(95)) }, ['wrong-size signature']],
  ['no signature', { signature: cbor.bytes(noise(0)) }, ['wrong-size signature']],
  [
    'a payload of more than 16,384 bytes',
    { fields: { cabundle: cbor.array(Array.from({ length: 17 }, () => cbor.bytes(noise(1000)))) } },
    ['wrong-size payload'],
  ],
];

for (const [name, form, expected] of OFF) {
  test(`the profile: ${name}`, () => {
    for (const definite of [false, true]) {
      const document = read(documentBytes({ ...form, definite }));
      assert.deepEqual(told(document), expected);
      for (const { byteOffset, message } of document.profileProblems) {
        assert.ok(byteOffset > 0 && byteOffset < document.bytes.length);
        assert.match(message, /^[A-Z].*\.$/);
      }
    }
  });
}

test('a problem says where: at the value, or where the payload begins for what is missing', () => {
  const [inside] = read(documentBytes({ fields: { digest: cbor.text('MD5') } })).profileProblems;
  const text = Buffer.from(documentBytes({ fields: { digest: cbor.text('MD5') } }));
  assert.equal(inside?.byteOffset, text.indexOf('MD5') - 1);
  const [missing] = read(documentBytes({ fields: { digest: undefined } })).profileProblems;
  assert.equal(missing?.byteOffset, text.indexOf('module_id') - 2);
});

test('a value of another type is undefined, of another size it is given', () => {
  const document = read(
    documentBytes({ fields: { certificate: cbor.text('x'), nonce: cbor.bytes(noise(2000)), module_id: cbor.uint(1) } }),
  );
  assert.equal(document.certificate, undefined);
  assert.equal(document.moduleId, undefined);
  assert.deepEqual(document.nonce, noise(2000));
});

test('a bundle with an entry that is no byte string is no bundle: what is left would be another chain', () => {
  const cabundle = cbor.array([cbor.bytes(noise(5)), cbor.nil(), cbor.bytes(noise(6))]);
  assert.deepEqual(read(documentBytes({ fields: { cabundle } })).cabundle, []);
});

test('with registers of both kinds nobody can tell what they are', () => {
  const document = read(documentBytes({ fields: { nitrotpm_pcrs: registers({ 4: noise(48) }) } }));
  assert.deepEqual([document.platform, document.pcrs], [undefined, []]);
});

test('very many problems are told up to a bound', () => {
  const more = Array.from({ length: 900 }, (_, key) => [cbor.uint(key), cbor.nil()] as const);
  const problems: readonly ProfileProblem[] = read(documentBytes({ more })).profileProblems;
  assert.equal(problems.length, 100);
});

test('two fields that tell are enough to be an attestation document, one is not', () => {
  const fields = Object.fromEntries(Object.keys(usualFields()).map((name) => [name, undefined]));
  const two = { ...fields, module_id: cbor.text('x'), certificate: cbor.bytes(noise(9)) };
  assert.ok(read(documentBytes({ fields: two })).profileProblems.length >= 4);
  const one = readAttestationDocument(
    documentBytes({ fields: { ...two, certificate: undefined, digest: cbor.text('SHA384') } }),
  );
  assert.equal(one.ok ? '' : one.error.code, 'not-an-attestation-document');
});

test('a byte order mark is a part of the text of a document, however long that is', () => {
  for (const length of [0, 10, 39, 40, 79, 100, 139, 300]) {
    for (const moduleId of [`\ufeff${'i'.repeat(length)}`, `\ufeff\ufeff${'i'.repeat(length)}`]) {
      const document = read(documentBytes({ fields: { module_id: cbor.text(moduleId) } }));
      assert.equal(document.moduleId, moduleId);
      assert.deepEqual(told(document), []);
    }
  }
});

test('text of any characters is read as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (text) => {
      const document = read(documentBytes({ fields: { module_id: cbor.text(text) } }));
      assert.equal(document.moduleId, text);
      assert.deepEqual(told(document), []);
    }),
    { numRuns: 500 },
  );
});

test('where the library decodes something else than stands there, the document says so and the value is not given', () => {
  const payload = payloadBytes({ fields: { nonce: cbor.bytes(noise(9)) } });
  const others: readonly CborValue[] = [undefined, null, 'x', 1, new Uint8Array(), [], new Map()];
  for (const other of others) {
    const { contents, problems } = readContents(payload, payloadFields(payload, 0), () => other);
    assert.deepEqual(
      problems.slice(0, 3).map(({ code, field }) => `${code} ${field}`),
      ['wrong-value module_id', 'wrong-value digest', 'wrong-value timestamp'],
    );
    const fields = new Set(problems.map(({ field }) => field));
    for (const field of ['pcrs[0]', 'certificate', 'cabundle[0]', 'nonce']) {
      assert.ok(fields.has(field), field);
    }
    assert.deepEqual([contents.moduleId, contents.digest, contents.timestamp], [undefined, undefined, undefined]);
    assert.deepEqual([contents.pcrs, contents.certificate, contents.cabundle], [[], undefined, []]);
    assert.equal(contents.nonce, undefined);
  }
});
