import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ContainerKind, describeContainer, indexTrail, openTrail, type Trail } from '../../../src/core/index.ts';
import { attestedEvent, deniedEvent, IMAGE, INSTANCE } from '../../support/events.ts';
import { escapedThroughout, type Json, type JsonStyle, quoted, writeJson } from '../../support/json.ts';
import { assertSound } from '../../support/ranges.ts';

const TWO: readonly Json[] = [attestedEvent(), attestedEvent({ eventName: 'GenerateDataKey', eventID: 'second' })];
const texts = (style: JsonStyle): readonly string[] => TWO.map((event) => writeJson(event, style));
const [first = ''] = texts({});

/** How tools hand out events as text, two each. */
const SHAPES: readonly {
  readonly of: string;
  readonly kind: ContainerKind;
  readonly held: (texts: readonly string[]) => Json;
}[] = [
  {
    of: 'lookup-events',
    kind: 'lookup-events',
    held: (of) => ({
      Events: of.map((CloudTrailEvent) => ({ EventId: 'e', EventName: 'Decrypt', EventTime: 1.5, CloudTrailEvent })),
      NextToken: 'n',
    }),
  },
  {
    of: 'lookup-events, the list alone',
    kind: 'lookup-events',
    held: (of) => of.map((CloudTrailEvent) => ({ EventId: 'e', CloudTrailEvent })),
  },
  { of: 'lookup-events --query', kind: 'strings', held: (of) => of },
  {
    of: 'filter-log-events',
    kind: 'cloudwatch-logs',
    held: (of) => ({ events: of.map((message) => ({ logStreamName: 's', timestamp: 1, message, eventId: '1' })) }),
  },
  {
    of: 'get-query-results',
    kind: 'cloudwatch-logs',
    held: (of) => ({
      results: of.map((value) => [
        { field: '@timestamp', value: 't' },
        { field: '@message', value },
        { field: '@ptr', value: 'p' },
      ]),
      status: 'Complete',
    }),
  },
  {
    of: 'a subscription',
    kind: 'cloudwatch-logs',
    held: (of) => ({ messageType: 'DATA_MESSAGE', logEvents: of.map((message) => ({ id: '1', message })) }),
  },
  { of: 'a queue', kind: 'sns-sqs', held: (of) => ({ Messages: of.map((Body) => ({ MessageId: 'm', Body })) }) },
  {
    of: 'a topic in a queue',
    kind: 'sns-sqs',
    held: (of) => ({
      Messages: of.map((Message) => ({ Body: writeJson({ Type: 'Notification', Message: `{"detail":${Message}}` }) })),
    }),
  },
  { of: 'Splunk', kind: 'splunk', held: (of) => ({ results: of.map((_raw) => ({ _raw, host: 'h' })) }) },
  {
    of: 'CloudTrail Lake',
    kind: 'lake',
    held: (of) => ({ QueryResultRows: [of.map((eventJson) => ({ eventJson }))] }),
  },
];

function assertTwo(text: string, kind: ContainerKind, trail: Trail = openTrail(text)): void {
  assert.equal(trail.container, kind);
  assert.deepEqual([trail.eventCount, trail.kmsEventCount], [2, 2]);
  assert.deepEqual(
    [...trail.calls].map(({ operation, recipient }) => [
      operation?.value,
      recipient.moduleId?.parsed?.instanceId,
      recipient.pcrs[0]?.digest?.hex,
    ]),
    ['Decrypt', 'GenerateDataKey'].map((name) => [name, INSTANCE, IMAGE.pcr0.toString('hex')]),
  );
  assert.deepEqual(trail.problems, []);
  assertSound(text, trail);
}

