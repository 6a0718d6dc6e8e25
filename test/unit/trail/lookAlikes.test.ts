import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTrail } from '../../../src/core/index.ts';
import { attestedEvent, kmsEvent, otherEvent } from '../../support/events.ts';
import type { JsonObject } from '../../support/json.ts';

/** What somebody could make a service log: a whole attested event inside of a member. */
function forged(): JsonObject {
  return { ...attestedEvent({ eventID: 'forged' }), tlsDetails: {} };
}

function hostile(): JsonObject {
  return { ...otherEvent(), requestParameters: { items: [forged(), { detail: forged() }] }, responseElements: null };
}

function idsIn(text: string): readonly string[] {
  return [...openTrail(text).calls].map((call) => call.eventId?.value ?? '');
}

const honest = attestedEvent({ eventID: 'honest' });

for (const indent of [undefined, 2]) {
  const layout = indent === undefined ? 'one line' : 'pretty';
  const text = JSON.stringify({ Records: [hostile(), honest, hostile()] }, undefined, indent);

  test(`an event inside of another is none of ours: ${layout}`, () => {
    assert.deepEqual(idsIn(text), ['honest']);
  });

  test(`nor is it where the file is cut off anywhere: ${layout}`, () => {
    for (let cut = 0; cut < text.length; cut++) {
      assert.ok(!idsIn(text.slice(0, cut)).includes('forged'), `cut at ${cut}`);
    }
  });

  test(`nor where the file is broken elsewhere: ${layout}`, () => {
    const glued = text.replace('"honest"', '"honest" {"eventVersion": "1.11"}');
    assert.ok(!idsIn(glued).includes('forged'));
    assert.ok(!idsIn(`${text}]`).includes('forged'));
    assert.ok(!idsIn(text.replace('"Records"', '"Records')).includes('forged'));
  });
}

test('an event that was cut off before a value and followed by others has swallowed them, and gives them back', () => {
  const cut = JSON.stringify(kmsEvent({ eventID: 'cut' })).replace(/"eventID".*/, '"eventID":');
  const next = JSON.stringify(attestedEvent({ eventID: 'next' }));
  const last = JSON.stringify(attestedEvent({ eventID: 'last' }));
  const trail = openTrail(`{"Records":[${cut}${next},${last}]}`);
  assert.deepEqual(
    [...trail.calls].map((call) => call.eventId?.value),
    ['next', 'last'],
  );
});
