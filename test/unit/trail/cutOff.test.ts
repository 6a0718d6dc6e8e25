import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTrail, type Trail } from '../../../src/core/index.ts';
import { SHAPES } from '../../support/containers.ts';
import { attestedEvent, eventWithRecipient, tpmRecipient } from '../../support/events.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { assertSound } from '../../support/ranges.ts';

const EVENTS: readonly JsonObject[] = [
  attestedEvent({ eventID: 'first', userAgent: '"{[ 😀 \\' }),
  eventWithRecipient(tpmRecipient(), { eventID: 'second', userAgent: 'x' }),
  attestedEvent({ eventID: 'third' }),
];

function idsOf({ calls }: Trail): readonly (string | undefined)[] {
  return [...calls].map((call) => call.eventId?.value);
}

for (const shape of SHAPES) {
  for (const indent of ['', ' ']) {
    test(`cut off at every offset, what is complete is found: ${shape.name}, ${indent === '' ? 'one line' : 'pretty'}`, () => {
      const events = shape.single ? EVENTS.slice(0, 1) : EVENTS.slice(0, 2);
      const text = shape
        .values(events)
        .map((value) => writeJson(value, { indent, eol: '\r\n' }))
        .join('\r\n');
      const ends = [...openTrail(text).calls].map((call) => call.end);
      assert.equal(ends.length, events.length);
      for (let cut = 0; cut <= text.length; cut++) {
        const part = text.slice(0, cut);
        const trail = openTrail(part);
        assertSound(part, trail);
        const complete = ends.filter((end) => end <= cut).length;
        assert.deepEqual(
          idsOf(trail).slice(0, complete),
          events.slice(0, complete).map((event) => event.eventID),
          `cut at ${cut}`,
        );
      }
    });
  }
}

test('an event that is cut off after its recipient is a call, with a problem that says so', () => {
  const text = writeJson({ Records: [attestedEvent()] }, { indent: '  ' });
  const part = text.slice(0, text.lastIndexOf('}', text.lastIndexOf(']')));
  const trail = openTrail(part);
  const [call] = trail.calls;
  assert.equal(call?.recipient.pcrs.length, 6);
  assert.deepEqual(
    call.problems.map(({ code }) => code),
    ['syntax'],
  );
  assert.deepEqual(
    trail.problems.map(({ code, start }) => ({ code, start })),
    [{ code: 'cut-off', start: call.start }],
  );
});

test('in JSON Lines any line may be cut off anywhere: the others are found', () => {
  const lines = EVENTS.map((event) => writeJson(event));
  for (const [position, line] of lines.entries()) {
    // A line that ends before it says that it is an event is not told from the start of other JSON.
    for (let cut = '{"eventVersion":'.length; cut < line.length; cut++) {
      const text = lines.map((whole, at) => (at === position ? line.slice(0, cut) : whole)).join('\n');
      const trail = openTrail(text);
      assertSound(text, trail);
      const ids = idsOf(trail);
      for (const [at, event] of EVENTS.entries()) {
        assert.ok(at === position || ids.includes(String(event.eventID)), `line ${position} cut at ${cut}`);
      }
    }
  }
});

test('after a line that was cut off, a line may hold an array or a log file', () => {
  const event = writeJson(attestedEvent());
  for (const line of [`[${event}]`, `{"Records":[${event}]}`]) {
    const trail = openTrail(`${event}\n${event.slice(0, 400)}\n${line}\n`);
    assert.deepEqual(idsOf(trail), [attestedEvent().eventID, attestedEvent().eventID]);
  }
});

test('a call that is cut off ends where its text does', () => {
  const [first = '', second = ''] = EVENTS.map((event) => writeJson(event));
  const cut = second.slice(0, second.lastIndexOf(','));
  const text = `${first}\r\n${cut}\r\n${first}\r\n`;
  const trail = openTrail(text);
  assert.deepEqual(idsOf(trail), ['first', 'second', 'first']);
  const start = first.length + 2;
  assert.deepEqual(trail.calls.record(1), { ...trail.calls.record(1), start, end: start + cut.length });
  assert.deepEqual(
    trail.problems.map(({ code }) => code),
    ['cut-off'],
  );
  assert.equal(trail.calls.indexAt(start + cut.length + 2), 2);
});
