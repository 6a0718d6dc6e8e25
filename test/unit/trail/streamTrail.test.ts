import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  openTrail,
  type StreamedCall,
  type StreamOptions,
  type StreamSummary,
  streamTrail,
} from '../../../src/core/index.ts';
import { containerSamples } from '../../support/containers.ts';
import { attestedEvent, otherEvent } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';
import { otherContainerSamples } from '../../support/otherContainers.ts';
import { inChunks } from '../../support/streams.ts';

const EVENTS = [attestedEvent(), otherEvent(), attestedEvent({ eventID: 'second' })];
const encoder = new TextEncoder();

async function read(
  chunks: AsyncIterable<Uint8Array>,
  options: Partial<StreamOptions> = {},
): Promise<{ readonly calls: readonly StreamedCall[]; readonly summary: StreamSummary }> {
  const stream = streamTrail(chunks, {
    signal: new AbortController().signal,
    yieldNow: async () => undefined,
    ...options,
  });
  const calls: StreamedCall[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done === true) {
      return { calls, summary: step.value };
    }
    calls.push(...step.value);
  }
}

function moduleIdsIn(texts: readonly string[]): readonly unknown[] {
  return texts.map((text) => openTrail(text).calls.at(0)?.recipient.moduleId?.value);
}

const SAMPLES = [...containerSamples(EVENTS), ...otherContainerSamples(EVENTS)];

test('a stream gives the calls of every container, each on its own and with its bytes', async () => {
  assert.ok(SAMPLES.length > 40);
  for (const { name, text } of SAMPLES) {
    const bytes = encoder.encode(text);
    const { calls, summary } = await read(inChunks(bytes, 700));
    const trail = openTrail(text);
    assert.equal(calls.length, trail.calls.length, name);
    assert.deepEqual(
      moduleIdsIn(calls.map((call) => call.text)),
      [...trail.calls].map(({ recipient }) => recipient.moduleId?.value),
      name,
    );
    for (const [index, { start, end }] of calls.entries()) {
      const record = trail.calls.record(index);
      assert.equal(new TextDecoder().decode(bytes.subarray(start, end)), text.slice(record?.start, record?.end), name);
    }
    assert.deepEqual([summary.bytes, summary.calls, summary.stopped], [bytes.length, calls.length, undefined], name);
  }
});

test('of rows as many calls are taken as are allowed, and that is said', async () => {
  const csv = SAMPLES.find(({ kind }) => kind === 'csv');
  assert.ok(csv !== undefined);
  const { calls, summary } = await read(inChunks(encoder.encode(csv.text), 5000), { limits: { calls: 1, bytes: 1e9 } });
  assert.equal(calls.length, 1);
  assert.equal(summary.stopped?.code, 'too-many-calls');
});

test('chunks may be given the same memory, one after another', async () => {
  for (const { name, text } of SAMPLES.slice(-6)) {
    const bytes = encoder.encode(text);
    const shared = new Uint8Array(700);
    async function* reused(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += shared.length) {
        const part = bytes.subarray(at, at + shared.length);
        shared.set(part);
        yield shared.subarray(0, part.length);
      }
    }
    assert.equal((await read(reused())).calls.length, openTrail(text).calls.length, name);
  }
});

test('a stream that breaks off gives what came before, and why', async () => {
  const text = EVENTS.map((event) => writeJson(event)).join('\n');
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield encoder.encode(`${text}\n`);
    throw new Error('the disk is gone');
  }
  const { calls, summary } = await read(broken());
  assert.equal(calls.length, 2);
  assert.match(summary.stopped?.message ?? '', /the disk is gone/);
});

test('rows that break off give what came before, and why', async () => {
  const csv = SAMPLES.find(({ kind }) => kind === 'csv');
  assert.ok(csv !== undefined);
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield encoder.encode(csv?.text);
    throw new Error('the disk is gone');
  }
  const { calls, summary } = await read(broken());
  assert.equal(calls.length, openTrail(csv.text).calls.length);
  assert.deepEqual([summary.stopped?.code, summary.problems], ['unreadable', []]);
});

test('members of other forms that a caller has chosen change nothing', async () => {
  const text = `${writeJson({ ...otherEvent(), requestParameters: { _source: {}, class_uid: 6003, list: [{ ResultSet: {} }] } })}\n`;
  const lines = `${text.repeat(200)}${writeJson(attestedEvent())}\n${text.repeat(200)}`;
  const { calls, summary } = await read(inChunks(encoder.encode(lines), 4000));
  assert.deepEqual([calls.length, summary.problems, summary.stopped], [1, [], undefined]);
});

test('reading stops when it is told to, whatever was read', async () => {
  for (const { text } of SAMPLES.slice(-3)) {
    const aborting = new AbortController();
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield encoder.encode(text);
        for (;;) {
          aborting.abort();
          yield encoder.encode('\n');
        }
      } finally {
        closed = true;
      }
    }
    const { summary } = await read(endless(), { signal: aborting.signal });
    assert.equal(summary.stopped?.code, 'cancelled');
    assert.ok(closed, 'the file is closed');
  }
});
