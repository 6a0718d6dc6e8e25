import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  type EventAt,
  type EventBatch,
  type EventStreamOptions,
  type EventStreamSummary,
  eventAt,
  everyEvent,
  nestedTexts,
  streamEvents,
} from '../../../src/core/index.ts';
import { containerSamples } from '../../support/containers.ts';
import { documents } from '../../support/documents.ts';
import { attestedEvent, kmsEvent, otherEvent } from '../../support/events.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { otherContainerSamples } from '../../support/otherContainers.ts';
import { inChunks } from '../../support/streams.ts';

const encoder = new TextEncoder();
const never = new AbortController().signal;

interface Read {
  readonly batches: readonly EventBatch[];
  readonly events: readonly EventAt[];
  readonly summary: EventStreamSummary;
}

async function read(chunks: AsyncIterable<Uint8Array>, options: Partial<EventStreamOptions> = {}): Promise<Read> {
  const stream = streamEvents(chunks, { signal: never, yieldNow: async () => undefined, ...options });
  const batches: EventBatch[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done === true) {
      const { bracketsAreMissing } = step.value;
      const found = batches.flatMap(({ events, eventsIfCutOff }) => (bracketsAreMissing ? eventsIfCutOff : events));
      return { batches, events: found.map((event) => event.read()), summary: step.value };
    }
    batches.push(step.value);
  }
}

/** What `everyEvent` finds in the text, with places in its bytes. */
async function wholeOf(text: string): Promise<readonly Omit<EventAt, 'outerOffset' | 'innerOffset'>[]> {
  const records = await everyEvent(text, { signal: never, yieldNow: async () => undefined });
  const textIn = nestedTexts(text);
  const byte = (offset: number): number => encoder.encode(text.slice(0, offset)).length;
  return (records ?? []).map((record) => {
    const event = eventAt(text, record, textIn);
    return { start: byte(event.start), end: byte(event.end), text: event.text };
  });
}

const placed = (events: readonly EventAt[]) => events.map(({ start, end, text }) => ({ start, end, text }));

/** Windows and batches so small that every value may end one. */
const SMALL: Partial<EventStreamOptions> = { window: 1, segment: 1 };

const EVENTS = [
  attestedEvent({ userAgent: 'ä "😀" \\' }),
  otherEvent(),
  kmsEvent(),
  attestedEvent({ eventID: 'last' }),
];
const SAMPLES = [...containerSamples(EVENTS), ...otherContainerSamples(EVENTS)];

