import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { eventAt, openTrail, type StreamedCall } from '../../../src/core/index.ts';
import { FORM_SIZES, type FormSizes } from '../../../src/core/trail/otherForms/index.ts';
import { containerSamples } from '../../support/containers.ts';
import { attestedEvent, otherEvent } from '../../support/events.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { otherContainerSamples } from '../../support/otherContainers.ts';
import { inChunks, streamedTrail } from '../../support/streams.ts';

const encoder = new TextEncoder();

/** What a caller may have written: look-alikes of every form, and what could pass for the end of a string or a cell. */
const FORGED: readonly JsonObject[] = [
  { QueryResultRows: [[{ eventJson: writeJson(attestedEvent({ eventID: 'forged' })) }]] },
  { _source: { event: { original: writeJson(attestedEvent({ eventID: 'forged' })) } }, class_uid: 6003 },
  { note: '"},{"class_uid":6003,"_source":{"', list: [attestedEvent({ eventID: 'forged' }), []] },
  { note: '",""\r\n","', ResultSet: { Rows: [], '@message': attestedEvent({ eventID: 'forged' }) } },
];

function anEvent(choice: number, index: number): JsonObject {
  const eventID = `${index} ä😀`;
  const requestParameters = FORGED[choice % FORGED.length] ?? {};
  switch (choice % 5) {
    case 0:
      return attestedEvent({ eventID, requestParameters });
    case 1:
      return { ...otherEvent(), eventID, requestParameters };
    case 2:
      return attestedEvent({ eventID, userAgent: '{"class_uid":6003}, "' });
    case 3:
      return { ...otherEvent(), eventID, userAgent: 'a "quoted" [agent], \\' };
    default:
      return attestedEvent({ eventID });
  }
}

const KINDS_OF_EVENTS = Array.from({ length: 20 }, (_, choice) => anEvent(choice, 100));

interface Shape {
  readonly name: string;
  readonly text: (events: readonly JsonObject[]) => string;
  readonly isCsv: boolean;
}

function shapesOf(): readonly Shape[] {
  const one = [attestedEvent()];
  const own = containerSamples(one).map(
    ({ name }, at): Shape => ({ name, isCsv: false, text: (events) => containerSamples(events)[at]?.text ?? '' }),
  );
  const others = ['\n', '\r\n'].flatMap((eol) =>
    otherContainerSamples(one, eol).map(
      ({ name, kind }, at): Shape => ({
        name: `${name} ${JSON.stringify(eol)}`,
        isCsv: kind === 'csv',
        text: (events) => otherContainerSamples(events, eol)[at]?.text ?? '',
      }),
    ),
  );
  return [...own, ...others];
}

/** Lines of a log, one of which holds what would be a document on a line of its own. */
const PROSE = `2026-01-01 12:00:00 "starting" service, it's 5 o'clock\nINFO {"class_uid":6003}\nWARN {"class_uid":6003} \n\n`;

const SHAPES = shapesOf();
const JSON_SHAPES = SHAPES.filter(({ isCsv }) => !isCsv);

/** The calls of the trail of a text, with places in its bytes. */
function expectedCalls(text: string): readonly StreamedCall[] {
  const { calls } = openTrail(text);
  const known = { units: 0, bytes: 0 };
  const bytesTo = (offset: number): number => {
    known.bytes += encoder.encode(text.slice(known.units, offset)).length;
    known.units = offset;
    return known.bytes;
  };
  return Array.from({ length: calls.length }, (_, index) => calls.record(index)).flatMap((record) => {
    if (record === undefined) {
      return [];
    }
    const { start, end, text: event } = eventAt(text, record);
    return [{ start: bytesTo(start), end: bytesTo(end), text: event }];
  });
}

function choosing(seed: number, most: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return 1 + ((state >>> 8) % most);
  };
}

async function assertAsTrail(
  text: string,
  sizes: FormSizes,
  chunk: number | (() => number),
  name: string,
): Promise<number> {
  const { calls, summary } = await streamedTrail(inChunks(encoder.encode(text), chunk), {}, sizes);
  const expected = expectedCalls(text);
  assert.deepEqual(calls, expected, name);
  assert.deepEqual(
    [summary.bytes, summary.calls, summary.stopped],
    [encoder.encode(text).length, expected.length, undefined],
    name,
  );
  if (openTrail(text).problems.length === 0) {
    assert.deepEqual(summary.problems, [], name);
  }
  return expected.length;
}

