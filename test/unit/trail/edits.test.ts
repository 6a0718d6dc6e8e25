import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { inTurns, openTrail, within } from '../../../src/core/index.ts';
import { SHAPES } from '../../support/containers.ts';
import {
  assertEdited,
  changesOf,
  everythingOf,
  type Meter,
  metered,
  type Replacement,
  replaced,
  replacements,
} from '../../support/edits.ts';
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

const styles: readonly JsonStyle[] = [{}, { indent: ' ', eol: '\r\n' }];

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

const ATTESTED = writeJson(small('attested'));
const PADDING = `{"pad":"${'x'.repeat(100)}"}`;
const SWALLOWED = `{"eventVersion":"1","eventName":"x","a":[${ATTESTED}]}`;

/** Edits that change what is told far behind them, by all that a scan carries on. */
const FAR: readonly {
  readonly name: string;
  readonly text: string;
  readonly from: string;
  readonly to: string;
}[] = [
  {
    name: 'the only value on a line of its own is broken up, and a later one goes on with its lines',
    text: `{"a":1}\n${`{\n"pad":${PADDING}}\n`.repeat(4)}{"eventName":"x",\n"b":\n${ATTESTED}}\n`,
    from: '"a":1',
    to: '"a":\n1',
  },
  {
    name: 'the first line of what is around all events ends earlier',
    text: `{"Records":[${`${ATTESTED},`.repeat(4)}\n${ATTESTED},${ATTESTED}]}`,
    from: '"Records":[',
    to: '"Records":[\n ',
  },
  {
    name: 'what held one event holds none, and has members of an event itself',
    text: `{"Records":[{"eventName":"x"},${`${PADDING},`.repeat(4)}{"a":1}],"eventVersion":"1","b":{"recipient":1}}`,
    from: '{"eventName":"x"}',
    to: '{"event":"x"}',
  },
  {
    name: 'the last bracket goes missing, so that an event at the beginning may have swallowed one',
    text: `[${SWALLOWED},${`${ATTESTED},`.repeat(4)}${ATTESTED}]`,
    from: `${ATTESTED}]`,
    to: ATTESTED,
  },
  {
    name: 'the last bracket is there again',
    text: `[${SWALLOWED},${`${ATTESTED},`.repeat(4)}${PADDING}`,
    from: PADDING,
    to: `${PADDING}]`,
  },
  {
    name: 'the first hundred of many problems are gone',
    text: `[${ATTESTED},${'?'.repeat(120)}${`${ATTESTED},?`.repeat(4)}${ATTESTED}]`,
    from: '?'.repeat(120),
    to: '',
  },
  {
    name: 'commas stand between lines at the top',
    text: `${`${ATTESTED}\n,`.repeat(6)}${ATTESTED}`,
    from: '"attested"}',
    to: '"attested" }',
  },
  {
    name: 'what is around all texts becomes an event, in which texts count for nothing',
    text: writeJson({ Events: Array.from({ length: 5 }, () => ({ CloudTrailEvent: ATTESTED })), eventNam: 'x' }),
    from: '"eventNam"',
    to: '"eventName"',
  },
  {
    name: 'what is around all texts is no event any more',
    text: writeJson({ Events: Array.from({ length: 5 }, () => ({ CloudTrailEvent: ATTESTED })), eventName: 'x' }),
    from: '"eventName":"x"}',
    to: '"eventNam":"x"}',
  },
];

