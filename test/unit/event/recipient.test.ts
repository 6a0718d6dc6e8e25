import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appraiseCall, indexReferences, openTrail } from '../../../src/core/index.ts';
import { callOf, codesOf, onlyCall } from '../../support/calls.ts';
import {
  attestedEvent,
  enclaveField,
  enclavePcrs,
  eventWithRecipient,
  IMAGE,
  INSTANCE,
  moduleId,
  recipient,
  tpmPcrs,
  tpmRecipient,
} from '../../support/events.ts';
import { escapedThroughout, type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { textAt } from '../../support/ranges.ts';
import { reference } from '../../support/references.ts';

const PAYMENTS = indexReferences([reference({ 0: IMAGE.pcr0 })]);

test('an enclave call of today has six PCRs, one of 2020 has the image digest alone', () => {
  const today = callOf(attestedEvent()).recipient;
  assert.equal(today.platform, 'enclave');
  assert.deepEqual(
    today.pcrs.map(({ index }) => index),
    [0, 1, 2, 3, 4, 8],
  );
  const old = callOf(
    eventWithRecipient({ attestationDocumentModuleId: moduleId(), ...enclavePcrs({ 0: IMAGE.pcr0 }) }),
  );
  assert.equal(old.recipient.platform, 'enclave');
  assert.equal(old.recipient.pcrs.length, 1);
  assert.deepEqual(old.problems, []);
});

test('a NitroTPM call may have any PCR from 0 to 23', () => {
  const all = Object.fromEntries(Array.from({ length: 24 }, (_, index) => [index, IMAGE.pcr1]));
  const call = callOf(eventWithRecipient({ ...tpmRecipient(), ...tpmPcrs(all) }));
  assert.equal(call.recipient.platform, 'nitro-tpm');
  assert.deepEqual(
    call.recipient.pcrs.map(({ index }) => index),
    Array.from({ length: 24 }, (_, index) => index),
  );
  assert.deepEqual(call.problems, []);
});

test('PCRs come in ascending order, whatever the order of the file', () => {
  const members = Object.fromEntries(Object.entries(recipient()).reverse());
  assert.deepEqual(
    callOf(eventWithRecipient(members)).recipient.pcrs.map(({ index }) => index),
    [0, 1, 2, 3, 4, 8],
  );
});

test('the platform follows from the PCRs where there is no module id, and is neither where they contradict', () => {
  const pcrs = enclavePcrs({ 0: IMAGE.pcr0 });
  const rows: readonly (readonly [JsonObject, string | undefined, readonly string[]])[] = [
    [pcrs, 'enclave', ['missing-module-id']],
    [tpmPcrs({ 4: IMAGE.pcr0 }), 'nitro-tpm', ['missing-module-id']],
    [{ attestationDocumentModuleId: moduleId() }, 'enclave', ['missing-measurements']],
    [{ attestationDocument: 'x' }, undefined, ['missing-module-id', 'missing-measurements']],
    [{ ...recipient(), ...tpmPcrs({ 9: IMAGE.pcr0 }) }, undefined, ['contradicting-platforms']],
    [{ ...tpmRecipient(), ...pcrs }, undefined, ['contradicting-platforms']],
    [{ ...tpmRecipient(), attestationDocumentModuleId: moduleId() }, undefined, ['contradicting-platforms']],
  ];
  for (const [members, platform, codes] of rows) {
    const call = callOf(eventWithRecipient(members));
    assert.equal(call.recipient.platform, platform, JSON.stringify(members).slice(0, 80));
    assert.deepEqual(codesOf(call), codes);
  }
});

const NOT_TEXT: readonly Json[] = [null, 17, true, [], {}, ['x'], { PCR0: 'x' }];

for (const value of NOT_TEXT) {
  const written = JSON.stringify(value);
  test(`a measurement or module id that is ${written} is not read, and the place says so`, () => {
    for (const name of ['attestationDocumentModuleId', enclaveField(0), enclaveField(8)]) {
      const text = writeJson(attestedEvent({}, { [name]: value }));
      const call = onlyCall(text);
      const [problem] = call.problems.filter(({ code }) => code === 'not-text');
      assert.ok(problem !== undefined, name);
      assert.equal(textAt(text, problem), written);
      const { pcrs, moduleId } = call.recipient;
      assert.equal(moduleId === undefined, name === 'attestationDocumentModuleId');
      assert.equal(pcrs.length, 6);
      assert.deepEqual(
        pcrs.filter(({ digest }) => digest === undefined).map(({ field }) => field),
        name === 'attestationDocumentModuleId' ? [] : [name],
      );
      const expected = name === enclaveField(0) ? 'unreadable' : 'match';
      assert.equal(appraiseCall(call, PAYMENTS).outcome.kind, expected);
    }
  });
}

const NOT_DIGESTS = [
  '',
  ' ',
  '<AttestationDocument.PCR0>',
  'EXAMPLE',
  IMAGE.pcr0.toString('hex').slice(2),
  `${IMAGE.pcr0.toString('hex')}00`,
  IMAGE.pcr0.toString('base64').slice(4),
  `${IMAGE.pcr0.toString('hex').slice(1)}g`,
  'null',
];

for (const spelling of NOT_DIGESTS) {
  test(`"${spelling.slice(0, 30)}…" is no digest: the call is shown, the measurement is not`, () => {
    const text = writeJson(attestedEvent({}, { [enclaveField(0)]: spelling }));
    const call = onlyCall(text);
    assert.deepEqual(codesOf(call), ['not-a-digest']);
    assert.equal(call.problems[0] && textAt(text, call.problems[0]), spelling);
    assert.equal(call.recipient.pcrs[0]?.text, spelling);
    assert.equal(call.recipient.pcrs[0]?.digest, undefined);
    assert.equal(appraiseCall(call, PAYMENTS).outcome.kind, 'unreadable');
  });
}

test('a module id of another shape names what it can, and says when it names nothing', () => {
  const eighteen = 'i-0123456789abcdef01-enc0123456789abcdef01';
  const call = callOf(attestedEvent({}, { attestationDocumentModuleId: eighteen }));
  assert.deepEqual(call.recipient.moduleId?.parsed, {
    platform: 'enclave',
    instanceId: 'i-0123456789abcdef01',
    enclaveId: 'enc0123456789abcdef01',
  });
  assert.deepEqual(call.problems, []);
  for (const value of ['', 'i-', `${INSTANCE}`, `${moduleId()} `, 'EXAMPLE']) {
    const bad = callOf(attestedEvent({}, { attestationDocumentModuleId: value }));
    assert.equal(bad.recipient.moduleId?.value, value);
    assert.equal(bad.recipient.moduleId.parsed, undefined);
    assert.equal(bad.recipient.platform, 'enclave', 'the PCRs still tell');
    assert.deepEqual(codesOf(bad), ['not-a-module-id']);
  }
});

test('members that KMS does not document are named and not read', () => {
  const names = [
    'attestationDocumentEnclavePCR0',
    'attestationDocumentEnclavePCR5',
    'attestationDocumentEnclavePCR01',
    'attestationDocumentNitroTPMPCR24',
    'attestationDocumentNitroTPMPCR04',
    'attestationdocumentenclavepcr1',
    'x',
    '__proto__',
  ];
  for (const name of names) {
    const members = Object.fromEntries([...Object.entries(recipient()), [name, IMAGE.pcr1.toString('hex')]]);
    const text = writeJson(eventWithRecipient(members));
    const call = onlyCall(text);
    assert.deepEqual(codesOf(call), ['unknown-member'], name);
    assert.equal(call.problems[0] && textAt(text, call.problems[0]), name);
    assert.equal(call.recipient.pcrs.length, 6);
  }
});

function twice(text: string, member: string, spelling = member): string {
  const at = text.indexOf(`"${member}":`);
  const end = text.indexOf('"', at + member.length + 4) + 1;
  const value = text.slice(at + member.length + 3, end);
  return `${text.slice(0, at)}"${spelling}":${value},${text.slice(at)}`;
}

test('a measurement that is there twice is none, whether the two are alike or one is spelled in escapes', () => {
  const field = enclaveField(0);
  const text = writeJson(attestedEvent());
  const other = IMAGE.pcr1.toString('base64');
  for (const spelling of [field, escapedThroughout(field).slice(1, -1)]) {
    const doubled = twice(text, field, spelling);
    for (const spoilt of [doubled, doubled.replace(IMAGE.pcr0.toString('base64'), other)]) {
      const call = onlyCall(spoilt);
      assert.equal(call.recipient.pcrs.find(({ index }) => index === 0)?.digest, undefined);
      assert.deepEqual(codesOf(call), ['repeated-member', 'repeated-member']);
      assert.equal(appraiseCall(call, PAYMENTS).outcome.kind, 'unreadable');
    }
  }
});

test('a module id that is there twice names nothing', () => {
  const call = onlyCall(twice(writeJson(attestedEvent()), 'attestationDocumentModuleId'));
  assert.equal(call.recipient.moduleId?.parsed, undefined);
  assert.deepEqual(codesOf(call), ['repeated-member', 'repeated-member']);
});

test('of two recipients none counts, in one container or in two', () => {
  const one = `"recipient":${writeJson(recipient())}`;
  const text = writeJson(attestedEvent());
  const spoilt = [
    text.replace('"recipient":', () => `${one},"recipient":`),
    text.replace('"recipient":', () => '"recipient":null,"recipient":'),
    text.replace(one, () => `${one},"recipient":{}`),
    text.replace('"additionalEventData":', () => `"additionalEventData":{${one}},"additionalEventData":`),
    text.replace('"additionalEventData":', () => `"additionalEventData":{},"additionalEventData":`),
    text.replace(/}$/, ',"additionalEventData":null}'),
  ];
  for (const doubled of spoilt) {
    assert.notEqual(doubled, text);
    const call = onlyCall(doubled);
    assert.ok(codesOf(call).includes('repeated-member'), doubled.slice(-80));
    assert.ok(call.recipient.pcrs.every(({ digest }) => digest === undefined));
    assert.equal(call.recipient.moduleId?.parsed, undefined);
    assert.equal(appraiseCall(call, PAYMENTS).outcome.kind, 'unreadable');
  }
});