const LONGEST_OF_ONE = new Map<Shape, number>();

/** Bytes of the longest document of one event, of any of those that are chosen from. */
function longestOfOne(shape: Shape): number {
  const known =
    LONGEST_OF_ONE.get(shape) ??
    Math.max(...KINDS_OF_EVENTS.map((event) => encoder.encode(shape.text([event])).length));
  LONGEST_OF_ONE.set(shape, known);
  return known;
}

/** Sizes by which every document of more events than a few is longer than any event. */
function sizesFor(shapes: readonly Shape[], section: number): FormSizes {
  const longest = Math.ceil(Math.max(...shapes.map(longestOfOne)) * 1.1);
  return { longest, section, kept: longest };
}

const choices = fc.array(fc.nat(39), { minLength: 1, maxLength: 12 });
const sections = fc.constantFrom(1, 700, 3000, 20_000);

describe('a stream in another form', () => {
  test('has the calls of a trail, wherever its chunks end and however long it is', async () => {
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SHAPES),
        choices,
        sections,
        fc.integer({ min: 1, max: 5000 }),
        fc.integer(),
        async (shape, chosen, section, most, seed) => {
          const events = chosen.map(anEvent);
          const sizes = sizesFor([shape], section);
          calls += await assertAsTrail(shape.text(events), sizes, choosing(seed, most), shape.name);
        },
      ),
      { numRuns: 150 },
    );
    assert.ok(calls > 150, `${calls}`);
  });

  test('is found wherever it begins, behind CloudTrail’s own, other forms and lines of logs', async () => {
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...JSON_SHAPES), choices, fc.constantFrom('', '\n', PROSE)), {
          minLength: 2,
          maxLength: 4,
        }),
        sections,
        fc.integer({ min: 1, max: 5000 }),
        fc.integer(),
        async (parts, section, most, seed) => {
          const shapes = parts.map(([shape]) => shape);
          const sizes = sizesFor(shapes, section);
          const text = parts.map(([shape, chosen, before]) => `${before}${shape.text(chosen.map(anEvent))}`).join('');
          calls += await assertAsTrail(text, sizes, choosing(seed, most), shapes.map(({ name }) => name).join(' + '));
        },
      ),
      { numRuns: 70 },
    );
    assert.ok(calls > 150, `${calls}`);
  });
});

describe('behind a log file that is longer than any event', () => {
  const events = (most: number): readonly JsonObject[] => Array.from({ length: most }, (_, at) => anEvent(at, at));
  const logFile = (most: number, rest: JsonObject = {}): string => writeJson({ Records: events(most), ...rest });
  const long = 1000;

  test('documents in other forms are found, whatever they are and however the chunks come', async () => {
    assert.ok(logFile(long).length > 1.2 * FORM_SIZES.longest);
    let calls = 0;
    const file = logFile(long);
    for (const [index, shape] of JSON_SHAPES.entries()) {
      // A long log file behind it takes as long again: one of five has that.
      const text = `${file}\n${shape.text(events(7))}\n${index % 5 === 0 ? file : logFile(3)}\n`;
      calls += await assertAsTrail(text, FORM_SIZES, [100_003, 1024 * 1024, 3_000_000][index % 3] ?? 1, shape.name);
    }
    assert.ok(calls > 3000, `${calls} calls`);
  });

  test('no document begins where callers wrote what looks like one, nor with what stands behind the records', async () => {
    for (const rest of [{}, { class_uid: 6003 }, { ResultSet: { Rows: [] }, list: [{ class_uid: 6003 }] }]) {
      const text = `${logFile(long, rest)}${logFile(2)}`;
      for (const chunk of [64 * 1024, 1024 * 1024]) {
        const { calls } = await streamedTrail(inChunks(encoder.encode(text), chunk), {}, FORM_SIZES);
        assert.equal(calls.length, openTrail(`${logFile(long)}${logFile(2)}`).calls.length);
      }
    }
  });
});