describe('every event of a stream', () => {
  test('of any container is what the text as a whole has, in chunks of any size', async () => {
    assert.ok(SAMPLES.length > 40);
    for (const { name, text } of SAMPLES) {
      const whole = await wholeOf(text);
      assert.ok(whole.length > 0, name);
      const bytes = encoder.encode(text);
      for (const [size, options] of [
        [1 << 20, {}],
        [700, { segment: 1 }],
      ] as const) {
        const { events, summary } = await read(inChunks(bytes, size), options);
        assert.deepEqual(placed(events), whole, name);
        assert.deepEqual([summary.bytes, summary.stopped], [bytes.length, undefined], name);
      }
    }
  });

  test('goes through windows of any size', async () => {
    for (const { name, text } of containerSamples(EVENTS)) {
      const whole = await wholeOf(text);
      const bytes = encoder.encode(text);
      for (const window of [1, 300, 2500]) {
        for (const size of [5, 700]) {
          const { events, summary } = await read(inChunks(bytes, size), { window, segment: 100 });
          assert.deepEqual(placed(events), whole, name);
          assert.deepEqual(summary.problems, [], name);
        }
      }
    }
  });

  test('is found where its first members tell nothing of it, wherever a window ends', async () => {
    const { userIdentity = null, ...members } = attestedEvent();
    const event = { userIdentity, resources: [{ type: 'x' }, { type: 'y' }], ...members };
    for (const { name, text } of containerSamples([event, event, event])) {
      const whole = await wholeOf(text);
      const bytes = encoder.encode(text);
      for (let window = 100; window < 2500; window += 170) {
        const { batches, events, summary } = await read(inChunks(bytes, 70), { window, segment: 1 });
        assert.deepEqual([placed(events), summary.problems], [whole, []], `${name}, ${window}`);
        const [, { from } = { from: undefined }] = batches;
        if (from !== undefined) {
          const { events: again } = await read(inChunks(bytes, 300), { window: 500, segment: 1, from });
          assert.deepEqual(placed(again), whole.slice(batches[0]?.events.length), `${name} from byte ${from.byte}`);
        }
      }
    }
  });

  test('is found where hundreds of thousands stand in a window that cannot be divided', async () => {
    const line = '{"eventVersion":"1","eventName":"x","a":{\n';
    const bytes = encoder.encode(line.repeat(200_000));
    const { events, summary } = await read(inChunks(bytes, 1 << 20));
    assert.deepEqual([events.length, summary.stopped], [200_000, undefined]);
  });

  test('is found again from each batch on', async () => {
    for (const { name, text } of containerSamples(EVENTS)) {
      const bytes = encoder.encode(text);
      const { batches, events } = await read(inChunks(bytes, 400), SMALL);
      let behind = 0;
      for (const batch of batches) {
        const { events: again } = await read(inChunks(bytes, 300), { ...SMALL, from: batch.from });
        assert.deepEqual(placed(again), placed(events.slice(behind)), `${name} from byte ${batch.from.byte}`);
        behind += batch.events.length;
      }
    }
  });

  test('has its places in bytes, both ways', async () => {
    for (const { name, text } of containerSamples(EVENTS)) {
      const bytes = encoder.encode(text);
      const { events } = await read(inChunks(bytes, 400), { window: 500, segment: 200 });
      for (const event of events) {
        for (const word of ['eventVersion', 'userAgent', 'requestID']) {
          const inside = event.text.indexOf(word);
          const outer = event.outerOffset(inside);
          assert.equal(new TextDecoder().decode(bytes.subarray(outer, outer + word.length)), word, name);
          assert.equal(event.innerOffset(outer), inside, name);
        }
      }
    }
  });

  test('of any text, broken or not, is what the text as a whole has, but for what is longer than a window', async () => {
    let events = 0;
    let cutOff = 0;
    let tooLong = 0;
    const broken = fc.tuple(fc.nat(), fc.constantFrom('', '"', '{', '}', ']', '\n', ',', '\\'), fc.nat(40));
    const chunks = fc.infiniteStream(fc.integer({ min: 1, max: 900 }));
    const windows = fc.constantFrom(1, 3000, 10_000, 30_000);
    const property = fc.asyncProperty(
      documents,
      fc.option(broken),
      chunks,
      windows,
      async (sound, how, sizes, window) => {
        // Without halves of characters, which no bytes have.
        const bytes = encoder.encode(how === null ? sound.text : brokenText(sound.text, ...how));
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        const whole = await wholeOf(text);
        const { summary, ...found } = await read(
          inChunks(bytes, () => sizes.next().value ?? 1),
          { window, segment: 1 },
        );
        if (summary.problems.some(({ code }) => code === 'too-long')) {
          tooLong++;
          const known = new Set(whole.map((event) => JSON.stringify(event)));
          const others = placed(found.events).filter((event) => !known.has(JSON.stringify(event)));
          assert.deepEqual(others, [], 'nothing else counts as an event');
          return;
        }
        assert.deepEqual(placed(found.events), whole);
        events += whole.length;
        cutOff += summary.bracketsAreMissing ? 1 : 0;
      },
    );
    await fc.assert(property, { numRuns: 1000 });
    assert.ok(events > 500 && cutOff > 10, `${events} events, ${cutOff} texts that are cut off`);
    assert.ok(tooLong < 500, `${tooLong} texts with an event that is longer than a window`);
  });
});

function brokenText(sound: string, place: number, inserted: string, removed: number): string {
  const at = place % (sound.length + 1);
  return sound.slice(0, at) + inserted + sound.slice(at + removed);
}

