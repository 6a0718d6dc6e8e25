import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type AttestedCall,
  appraiseCall,
  indexReferences,
  openTrail,
  outcomeFinding,
  type ReferenceMeasurement,
  recordFindings,
} from '../../../src/core/index.ts';
import {
  attestedEvent,
  enclaveField,
  eventWithRecipient,
  extended,
  IMAGE,
  measured,
  recipient,
  tpmRecipient,
  ZERO,
} from '../../support/events.ts';
import type { Json } from '../../support/json.ts';
import { reference } from '../../support/references.ts';

function readCall(event: Json): { readonly call: AttestedCall; readonly text: string } {
  const text = JSON.stringify(event);
  const call = openTrail(text).calls.at(0);
  assert.ok(call);
  return { call, text };
}

function findingOf(event: Json, ...references: readonly ReferenceMeasurement[]): string | undefined {
  const { call, text } = readCall(event);
  const finding = outcomeFinding(call, appraiseCall(call, indexReferences(references)).outcome);
  return finding && `${finding.code} at ${text.slice(finding.start, finding.end)}: ${finding.message}`;
}

const base64 = (bytes: Buffer): string => bytes.toString('base64');
const withPcrs = (pcrs: Readonly<Record<number, Buffer>>) =>
  Object.fromEntries(Object.entries(pcrs).map(([index, bytes]) => [enclaveField(Number(index)), base64(bytes)]));

describe('the outcome of a call', () => {
  test('that is a match, a part of one, or named by an untrusted file is nothing to do something about', () => {
    assert.equal(findingOf(attestedEvent(), reference({ 0: IMAGE.pcr0 })), undefined);
    assert.equal(findingOf(attestedEvent(), reference({ 0: IMAGE.pcr0, 16: IMAGE.pcr1 })), undefined);
    const untrusted = { ...reference({ 0: IMAGE.pcr0 }) };
    const source = { ...untrusted.source, trusted: false };
    assert.equal(findingOf(attestedEvent(), { ...untrusted, source }), undefined);
  });

  test('stands at the measurement that it is about', () => {
    assert.equal(findingOf(attestedEvent()), `unknown-image at ${base64(IMAGE.pcr0)}: Unknown image.`);
    assert.equal(
      findingOf(attestedEvent(), reference({ 0: IMAGE.pcr0, 2: measured('x'), 8: measured('y') })),
      `different-measurement at ${base64(IMAGE.pcr2)}: Has the image of payments, but PCR2 and PCR8 differ: other application, unusual (PCR0 measures what PCR1 and PCR2 do), another signing certificate.`,
    );
    assert.equal(
      findingOf(attestedEvent({}, withPcrs({ 0: ZERO, 1: ZERO, 2: ZERO }))),
      `debug-mode at ${base64(ZERO)}: Debug mode: the image is not measured. Every image gives these zeros.`,
    );
    assert.equal(
      findingOf(attestedEvent({}, { [enclaveField(0)]: 'nonsense' })),
      'unreadable-measurement at nonsense: Image not readable.',
    );
    assert.equal(
      findingOf(eventWithRecipient(tpmRecipient())),
      `unknown-image at ${base64(measured('boot manager'))}: Unknown image.`,
    );
  });

  test('without the measurement that names the image stands at the recipient', () => {
    const lacking: Record<string, Json> = { ...recipient() };
    delete lacking[enclaveField(0)];
    assert.match(
      findingOf(eventWithRecipient(lacking)) ?? '',
      /^unreadable-measurement at \{"attestationDocumentModuleId.*\}: /,
    );
  });
});

describe('the record of a call', () => {
  const findingsOf = (event: Json): readonly string[] => {
    const { call, text } = readCall(event);
    return recordFindings(call).map(({ code, start, end }) => `${code} at ${text.slice(start, end)}`);
  };

  test('that is as KMS writes it has nothing wrong', () => {
    assert.deepEqual(findingsOf(attestedEvent()), []);
    assert.deepEqual(findingsOf(eventWithRecipient(tpmRecipient())), []);
  });

  test('that contradicts itself in the instance says so; PCR3 may rightly be of another role', () => {
    const other = extended('i-0fedcba9876543210');
    assert.deepEqual(findingsOf(attestedEvent({}, withPcrs({ 4: other }))), [
      `inconsistent-record at ${base64(other)}`,
    ]);
    assert.deepEqual(findingsOf(attestedEvent({}, withPcrs({ 3: other }))), []);
  });

  test('with values that cannot be read, or members that are not known, names each', () => {
    const found = findingsOf(
      attestedEvent({}, { [enclaveField(1)]: 'x', attestationDocumentEnclavePCR9: base64(ZERO) }),
    );
    assert.deepEqual(found.map((finding) => finding.split(' ')[0]).toSorted(), ['unknown-member', 'unreadable-record']);
  });
});
