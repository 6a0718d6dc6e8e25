import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  besideClause,
  byKinship,
  compareWithCall,
  duration,
  imagePcrs,
  KINSHIPS,
  kinshipOf,
  madeClause,
  measurementsOf,
} from '../../../src/core/index.ts';
import { enclaveRegisters, readDocument } from '../../support/attestationDocuments.ts';
import { callOf } from '../../support/calls.ts';
import {
  attestedEvent,
  enclaveField,
  enclavePcrs,
  eventWithRecipient,
  IMAGE,
  INSTANCE,
  measured,
  moduleId,
  recipient,
  tpmRecipient,
  ZERO,
} from '../../support/events.ts';

const call = callOf(attestedEvent());

function withMembers(members: Parameters<typeof recipient>[0]): ReturnType<typeof callOf> {
  return callOf(eventWithRecipient(recipient(members)));
}

function outcomes(document: ReturnType<typeof readDocument>, other = call): Readonly<Record<number, string>> {
  return Object.fromEntries(compareWithCall(document, other).pcrs.map(({ index, outcome }) => [index, outcome]));
}

describe('a document beside a call', () => {
  it('says same, different or absent for each register of either', () => {
    const document = readDocument({ pcrs: enclaveRegisters({ 8: measured('another') }) });
    const same = { 0: 'same', 1: 'same', 2: 'same', 3: 'same', 4: 'same' };
    const absent = Object.fromEntries([5, 6, 7, 9, 10, 11, 12, 13, 14, 15].map((index) => [index, 'absent']));
    assert.deepEqual(outcomes(document), { ...same, 8: 'different', ...absent });
    const few = readDocument({ pcrs: { 0: IMAGE.pcr0, 17: measured('run time') } });
    assert.deepEqual(outcomes(few), {
      0: 'same',
      1: 'absent',
      2: 'absent',
      3: 'absent',
      4: 'absent',
      8: 'absent',
      17: 'absent',
    });
  });

  it('is equal across hexadecimal and base64', () => {
    const inHex = withMembers({ [enclaveField(0)]: IMAGE.pcr0.toString('hex').toUpperCase() });
    const [first] = compareWithCall(readDocument(), inHex).pcrs;
    assert.deepEqual(first, {
      index: 0,
      document: IMAGE.pcr0.toString('hex'),
      call: IMAGE.pcr0.toString('hex'),
      outcome: 'same',
    });
  });

  it('takes a value that cannot be read for absent, never for different or same', () => {
    const unreadable = withMembers({ [enclaveField(0)]: 'EXAMPLE' });
    assert.equal(outcomes(readDocument(), unreadable)[0], 'absent');
  });

  it('compares nothing between an enclave and NitroTPM, whose registers mean other things', () => {
    const values = outcomes(readDocument(), callOf(eventWithRecipient(tpmRecipient())));
    assert.deepEqual([...new Set(Object.values(values))], ['absent']);
    const undecided = outcomes(readDocument({ platform: undefined }));
    assert.deepEqual([...new Set(Object.values(undecided))], ['absent']);
  });

  it('compares module ids as they are written', () => {
    assert.equal(compareWithCall(readDocument(), call).moduleId, 'same');
    assert.equal(
      compareWithCall(readDocument({ moduleId: moduleId('i-0fedcba9876543210') }), call).moduleId,
      'different',
    );
    assert.equal(
      compareWithCall(readDocument(), callOf(eventWithRecipient(enclavePcrs({ 0: IMAGE.pcr0 })))).moduleId,
      'absent',
    );
  });

  it('counts whole seconds to the call, as the log has no others', () => {
    const time = call.eventTime?.value ?? assert.fail();
    const seconds = (timestamp: number | undefined): number | undefined =>
      compareWithCall(readDocument({ timestamp }), call).secondsBeforeCall;
    assert.equal(seconds(time - 1), 1);
    assert.equal(seconds(time), 0);
    assert.equal(seconds(time + 999), 0);
    assert.equal(seconds(time + 1000), -1);
    assert.equal(seconds(undefined), undefined);
  });
});