describe('a stream of events', () => {
  const one = writeJson(otherEvent());

  test('grows its window for a long event, and says so where an event is longer than that', async () => {
    const numbers = (length: number): JsonObject => ({ list: Array.from({ length }, (_, index) => index) });
    const told = writeJson(kmsEvent({ requestParameters: numbers(130_000) }));
    const found = await read(inChunks(encoder.encode(`${one}\n${told}\n${one}`), 100_000), { window: 64 * 1024 });
    assert.deepEqual(
      found.events.map(({ text }) => text.length),
      [one.length, told.length, one.length],
    );
    assert.deepEqual(found.summary.problems, []);
    // Nothing tells that it is an event before the window has ended.
    const untold = writeJson({ ...numbers(400_000), ...kmsEvent() });
    const passed = await read(inChunks(encoder.encode(`${one}\n${untold}\n${one}`), 100_000));
    assert.deepEqual(
      placed(passed.events).map(({ text }) => text),
      [one, one],
    );
    assert.deepEqual(
      passed.summary.problems.map(({ code }) => code),
      ['too-long'],
    );
  });

  test('ends at what is too long for any window, and what came before counts', async () => {
    const text = `${one}\n{"a":"${'x'.repeat(40 * 1024 * 1024)}"}\n${one}`;
    const { events, summary } = await read(inChunks(encoder.encode(text), 1 << 20));
    assert.equal(events.length, 1);
    assert.deepEqual([summary.stopped?.code, summary.stopped?.at], ['unreadable', encoder.encode(one).length]);
    assert.ok(summary.bytes < 20 * 1024 * 1024, `${summary.bytes} bytes were read`);
  });

  test('says where it breaks off', async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield encoder.encode(`{"Records":[${one},`);
      throw new Error('the disk is gone');
    }
    const { events, summary } = await read(breaking());
    assert.equal(events.length, 1);
    assert.equal(summary.stopped?.code, 'unreadable');
    assert.match(summary.stopped.message, /the disk is gone/);
  });

  test('ends at once when it is cancelled, and closes what it reads', async () => {
    const controller = new AbortController();
    let isClosed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield encoder.encode(`${one}\n`.repeat(1000));
      } finally {
        isClosed = true;
      }
    }
    const stream = streamEvents(endless(), { signal: controller.signal, yieldNow: async () => undefined });
    await stream.next();
    controller.abort();
    let step = await stream.next();
    for (let behind = 0; step.done !== true; behind++) {
      assert.ok(behind < 50, 'no more is read');
      step = await stream.next();
    }
    assert.equal(step.value.stopped?.code, 'cancelled');
    assert.ok(isClosed);
  });

  test('tells UTF-16, and bytes that are no UTF-8', async () => {
    const wide = Buffer.from(`\ufeff${one}`, 'utf16le');
    assert.match((await read(inChunks(wide, 100))).summary.stopped?.message ?? '', /UTF-16/);
    const bytes = encoder.encode(`${one}\n${one}`);
    const place = Buffer.from(bytes).indexOf('aws-cli');
    bytes[place] = 0xff;
    const { events, summary } = await read(inChunks(bytes, 100), SMALL);
    assert.equal(events.length, 2);
    assert.deepEqual(
      summary.problems.map(({ code, start }) => [code, start]),
      [['not-utf-8', place]],
    );
  });

  test('shows rows of CSV up to a size, and says so beyond', async () => {
    const csv = SAMPLES.find(({ kind, text }) => kind === 'csv' && text.endsWith('\n'));
    const [header = '', ...rows] = csv?.text.trimEnd().split('\n') ?? [];
    const many = `${rows.join('\n')}\n`.repeat(100);
    const small = await read(inChunks(encoder.encode(`${header}\n${many}`), 1 << 20));
    assert.equal(small.events.length, 100 * (await wholeOf(csv?.text ?? '')).length);
    assert.ok(small.events.length > 0);
    const large = encoder.encode(`${header}\n${many.repeat(Math.ceil((33 * 1024 * 1024) / many.length))}`);
    const { events, summary } = await read(inChunks(large, 1 << 20));
    assert.equal(events.length, 0);
    assert.match(summary.problems[0]?.message ?? '', /up to 32 MiB/);
  });
});
