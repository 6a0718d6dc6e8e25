import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeTrail, indexTrail, openTrail, type Trail } from '../../../src/core/index.ts';
import { documents, type ExpectedEvent, expectedEvents } from '../../support/documents.ts';
import { assertSound } from '../../support/ranges.ts';

function spansOf(calls: Trail['calls'] | Trail['unattested']): readonly (readonly [number, number])[] {
  return [...calls].map(({ start, end }) => [start, end]);
}

function spansIn(events: readonly ExpectedEvent[], isWanted: (event: ExpectedEvent) => boolean) {
  return events.filter(isWanted).map(({ start, end }) => [start, end]);
}

test('in any document exactly the calls are found that parsing it whole finds, each with its exact span', () => {
  let calls = 0;
  fc.assert(
    fc.property(documents, (document) => {
      const expected = expectedEvents(document);
      const trail = describeTrail(document.text);
      assert.deepEqual(
        spansOf(trail.calls),
        spansIn(expected, (event) => event.isAttested),
      );
      assert.deepEqual(
        spansOf(trail.unattested),
        spansIn(expected, (event) => event.isWorthAWord),
      );
      assert.equal(trail.eventCount, expected.length);
      assert.equal(trail.kmsEventCount, expected.filter((event) => event.isKms).length);
      assert.deepEqual(trail.problems, []);
      assert.deepEqual(spansOf(openTrail(document.text).calls), spansOf(trail.calls));
      assertSound(document.text, trail);
      calls += trail.calls.length;
    }),
    { numRuns: 4000 },
  );
  assert.ok(calls > 1000, 'the documents hold calls');
});

test('opening in steps of any size gives what opening at once gives', async () => {
  let yields = 0;
  await fc.assert(
    fc.asyncProperty(documents, fc.integer({ min: 1, max: 200 }), async ({ text }, step) => {
      const trail = await indexTrail(text, {
        signal: new AbortController().signal,
        yieldNow: async () => void yields++,
        step,
      });
      assert.ok(trail !== undefined);
      const whole = openTrail(text);
      assert.deepEqual(spansOf(trail.calls), spansOf(whole.calls));
      assert.deepEqual(
        [
          trail.container,
          trail.eventCount,
          trail.kmsEventCount,
          trail.problems,
          [...trail.calls],
          [...trail.unattested],
        ],
        [
          whole.container,
          whole.eventCount,
          whole.kmsEventCount,
          whole.problems,
          [...whole.calls],
          [...whole.unattested],
        ],
      );
    }),
    { numRuns: 300 },
  );
  assert.ok(yields > 1000, 'the host had its turns');
});

test('opening in steps stops once it is aborted, at whatever step', async () => {
  const text = `{"Records":[${'{"eventName":"x","additionalEventData":{"recipient":{}}},'.repeat(20)}]}`;
  for (const last of [0, 1, 5]) {
    const controller = new AbortController();
    let yields = 0;
    const yieldNow = async () => {
      yields++;
      if (yields === last) {
        controller.abort();
      }
    };
    if (last === 0) {
      controller.abort();
    }
    assert.equal(await indexTrail(text, { signal: controller.signal, yieldNow, step: 16 }), undefined);
    assert.equal(yields, Math.max(last, 1));
  }
});

test('a text that is opened in one step is not given once aborted', async () => {
  const controller = new AbortController();
  controller.abort();
  const yieldNow = async () => assert.fail('nothing to wait for');
  assert.equal(await indexTrail('[]', { signal: controller.signal, yieldNow }), undefined);
});
