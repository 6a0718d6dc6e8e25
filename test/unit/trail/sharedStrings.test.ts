import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  describeTrail,
  eventAt,
  everyEvent,
  locateAttestedCalls,
  nestedTexts,
  openTrail,
} from '../../../src/core/index.ts';
import { attestedEvent } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';

const MANY = 3000;
/** As small as attested events are. */
const SMALL = {
  eventVersion: '1.11',
  eventSource: 'kms.amazonaws.com',
  additionalEventData: { recipient: { attestationDocumentModuleId: 'i-0' } },
};
/** Milliseconds; what undoes the string for each of its events takes minutes. */
const LONG = 20_000;

function took(work: () => void): number {
  const start = Date.now();
  work();
  return Date.now() - start;
}

describe('many events in one string', () => {
  const samples = [
    ['as text in its messages', { logEvents: Array.from({ length: MANY }, () => ({ message: writeJson(SMALL) })) }],
    ['as they are', { Records: Array.from({ length: MANY }, () => SMALL) }],
  ] as const;
  for (const [name, held] of samples) {
    const text = writeJson([{ Body: writeJson(held) }]);

    test(`${name}, are found and read without undoing the string for each`, () => {
      const milliseconds = took(() => {
        const { calls } = openTrail(text);
        assert.equal(calls.length, MANY);
        assert.ok([...calls].every(({ recipient }) => recipient.moduleId?.value === 'i-0'));
      });
      assert.ok(milliseconds < LONG, `${milliseconds} ms`);
    });

    test(`${name}, are located without undoing the string for each`, () => {
      const milliseconds = took(() => assert.equal(locateAttestedCalls(text).length, 2 * MANY));
      assert.ok(milliseconds < LONG, `${milliseconds} ms`);
    });
  }
});

test('a string that is too long to be read is said to be', () => {
  const long = writeJson({ Records: [SMALL], note: 'x'.repeat(4 * 1024 * 1024) });
  for (const text of [
    writeJson([{ Body: long }]),
    writeJson([long]),
    `${writeJson({ message: long })}\n${writeJson(SMALL)}`,
  ]) {
    const trail = describeTrail(text);
    assert.deepEqual(
      trail.problems.map(({ code }) => code),
      ['too-long'],
    );
  }
  assert.deepEqual(openTrail(writeJson({ note: long })).problems, [], 'what is no text of events');
});

test('events of strings beside one another are told apart, in whatever order they are asked for', async () => {
  const events = ['one', 'two', 'three', 'four'].map((eventID) => attestedEvent({ eventID }));
  const [one = '', two = '', three = '', four = ''] = events.map((event) => writeJson(event));
  const text = writeJson([
    { Body: writeJson({ logEvents: [{ message: one }, { message: two }] }) },
    { Body: writeJson({ logEvents: [{ message: three }] }) },
    { message: four },
  ]);
  const records = await everyEvent(text, {
    signal: new AbortController().signal,
    yieldNow: async () => undefined,
  });
  const textIn = nestedTexts(text);
  const { calls } = openTrail(text);
  for (const index of [0, 2, 1, 3, 0, 3, 2, 2]) {
    const record = records?.[index];
    assert.ok(record !== undefined);
    assert.deepEqual(JSON.parse(eventAt(text, record, textIn).text), events[index]);
    assert.equal(calls.at(index)?.eventId?.value, events[index]?.eventID);
  }
});
