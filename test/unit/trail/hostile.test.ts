import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeTrail, openTrail } from '../../../src/core/index.ts';
import { only } from '../../support/calls.ts';
import { attestedEvent, enclaveField, eventWithRecipient } from '../../support/events.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { assertSound } from '../../support/ranges.ts';

const MEGABYTE = 1024 * 1024;
/** Steps that cost the whole text each take hours; steps that cost themselves take a second. */
const LINEAR = { timeout: 60_000 };

function filled(unit: string, length = MEGABYTE): string {
  return unit.repeat(Math.ceil(length / unit.length));
}

const EVENT = writeJson(attestedEvent());

const UNITS: readonly (readonly [string, string])[] = [
  ['opening brackets', '['],
  ['opening braces', '{'],
  ['closing brackets', ']'],
  ['quotes', '"'],
  ['line ends', '\n'],
  ['quotes on lines of their own', '"\n'],
  ['escaped quotes on lines of their own', '\\"\n'],
  ['unclosed strings full of escaped quotes', '"\\"\\"\\"\n'],
  ['backslashes', '\\'],
  ['backslashes in strings', '"\\\\'],
  ['words', 'abc '],
  ['digits', '1'],
  ['digits on lines of their own', '1\n'],
  ['empty objects', '{}'],
  ['empty objects on lines of their own', '{}\n'],
  ['objects that are cut off', '{"a":\n'],
  ['arrays inside members', '{"a":['],
  ['details of details', '{"detail":'],
  ['events that are cut off', '{"eventVersion":"1",\n'],
  ['events in members of events', '{"eventVersion":"1","a":'],
  ['events in arrays of events', '{"eventVersion":"1","a":['],
  ['braces with blanks', '{    '],
  ['strange characters', '\u2028'],
  ['comments that do not end', '/*'],
  ['colons', ':'],
  ['commas', ','],
];

for (const [name, unit] of UNITS) {
  test(`megabytes of ${name} are passed over`, LINEAR, () => {
    for (const text of [filled(unit), `${EVENT}\n${filled(unit)}`, `[{"eventName":"x","a":${filled(unit)}`]) {
      const trail = describeTrail(text);
      assert.ok(trail.problems.length <= 100);
      assert.equal(trail.calls.length, text.startsWith(EVENT) ? 1 : 0);
    }
  });
}

const PAIRS: readonly (readonly [string, string, string])[] = [
  ['braces in deep arrays', '[', '}'],
  ['brackets in deep objects', '{"a":', ']'],
  ['quotes after many line ends', '\n', '"'],
  ['objects without colons in deep objects', '{"a":', '{'],
  ['lines of objects after deep objects', '{"a":', '\n{}'],
];

for (const [name, first, second] of PAIRS) {
  test(`megabytes of ${name} are passed over`, LINEAR, () => {
    const text = filled(first, 90_000 * first.length) + filled(second);
    assertSound(text, describeTrail(text));
    assertSound(text, describeTrail(`{}\n${text}`.slice(0, text.length)));
  });
}

test('look-alikes that nest or stand in rows by the hundred thousand are passed over', LINEAR, () => {
  const nested = `{"recipient":1,"eventName":"x","a":[${filled('{"eventVersion":"1","a":')}]`;
  assert.equal(describeTrail(nested).calls.length, 0);
  const row = filled('{"eventVersion":"1"},', 4 * MEGABYTE);
  const trail = openTrail(`[${EVENT},{"eventVersion":"1","a":{"eventVersion":"1","b":[${row}]]`);
  assert.equal(trail.calls.length, 1);
  assertSound(nested.slice(0, 100_000), openTrail(nested.slice(0, 100_000)));
});

test('an object whose first line has megabytes costs no look at that line for each of the next', LINEAR, () => {
  const text = `{"a":"${filled('x', 16 * MEGABYTE)}",\n${'"b":\n{},\n'.repeat(100_000)}"c":${EVENT}}`;
  const { calls, problems } = describeTrail(text);
  assert.deepEqual([calls.length, problems], [0, []]);
});