describe('an edit that changes what is told far behind it', () => {
  for (const { name, text, from, to } of FAR) {
    test(name, () => {
      const start = text.lastIndexOf(from) < text.length / 2 ? text.indexOf(from) : text.lastIndexOf(from);
      assert.ok(start >= 0);
      const all = [{ start, end: start + from.length, text: to }];
      const meter: Meter = { units: 0 };
      const edited = assertEdited(openTrail(text, { segment: SEGMENT }), text, all, meter);
      const back = [{ start, end: start + to.length, text: from }];
      assertEdited(edited, replaced(text, all), back, meter);
      // Another change before it ends in a place from which this one cannot be scanned.
      const other = { start: text.indexOf('"'), end: text.indexOf('"'), text: ' ' };
      if (start > other.start) {
        assertEdited(openTrail(text, { segment: SEGMENT }), text, [...all, other], meter);
      }
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

test('both trails stay true to their texts, whichever is read first', () => {
  const [{ text } = { text: '' }] = texts(LARGE);
  const trail = openTrail(text, { segment: SEGMENT });
  const all = [{ start: text.indexOf('Decrypt'), end: text.indexOf('Decrypt') + 3, text: 'En' }];
  const edited = trail.edit(changesOf(all), replaced(text, all));
  assert.deepEqual(
    [trail, edited, trail].map(({ calls }) => calls.at(0)?.operation?.value),
    ['Decrypt', 'Enrypt', 'Decrypt'],
  );
  assert.deepEqual(everythingOf(trail), everythingOf(openTrail(text)));
});

test('what was read of events that an edit leaves alone is kept, also next to it', () => {
  const text = writeJson([1, 2, 3, 4].map((id) => small(`${id}`)));
  for (const segment of [SEGMENT, 32 * 1024]) {
    const trail = openTrail(text, { segment });
    const contents = [0, 1, 2, 3].map((index) => trail.calls.contents(index));
    const second = trail.calls.record(1) ?? { start: 0, end: 0 };
    const keptAfter = (all: readonly Replacement[]): readonly boolean[] => {
      const edited = trail.edit(changesOf(all), replaced(text, all));
      return contents.map((before, index) => edited.calls.contents(index) === before);
    };
    const { start, end } = second;
    assert.deepEqual(keptAfter([{ start: start + 1, end: start + 1, text: ' ' }]), [true, false, true, true]);
    assert.deepEqual(keptAfter([{ start: end + 1, end: end + 1, text: ' ' }]), [true, true, false, true]);
    assert.deepEqual(keptAfter([{ start: 0, end: 0, text: '\n\n' }]), [true, true, true, true]);
    assert.deepEqual(
      keptAfter([
        { start: 0, end: 0, text: '\n' },
        { start: end - 1, end: end - 1, text: ' ' },
      ]),
      [true, false, true, true],
    );
  }
});

test('an edit that takes away what made the text worth a scan, and one that brings it back', () => {
  const [{ text } = { text: '' }] = texts([otherEvent(), small('only')]);
  const meter: Meter = { units: 0 };
  const start = text.indexOf('"recipient"') + 3;
  const all = [{ start, end: start + 1, text: '' }];
  const without = assertEdited(openTrail(text, { segment: SEGMENT }), text, all, meter);
  assert.equal(without.container, 'none');
  const back = assertEdited(without, replaced(text, all), [{ start, end: start, text: text.charAt(start) }], meter);
  assert.equal(back.calls.length, 1);
});

test('an edit that makes a text one of another form, and one that takes that back', () => {
  const event = writeJson(attestedEvent());
  // Without its last letter, the member is none of Elasticsearch.
  const before = writeJson({ hits: { hits: [{ _sourc: { event: { original: event } } }] } });
  const at = before.indexOf('"_sourc"') + '"_sourc'.length;
  const after = `${before.slice(0, at)}e${before.slice(at)}`;
  const plain = openTrail(before);
  assert.equal(plain.calls.length, 0);
  const hits = plain.edit([{ start: at, end: at, length: 1 }], after);
  assert.deepEqual([hits.container, hits.calls.length], ['elastic', 1]);
  assert.equal(hits.edit([{ start: at, end: at + 1, length: 0 }], before).calls.length, 0);
});

test('changes that do not lead to the text are not believed: it is read as it is', () => {
  const [{ text } = { text: '' }] = texts(SMALL);
  const after = ` ${text}`;
  const trail = openTrail(text, { segment: SEGMENT });
  for (const changes of [
    [],
    [{ start: 0, end: 0, length: 2 }],
    [{ start: text.length, end: text.length + 1, length: 2 }],
    [{ start: 5, end: 2, length: 4 }],
    [{ start: -1, end: 0, length: 2 }],
    [{ start: Number.NaN, end: Number.NaN, length: 1 }],
    [
      { start: 3, end: 9, length: 6 },
      { start: 5, end: 6, length: 2 },
    ],
  ]) {
    assert.deepEqual(everythingOf(trail.edit(changes, after)), everythingOf(openTrail(after)));
  }
});

/** One event again and again, in about 20 MB. */
function large(style: JsonStyle): string {
  const event = writeJson(attestedEvent(), style);
  const between = style.eol ?? '';
  return `{"Records": [${between}${new Array(Math.ceil(20e6 / event.length)).fill(event).join(`,${between}`)}]}`;
}

describe('in a trail of 20 MB', () => {
  for (const [name, text] of [
    ['on one line', large({})],
    ['pretty-printed', large({ indent: '  ', eol: '\n' })],
  ] as const) {
    const trail = openTrail(text);
    const middle = text.indexOf('"recipient"', text.length / 2);
    const insert = (inserted: string): Replacement => ({ start: middle, end: middle, text: inserted });

    test(`${name} an edit reads the text around it`, () => {
      for (const inserted of [' ', 'x', '"a":1,', '"additional":{}, ', '"']) {
        const all = [insert(inserted)];
        const meter: Meter = { units: 0 };
        const after = replaced(text, all);
        const edited = trail.edit(changesOf(all), metered(after, meter));
        const isRead = edited.calls.length === trail.calls.length;
        // What follows a stray word or quote on the same line is read in another way.
        assert.ok(meter.units < 300_000 || (name === 'on one line' && !isRead), `${inserted}: ${meter.units} units`);
        const mended = edited.edit([{ start: middle, end: middle + inserted.length, length: 0 }], metered(text, meter));
        assert.equal(mended.calls.length, trail.calls.length);
        assert.deepEqual(mended.calls.at(mended.calls.length - 1), trail.calls.at(trail.calls.length - 1));
      }
    });

    test(`${name} edits at many places read the text around each`, () => {
      const all = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => {
        const start = text.indexOf('"recipient"', part * text.length);
        return { start, end: start, text: ' ' };
      });
      const meter: Meter = { units: 0 };
      const edited = trail.edit(changesOf(all), metered(replaced(text, all), meter));
      assert.ok(meter.units < 500_000, `${meter.units} units`);
      const last = trail.calls.length - 1;
      assert.equal(edited.calls.record(last)?.start, (trail.calls.record(last)?.start ?? 0) + all.length);
    });
  }

  test('a member that changes what all that follows stands in takes turns with the host', async () => {
    const text = large({});
    const trail = openTrail(text);
    const all = [{ start: 1, end: 1, text: '"eventName":"x",' }];
    const after = replaced(text, all);
    const editing = trail.editing(changesOf(all), after);
    assert.equal(within(editing, 500_000), undefined);
    let turns = 0;
    const { signal } = new AbortController();
    const edited = await inTurns(editing, { signal, yieldNow: async () => void turns++, step: 1024 * 1024 });
    assert.ok(turns > 5);
    assert.equal(edited?.calls.length, trail.calls.length);
    assert.equal(edited.calls.record(1)?.start, (trail.calls.record(1)?.start ?? 0) + 16);
    const controller = new AbortController();
    const again = inTurns(trail.editing(changesOf(all), after), {
      signal: controller.signal,
      yieldNow: async () => controller.abort(),
      step: 1024 * 1024,
    });
    assert.equal(await again, undefined);
  });
});
