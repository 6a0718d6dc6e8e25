import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEventFields } from '../../../src/core/event/eventFields.ts';
import { claimsEnclaveSdk, measuredPcr, openTrail } from '../../../src/core/index.ts';
import { callOf, only } from '../../support/calls.ts';
import { attestedEvent, kmsEvent } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';

interface Row {
  readonly text: string;
  /** Names of the fields that are read. */
  readonly fields: readonly string[];
  /** The text at each problem. */
  readonly problems: readonly string[];
}

const NAME = '"eventName":"n"';
const ID = '"eventID":"i"';

const ROWS: readonly Row[] = [
  { text: `{${NAME},${ID}}`, fields: ['eventName', 'eventID'], problems: [] },
  { text: `{,,${NAME},,${ID},}`, fields: ['eventName', 'eventID'], problems: [] },
  { text: `{${NAME} ${ID}}`, fields: ['eventName', 'eventID'], problems: [] },
  { text: `{${NAME},${ID}`, fields: ['eventName', 'eventID'], problems: [''] },
  { text: `{${NAME},"eventID`, fields: ['eventName'], problems: ['"eventID', ''] },
  { text: `{${NAME},"eventID"`, fields: ['eventName'], problems: ['', ''] },
  { text: `{"eventName",${ID}}`, fields: ['eventID'], problems: [','] },
  { text: `{"eventName":,${ID}}`, fields: ['eventID'], problems: [','] },
  { text: `{${ID},"eventName":}`, fields: ['eventID'], problems: ['}'] },
  { text: `{17,${ID}}`, fields: ['eventID'], problems: ['17'] },
  { text: `{[1,{"a":[]}],${ID}}`, fields: ['eventID'], problems: ['['] },
  { text: `{],${ID}}`, fields: ['eventID'], problems: [']'] },
  { text: `{"a":?,${ID}}`, fields: ['eventID'], problems: ['?'] },
  { text: `{"a":[?,{"b":}],${ID}}`, fields: ['eventID'], problems: ['?'] },
  { text: `{"a\\q":{"eventName":"x"},${ID}}`, fields: ['eventID'], problems: ['"a\\q"'] },
  { text: `{"a\\q" ${ID}}`, fields: ['eventID'], problems: ['"a\\q"'] },
  { text: `{"eventNam\\q":"x",${ID}}`, fields: ['eventID'], problems: ['"eventNam\\q"'] },
  { text: `{"eventName":"\\q",${ID}}`, fields: ['eventName', 'eventID'], problems: ['"\\q"'] },
  { text: `{"a: {\n"eventName":"x"\n},\n${ID}}`, fields: ['eventID'], problems: ['"a: {'] },
  { text: `{"a: [ \n"x"\n],\n${ID}}`, fields: ['eventID'], problems: ['"a: [ '] },
  {
    text: `{"resources":[{"ARN":"r"},{"ARN":"s"}],${ID}}`,
    fields: ['resourceArn', 'resourceArn', 'eventID'],
    problems: [],
  },
  {
    text: `{"resources":[,17,"x",[{"ARN":"no"}],{"ARN":"r"}],${ID}}`,
    fields: ['resourceArn', 'eventID'],
    problems: [],
  },
  { text: `{"resources":[{"ARN":"r"}`, fields: ['resourceArn'], problems: [''] },
  { text: `{"resources":[{"ARN":"r"}},${ID}}`, fields: ['resourceArn'], problems: [] },
  { text: `{"eventName":{"eventID":"no"},${ID}}`, fields: ['eventName', 'eventID'], problems: [] },
  { text: `{"a":{"eventName":"no",${ID}},"b":[{${ID}}]}`, fields: [], problems: [] },
  { text: '[]', fields: [], problems: [] },
  { text: '', fields: [], problems: [] },
];

for (const { text, fields, problems } of ROWS) {
  test(`of ${JSON.stringify(text)} the fields ${fields.join(', ') || 'none'} are read`, () => {
    const read = readEventFields(text);
    assert.deepEqual(
      read.fields.map(({ name }) => name),
      fields,
    );
    assert.deepEqual(
      read.problems.map(({ start, end }) => text.slice(start, end)),
      problems,
    );
  });
}

test('a container stands before its members, and tells its type', () => {
  const read = readEventFields('{"additionalEventData":{"recipient":{"a":1,"b":"x"}}}');
  assert.deepEqual(
    read.fields.map(({ name, key, content }) => [name, key, content.type]),
    [
      ['additionalEventData', 'additionalEventData', 'object'],
      ['recipient', 'recipient', 'object'],
      ['recipientMember', 'a', 'number'],
      ['recipientMember', 'b', 'string'],
    ],
  );
});

test('at most 20 problems of one event are told', () => {
  assert.equal(readEventFields(`{${'? '.repeat(100)}}`).problems.length, 20);
});

test('whether a call claims the enclave SDK is told by what its user agent begins with, slash included', () => {
  const rows: readonly (readonly [string | null, boolean])[] = [
    ['aws-nitro_enclaves-sdk-c/v0.4.1', true],
    ['aws-nitro_enclaves-sdk-cpp/1', false],
    ['aws-nitro_enclaves-sdk-c', false],
    ['x aws-nitro_enclaves-sdk-c/1', false],
    [null, false],
  ];
  for (const [userAgent, claims] of rows) {
    assert.equal(claimsEnclaveSdk(callOf(attestedEvent({ userAgent }))), claims, String(userAgent));
  }
  assert.ok(claimsEnclaveSdk(only(openTrail(writeJson(kmsEvent())).unattested)));
});

test('a PCR is looked up by its number', () => {
  const { recipient } = callOf(attestedEvent());
  assert.equal(measuredPcr(recipient, 8)?.field, 'attestationDocumentEnclavePCR8');
  assert.equal(measuredPcr(recipient, 5), undefined);
});
