import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  describeTrail,
  type EventAt,
  eventAt,
  eventOnPage,
  everyEvent,
  type FormattedPage,
  formatPage,
  formattedOffset,
  openTrail,
  type PageEvent,
  pagination,
  recordedValues,
  type Trail,
  unformattedOffset,
} from '../../../src/core/index.ts';
import { containerSamples } from '../../support/containers.ts';
import { documents } from '../../support/documents.ts';
import { attestedEvent, kmsEvent, otherEvent } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';
import { otherContainerSamples } from '../../support/otherContainers.ts';
import { locatedValues } from '../../support/ranges.ts';

function pageOf(events: Iterable<PageEvent>): FormattedPage {
  const making = formatPage(events);
  for (;;) {
    const step = making.next();
    if (step.done === true) {
      return step.value;
    }
  }
}

function attestedIn(text: string): readonly EventAt[] {
  const { calls } = openTrail(text);
  return Array.from({ length: calls.length }, (_, index) => calls.record(index)).flatMap((record) =>
    record === undefined ? [] : [eventAt(text, record)],
  );
}

function valuesOf(trail: Trail): readonly (readonly string[])[] {
  return [...trail.calls].map((call) => recordedValues(call).map(({ value }) => JSON.stringify(value)));
}

const every = (text: string) =>
  everyEvent(text, { signal: new AbortController().signal, yieldNow: async () => undefined });

test('a page holds the same calls with the same values as the file, from any document', () => {
  let calls = 0;
  fc.assert(
    fc.property(documents, ({ text }) => {
      const events = attestedIn(text);
      const page = openTrail(pageOf(events).text);
      assert.equal(page.calls.length, events.length);
      assert.deepEqual(valuesOf(page), valuesOf(openTrail(text)));
      calls += events.length;
    }),
    { numRuns: 1000 },
  );
  assert.ok(calls > 300, 'the documents hold calls');
});

test('an event that was cut off costs no other its place on the page', () => {
  const whole = writeJson(attestedEvent());
  for (let length = 1; length < whole.length; length += 7) {
    const text = `${whole}\n${whole.slice(0, length)}\n${whole}\n`;
    const events = attestedIn(text);
    assert.equal(openTrail(pageOf(events).text).calls.length, events.length, `cut at ${length}`);
  }
});

test('every place of an event on a page leads to its place in the file, through the escapes of strings', () => {
  const event = attestedEvent();
  const text = JSON.stringify({ Events: [1, 2].map(() => ({ CloudTrailEvent: JSON.stringify(event) })) });
  const events = attestedIn(text);
  assert.equal(events.length, 2);
  const page = pageOf(events);
  for (const [index, one] of events.entries()) {
    const shown = eventOnPage(page, index, one);
    const span = page.events[index];
    assert.ok(shown !== undefined && span !== undefined);
    assert.equal(page.text.slice(span.start, span.end), shown.text);
    for (const { before } of shown.tokens) {
      const outer = one.outerOffset(before);
      assert.equal(one.innerOffset(outer), before);
      assert.equal(unformattedOffset(shown, formattedOffset(shown, before)), before);
      // A quote of the event is an escape in the file.
      assert.equal(text[outer], one.text[before] === '"' ? '\\' : one.text[before]);
    }
  }
  assert.equal(eventOnPage(page, 2, { text: '' }), undefined);
});

test('a page without events is a trail without events', () => {
  assert.deepEqual(JSON.parse(pageOf([]).text), { Records: [] });
});

test('pages end at 2,000 events, or where their text is large enough', () => {
  const many = pagination();
  for (let event = 0; event < 4500; event++) {
    many.add(1300);
  }
  assert.deepEqual(many.starts, [0, 2000, 4000]);
  const large = pagination();
  for (let event = 0; event < 5; event++) {
    large.add(2 * 1024 * 1024);
  }
  assert.deepEqual(large.starts, [0, 2, 4]);
  const alone = pagination();
  alone.add(100 * 1024 * 1024);
  alone.add(1);
  assert.deepEqual(alone.starts, [0, 1]);
  assert.deepEqual(pagination().starts, []);
});

test('a page stays below what VS Code shows with all its features, whatever its events are made of', () => {
  const wide = `{"eventVersion":"1","a":[${'1,'.repeat(100_000)}1]}`;
  const page = pageOf(Array.from({ length: 30 }, () => ({ text: wide })));
  assert.ok(page.text.split('\n').length < 300_000);
  assert.ok(page.text.length < 20 * 1024 * 1024);
  assert.equal(JSON.parse(page.text).Records.length, 30);
});

test('every event is found, attested or not, in every container', async () => {
  const events = [attestedEvent(), kmsEvent(), otherEvent()];
  const samples = containerSamples(events);
  assert.ok(samples.length > 20);
  for (const { name, text, events: held } of samples) {
    const found = await every(text);
    assert.deepEqual(
      found?.map((record) => JSON.parse(eventAt(text, record).text)),
      held,
      name,
    );
  }
  const inStrings = JSON.stringify(events.map((event) => JSON.stringify(event)));
  assert.deepEqual(
    (await every(inStrings))?.map((record) => JSON.parse(eventAt(inStrings, record).text)),
    events,
  );
});

test('as many events are found as are counted, in any document; what an event holds is none', async () => {
  await fc.assert(
    fc.asyncProperty(documents, async ({ text }) => {
      const found = (await every(text)) ?? [];
      assert.equal(found.length, describeTrail(text).eventCount);
      for (const [index, { start }] of found.entries()) {
        assert.ok(start >= (found[index - 1]?.end ?? 0));
      }
    }),
    { numRuns: 500 },
  );
});

test('looking for every event stops when it is told to', async () => {
  const text = JSON.stringify({ Records: Array.from({ length: 3000 }, () => otherEvent()) });
  const aborting = new AbortController();
  let turns = 0;
  const found = await everyEvent(text, {
    signal: aborting.signal,
    yieldNow: async () => {
      turns++;
      aborting.abort();
    },
    step: 1024 * 1024,
  });
  assert.equal(found, undefined);
  assert.equal(turns, 1);
});

for (const { name, text } of otherContainerSamples([attestedEvent(), otherEvent(), attestedEvent({ eventID: '2' })])) {
  test(`a page says of ${name} what its rows say, and each value leads to where it stands there`, () => {
    const events = attestedIn(text);
    const source = openTrail(text);
    assert.equal(events.length, source.calls.length);
    assert.ok(events.length > 0);
    const page = openTrail(pageOf(events).text);
    assert.equal(page.calls.length, events.length);
    for (const [index, event] of events.entries()) {
      const call = source.calls.at(index);
      const shown = page.calls.at(index);
      assert.ok(call !== undefined && shown !== undefined);
      const values = locatedValues(shown);
      for (const [field, { value, start }] of locatedValues(call)) {
        assert.equal(values.get(field)?.value, value, field);
        const inner = event.innerOffset(start);
        assert.equal(event.outerOffset(inner), start, field);
        assert.ok(event.text.slice(inner).startsWith(JSON.stringify(value).slice(1, 4)), field);
      }
    }
  });
}
