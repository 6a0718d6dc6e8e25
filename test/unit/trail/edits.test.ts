import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openTrail } from '../../../src/core/index.ts';
import { SHAPES } from '../../support/containers.ts';
import { assertEdited, type Meter, replaced, replacements } from '../../support/edits.ts';
import { attestedEvent, deniedEvent, eventWithRecipient, otherEvent, tpmRecipient } from '../../support/events.ts';
import { type Json, type JsonObject, type JsonStyle, writeJson } from '../../support/json.ts';

/** UTF-16 units of a segment: so few that every value may end one. */
const SEGMENT = 1;

const small = (id: string, members: JsonObject = {}): JsonObject => ({
  eventVersion: '1.11',
  eventSource: 'kms.amazonaws.com',
  eventName: 'Decrypt',
  resources: [{ ARN: `key/${id}` }],
  additionalEventData: { recipient: { attestationDocumentModuleId: id } },
  eventID: id,
  ...members,
});

const SMALL = [
  small('first'),
  small('second', { eventSource: 's3.amazonaws.com' }),
  small('third', { userAgent: 'a "quoted" \\ one' }),
  small('fourth', { additionalEventData: null, userAgent: 'aws-nitro_enclaves-sdk-c/1', errorCode: 'AccessDenied' }),
  small('fifth'),
];

/** Containers of events as text: where they stand, and what a change in one can do, is not as with others. */
const IN_STRINGS: readonly {
  readonly name: string;
  readonly values: (texts: readonly string[]) => readonly Json[];
}[] = [
  {
    name: 'lookup-events',
    values: (of) => [{ Events: of.map((CloudTrailEvent) => ({ EventId: 'e', CloudTrailEvent })) }],
  },
  { name: 'a list of texts', values: (of) => [of] },
  { name: 'messages on lines', values: (of) => of.map((message) => ({ message, timestamp: 1 })) },
  {
    name: 'rows of Insights',
    values: (of) => [
      {
        results: of.map((value) => [
          { field: '@message', value },
          { field: '@ptr', value: 'p' },
        ]),
      },
    ],
  },
  {
    name: 'a topic in a queue',
    values: (of) => [{ Messages: of.map((Message) => ({ Body: writeJson({ Message }) })) }],
  },
];

const styles: readonly JsonStyle[] = [{}, { indent: ' ', eol: '\n' }, { indent: '\t', eol: '\r\n' }];

function texts(events: readonly JsonObject[]): readonly { readonly name: string; readonly text: string }[] {
  const shapes = [
    ...SHAPES.filter(({ single }) => single !== true).map(({ name, values }) => ({ name, values: values(events) })),
    { name: 'glued', values: events, glue: '' },
    { name: 'log files one after another', values: [{ Records: events.slice(0, 2) }, { Records: events.slice(2) }] },
    ...IN_STRINGS.map(({ name, values }) => ({ name, values: values(events.map((event) => writeJson(event))) })),
  ];
  return shapes.flatMap(({ name, values, ...glue }) =>
    styles.map((style) => {
      const eol = style.eol ?? '\n';
      const text = values.map((value) => writeJson(value, style)).join('glue' in glue ? glue.glue : eol);
      return { name: `${name}, ${JSON.stringify(style)}`, text: `${text}${eol}` };
    }),
  );
}

const INSERTIONS = ['x', '"', '\\', '{', '}', '[', ']', ',', ':', '\n', ' ', '}{', '},{', '\\"', '//'];

describe('an edit at every place of a record gives what opening the new text gives', () => {
  for (const { name, text } of texts(SMALL)) {
    test(name, () => {
      const trail = openTrail(text, { segment: SEGMENT });
      assert.deepEqual(trail.problems, []);
      assert.equal(trail.eventCount, SMALL.length);
      for (const list of [trail.calls, trail.unattested]) {
        assert.ok([...list].length > 0);
      }
      const meter: Meter = { units: 0 };
      let whole = 0;
      const record = trail.calls.record(1) ?? { start: 0, end: 0 };
      for (let start = record.start - 2; start <= record.end + 2; start++) {
        const turn = (index: number): boolean => (start + index) % 5 === 0;
        const edits = [
          { start, end: start + 1, text: '' },
          { start, end: start + 1, text: 'y' },
          { start, end: Math.min(start + 40, text.length), text: '' },
          ...INSERTIONS.filter((_, index) => turn(index)).map((inserted) => ({ start, end: start, text: inserted })),
        ];
        for (const edit of edits) {
          assertEdited(trail, text, [edit], meter);
          whole += text.length;
        }
      }
      assert.ok(meter.units < 0.9 * whole, `not all was read each time: ${(meter.units / whole).toFixed(2)}`);
    });
  }
});

const LONGER_INSERTIONS = [
  '',
  '"recipient"',
  '"attestationDocument":1,',
  '"eventSource":"s3.amazonaws.com",',
  '"eventName":"x",',
  '"a":{"eventVersion":"1"},',
  '{"a":[{"eventVersion":"1"}',
  ',\n{"detail":',
  '\n{"Records":[',
  '"message":',
  '"field":"@message","value":',
  writeJson(small('new')),
  `,${writeJson(deniedEvent(), { indent: ' ' })}`,
  JSON.stringify(writeJson(small('in a string'))),
];

const LARGE = [attestedEvent(), otherEvent(), deniedEvent(), eventWithRecipient(tpmRecipient()), attestedEvent()];

const start = fc.constantFrom(...[...texts(SMALL), ...texts(LARGE)].map(({ text }) => text));
const segments = fc.constantFrom(SEGMENT, 400, 2500, 32 * 1024);
const inserted = fc.oneof(
  fc.constantFrom(...INSERTIONS),
  fc.constantFrom(...LONGER_INSERTIONS),
  fc.string({ maxLength: 5 }),
);
/** Edits one after another, each of a few replacements: how they fall depends on the text before each. */
const runs = Number(process.env.FUZZ ?? 300);

test('after any edits, one after another or at many carets, a trail is what opening the new text gives', () => {
  const meter: Meter = { units: 0 };
  let whole = 0;
  let kept = 0;
  fc.assert(
    fc.property(start, segments, fc.nat(), fc.gen(), (text, segment, read, gen) => {
      let current = text;
      let trail = openTrail(text, { segment });
      for (let round = 0; round < 5; round++) {
        const all = gen(() => replacements(current.length, inserted));
        const contents = new Set([0, 1, 2].map((index) => trail.calls.contents((read + index) % trail.calls.length)));
        trail = assertEdited(trail, current, all, meter);
        current = replaced(current, all);
        whole += current.length;
        for (let index = 0; index < trail.calls.length; index++) {
          kept += Number(contents.has(trail.calls.contents(index)));
        }
      }
    }),
    { numRuns: runs },
  );
  assert.ok(kept > runs, 'readings were kept, so that keeping them could have gone wrong');
  assert.ok(meter.units < 0.9 * whole, `not all was read each time: ${(meter.units / whole).toFixed(2)}`);
});
