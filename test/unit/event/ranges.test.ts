import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AttestedCall, openTrail } from '../../../src/core/index.ts';
import { callOf, only, onlyCall } from '../../support/calls.ts';
import { containerSamples } from '../../support/containers.ts';
import {
  ACCOUNT,
  attestedEvent,
  EVENT_TIME,
  enclaveField,
  eventWithRecipient,
  extended,
  IMAGE,
  INSTANCE,
  KEY,
  kmsEvent,
  moduleId,
  REGION,
  ROLE,
  recipient,
} from '../../support/events.ts';
import { escapedForHtml, escapedThroughout, type JsonObject, quoted, writeJson } from '../../support/json.ts';
import { assertRanges, decoded, locatedValues, textAt } from '../../support/ranges.ts';

const AGENT = 'claims/1.0 = \u2028 "quoted" \\ 😀 \u0007 ünïcode';
const EVENT = attestedEvent(
  { userAgent: AGENT, errorCode: 'Dry=Run/1', errorMessage: 'said\tso' },
  { attestationDocument: 'hEShATgi=/' },
);

/** What the event above says, in its own words and not the reader's. */
const EXPECTED: JsonObject = {
  operation: 'Decrypt',
  eventId: '66666666-7777-8888-9999-000000000000',
  region: REGION,
  key: KEY,
  sourceIp: '203.0.113.7',
  userAgent: AGENT,
  'caller.type': 'AssumedRole',
  'caller.arn': `arn:aws:sts::${ACCOUNT}:assumed-role/parent=north/${INSTANCE}`,
  'caller.account': ACCOUNT,
  'caller.roleArn': ROLE,
  'caller.sessionName': INSTANCE,
  'error.code': 'Dry=Run/1',
  'error.message': 'said\tso',
  moduleId: moduleId(),
  document: 'hEShATgi=/',
};

const SPELLINGS = [
  { name: 'plain', style: {} },
  { name: 'escaped for HTML', style: { text: escapedForHtml, key: escapedForHtml } },
  { name: 'escaped throughout, keys as well', style: { text: escapedThroughout, key: escapedThroughout } },
  { name: 'escaped keys alone', style: { text: quoted, key: escapedThroughout } },
] as const;

for (const { name: spelling, style } of SPELLINGS) {
  for (const { name, text, events } of containerSamples([EVENT, EVENT], style)) {
    test(`every range decodes to its value: ${spelling}, ${name}`, () => {
      const { calls } = openTrail(text);
      assert.equal(calls.length, events.length);
      for (const call of calls) {
        assertCall(text, call);
      }
    });
  }
}

function assertCall(text: string, call: AttestedCall): void {
  assert.deepEqual(Object.fromEntries([...locatedValues(call)].map(([name, { value }]) => [name, value])), EXPECTED);
  assert.equal(call.eventTime?.value, Date.parse(EVENT_TIME));
  assertRanges(text, call);
  assert.deepEqual(JSON.parse(textAt(text, call)), EVENT);
  assert.deepEqual(JSON.parse(textAt(text, call.recipient)), recipient({ attestationDocument: 'hEShATgi=/' }));
  const pcrs = [IMAGE.pcr0, IMAGE.pcr1, IMAGE.pcr2, extended(ROLE), extended(INSTANCE)];
  const expected = [...pcrs.entries(), [8, IMAGE.pcr8] as const].map(([index, digest]) => ({
    index,
    field: enclaveField(index),
    hex: digest.toString('hex'),
    text: digest.toString('base64'),
  }));
  const actual = call.recipient.pcrs.map(({ index, field, digest, text }) => ({
    index,
    field,
    hex: digest?.hex,
    text,
  }));
  assert.deepEqual(actual, expected);
  assert.deepEqual(call.problems, []);
}

test('the session name is the part after the first colon, however the colon is spelled', () => {
  for (const raw of ['AROA:a:b', 'AROA\\u003aa:b', 'AR\\\\:a:b', 'AR\\"\\u0041\\u003Aa:b']) {
    const principal = JSON.parse(`"${raw}"`) as string;
    const text = writeJson(attestedEvent()).replace(/"AROA[^"]*"/, () => `"${raw}"`);
    const name = onlyCall(text).caller.sessionName;
    assert.ok(name !== undefined && principal.endsWith(`:${name.value}`));
    assert.equal(name.value, 'a:b');
    assert.equal(decoded(textAt(text, name), name.layers), 'a:b');
  }
});

test('a principal without a colon has no session name', () => {
  const call = callOf(attestedEvent({ userIdentity: { type: 'IAMUser', principalId: 'AIDAINVENTED' } }));
  assert.equal(call.caller.sessionName, undefined);
});

test('the key that the request named stands in where the resources name none', () => {
  const text = writeJson(attestedEvent({ resources: [] }), { text: escapedForHtml });
  const { key } = onlyCall(text);
  assert.equal(key?.value, 'alias/asked=for');
  assert.equal(textAt(text, key), 'alias\\/asked\\u003dfor');
});

test('of many resources the first names the key, and none is a repeated member', () => {
  const call = callOf(attestedEvent({ resources: [{ ARN: KEY }, { ARN: `${KEY}0` }] }));
  assert.equal(call.key?.value, KEY);
  assert.deepEqual(call.problems, []);
});

test('a call without a key has none: GenerateRandom', () => {
  const call = callOf(attestedEvent({ eventName: 'GenerateRandom', resources: [], requestParameters: null }));
  assert.equal(call.key, undefined);
  assert.deepEqual(call.problems, []);
});

test('a call by a service says so', () => {
  const call = callOf(attestedEvent({ userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } }));
  assert.equal(call.caller.service?.value, 'ec2.amazonaws.com');
  assert.equal(call.caller.roleArn, undefined);
});

test('the ranges of a call that was not attested decode as well', () => {
  const text = writeJson(kmsEvent({ errorCode: 'AccessDenied' }), { indent: '\t', eol: '\r\n', text: escapedForHtml });
  const call = only(openTrail(text).unattested);
  assert.equal(call.error?.code.value, 'AccessDenied');
  assert.equal(call.error.message, undefined);
  assertRanges(text, call);
});

test('a PCR that is no text keeps its place', () => {
  const text = writeJson(eventWithRecipient(recipient({ [enclaveField(1)]: ['x'] })));
  const pcr = onlyCall(text).recipient.pcrs.find(({ index }) => index === 1);
  assert.ok(pcr !== undefined);
  assert.equal(textAt(text, pcr), '["x"]');
  assert.equal(pcr.text, undefined);
});