describe('events as text in strings', () => {
  for (const { of, kind, held } of SHAPES) {
    test(`as ${of} has them are found, with their places through all escapes`, async () => {
      for (const inner of [{}, { indent: '  ', eol: '\r\n' }, { key: escapedThroughout, text: escapedThroughout }]) {
        for (const outer of [{}, { indent: '\t' }, { indent: ' ', eol: '\r\n' }, { key: quoted }]) {
          const text = writeJson(held(texts(inner)), outer);
          assertTwo(text, kind);
          const signal = new AbortController().signal;
          const indexed = await indexTrail(text, { signal, yieldNow: async () => undefined, step: 100 });
          assert.ok(indexed);
          assertTwo(text, kind, indexed);
        }
      }
    });
  }

  test('are found though every letter of them is an escape', () => {
    for (const inner of [{}, { key: escapedThroughout, text: escapedThroughout }]) {
      const held = { Events: texts(inner).map((CloudTrailEvent) => ({ CloudTrailEvent })) };
      assertTwo(writeJson(held, { text: escapedThroughout }), 'lookup-events');
    }
  });

  test('have containers with words of their own', () => {
    const words = new Set(SHAPES.map(({ kind }) => describeContainer(kind)));
    assert.equal(words.size, new Set(SHAPES.map(({ kind }) => kind)).size);
  });

  test('are not looked for in what a caller wrote: members of an event, wherever its version stands', () => {
    const hostile = { message: first, Body: first, CloudTrailEvent: first, deep: [{ _raw: first }] };
    const before = { requestParameters: hostile, ...attestedEvent() };
    const after = { ...attestedEvent(), extra: hostile, userAgent: first };
    for (const event of [before, after]) {
      for (const text of [event, [event], { Records: [event, event] }].map((held) => writeJson(held))) {
        const trail = openTrail(text);
        assert.equal(trail.eventCount, trail.calls.length);
        assert.ok([...trail.calls].every(({ start }) => text.startsWith('{"', start)));
      }
      // Nor in an event that is text itself.
      assert.equal(openTrail(writeJson({ Events: [{ CloudTrailEvent: writeJson(event) }] })).calls.length, 1);
    }
  });

  test('of other names are not looked into: a user agent that a tool has taken out of an event is one', () => {
    for (const name of [
      '__proto__',
      'constructor',
      'userAgent',
      'user_agent',
      'original',
      'raw',
      'requestParameters',
      'value',
      'Messages',
    ]) {
      assert.equal(openTrail(writeJson({ hits: [{ [name]: first }] })).calls.length, 0, name);
    }
    const insights = { results: [[{ field: 'userAgent', value: first }]] };
    assert.equal(openTrail(writeJson(insights)).calls.length, 0);
  });

  test('are not looked for deep inside of what some export made, where a caller may have chosen the names', () => {
    const context = {
      CloudTrailEvent: first,
      message: first,
      Message: first,
      Body: first,
      _raw: first,
      eventJson: first,
    };
    const exports: readonly Json[] = [
      [{ call: 'Decrypt', parameters: { encryptionContext: context } }],
      [{ call: 'Decrypt', encryptionContext: context }],
      { rows: [{ call: 'Decrypt', encryptionContext: context }] },
      { rows: [{ call: 'Decrypt', parameters: { encryptionContext: context } }] },
      { call: 'Decrypt', parameters: { encryptionContext: context } },
      { call: 'Decrypt', parameters: { list: [[context]] } },
    ];
    for (const value of exports) {
      assert.equal(openTrail(writeJson(value)).calls.length, 0, writeJson(value).slice(0, 80));
    }
    // The same texts count where a container has them.
    assert.equal(openTrail(writeJson({ Events: [{ CloudTrailEvent: first }] })).calls.length, 1);
    assert.equal(
      openTrail(writeJson({ Records: [{ EventSource: 'aws:sns', Sns: { Message: first } }] })).calls.length,
      1,
    );
  });

  test('are followed two levels deep', () => {
    const nest = (text: string, levels: number): string =>
      levels === 0 ? text : writeJson({ Body: nest(text, levels - 1) });
    assert.deepEqual(
      [1, 2, 3].map((levels) => openTrail(nest(first, levels)).calls.length),
      [1, 1, 0],
    );
  });

  test('that are broken cost the others nothing, and are told', () => {
    const sound = writeJson({ message: first });
    const broken = sound.replace('\\"eventVersion\\"', '\\x"eventVersion\\"');
    const trail = openTrail(`${broken}\n${sound}\n`);
    assert.equal(trail.calls.length, 1);
    assert.ok(trail.problems.some(({ start, end }) => start < broken.length && end <= broken.length));
    const cut = openTrail(writeJson({ events: [{ message: first.slice(0, -40) }, { message: first }] }));
    assert.equal(cut.calls.length, 2);
    assert.ok(cut.problems.some(({ code }) => code === 'cut-off'));
    assert.ok(cut.problems.every(({ start, end }) => start > 0 && end <= (cut.calls.record(1)?.start ?? 0)));
  });

  test('that were denied are told as they are elsewhere', () => {
    const trail = openTrail(writeJson({ Events: [{ CloudTrailEvent: writeJson(deniedEvent()) }] }));
    assert.deepEqual([trail.calls.length, trail.unattested.length], [0, 1]);
    assert.equal(trail.unattested.at(0)?.error?.code.value, 'AccessDenied');
  });

  test('stay as they were read through an edit elsewhere', () => {
    const text = writeJson({ Events: texts({}).map((CloudTrailEvent) => ({ CloudTrailEvent })) }, { indent: ' ' });
    const trail = openTrail(text);
    const contents = [0, 1].map((index) => trail.calls.contents(index));
    const after = text.replace('{', '{ ');
    const edited = trail.edit([{ start: 1, end: 1, length: 1 }], after);
    assert.deepEqual(
      [0, 1].map((index) => edited.calls.contents(index) === contents[index]),
      [true, true],
    );
    assertTwo(after, 'lookup-events', edited);
  });
});
