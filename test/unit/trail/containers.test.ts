import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ContainerKind,
  describeContainer,
  describeTrail,
  mayHoldCalls,
  openTrail,
} from '../../../src/core/index.ts';
import { containerSamples, enveloped } from '../../support/containers.ts';
import {
  attestedEvent,
  deniedEvent,
  eventWithRecipient,
  kmsEvent,
  otherEvent,
  recipient,
  tpmRecipient,
} from '../../support/events.ts';
import { escapedThroughout, writeJson } from '../../support/json.ts';

const EVENTS = [attestedEvent(), otherEvent(), deniedEvent(), eventWithRecipient(tpmRecipient())];

for (const { name, kind, text, events } of containerSamples(EVENTS)) {
  test(`calls are found and the container is told: ${name}`, () => {
    const trail = openTrail(text);
    const isSingle = events.length === 1;
    assert.equal(trail.container, kind);
    assert.equal(trail.eventCount, events.length);
    assert.equal(trail.kmsEventCount, isSingle ? 1 : 3);
    assert.equal(trail.calls.length, isSingle ? 1 : 2);
    assert.equal(trail.unattested.length, isSingle ? 0 : 1);
    assert.deepEqual(trail.problems, []);
  });
}

const ATTESTED = writeJson(attestedEvent());

const OTHER_SHAPES: readonly { name: string; text: string; kind: ContainerKind; calls: number; events: number }[] = [
  { name: 'an empty text', text: '', kind: 'none', calls: 0, events: 0 },
  { name: 'blanks and a mark', text: '\ufeff \r\n\t', kind: 'none', calls: 0, events: 0 },
  { name: 'a word', text: 'recipient', kind: 'none', calls: 0, events: 0 },
  { name: 'a number', text: '17', kind: 'none', calls: 0, events: 0 },
  { name: 'other JSON', text: '{"name":"x","Records":[{"a":1}],"detail":{"b":2}}', kind: 'none', calls: 0, events: 0 },
  {
    name: 'a digest file',
    text: writeJson({ awsAccountId: '111122223333', logFiles: [{ s3Object: 'x', recipient: recipient() }] }),
    kind: 'digest-file',
    calls: 0,
    events: 0,
  },
  {
    name: 'a digest file that mentions events inside its list',
    text: writeJson({ logFiles: [attestedEvent()] }),
    kind: 'digest-file',
    calls: 0,
    events: 0,
  },
  { name: 'glued events', text: `${ATTESTED}${ATTESTED}`, kind: 'concatenated', calls: 2, events: 2 },
  { name: 'an event inside another object', text: `{"a":${ATTESTED}}`, kind: 'none', calls: 0, events: 0 },
  { name: 'an event inside two arrays', text: `[[${ATTESTED}]]`, kind: 'none', calls: 0, events: 0 },
  { name: 'a list of events written as text', text: JSON.stringify([ATTESTED]), kind: 'strings', calls: 1, events: 1 },
  {
    name: 'an event written as text in a member of any name',
    text: JSON.stringify({ userAgent: ATTESTED, raw: ATTESTED, original: ATTESTED }),
    kind: 'none',
    calls: 0,
    events: 0,
  },
  {
    name: 'a list of lists of events written as text',
    text: JSON.stringify([[ATTESTED]]),
    kind: 'none',
    calls: 0,
    events: 0,
  },
  {
    name: 'envelopes in an array',
    text: writeJson([enveloped(attestedEvent())]),
    kind: 'array',
    calls: 1,
    events: 1,
  },
  {
    name: 'JSON Lines of log files',
    text: `{"Records":[${ATTESTED}]}\n{"Records":[${ATTESTED}]}`,
    kind: 'records',
    calls: 2,
    events: 2,
  },
  {
    name: 'Records inside Records',
    text: `{"Records":[{"Records":[${ATTESTED}]}]}`,
    kind: 'none',
    calls: 0,
    events: 0,
  },
];

for (const { name, text, kind, calls, events } of OTHER_SHAPES) {
  test(`${name} gives the container ${kind} and ${calls} calls`, () => {
    const trail = describeTrail(text);
    assert.equal(trail.container, kind);
    assert.equal(trail.calls.length, calls);
    assert.equal(trail.eventCount, events);
    assert.deepEqual(trail.problems, []);
    assert.equal(openTrail(text).calls.length, calls);
  });
}