test('a member that is there twice elsewhere shows its last value, as JSON.parse does, and says so', () => {
  const text = writeJson(attestedEvent()).replace('"eventName":', '"eventName":"GenerateRandom","eventName":');
  const call = onlyCall(text);
  assert.equal(call.operation?.value, 'Decrypt');
  assert.deepEqual(codesOf(call), ['repeated-member']);
});

test('an operation that takes no attestation document is shown with a word on it', () => {
  for (const name of ['Decrypt', 'DeriveSharedSecret', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateRandom']) {
    assert.deepEqual(codesOf(callOf(attestedEvent({ eventName: name }))), []);
  }
  for (const name of ['Encrypt', 'Sign', 'ReEncrypt', 'GenerateDataKeyWithoutPlaintext', 'decrypt']) {
    assert.deepEqual(codesOf(callOf(attestedEvent({ eventName: name }))), ['not-an-attested-operation']);
  }
});

test('members of an event with values of the wrong type cost only themselves', () => {
  const names = ['eventName', 'eventTime', 'eventID', 'awsRegion', 'sourceIPAddress', 'userAgent', 'errorCode'];
  for (const name of names) {
    for (const value of [17, true, {}, ['x']] as const) {
      const text = writeJson(attestedEvent({ [name]: value }));
      const call = onlyCall(text);
      assert.deepEqual(codesOf(call), ['not-text'], name);
      assert.equal(call.problems[0] && textAt(text, call.problems[0]), JSON.stringify(value));
      assert.equal(appraiseCall(call, PAYMENTS).outcome.kind, 'match');
    }
    assert.deepEqual(codesOf(callOf(attestedEvent({ [name]: null }))), []);
  }
  for (const name of ['userIdentity', 'resources', 'requestParameters']) {
    for (const value of [null, 17, 'x', [], {}, [null], [[]]] as const) {
      const call = callOf(attestedEvent({ [name]: value }));
      assert.equal(call.recipient.pcrs.length, 6, `${name} ${JSON.stringify(value)}`);
    }
  }
});

test('times that no calendar has are no times', () => {
  const rows: readonly (readonly [string, number | undefined])[] = [
    ['2026-03-04T05:06:07Z', Date.UTC(2026, 2, 4, 5, 6, 7)],
    ['2024-02-29T23:59:59Z', Date.UTC(2024, 1, 29, 23, 59, 59)],
    ['2026-03-04T05:06:07.250Z', Date.UTC(2026, 2, 4, 5, 6, 7, 250)],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-02-30T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-01-01T24:00:00Z', undefined],
    ['2026-01-01T00:00:60Z', undefined],
    ['2026-01-01T00:00:00+02:00', undefined],
    ['2026-01-01', undefined],
    ['', undefined],
    ['1772600767', undefined],
  ];
  for (const [text, value] of rows) {
    const call = callOf(attestedEvent({ eventTime: text }));
    assert.equal(call.eventTime?.value, value, text);
    assert.deepEqual(codesOf(call), value === undefined ? ['not-a-time'] : []);
  }
});

test('an escape that JSON does not have makes a value unreadable, and the values after it are read', () => {
  const text = writeJson(attestedEvent()).replace('"Decrypt"', '"De\\crypt"');
  const call = onlyCall(text);
  assert.equal(call.operation, undefined);
  assert.ok(codesOf(call).includes('syntax'));
  assert.equal(call.recipient.pcrs.length, 6);
  assert.equal(openTrail(text).calls.length, 1);
});

test('a call whose recipient the scan sees and the reader does not is still a call, and says so', () => {
  const text = '{"eventName":"Decrypt","additionalEventData":{"recipient":{"attestationDocument\\q":"x"}}}';
  const call = onlyCall(text);
  assert.equal(call.recipient.platform, undefined);
  assert.equal(call.recipient.pcrs.length, 0);
  assert.ok(codesOf(call).includes('syntax'));
  assert.equal(appraiseCall(call, PAYMENTS).outcome.kind, 'unreadable');
});