test('an event with megabytes of anything in a member is read past it', LINEAR, () => {
  for (const unit of ['[', '{"a":', '"x",', '[],', '\\"', '/', ' ', '\n', '{"ARN":1},', '"ARN":"x",']) {
    for (const place of ['requestParameters', 'resources', 'userIdentity']) {
      const text = EVENT.replace(`"${place}":`, () => `"${place}":${filled(unit, MEGABYTE)},"y":`);
      const trail = openTrail(text);
      for (const call of trail.calls) {
        assert.ok(call.problems.length <= 200);
      }
    }
  }
});

test('10,000 deep inside an event, the event is read', LINEAR, () => {
  const deep = `${'{"a":['.repeat(5000)}${']}'.repeat(5000)}`;
  const text = EVENT.replace('"responseElements":null', () => `"responseElements":${deep}`);
  const trail = openTrail(text);
  assert.deepEqual(trail.problems, []);
  assert.equal(only(trail.calls).recipient.pcrs.length, 6);
  assert.deepEqual(only(trail.calls).problems, []);
});

test('10,000 deep around an event, nothing is thrown and the event after it is found', LINEAR, () => {
  const text = `${'['.repeat(10_000)}${EVENT}${']'.repeat(10_000)}\n${EVENT}`;
  const trail = openTrail(text);
  assert.equal(only(trail.calls).start, text.length - EVENT.length);
});

test('beyond 100,000 open brackets the rest is not read, and that is said', () => {
  const text = `${'['.repeat(100_001)}${EVENT}`;
  const trail = openTrail(text);
  assert.equal(trail.calls.length, 0);
  assert.ok(trail.problems.some(({ code, end }) => code === 'too-deep' && end === text.length));
});

test(
  'a recipient with very many members is read in reasonable time and says a bounded number of things',
  LINEAR,
  () => {
    const members = {
      unknown: Array.from({ length: 50_000 }, (_, index) => `"x${index}":1`),
      repeated: Array.from({ length: 20_000 }, () => `"${enclaveField(1)}":"x"`),
    };
    for (const many of Object.values(members)) {
      const text = EVENT.replace('"recipient":{', () => `"recipient":{${many.join(',')},`);
      const call = only(openTrail(text).calls);
      assert.ok(call.problems.length <= 200, `${call.problems.length} problems`);
      assert.ok(call.problems.length >= 50);
      assert.equal(call.recipient.pcrs.find(({ index }) => index === 0)?.digest?.hex.length, 96);
    }
  },
);

test('values of an event that is as long as one may be are read as they are', LINEAR, () => {
  const long = 'x'.repeat(MEGABYTE / 2 - 4096);
  const call = only(openTrail(writeJson(attestedEvent({ userAgent: long, eventID: `${long}:` }))).calls);
  assert.equal(call.userAgent?.value, long);
  assert.equal(call.eventId?.value, `${long}:`);
});

test('measurements of a megabyte are no digests', LINEAR, () => {
  const recipient = Object.fromEntries(
    [0, 1, 2].map((index) => [enclaveField(index), ' '.repeat(MEGABYTE / 3 - 4096)]),
  );
  const call = only(openTrail(writeJson(eventWithRecipient(recipient))).calls);
  assert.deepEqual(
    call.recipient.pcrs.map(({ digest }) => digest),
    [undefined, undefined, undefined],
  );
});

test('an edit at ten thousand places of a trail with thousands of readings takes reasonable time', LINEAR, () => {
  const small: JsonObject = {
    eventSource: 'kms.amazonaws.com',
    additionalEventData: { recipient: { attestationDocument: '' } },
  };
  const line = `${writeJson(small)}\n`;
  const trail = openTrail(line.repeat(20_000));
  assert.equal([...trail.calls].length, 20_000);
  const contents = Array.from({ length: 20_000 }, (_, index) => trail.calls.contents(index));
  const changes = Array.from({ length: 10_000 }, (_, index) => {
    const start = (2 * index + 1) * line.length + 1;
    return { start, end: start, length: 1 };
  }).reverse();
  const next = trail.edit(changes, `${line}{ ${line.slice(1)}`.repeat(10_000));
  const kept = contents.map((before, index) => next.calls.contents(index) === before);
  assert.deepEqual(
    [0, 1].map((odd) => kept.filter((isKept, index) => index % 2 === odd && isKept).length),
    [10_000, 0],
  );
  assert.equal(next.calls.record(3)?.start, 3 * line.length + 1);
});
