import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { locateAttestedCalls, openTrail } from '../../../src/core/index.ts';
import { containerSamples } from '../../support/containers.ts';
import { attestedEvent, otherEvent } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { inChunks, streamed } from '../../support/streams.ts';

const MEBIBYTE = 1024 * 1024;
const encoder = new TextEncoder();
const EVENTS = [attestedEvent({ eventID: 'erste ä' }), otherEvent(), attestedEvent({ eventID: 'zweite 😀' })];

/** As many events as make so many bytes; one in `sparse` is attested. */
function events(bytes: number, sparse: number): readonly JsonObject[] {
  const made: JsonObject[] = [];
  for (let size = 0, number = 0; size < bytes; number++) {
    const one = number % sparse === 0 ? attestedEvent({ eventID: `ä${number}` }) : hostile(number);
    size += JSON.stringify(one).length;
    made.push(one);
  }
  return made;
}

/** An event in which a caller has put what looks like others. */
function hostile(number: number): JsonObject {
  const forged = attestedEvent({ eventID: 'forged' });
  const note = '"},{"eventVersion":"1.11","additionalEventData":{"recipient":{"attestationDocument":1}}},{"x":"';
  return number % 50 === 0
    ? { ...otherEvent(), requestParameters: { items: [forged, forged], note, text: writeJson(forged) }, last: [] }
    : { ...otherEvent(), userAgent: '[service, "] 😀', requestParameters: { note } };
}

function idsIn(calls: readonly { readonly text: string }[]): readonly unknown[] {
  return calls.map(({ text }) => (JSON.parse(text) as JsonObject).eventID);
}

async function assertStreamed(text: string, size: number | (() => number)): Promise<number> {
  const bytes = encoder.encode(text);
  const { calls, summary } = await streamed(inChunks(bytes, size));
  const trail = openTrail(text);
  assert.deepEqual(
    calls.flatMap(({ start, end }) => [start, end]),
    [...locateAttestedCalls(bytes)],
  );
  assert.deepEqual(
    idsIn(calls),
    [...trail.calls].map((call) => call.eventId?.value),
  );
  assert.deepEqual(summary, { bytes: bytes.length, calls: calls.length, stopped: undefined, problems: [] });
  return calls.length;
}

