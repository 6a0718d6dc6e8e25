import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyEvent, openTrail, type Trail } from '../../../src/core/index.ts';
import { assertEdited } from '../../support/edits.ts';
import { attestedEvent, deniedEvent, kmsEvent, otherEvent } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { ocsfEvent } from '../../support/otherContainers.ts';
import { inChunks, streamed } from '../../support/streams.ts';

/** UTF-16 units of the longest event that is read. */
const LONGEST = 1024 * 1024;
const SENTENCE = 'This is too long to be an event, and was not read.';

const BEFORE = attestedEvent({ eventID: 'before' });
const AFTER = attestedEvent({ eventID: 'after' });

/** An event of so many units. */
function ofLength(length: number, event: JsonObject = attestedEvent({ eventID: 'long' })): JsonObject {
  const filled = (fill: string): JsonObject => ({ ...event, requestParameters: { fill } });
  return filled('x'.repeat(length - writeJson(filled('')).length));
}

function idsOf({ calls }: Trail): readonly (string | undefined)[] {
  return [...calls].map((call) => call.eventId?.value);
}

function problemsIn(text: string, { problems }: Trail): readonly (readonly [string, string, string])[] {
  return problems.map(({ code, message, start, end }) => [code, message, text.slice(start, end)]);
}

const SHAPES: readonly (readonly [string, (events: readonly JsonObject[]) => string])[] = [
  ['a log file', (events) => writeJson({ Records: [...events] })],
  ['a pretty array', (events) => writeJson([...events], { indent: '  ' })],
  ['JSON Lines', (events) => events.map((event) => writeJson(event)).join('\n')],
  ['envelopes', (events) => events.map((detail) => writeJson({ 'detail-type': 'x', detail })).join('\n')],
];

for (const [name, write] of SHAPES) {
  test(`what is too long to be an event is told and counts for nothing, in ${name}`, () => {
    const long = ofLength(LONGEST + 1);
    const text = write([BEFORE, long, AFTER]);
    const trail = openTrail(text);
    assert.deepEqual(idsOf(trail), ['before', 'after']);
    assert.equal(trail.unattested.length, 0);
    assert.deepEqual([trail.eventCount, trail.kmsEventCount], [2, 2]);
    const [[code, message, spelled] = [], ...others] = problemsIn(text, trail);
    assert.deepEqual([code, message, others], ['too-long', SENTENCE, []]);
    assert.deepEqual(JSON.parse(spelled ?? ''), long);
  });
}

test('an event that is as long as one may be is read, and one more unit is too much', () => {
  for (const [length, count] of [
    [LONGEST, 1],
    [LONGEST + 1, 0],
  ] as const) {
    const trail = openTrail(writeJson({ Records: [ofLength(length)] }));
    assert.equal(trail.calls.length, count);
    assert.equal(trail.problems.length, 1 - count);
    assert.equal(trail.calls.at(0)?.recipient.pcrs.length ?? 0, count * 6);
  }
});

test('events in strings, rows and other forms are bounded as those in files are', () => {
  // What of it stands in columns is too long on its own.
  const long = ofLength(LONGEST + 16 * 1024);
  const cell = (value: Json): string => `"${writeJson(value).replaceAll('"', '""')}"`;
  for (const text of [
    writeJson({ Events: [BEFORE, long].map((event) => ({ CloudTrailEvent: writeJson(event) })) }),
    `eventjson,a\n${[BEFORE, long].map((event) => `${cell(event)},x`).join('\n')}\n`,
    `eventname,eventid,additionaleventdata,requestparameters\n${[BEFORE, long]
      .map((event) =>
        [event.eventName, event.eventID, event.additionalEventData, event.requestParameters ?? {}]
          .map((value) => cell(value ?? null))
          .join(','),
      )
      .join('\n')}`,
    [BEFORE, long].map((event) => writeJson(ocsfEvent(event))).join('\n'),
    writeJson([BEFORE, long].map((event) => ({ '@message': event }))),
  ]) {
    const trail = openTrail(text);
    assert.equal(trail.calls.length, 1, text.slice(0, 80));
    assert.deepEqual(
      trail.problems.map(({ code, message }) => [code, message]),
      [['too-long', SENTENCE]],
      text.slice(0, 80),
    );
  }
});

test('no event of another service, and none that was denied, is read where it is too long', async () => {
  for (const event of [otherEvent(), deniedEvent(), kmsEvent()]) {
    const text = writeJson({ Records: [event, ofLength(LONGEST + 1, event)] });
    const trail = openTrail(text.replace('{', '{"recipient":1,'));
    assert.equal(trail.eventCount, 1);
    assert.deepEqual(
      trail.problems.map(({ code }) => code),
      ['too-long'],
    );
    const events = await everyEvent(text, { signal: new AbortController().signal, yieldNow: async () => undefined });
    assert.equal(events?.length, 1, 'a formatted view shows no such event');
  }
});

test('an edit that makes an event too long, or short enough, is one', () => {
  const text = writeJson({ Records: [BEFORE, ofLength(LONGEST), AFTER] });
  const at = text.indexOf('xxx');
  const meter = { units: 0 };
  const longer = assertEdited(openTrail(text), text, [{ start: at, end: at, text: 'xx' }], meter);
  assert.deepEqual(idsOf(longer), ['before', 'after']);
  const long = `${text.slice(0, at)}xx${text.slice(at)}`;
  const again = assertEdited(longer, long, [{ start: at, end: at + 4, text: '' }], meter);
  assert.deepEqual(idsOf(again), ['before', 'long', 'after']);
});

test('an event that was cut off and swallowed others is as long as its own part', () => {
  const cut = writeJson(attestedEvent({ eventID: 'cut' })).slice(0, -1);
  const swallowed = (before: string, event: JsonObject, end: string): Trail =>
    openTrail(`{"Records":[${cut},"a":[${before}${writeJson(event)}]}${end}`);
  const isTold = ({ problems }: Trail): boolean => problems.some(({ code }) => code === 'too-long');
  const long = ofLength(LONGEST);
  assert.deepEqual(idsOf(swallowed('', long, '')), ['cut', 'long']);
  assert.ok(!isTold(swallowed('', long, '')));
  const behind = swallowed('0,'.repeat(LONGEST / 2), AFTER, '');
  assert.deepEqual(idsOf(behind), ['after']);
  assert.ok(isTold(behind));
  const whole = swallowed('', long, ']}');
  assert.deepEqual(idsOf(whole), [], 'what stands in it is no event of its own');
  assert.ok(isTold(whole));
});

test('streams say so of the same events', async () => {
  const filled = (requestParameters: Json): JsonObject => ({
    ...attestedEvent({ eventID: 'long' }),
    requestParameters,
  });
  for (const long of [
    ofLength(LONGEST + 64 * 1024),
    filled({ list: Array.from({ length: 100_000 }, (_, index) => ({ name: index })) }),
    filled({ a: { b: Array.from({ length: 5 }, () => ['z'.repeat(250_000)]) } }),
  ]) {
    for (const events of [[long], [BEFORE, long, AFTER]]) {
      const bytes = new TextEncoder().encode(writeJson({ Records: events }));
      const { calls, summary } = await streamed(inChunks(bytes, 100_000));
      const ids = calls.map(({ text }) => (JSON.parse(text) as { eventID: string }).eventID);
      assert.deepEqual(ids.slice(0, 1), events.length === 1 ? [] : ['before']);
      assert.ok(!ids.includes('long'));
      assert.ok(summary.problems.some(({ code }) => code === 'too-long'));
    }
  }
});
