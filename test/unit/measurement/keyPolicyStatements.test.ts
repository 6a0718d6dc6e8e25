import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type PolicyStatement, readKeyPolicies } from '../../../src/core/index.ts';
import { readConditionKey } from '../../../src/core/measurement/keyPolicy/attestationKey.ts';
import { readOperator } from '../../../src/core/measurement/keyPolicy/conditionOperator.ts';
import { editDistance } from '../../../src/core/measurement/keyPolicy/editDistance.ts';
import { matchesPattern } from '../../../src/core/measurement/keyPolicy/wildcards.ts';
import { ACCOUNT, IMAGE } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { allow, ENCLAVE_ROLE, IMAGE_KEY, pcrKey, policyOf, ROOT, readPolicy } from '../../support/policies.ts';
import { textAt } from '../../support/ranges.ts';

const PCR0 = IMAGE.pcr0.toString('hex');
const ALL = ['Decrypt', 'DeriveSharedSecret', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateRandom'];

function statementOf(members: JsonObject, condition: Json = {}): PolicyStatement {
  const [statement] = readPolicy(allow(condition, members)).statements;
  assert.ok(statement !== undefined);
  return statement;
}

const ACTIONS: readonly (readonly [Json, readonly string[]])[] = [
  ['kms:Decrypt', ['Decrypt']],
  ['KMS:DECRYPT', ['Decrypt']],
  [['kms:Encrypt', 'kms:generatedatakey'], ['GenerateDataKey']],
  ['kms:GenerateDataKey*', ['GenerateDataKey', 'GenerateDataKeyPair']],
  ['kms:GenerateDataKeyPairWithoutPlaintext', []],
  ['kms:D?crypt', ['Decrypt']],
  ['kms:?Decrypt', []],
  ['kms:*', ALL],
  ['*', ALL],
  [['kms:Create*', 'kms:ReEncrypt*', 's3:*'], []],
  ['Decrypt', []],
];

for (const [action, operations] of ACTIONS) {
  test(`the actions ${writeJson(action)} take in ${operations.length} attestable operations`, () => {
    assert.deepEqual(statementOf({ Action: action }).actions.attestable, operations);
    const { Action: _, ...others } = allow({}, { NotAction: action });
    const [statement] = readPolicy(others).statements;
    assert.deepEqual(
      statement?.actions.attestable,
      ALL.filter((operation) => !operations.includes(operation)),
    );
    assert.equal(statement?.actions.kind, 'not-action');
  });
}

test('an action that is no text may be any', () => {
  const { actions } = statementOf({ Action: ['kms:Decrypt', { Ref: 'Action' }] });
  assert.deepEqual([actions.attestable, actions.readable], [['Decrypt'], false]);
  const { Action: _, ...others } = allow({}, { NotAction: ['kms:Decrypt', { Ref: 'Action' }] });
  assert.deepEqual(readPolicy(others).statements[0]?.actions.attestable, []);
});

test('principals are anyone, an account, somebody, or not readable', () => {
  const kinds = (Principal: Json): readonly string[] =>
    statementOf({ Principal }).principals.list.map(({ kind }) => kind);
  assert.deepEqual(kinds('*'), ['anyone']);
  assert.deepEqual(kinds({ AWS: '*' }), ['anyone']);
  assert.deepEqual(kinds({ Service: '*' }), ['other']);
  assert.deepEqual(kinds({ AWS: ['*x', ''] }), ['other', 'other']);
  assert.deepEqual(kinds({ AWS: [ROOT, ACCOUNT, ENCLAVE_ROLE] }), ['account-root', 'account-root', 'other']);
  assert.deepEqual(kinds({ AWS: ROOT.replace('aws', 'aws-us-gov') }), ['account-root']);
  assert.deepEqual(kinds({ AWS: [`${ROOT}s`, `${ACCOUNT}3`, ROOT.replace('iam', 'sts')] }), [
    'other',
    'other',
    'other',
  ]);
  assert.deepEqual(kinds({ AWS: ENCLAVE_ROLE, Service: 'ec2.amazonaws.com' }), ['other', 'other']);
  assert.deepEqual(kinds({ 'Fn::Sub': ROOT }), ['unreadable']);
  assert.equal(statementOf({}).principals.kind, 'principal');
  const { Principal: _, ...others } = allow({});
  assert.equal(readPolicy({ ...others, NotPrincipal: '*' }).statements[0]?.principals.kind, 'not-principal');
  assert.equal(readPolicy(others).statements[0]?.principals.kind, 'none');
});

const PARTITION = `${'$'}{AWS::Partition}`;
const OWN_ACCOUNT = `${'$'}{AWS::AccountId}`;
const CDK_ROOT = ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root'];

const OF_TEMPLATES: readonly (readonly [Json, string])[] = [
  [{ 'Fn::Sub': ROOT }, 'account-root'],
  [{ 'Fn::Sub': `arn:${PARTITION}:iam::${OWN_ACCOUNT}:root` }, 'account-root'],
  [{ 'Fn::Sub': `arn:aws:iam::${'$'}{Trusted}:root` }, 'account-root'],
  [{ 'Fn::Join': ['', CDK_ROOT] }, 'account-root'],
  [{ 'Fn::Join': [':', ['arn:aws:iam:', { 'Fn::Sub': OWN_ACCOUNT }, 'root']] }, 'account-root'],
  [{ Ref: 'AWS::AccountId' }, 'account-root'],
  [{ Ref: 'Account' }, 'unreadable'],
  [{ 'Fn::Sub': `arn:aws:iam::${OWN_ACCOUNT}:role/x` }, 'unreadable'],
  [{ 'Fn::Sub': `${'$'}{Arn}:root` }, 'unreadable'],
  [{ 'Fn::Sub': [`arn:aws:iam::${OWN_ACCOUNT}:root`, {}] }, 'unreadable'],
  [{ 'Fn::Sub': `arn:aws:iam::${OWN_ACCOUNT}:root`, Ref: 'x' }, 'unreadable'],
  [{ 'Fn::ImportValue': ROOT }, 'unreadable'],
  [{ 'Fn::Join': ['', [...CDK_ROOT, { 'Fn::GetAtt': ['x', 'y'] }]] }, 'unreadable'],
  [{ 'Fn::Join': ['', Array(100_000).fill('arn:')] }, 'unreadable'],
  [{ 'Fn::Join': ['xx', CDK_ROOT] }, 'unreadable'],
  [{ 'Fn::Join': 'arn:' }, 'unreadable'],
  [{ 'Fn::Sub': { Ref: 'AWS::AccountId' } }, 'unreadable'],
  [[{ Ref: 'AWS::AccountId' }], 'account-root'],
  [{}, 'unreadable'],
  [null, 'unreadable'],
];

for (const [principal, kind] of OF_TEMPLATES) {
  test(`the principal ${writeJson(principal).slice(0, 80)} of a template is ${kind}`, () => {
    const list = statementOf({ Principal: { AWS: principal } }).principals.list;
    assert.deepEqual(
      list.map((one) => one.kind),
      [kind],
    );
  });
}

test('a function in the place of anything but an AWS principal is no root', () => {
  const function_ = { 'Fn::Join': ['', CDK_ROOT] };
  for (const members of [{ Service: function_ }, { Federated: function_ }]) {
    assert.equal(statementOf({ Principal: members }).principals.list[0]?.kind, 'unreadable');
  }
});

test('effects have a case, and a resource is everything or not', () => {
  assert.equal(statementOf({}).effect, 'Allow');
  assert.equal(statementOf({ Effect: 'Deny' }).effect, 'Deny');
  assert.equal(statementOf({ Effect: 'deny' }).effect, undefined);
  assert.equal(statementOf({ Effect: { Ref: 'Effect' } }).effect, undefined);
  assert.equal(statementOf({}).everyResource, true);
  assert.equal(statementOf({ Resource: ['x', '*'] }).everyResource, true);
  assert.equal(statementOf({ Resource: 'arn:aws:kms:*' }).everyResource, false);
});

test('operators are read in any case, with qualifier and IfExists', () => {
  const read = (text: string): readonly unknown[] => {
    const { base, comparison, negated, ifExists, qualifier } = readOperator(text, { start: 0, end: 1 });
    return [base, comparison, negated, ifExists, qualifier];
  };
  assert.deepEqual(read('StringEquals'), ['StringEquals', 'equals', false, false, 'none']);
  assert.deepEqual(read('stringnotequalsignorecaseifexists'), [
    'StringNotEqualsIgnoreCase',
    'equals-ignore-case',
    true,
    true,
    'none',
  ]);
  assert.deepEqual(read('ForAnyValue:StringNotLike'), ['StringNotLike', 'like', true, false, 'ForAnyValue']);
  assert.deepEqual(read('FORALLVALUES:StringLikeIfExists'), ['StringLike', 'like', false, true, 'ForAllValues']);
  assert.deepEqual(read('Null'), ['Null', 'null', false, false, 'none']);
  assert.deepEqual(read('NotIpAddress'), ['NotIpAddress', 'other', true, false, 'none']);
  assert.deepEqual(read('NumericNotEquals'), ['NumericNotEquals', 'other', true, false, 'none']);
  assert.deepEqual(read('DateLessThanEquals'), ['DateLessThanEquals', 'other', false, false, 'none']);
  for (const text of [
    'StringEqual',
    'String Equals',
    'ForSomeValues:StringEquals',
    'NullIfExists',
    'ForAllValues:Null',
    '',
    'IfExists',
  ]) {
    assert.equal(read(text)[1], 'unknown', text);
  }
});

test('condition keys of attestation are read in any case', () => {
  const attests = (platform: string, pcr: number): unknown => ({ kind: 'attestation', platform, pcr });
  assert.deepEqual(readConditionKey(IMAGE_KEY), attests('enclave', 0));
  assert.deepEqual(readConditionKey('KMS:recipientattestation:IMAGESHA384'), attests('enclave', 0));
  assert.deepEqual(readConditionKey('kms:RecipientAttestation:pcr31'), attests('enclave', 31));
  assert.deepEqual(readConditionKey('kms:RecipientAttestation:NitroTPMPCR23'), attests('nitro-tpm', 23));
});

const NEAR_MISSES: readonly (readonly [string, string | undefined])[] = [
  ['kms:RecipientAttestation', undefined],
  ['kms:RecipientAttestation:', undefined],
  ['kms:RecipientAttestation:ImageSHA256', 'ImageSha384'],
  ['kms:RecipientAttestation:ImageDigest', 'ImageSha384'],
  ['kms:RecipientAttestation:PCR32', undefined],
  ['kms:RecipientAttestation:NitroTPMPCR24', undefined],
  ['kms:RecipientAttestation:Pcr 0', 'PCR0'],
  ['kms:RecipientAttestation:PCR_8', 'PCR8'],
  ['kms:RecipientAttestation:PCR00', 'PCR0'],
  ['kms:RecipientAttestation:PCR:3', 'PCR3'],
  ['kms:RecipientAttestation:EnclavePCR1', 'PCR1'],
  ['kms:RecipientAttestation:TPMPCR4', 'NitroTPMPCR4'],
  ['kms:RecipientAttestation:Module', undefined],
  ['kms:recipientattestaton:PCR0', 'PCR0'],
  ['kms:RecipentAttestation:ImageSha384', 'ImageSha384'],
  ['kms:Recipient-Attestation:PCR0', 'PCR0'],
  ['RecipientAttestation:PCR0', 'PCR0'],
  ['aws:RecipientAttestation:PCR0', 'PCR0'],
  ['kms:RecipientAttestation/PCR0', 'PCR0'],
  ['kms:RecipientAttestationImageSha384', 'ImageSha384'],
  ['kms:RecipientAttestationPCR0', 'PCR0'],
  ['kms:RecipientAttestation_PCR31', 'PCR31'],
  ['kms:RecipientAttestationPCR32', undefined],
  ['kms:RecipientAttestationNitroTPMPCR4', 'NitroTPMPCR4'],
  ['kms:RecipientAttestatonPCR8', 'PCR8'],
  ['RecipientAttestationPCR0', 'PCR0'],
  ['kms:AttestationDocument:PCR0', 'PCR0'],
  ['kms:AttestationDocument:ImageSha384', 'ImageSha384'],
  ['kms:RecipientAttestationDocument:PCR1', 'PCR1'],
  ['kms:Recipient:PCR0', 'PCR0'],
  ['kms:Recipient:AttestationDocument:PCR3', 'PCR3'],
  ['kms:Attestation:PCR0', 'PCR0'],
];

for (const [key, meant] of NEAR_MISSES) {
  test(`"${key}" nearly is a condition key of attestation`, () => {
    const full = meant && `kms:RecipientAttestation:${meant}`;
    assert.deepEqual(readConditionKey(key), { kind: 'near-miss', meant: full });
  });
}

test('other condition keys are no near misses', () => {
  const contexts = ['recipient', 'attestation:PCR0', 'RecipientAttestation:PCR0', 'Recipient:ImageSha384'].flatMap(
    (name) => [`kms:EncryptionContext:${name}`, `kms:EncryptionContextKeys:${name}`],
  );
  const keys = [
    'kms:ViaService',
    'aws:PrincipalArn',
    'kms:Attestation',
    'kms:Recipient:Name',
    'aws:Attestation:PCR0',
    '',
  ];
  for (const key of [
    ...keys,
    ...contexts,
    'ses:Recipients',
    `${IMAGE_KEY}${'x'.repeat(100)}`,
    'a:b:RecipientAttestation:PCR0',
  ]) {
    assert.deepEqual(readConditionKey(key), { kind: 'other' }, key);
  }
});

test('values are texts with their marks, or not readable', () => {
  const values = [PCR0, 'a*', 'b?', `${'$'}{aws:PrincipalTag/x}`, true, 1, null, { Ref: 'Image' }];
  const [condition] = statementOf({}, { StringEquals: { [IMAGE_KEY]: values } }).conditions;
  const marks = condition?.values.map(
    (value) => value.kind === 'text' && [value.value, value.wildcards, value.variable],
  );
  const texts = [
    [PCR0, false, false],
    ['a*', true, false],
    ['b?', true, false],
    [values[3], false, true],
    ['true', false, false],
  ];
  assert.deepEqual(marks, [...texts, false, false, false]);
});

test('a literal stands where it is, without quotes', () => {
  const text = writeJson(policyOf(allow({ Null: { [IMAGE_KEY]: [true, 'true'] } })));
  const values = readKeyPolicies(text).policies[0]?.statements[0]?.conditions[0]?.values ?? [];
  assert.deepEqual(
    values.map((value) => textAt(text, value)),
    ['true', 'true'],
  );
});

test('functions in the place of conditions are not readable here', () => {
  const one = { StringEquals: { [IMAGE_KEY]: PCR0 } };
  const policy = writeJson(
    policyOf(
      allow({ ...one, 'Fn::If': ['x', one, {}] }),
      allow({ Ref: 'Conditions' }),
      allow({ 'Fn::Transform': { Name: 'x' } }),
      allow('x'),
      allow({ StringEquals: { 'Fn::If': ['x', { [IMAGE_KEY]: PCR0 }, {}], [pcrKey(8)]: PCR0 } }),
    ),
  );
  const statements = readKeyPolicies(policy).policies[0]?.statements ?? [];
  assert.deepEqual(
    statements.map(({ conditions }) => conditions.length),
    [1, 0, 0, 0, 1],
  );
  const places = statements.map(({ unreadableConditions: [place] }) => place && textAt(policy, place));
  assert.deepEqual(places, [
    writeJson({ 'Fn::If': ['x', one, {}] }).slice(1, -1),
    '"Ref":"Conditions"',
    '"Fn::Transform":{"Name":"x"}',
    '"x"',
    writeJson({ 'Fn::If': ['x', { [IMAGE_KEY]: PCR0 }, {}] }).slice(1, -1),
  ]);
});

const UNREADABLE: readonly (readonly [string, string, string])[] = [
  ['a repeated member', '{"Sid":"a","Effect":"Allow","Action":"*","Sid":"b"}', '"Sid"'],
  ['a repeated principal', '{"Action":"*","Principal":{"AWS":"a","AWS":"b"}}', '"AWS"'],
  ['a repeated operator', '{"Action":"*","Condition":{"Null":{},"null":{}}}', '"null"'],
  ['a repeated condition key', '{"Action":"*","Condition":{"Null":{"kms:A":"x","KMS:a":"y"}}}', '"KMS:a"'],
  ['two kinds of actions', '{"Action":"*","NotAction":"x"}', '{"Action":"*","NotAction":"x"}'],
  ['no action', '{"Sid":"a"}', '{"Sid":"a"}'],
  ['no object', '"kms:RecipientAttestation"', '"kms:RecipientAttestation"'],
];

for (const [why, statement, place] of UNREADABLE) {
  test(`a statement with ${why} is not read, and the others are`, () => {
    const other = writeJson(allow({ StringEquals: { [IMAGE_KEY]: PCR0 } }));
    const text = `{"Statement":[${statement},${other}]}`;
    const { policies, problems } = readKeyPolicies(text);
    assert.deepEqual(
      policies.map(({ statements, unread }) => [statements.length, unread]),
      [[1, 1]],
    );
    assert.equal(problems.length, 1);
    const [problem] = problems;
    assert.ok(problem !== undefined);
    assert.equal(textAt(text, problem), place);
    const last = place.startsWith('{') ? text.indexOf(place) : text.lastIndexOf(place, text.indexOf(other));
    assert.equal(problem.start, last);
  });
}

test('the same key under two operators is no repetition, nor are members that nobody knows', () => {
  const { conditions } = statementOf(
    { Comment: 'x' },
    { StringEquals: { [pcrKey(1)]: 'a' }, StringLike: { [pcrKey(1)]: 'a' } },
  );
  assert.equal(conditions.length, 2);
});

test('patterns match as the same regular expression does', () => {
  const letter = fc.constantFrom('a', 'b', '*', '?');
  const pattern = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));
  const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(text, pattern, (of, with_) => {
      const expression = new RegExp(`^${with_.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      assert.equal(matchesPattern(of, with_), expression.test(of));
    }),
    { numRuns: 2000 },
  );
});

test('the distance of names is what it takes to get from one to the other', () => {
  const rows: readonly (readonly [string, string, number])[] = [
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', 'abd', 1],
    ['abc', 'ac', 1],
    ['ac', 'abc', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['a'.repeat(65), 'a'.repeat(65), Number.POSITIVE_INFINITY],
  ];
  for (const [one, other, distance] of rows) {
    assert.equal(editDistance(one, other), distance, `${one} ${other}`);
  }
});