test('events are glued where one begins on the line on which the one before it ended', () => {
  const pretty = writeJson(attestedEvent(), { indent: '  ' });
  assert.equal(openTrail(`${pretty}${pretty}`).container, 'concatenated');
  assert.equal(openTrail(`${pretty} \t${pretty}`).container, 'concatenated');
  assert.equal(openTrail(`${pretty}\n${pretty}`).container, 'json-lines');
});

test('an event with members named as a container has them stays an event', () => {
  for (const members of [{ detail: {} }, { detail: { a: 1 } }, { Records: [] }, { Records: [{ a: 1 }] }]) {
    for (const event of [
      { ...attestedEvent(), ...members },
      { ...members, ...attestedEvent() },
    ]) {
      const trail = openTrail(writeJson(event));
      assert.equal(trail.calls.length, 1);
      assert.equal(trail.eventCount, 1);
      assert.equal(trail.container, 'event');
    }
  }
});

test('prose around JSON is no problem, and what stands in the JSON is found', () => {
  const pretty = writeJson({ Records: [attestedEvent()] }, { indent: '  ' });
  const texts = [
    `Here's the event (it isn't long):\n\n\`\`\`json\n${pretty}\n\`\`\`\n`,
    `${pretty}\n\`\`\`\nThat was 1 event "of interest.\n`,
    `2026-03-04T05:06:07.000Z ${ATTESTED}\n2026-03-04T05:06:08.000Z ${ATTESTED}\n`,
    `} ] ${ATTESTED}`,
  ];
  for (const text of texts) {
    const trail = openTrail(text);
    assert.ok(trail.calls.length >= 1);
    assert.deepEqual(trail.problems, []);
  }
});

test('a bracket that closes nothing is a problem after a value', () => {
  const trail = openTrail(`${ATTESTED}}`);
  assert.equal(trail.calls.length, 1);
  const at = ATTESTED.length;
  assert.deepEqual(
    trail.problems.map(({ code, start, end }) => ({ code, start, end })),
    [{ code: 'stray-bracket', start: at, end: at + 1 }],
  );
});

test('every container has words of its own', () => {
  const kinds: readonly ContainerKind[] = [
    'records',
    'array',
    'json-lines',
    'concatenated',
    'eventbridge',
    'eventbridge-lines',
    'event',
    'digest-file',
    'none',
  ];
  assert.equal(new Set(kinds.map(describeContainer)).size, kinds.length);
});

test('a text without an attested call is passed over, and one that spells its names in escapes is not', () => {
  const shared = { userAgent: 'aws-cli/2.0', additionalEventData: { keyMaterialId: '00' } };
  assert.equal(mayHoldCalls(writeJson(kmsEvent(shared))), false);
  assert.equal(mayHoldCalls(writeJson({ requestParameters: { recipientAccountId: '1' } })), false);
  assert.equal(mayHoldCalls(ATTESTED), true);
  assert.equal(mayHoldCalls(writeJson(deniedEvent())), true);
  assert.equal(mayHoldCalls(writeJson(attestedEvent(shared), { key: escapedThroughout })), true);
});

test('a call that claims the enclave SDK without a recipient is listed apart, escaped or not', () => {
  for (const text of [JSON.stringify, escapedThroughout]) {
    const trail = openTrail(`{"Records":[${writeJson(deniedEvent(), { text })}]}`);
    assert.equal(trail.calls.length, 0);
    assert.equal(trail.unattested.length, 1);
  }
  assert.equal(openTrail(writeJson(kmsEvent({ userAgent: 'x aws-nitro_enclaves-sdk-c/1' }))).unattested.length, 0);
});

test('calls are looked up by offset, both ends included', () => {
  const text = `[${ATTESTED} ,${ATTESTED}]`;
  const { calls } = openTrail(text);
  const end = 1 + ATTESTED.length;
  assert.deepEqual(
    [0, 1, end, end + 1, end + 2, text.length - 1, text.length].map((offset) => calls.indexAt(offset)),
    [undefined, 0, 0, undefined, 1, 1, undefined],
  );
  assert.deepEqual(
    [0, end, end + 1, text.length].map((offset) => calls.firstAfter(offset)),
    [0, 0, 1, 2],
  );
  assert.deepEqual(calls.record(1), { ...calls.record(1), start: end + 2, end: text.length - 1 });
  assert.equal(calls.at(2), undefined);
  assert.equal(calls.at(-1), undefined);
  assert.equal(calls.at(0), calls.at(0));
  assert.deepEqual([...calls], [calls.at(0), calls.at(1)]);
});
