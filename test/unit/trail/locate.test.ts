import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { locateAttestedCalls, openTrail } from '../../../src/core/index.ts';
import { LONGEST_EVENT } from '../../../src/core/trail/eventRecord.ts';
import { bracketRuns } from '../../../src/core/trail/locate/bracketRun.ts';
import { CodeUnits } from '../../../src/core/trail/locate/codeUnits.ts';
import { EventLocator, LOOK_AHEAD } from '../../../src/core/trail/locate/eventLocator.ts';
import { STEP } from '../../../src/core/trail/locate/locateCalls.ts';
import { chosenDocuments } from '../../support/chosenDocuments.ts';
import { documents, expectedEvents } from '../../support/documents.ts';
import { attestedEvent } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';

function placesOf(text: string): readonly number[] {
  const { calls } = openTrail(text);
  return Array.from({ length: calls.length }, (_, index) => calls.record(index)).flatMap((record) =>
    record === undefined ? [] : [record.start, record.end],
  );
}

function inBytes(text: string, places: readonly number[]): readonly number[] {
  const encoder = new TextEncoder();
  return places.map((at) => encoder.encode(text.slice(0, at)).length);
}

function same(found: Float64Array, expected: readonly number[]): boolean {
  return found.length === expected.length && expected.every((place, index) => found[index] === place);
}

const runs = bracketRuns();

test('this engine follows brackets by vector instructions', () => {
  assert.ok(runs);
});

test('in any document exactly the calls of a trail are located, in strings and in bytes', () => {
  let calls = 0;
  const encoder = new TextEncoder();
  fc.assert(
    fc.property(chosenDocuments(1, 40), ({ text }) => {
      const expected = placesOf(text);
      calls += expected.length / 2;
      // One of four: a hundred thousand documents are a matter of seconds.
      const options = { longest: LONGEST_EVENT, step: STEP, runs: text.length % 4 < 2 ? runs : undefined };
      return text.length % 2 === 0
        ? same(locateAttestedCalls(text, options), expected)
        : same(locateAttestedCalls(encoder.encode(text), options), inBytes(text, expected));
    }),
    { numRuns: 90_000 },
  );
  assert.ok(calls > 1000, `the documents hold calls: ${calls}`);
});

test('documents that are longer than any event are taken apart, at whatever places they are looked at', () => {
  let calls = 0;
  const encoder = new TextEncoder();
  const steps = fc.integer({ min: 1, max: 900 });
  fc.assert(
    fc.property(chosenDocuments(12, 200), steps, ({ text, longest }, step) => {
      const expected = placesOf(text);
      calls += expected.length / 2;
      // Bytes are up to three times as many, and a value is told from the next once both are visible.
      const how = { step, runs: step % 3 === 0 ? undefined : runs };
      const inText = locateAttestedCalls(text, { longest: 2 * longest + 40, ...how });
      const bytes = locateAttestedCalls(encoder.encode(text), { longest: 3 * longest + 40, ...how });
      return same(inText, expected) && same(bytes, inBytes(text, expected));
    }),
    { numRuns: 10_000 },
  );
  assert.ok(calls > 1000, `the documents hold calls: ${calls}`);
});

test('in any document exactly the calls are located that jsonc-parser finds by parsing it whole', () => {
  let calls = 0;
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 5000 }), (document, step) => {
      const expected = expectedEvents(document)
        .filter(({ isAttested }) => isAttested)
        .flatMap(({ start, end }) => [start, end]);
      calls += expected.length / 2;
      const how = { longest: LONGEST_EVENT, step };
      return [runs, undefined].every((one) =>
        same(locateAttestedCalls(document.text, { ...how, runs: one }), expected),
      );
    }),
    { numRuns: 4000 },
  );
  assert.ok(calls > 1000, `the documents hold calls: ${calls}`);
});

test('look-alikes in a call that is longer than any event are not taken for calls', () => {
  const call = attestedEvent();
  const { additionalEventData = null } = call;
  const list = [call, call, call, call];
  const text = writeJson({ eventVersion: '1.11', additionalEventData, requestParameters: { list } });
  assert.deepEqual([...locateAttestedCalls(text, { longest: 2500, step: 300, runs })], []);
});

test('a member behind a bracket too many is no value of its own: a caller may have written it', () => {
  const call = writeJson(attestedEvent());
  const list = `[${'{"eventVersion":"1"},'.repeat(100)}{"eventVersion":"1"},"userAgent":${writeJson(call)}},`;
  for (const [text, start] of [
    [`{"eventVersion":"1"],"requestParameters" : ${call},"eventID":"1"}`, undefined],
    [`${list}${call}]`, list.length],
    [`"Received": ${call}`, '"Received": '.length],
  ] as const) {
    const expected = start === undefined ? [] : [start, start + call.length];
    const options = { longest: 2 * call.length, step: 300, runs };
    assert.deepEqual([...locateAttestedCalls(text, options)], expected);
    assert.deepEqual([...locateAttestedCalls(new TextEncoder().encode(text), options)], inBytes(text, expected));
  }
});

test('the elements of a list are taken step by step once it is too long to be an event', () => {
  const call = writeJson(attestedEvent());
  const units = new CodeUnits(`{"Records":[${Array.from({ length: 200 }, () => call).join(',')}]}`);
  let calls = 0;
  let most = 0;
  const events = { call: () => calls++, problem: () => assert.fail() };
  const locator = new EventLocator(units, events, 20 * call.length);
  for (let limit = call.length; limit + LOOK_AHEAD < units.length; limit = locator.reached(limit) + call.length) {
    const before = calls;
    locator.advance(limit, false);
    most = Math.max(most, calls - before);
  }
  locator.advance(units.length, true);
  assert.equal(calls, 200);
  assert.ok(most <= 2, `${most} calls at once`);
});
