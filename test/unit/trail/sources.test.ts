import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTrail } from '../../../src/core/index.ts';
import { only } from '../../support/calls.ts';
import { attestedEvent, eventWithRecipient, kmsEvent, recipient } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';

function without(event: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== name));
}

test("a recipient in another service's event is none of ours", () => {
  const trail = openTrail(writeJson(attestedEvent({ eventSource: 'sts.amazonaws.com' })));
  assert.equal(trail.eventCount, 1);
  assert.equal(trail.kmsEventCount, 0);
  assert.equal(trail.calls.length + trail.unattested.length, 0);
});

test('an event that names no source counts as KMS if it has a recipient', () => {
  for (const event of [without(attestedEvent(), 'eventSource'), attestedEvent({ eventSource: null })]) {
    assert.equal(only(openTrail(writeJson(event)).calls).operation?.value, 'Decrypt');
  }
});

test('of two sources the last counts, as for other readers of JSON', () => {
  const kms = '"eventSource":"kms.amazonaws.com"';
  const other = '"eventSource":"s3.amazonaws.com"';
  const text = writeJson(attestedEvent());
  assert.equal(openTrail(text.replace(kms, `${other},${kms}`)).calls.length, 1);
  assert.equal(openTrail(text.replace(kms, `${kms},${other}`)).calls.length, 0);
});

test('additional data without a recipient is no attestation: symmetric calls carry it since 2025', () => {
  const trail = openTrail(
    writeJson([attestedEvent(), kmsEvent({ additionalEventData: { keyMaterialId: 'aa' }, userAgent: 'x' })]),
  );
  assert.equal(trail.kmsEventCount, 2);
  assert.equal(trail.calls.length, 1);
  assert.equal(trail.unattested.length, 0);
});

test('a recipient elsewhere in an event is no attestation', () => {
  const places: readonly JsonObject[] = [
    { requestParameters: { recipient: recipient() } },
    { requestParameters: { additionalEventData: { recipient: recipient() } } },
    { recipient: recipient() },
    { additionalEventData: [{ recipient: recipient() }] },
    { additionalEventData: { nested: { recipient: recipient() } } },
    { additionalEventData: { recipient: { nested: recipient() } } },
    { additionalEventData: { recipient: [recipient()] } },
    { additionalEventData: JSON.stringify({ recipient: recipient() }) },
  ];
  for (const members of places) {
    assert.equal(openTrail(writeJson(kmsEvent(members))).calls.length, 0, JSON.stringify(members).slice(0, 60));
  }
});

test('a recipient that holds no fields of a document is no attestation, and is said to be broken', () => {
  const shapes: readonly (readonly [Json, string])[] = [
    [null, 'not-an-object'],
    ['text', 'not-an-object'],
    [17, 'not-an-object'],
    [true, 'not-an-object'],
    [[], 'not-an-object'],
    [{}, 'missing-measurements'],
    [{ AttestationDocument: 'x' }, 'missing-measurements'],
  ];
  for (const [value, code] of shapes) {
    const text = writeJson(eventWithRecipient(value, { userAgent: 'x' }), { indent: ' ' });
    const trail = openTrail(text);
    assert.equal(trail.calls.length, 0);
    const problems = only(trail.unattested).problems;
    assert.deepEqual(
      problems.map((problem) => problem.code),
      [code],
    );
    assert.deepEqual(
      problems.map(({ start, end }) => JSON.parse(text.slice(start, end))),
      [value],
    );
  }
});
