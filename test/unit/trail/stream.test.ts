import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StreamedCall, type StreamSummary, streamAttestedCalls } from '../../../src/core/index.ts';
import { attestedEvent, otherEvent } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

async function streamed(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly calls: readonly StreamedCall[]; readonly summary: StreamSummary }> {
  const stream = streamAttestedCalls(chunks, { signal: new AbortController().signal, yieldNow: async () => undefined });
  const calls: StreamedCall[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done === true) {
      return { calls, summary: step.value };
    }
    calls.push(...step.value);
  }
}

const EVENTS = [attestedEvent({ eventID: 'erste ä' }), otherEvent(), attestedEvent({ eventID: 'zweite 😀' })];

for (const size of [1, 7, 1_000_000]) {
  test(`calls of a stream have places in bytes, in chunks of ${size}`, async () => {
    const bytes = new TextEncoder().encode(`\ufeff${writeJson({ Records: EVENTS })}`);
    const { calls, summary } = await streamed(inChunks(bytes, size));
    assert.deepEqual(
      calls.map(({ text }) => text),
      [EVENTS[0], EVENTS[2]].map((event) => writeJson(event ?? {})),
    );
    for (const { start, end, text } of calls) {
      assert.equal(new TextDecoder().decode(bytes.subarray(start, end)), text);
    }
    assert.deepEqual(summary, { bytes: bytes.length, calls: 2, stopped: undefined, problems: [] });
  });
}