describe('a stream', () => {
  test('has the calls of every container, byte by byte', async () => {
    for (const { text } of containerSamples(EVENTS)) {
      assert.ok((await assertStreamed(text, 1)) > 0);
    }
  });

  test('tells places in bytes, and the text that stands there', async () => {
    const bytes = encoder.encode(`\ufeff${writeJson({ Records: EVENTS })}`);
    for (const size of [1, 7, MEBIBYTE]) {
      const { calls } = await streamed(inChunks(bytes, size));
      assert.equal(calls.length, 2);
      for (const { start, end, text } of calls) {
        assert.equal(new TextDecoder().decode(bytes.subarray(start, end)), text);
      }
    }
  });

  test('undoes the strings around an event', async () => {
    const text = writeJson({ Events: EVENTS.map((event) => ({ CloudTrailEvent: writeJson(event) })) });
    const bytes = encoder.encode(text);
    const { calls } = await streamed(inChunks(bytes, 100));
    assert.deepEqual(
      calls.map((call) => call.text),
      [EVENTS[0], EVENTS[2]].map((event) => writeJson(event ?? {})),
    );
    assert.deepEqual(
      calls.map(({ start, end }) => JSON.parse(`"${new TextDecoder().decode(bytes.subarray(start, end))}"`)),
      calls.map((call) => call.text),
    );
  });

  const many = events(2.5 * MEBIBYTE, 20);
  const half = many.slice(0, many.length / 2);
  const LARGE: readonly (readonly [string, string])[] = [
    ['a log file', writeJson({ Records: many })],
    ['a pretty log file', writeJson({ Records: many }, { indent: '    ', eol: '\r\n' })],
    ['an array', writeJson(many)],
    ['lines', many.map((event) => writeJson(event)).join('\n')],
    ['events without a separator', many.map((event) => writeJson(event)).join('')],
    ['log files one after another', [half, half].map((Records) => writeJson({ Records })).join('')],
    ['log files in an array', writeJson([{ Records: half }, { Records: half }])],
    [
      'lookup-events',
      writeJson({ Events: half.map((event) => ({ CloudTrailEvent: writeJson(event) })), NextToken: 'n' }),
    ],
    [
      'lookup-events, pretty',
      writeJson(
        half.map((event) => ({ CloudTrailEvent: writeJson(event) })),
        { indent: '  ' },
      ),
    ],
    ['strings', writeJson(half.map((event) => writeJson(event)))],
    ['lines with a time before each', half.map((event) => `2026-01-01T00:00:00Z ${writeJson(event)}`).join('\n')],
    ['envelopes', half.map((detail) => writeJson({ 'detail-type': 'x', detail, resources: [] })).join('\n')],
    ['keys of which every letter is an escape', writeJson({ Records: half.slice(0, 40), note: '\\u0061' })],
  ];
  for (const [name, text] of LARGE) {
    test(`of megabytes has the calls of a trail: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 900, max: 400_000 }), fc.integer(), async (most, seed) => {
          let state = seed;
          const size = (): number => {
            state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
            return 1 + ((state >>> 8) % most);
          };
          assert.ok((await assertStreamed(text, size)) > 1);
        }),
        { numRuns: 1 },
      );
    });
  }

  test('of a file that is cut off says so, and has what is complete', async () => {
    const text = writeJson({ Records: many.slice(0, 900) });
    for (const cut of [text.length - 1, text.length - 2, text.length - 300, text.lastIndexOf(',{"eventVersion')]) {
      const { calls, summary } = await streamed(inChunks(encoder.encode(text.slice(0, cut)), 10_000));
      assert.ok(calls.length >= 44, `${cut}`);
      assert.equal(summary.problems[0]?.code, 'cut-off', `${cut}`);
    }
  });

  test('says where it was cut off in a call', async () => {
    const text = writeJson({ Records: [attestedEvent({ eventID: 'x' })] });
    const { calls, summary } = await streamed(inChunks(encoder.encode(text.slice(0, -20)), 10));
    assert.deepEqual(
      [calls.length, calls[0]?.start, calls[0]?.end],
      [1, '{"Records":['.length, encoder.encode(text).length - 20],
    );
    assert.equal(summary.problems[0]?.code, 'cut-off');
  });

  test('of lines of which some are cut off has the others', async () => {
    const lines = many.slice(0, 2000).map((event) => writeJson(event));
    const text = lines.map((line, at) => (at % 7 === 3 ? line.slice(0, 700) : line)).join('\n');
    const { calls } = await streamed(inChunks(encoder.encode(text), 5000));
    const expected = many.filter((event, at) => at % 20 === 0 && at % 7 !== 3 && at < 2000 && event.eventID);
    const ids = idsIn(calls.filter(({ text: call }) => call.endsWith('}')));
    assert.deepEqual(
      ids,
      expected.map(({ eventID }) => eventID),
    );
  });

  test('says which value it could not read for its length, and reads on behind', async () => {
    const long: Json = { ...attestedEvent({ eventID: 'long' }), x: 'y'.repeat(3 * MEBIBYTE) };
    const text = [attestedEvent({ eventID: 'a' }), long, attestedEvent({ eventID: 'b' })]
      .map((event) => writeJson(event))
      .join('\n');
    const { calls, summary } = await streamed(inChunks(encoder.encode(text), 100_000));
    assert.deepEqual(idsIn(calls), ['a', 'b']);
    const start = encoder.encode(text.slice(0, text.indexOf('\n') + 1)).length;
    assert.deepEqual(
      summary.problems.map((problem) => [problem.code, problem.start]),
      [['too-long', start]],
    );
  });

  test('passes over a line of hundreds of megabytes without an event', async () => {
    const chunk = new Uint8Array(MEBIBYTE).fill(0x61);
    for (const [first, last] of [
      ['{"a":"', '"}'],
      ['', ''],
      ['[["', '"]]'],
    ] as const) {
      async function* chunks(): AsyncGenerator<Uint8Array> {
        yield encoder.encode(first);
        for (let count = 0; count < 200; count++) {
          yield chunk;
        }
        yield encoder.encode(`${last}\n${writeJson(attestedEvent({ eventID: 'behind' }))}`);
      }
      const { calls, summary } = await streamed(chunks());
      assert.deepEqual(idsIn(calls), ['behind']);
      assert.deepEqual(summary.problems, []);
    }
  });

  test('puts U+FFFD for bytes that are no UTF-8, and says where', async () => {
    const bytes = encoder.encode(writeJson({ Records: [attestedEvent({ eventID: 'ä?é' })] }));
    const at = bytes.indexOf(0x3f, encoder.encode(writeJson({ Records: [] })).length);
    const place = new TextDecoder('latin1').decode(bytes).indexOf('?', at);
    bytes[place] = 0xff;
    const { calls, summary } = await streamed(inChunks(bytes, 100));
    assert.deepEqual(idsIn(calls), ['ä\ufffdé']);
    assert.equal(calls[0]?.end, bytes.length - 2);
    assert.deepEqual(
      summary.problems.map(({ code, start, end }) => [code, start, end]),
      [['not-utf-8', place, place + 1]],
    );
  });

  test('says that it is UTF-16, with a mark or without', async () => {
    const text = writeJson({ Records: EVENTS });
    for (const [order, mark] of [
      ['le', '\ufeff'],
      ['le', ''],
      ['be', '\ufeff'],
      ['be', ''],
    ] as const) {
      const bytes = Buffer.from(`${mark}${text}`, 'utf16le');
      const { calls, summary } = await streamed(inChunks(order === 'le' ? bytes : bytes.swap16(), 3));
      assert.deepEqual([calls.length, summary.stopped?.code, summary.problems[0]?.code], [0, 'unreadable', 'utf-16']);
    }
  });

  test('stops at its limits, and says where', async () => {
    const bytes = encoder.encode(writeJson({ Records: many }));
    const few = await streamed(inChunks(bytes, 10_000), { limits: { calls: 3, bytes: Number.POSITIVE_INFINITY } });
    assert.deepEqual([few.calls.length, few.summary.calls, few.summary.stopped?.code], [3, 3, 'too-many-calls']);
    const short = await streamed(inChunks(bytes, 10_000), { limits: { calls: 1000, bytes: 123_456 } });
    assert.deepEqual([short.summary.bytes, short.summary.stopped?.code], [123_456, 'too-many-bytes']);
    assert.equal(short.summary.stopped?.at, 123_456);
    assert.ok(short.calls.length > 1);
    const exact = await streamed(inChunks(bytes, 10_000), { limits: { calls: 1e9, bytes: bytes.length } });
    assert.equal(exact.summary.stopped, undefined);
  });

  test('stops once it is aborted, and lets go of its source', async () => {
    const bytes = encoder.encode(writeJson({ Records: many }));
    for (const last of [0, 1, 30]) {
      const controller = new AbortController();
      let isClosed = false;
      async function* chunks(): AsyncGenerator<Uint8Array> {
        try {
          let count = 0;
          for await (const chunk of inChunks(bytes, 10_000)) {
            if (++count === last) {
              controller.abort();
            }
            yield chunk;
          }
        } finally {
          isClosed = true;
        }
      }
      if (last === 0) {
        controller.abort();
      }
      const { summary } = await streamed(chunks(), { signal: controller.signal });
      assert.deepEqual([summary.stopped?.code, summary.bytes], ['cancelled', Math.max(last - 1, 0) * 10_000]);
      assert.equal(isClosed, last > 0);
    }
  });

  test('lets go of its source when nobody wants more of it', async () => {
    let isClosed = false;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield encoder.encode(`${writeJson(attestedEvent())}\n`);
        }
      } finally {
        isClosed = true;
      }
    }
    const { streamAttestedCalls } = await import('../../../src/core/index.ts');
    const options = { signal: new AbortController().signal, yieldNow: async () => undefined };
    for await (const batch of streamAttestedCalls(chunks(), options)) {
      assert.ok(batch.length > 0);
      break;
    }
    assert.ok(isClosed);
  });

  test('that breaks off has what came before, and says why', async () => {
    const bytes = encoder.encode(writeJson({ Records: many }));
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 500_000);
      throw new Error('the disk is gone');
    }
    const { calls, summary } = await streamed(chunks());
    assert.ok(calls.length > 10);
    assert.deepEqual([summary.stopped?.code, summary.stopped?.at], ['unreadable', 500_000]);
    assert.match(summary.stopped?.message ?? '', /the disk is gone/);
  });

  test('gives its host turns while it works', async () => {
    const text = writeJson(half.map((event) => ({ CloudTrailEvent: writeJson(event) })));
    let turns = 0;
    let progress = 0;
    const yieldNow = async (): Promise<void> => void turns++;
    const onProgress = ({ bytes }: { readonly bytes: number }): void => {
      assert.ok(bytes >= progress);
      progress = bytes;
    };
    const bytes = encoder.encode(text.repeat(4));
    const { batches } = await streamed(inChunks(bytes, bytes.length), { yieldNow, onProgress });
    assert.ok(turns > 3 && batches > 3, `${turns} turns`);
    assert.equal(progress, bytes.length);
  });
});
