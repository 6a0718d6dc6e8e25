import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CallValue,
  openTrail,
  readCallsByValue,
  recordedPlace,
  recordedValueAt,
  recordedValues,
} from '../../../src/core/index.ts';
import { callOf, onlyCall } from '../../support/calls.ts';
import {
  attestedEvent,
  enclaveField,
  enclavePcrs,
  eventWithRecipient,
  IMAGE,
  moduleId,
  recipient,
  tpmPcrs,
  tpmRecipient,
} from '../../support/events.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';

const OTHER_MODULE = moduleId('i-0123456789abcdef0');

function digest(platform: 'enclave' | 'nitro-tpm', pcr: number, bytes: Buffer): CallValue {
  return { kind: 'digest', platform, pcr, hex: bytes.toString('hex') };
}

function read(...events: readonly JsonObject[]) {
  const { calls } = openTrail(writeJson({ Records: events }));
  const { add, found } = readCallsByValue();
  for (const [index, call] of [...calls].entries()) {
    add(index, call);
  }
  return found;
}

test('calls are found by a digest, its PCR and its platform together', () => {
  const found = read(
    attestedEvent(),
    eventWithRecipient({ attestationDocumentModuleId: moduleId(), ...enclavePcrs({ 0: IMAGE.pcr1 }) }),
    eventWithRecipient({ ...tpmRecipient(), ...tpmPcrs({ 0: IMAGE.pcr0 }) }),
    eventWithRecipient({ attestationDocumentModuleId: moduleId(), ...enclavePcrs({ 0: IMAGE.pcr0.toString('hex') }) }),
  );
  assert.deepEqual(found.having(digest('enclave', 0, IMAGE.pcr0)), [0, 3], 'in base64 and in hex');
  assert.deepEqual(found.having(digest('enclave', 0, IMAGE.pcr1)), [1]);
  assert.deepEqual(found.having(digest('enclave', 1, IMAGE.pcr1)), [0]);
  assert.deepEqual(found.having(digest('nitro-tpm', 0, IMAGE.pcr0)), [2]);
  assert.deepEqual(found.having(digest('enclave', 4, IMAGE.pcr0)), []);
  assert.deepEqual(
    found.digestsOf(0).map(({ value, calls }) => [value.platform, value.hex, calls]),
    [
      ['enclave', IMAGE.pcr0.toString('hex'), [0, 3]],
      ['enclave', IMAGE.pcr1.toString('hex'), [1]],
      ['nitro-tpm', IMAGE.pcr0.toString('hex'), [2]],
    ],
  );
  assert.deepEqual(found.digestsOf(31), []);
});

test('calls are found by the module id', () => {
  const found = read(
    attestedEvent(),
    attestedEvent({}, { attestationDocumentModuleId: OTHER_MODULE }),
    attestedEvent(),
    attestedEvent({}, { attestationDocumentModuleId: 'vm-7' }),
  );
  assert.deepEqual(found.having({ kind: 'module-id', moduleId: moduleId() }), [0, 2]);
  assert.deepEqual(found.having({ kind: 'module-id', moduleId: OTHER_MODULE }), [1]);
  assert.deepEqual(found.having({ kind: 'module-id', moduleId: 'vm-7' }), [3]);
  assert.deepEqual(found.having({ kind: 'module-id', moduleId: 'vm' }), []);
});

test('a value is found at both its ends and in its name, and nowhere else', () => {
  const text = writeJson(attestedEvent(), { indent: '  ' });
  const call = onlyCall(text);
  for (const { value, start, end, keySpan } of recordedValues(call)) {
    for (const offset of [start, start + 1, end, keySpan.start, keySpan.end]) {
      assert.deepEqual(recordedValueAt(call, offset)?.value, value);
    }
    assert.equal(recordedValueAt(call, start - 3), undefined, 'between name and value');
    assert.equal(recordedValueAt(call, end + 2), undefined);
    const place = recordedPlace(call, value);
    assert.deepEqual([place?.start, place?.end], [start, end]);
  }
  assert.equal(recordedPlace(call, { kind: 'module-id', moduleId: OTHER_MODULE }), undefined);
  assert.equal(recordedPlace(call, digest('nitro-tpm', 0, IMAGE.pcr0)), undefined);
  assert.equal(recordedPlace(call, digest('enclave', 1, IMAGE.pcr0)), undefined);
});

test('a digest that cannot be read, and one of which it cannot be told what it measures, is no value', () => {
  const valuesOf = (members: JsonObject): readonly string[] =>
    recordedValues(callOf(eventWithRecipient(members))).map(({ value }) => value.kind);
  assert.deepEqual(valuesOf({ ...enclavePcrs({ 0: IMAGE.pcr0 }), [enclaveField(1)]: 'x' }), ['digest']);
  assert.deepEqual(valuesOf({ ...recipient(), ...tpmPcrs({ 4: IMAGE.pcr0 }) }), ['module-id']);
});
