import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { looksLikeReferences, readReferences } from '../../../src/core/index.ts';
import { ACCOUNT, IMAGE } from '../../support/events.ts';
import { type Json, writeJson } from '../../support/json.ts';
import { allow, IMAGE_KEY, policyOf, WRAPPINGS } from '../../support/policies.ts';
import { TRUSTED } from '../../support/references.ts';

const POLICY = policyOf(
  allow({ StringEquals: { [IMAGE_KEY]: IMAGE.pcr0.toString('hex') } }),
  allow(undefined, { Sid: 'admin', Action: ['kms:PutKeyPolicy', 'kms:CreateKey'] }),
);
const POLICY_TEXT = writeJson(POLICY);
const PARAMETERS = { keyId: 'x', policyName: 'default', policy: POLICY_TEXT };

/** Records of the call that put a policy, as other tools hold them. */
const LOGS: readonly (readonly [string, Json])[] = [
  ['CloudTrail', { eventVersion: '1.11', eventName: 'PutKeyPolicy', requestParameters: PARAMETERS }],
  ['lookup-events', { Events: [{ EventName: 'PutKeyPolicy', CloudTrailEvent: writeJson({ policy: POLICY_TEXT }) }] }],
  ['snake case', { event_version: '1.08', event_name: 'PutKeyPolicy', request_parameters: PARAMETERS }],
  ['the version alone', { event_version: '1.08', policy: POLICY_TEXT }],
  ['Lake', [[{ eventversion: '1.11' }, { eventname: 'PutKeyPolicy' }, { requestparameters: writeJson(PARAMETERS) }]]],
  ['Lake, of some columns', { QueryResultRows: [[{ eventname: 'PutKeyPolicy' }, { policy: POLICY_TEXT }]] }],
  [
    'Athena',
    {
      ResultSet: {
        Rows: [
          { Data: [{ VarCharValue: 'eventname' }, { VarCharValue: 'requestparameters' }] },
          { Data: [{ VarCharValue: 'PutKeyPolicy' }, { VarCharValue: writeJson(PARAMETERS) }] },
        ],
      },
    },
  ],
  [
    'rows below names',
    [
      ['eventversion', 'policy'],
      ['1.11', POLICY_TEXT],
    ],
  ],
  [
    'ECS',
    { event: { action: 'PutKeyPolicy' }, aws: { cloudtrail: { flattened: { request_parameters: PARAMETERS } } } },
  ],
  ['columns of a text', { csv: `x\neventname,policy\nDecrypt,1`, policy: POLICY_TEXT }],
  ['ECS with another call', { event: { action: 'CreateStack' }, aws: { cloudtrail: { request: POLICY_TEXT } } }],
  ['ECS by category', { cloudtrail: { event_category: 'Management', resources: POLICY_TEXT } }],
  ['flat ECS', { 'event.action': 'TagResource', 'aws.cloudtrail.request_parameters': POLICY_TEXT }],
  ['OCSF', { class_uid: 6003, api: { operation: 'PutKeyPolicy', request: { data: PARAMETERS } } }],
  ['OCSF without its class', { api: { operation: 'PutKeyPolicy' }, unmapped: POLICY_TEXT }],
  ['parameters beside the call', { call: ['PutKeyPolicy'], requestParameters: PARAMETERS }],
  ['parameters beside the caller', { userIdentity: { type: 'Root' }, requestParameters: PARAMETERS }],
];

describe('a policy in a log', () => {
  for (const [of, record] of LOGS) {
    test(`of ${of} gives no reference, on whatever level of strings`, () => {
      const text = writeJson(record);
      const levels = [text, writeJson({ message: text }), writeJson({ a: writeJson({ b: text }) })];
      for (const level of [...levels, writeJson(record, { indent: '  ' }), `${text}\n${text}\n`]) {
        assert.equal(looksLikeReferences(level), false, level.slice(0, 80));
        assert.deepEqual(readReferences(level, TRUSTED).entries, []);
      }
    });
  }

  test('in YAML gives none either', () => {
    const record = `eventName: PutKeyPolicy\nrequestParameters:\n  policy: '${POLICY_TEXT}'\n`;
    assert.equal(looksLikeReferences(record), false);
  });
});

/** What stands beside a policy in templates and plans, and is no record. */
const BESIDE: readonly (readonly [string, Json])[] = [
  ['nothing', {}],
  [
    'a rule of EventBridge',
    { EventPattern: { detail: { eventSource: ['kms.amazonaws.com'], eventName: ['PutKeyPolicy'] } } },
  ],
  ['the pattern of a rule as a string', { event_pattern: '{"detail":{"eventName":["PutKeyPolicy","Decrypt"]}}' }],
  ['a filter of metrics', { FilterPattern: '{($.eventSource=kms.amazonaws.com) && ($.eventName = PutKeyPolicy)}' }],
  [
    'code of a function',
    {
      ZipFile:
        'const n = event.detail.eventName; log(event.eventName, event.action);\nif (event.action === api.operation) x();',
    },
  ],
  ['a trail', { CloudTrail: { Type: 'AWS::CloudTrail::Trail', Properties: { TrailName: 'x' } } }],
  ['a module for a trail', { cloudtrail: { source: './trail' }, actions: ['update'], Action: 'kms:Decrypt' }],
  ['an integration of API Gateway', { request_parameters: null, x: { eventName: ['PutKeyPolicy'], user: ACCOUNT } }],
];

describe('a policy that is in no log', () => {
  for (const [what, others] of BESIDE) {
    test(`beside ${what} gives its reference`, () => {
      for (const { wrap } of WRAPPINGS) {
        const text = `[${wrap(POLICY)},${writeJson(others)}]`;
        assert.equal(looksLikeReferences(text), true);
        assert.equal(readReferences(text, TRUSTED).entries.length, 1);
      }
    });
  }
});
