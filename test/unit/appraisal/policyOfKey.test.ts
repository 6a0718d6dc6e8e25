import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPolicyOf } from '../../../src/core/index.ts';
import { ACCOUNT, KEY } from '../../support/events.ts';
import { allow, readPolicy } from '../../support/policies.ts';

const ID = KEY.slice(KEY.indexOf('/') + 1);
const MULTI = 'mrk-0123456789abcdef0123456789abcdef';
const arn = (id: string, region = 'eu-north-1', account = ACCOUNT): string =>
  `arn:aws:kms:${region}:${account}:key/${id}`;

function relation(policyKey: string | undefined, callKey: string | undefined): string {
  return isPolicyOf({ ...readPolicy(allow(undefined)), key: policyKey }, callKey);
}

test('a policy is of the key that its file and the call name, by ARN or by id, in whatever case', () => {
  assert.equal(relation(KEY, KEY), 'yes');
  assert.equal(relation(KEY.toUpperCase(), KEY), 'yes');
  assert.equal(relation(ID, KEY), 'yes');
  assert.equal(relation(KEY, ID), 'yes');
  assert.equal(relation(arn(MULTI), arn(MULTI, 'us-east-1')), 'yes');
});

test('a policy of another key is told apart, also where account or region alone differ', () => {
  assert.equal(relation(arn('11111111-2222-3333-4444-555555555555'), KEY), 'no');
  assert.equal(relation(arn(ID, 'us-east-1'), KEY), 'no');
  assert.equal(relation(arn(ID, 'eu-north-1', '999999999999'), KEY), 'no');
  assert.equal(relation(arn(MULTI), KEY), 'no');
  assert.equal(relation(arn(MULTI), arn(MULTI, 'us-east-1', '999999999999')), 'no');
});

test('what nobody says, or only an account can resolve, is not guessed', () => {
  assert.equal(relation(undefined, KEY), 'unknown');
  assert.equal(relation(KEY, undefined), 'unknown');
  assert.equal(relation('alias/payments', KEY), 'unknown');
  assert.equal(relation(KEY, 'alias/payments'), 'unknown');
});