describe('the words for a document beside a call', () => {
  const clause = (document: ReturnType<typeof readDocument>, other = call): string =>
    besideClause(compareWithCall(document, other), document.platform);

  it('say same enclave and same measurements only where both are', () => {
    assert.equal(clause(readDocument()), 'same enclave, same measurements');
    assert.equal(clause(readDocument({ moduleId: moduleId(INSTANCE, 1) })), 'another enclave, same measurements');
    const nameless = callOf(eventWithRecipient(enclavePcrs({ 0: IMAGE.pcr0 })));
    assert.equal(clause(readDocument(), nameless), 'module id not to be compared, same measurements');
  });

  it('name every register that differs', () => {
    const one = readDocument({ pcrs: enclaveRegisters({ 8: measured('x') }) });
    assert.equal(clause(one), 'same enclave, but PCR8 differs');
    const two = readDocument({ pcrs: enclaveRegisters({ 0: measured('x'), 2: measured('y') }) });
    assert.equal(clause(two), 'same enclave, but PCR0 and PCR2 differ');
    assert.equal(clause({ ...two, moduleId: 'other' }), 'another enclave, PCR0 and PCR2 differ');
  });

  it('never say same measurements where none was compared', () => {
    const document = readDocument({ pcrs: { 5: measured('x') } });
    assert.equal(clause(document), 'same enclave, no measurement to compare');
  });

  it('never say that the document is the one that was sent', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (id, image, role) => {
        const document = readDocument({
          ...(id ? {} : { moduleId: moduleId(INSTANCE, 5) }),
          pcrs: enclaveRegisters({ ...(image ? {} : { 0: ZERO }), ...(role ? {} : { 3: ZERO }) }),
        });
        assert.doesNotMatch(clause(document), /sent|this document|proof|genuine/);
        assert.equal(clause(document) === 'same enclave, same measurements', id && image && role);
      }),
    );
  });

  it('give lengths of time in their two largest units', () => {
    const lengths = [0, 1, 59, 60, 125, 3600, 3 * 3600 + 3, 86_400, 29 * 86_400 + 4 * 3600 + 59, 400 * 86_400];
    assert.deepEqual(lengths.map(duration), [
      '0 s',
      '1 s',
      '59 s',
      '1 min',
      '2 min 5 s',
      '1 h',
      '3 h',
      '1 day',
      '29 days 4 h',
      '400 days',
    ]);
    assert.deepEqual([5, 0, -3600].map(madeClause), [
      'made 5 s before the call',
      'made in the same second as the call',
      'made 1 h after the call',
    ]);
  });
});

describe('calls that may stand beside a document', () => {
  it('are akin by module id, then by the image, never by zeros', () => {
    assert.equal(kinshipOf(readDocument(), call), 'same-module-id');
    const elsewhere = readDocument({ moduleId: moduleId('i-0fedcba9876543210') });
    assert.equal(kinshipOf(elsewhere, call), 'same-image');
    const otherImage = { ...elsewhere, pcrs: readDocument({ pcrs: enclaveRegisters({ 0: measured('x') }) }).pcrs };
    assert.equal(kinshipOf(otherImage, call), 'other');
    const debug = { ...elsewhere, pcrs: readDocument({ pcrs: enclaveRegisters({ 0: ZERO }) }).pcrs };
    assert.equal(kinshipOf(debug, withMembers({ [enclaveField(0)]: ZERO.toString('base64') })), 'other');
  });

  it('are told apart on NitroTPM by PCR4 and PCR7: PCR0 is the firmware of every instance', () => {
    const tpm = callOf(eventWithRecipient(tpmRecipient()));
    const registers = { 0: measured('firmware'), 4: measured('boot manager'), 7: measured('secure boot policy') };
    const elsewhere = { platform: 'nitro-tpm', moduleId: 'i-0fedcba9876543210-tpm0000000000000000' } as const;
    assert.equal(kinshipOf(readDocument({ ...elsewhere, pcrs: registers }), tpm), 'same-image');
    const other = { ...registers, 4: measured('other') };
    assert.equal(kinshipOf(readDocument({ ...elsewhere, pcrs: other }), tpm), 'other');
  });

  it('come by kinship, then the nearest in time, those without a time last', () => {
    const candidates = KINSHIPS.flatMap((kinship) =>
      [undefined, 5_000, 900].map((eventTime) => ({ kinship, eventTime })),
    );
    const sorted = [...candidates].reverse().sort(byKinship(1_000));
    assert.deepEqual(
      sorted.map(({ kinship, eventTime }) => [kinship, eventTime]),
      KINSHIPS.flatMap((kinship) => [900, 5_000, undefined].map((eventTime) => [kinship, eventTime])),
    );
  });
});

describe("a document's measurements as a reference", () => {
  it('are those that tell what runs', () => {
    const image = imagePcrs(measurementsOf(readDocument()));
    assert.ok(image.ok);
    assert.deepEqual([...image.value.pcrs.keys()], [0, 1, 2, 8]);
  });

  it('are none in debug mode, and none where the registers are no SHA-384', () => {
    const debug = { 0: ZERO, 1: ZERO, 2: ZERO };
    assert.equal(imagePcrs(measurementsOf(readDocument({ pcrs: enclaveRegisters(debug) }))).ok, false);
    assert.equal(imagePcrs(measurementsOf(readDocument({ pcrs: { 0: Buffer.alloc(32, 1) } }))).ok, false);
  });
});
