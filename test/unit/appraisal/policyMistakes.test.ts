import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PolicyEdit, type PolicyMistake, policyMistakes, readKeyPolicies } from '../../../src/core/index.ts';
import { ACCOUNT, IMAGE, ZERO } from '../../support/events.ts';
import { escapedThroughout, type Json, type JsonObject, writeJson } from '../../support/json.ts';
import {
  allow,
  deny,
  ENCLAVE_ROLE,
  IMAGE_KEY,
  pcrKey,
  policyOf,
  ROOT,
  tpmKey,
  WRAPPINGS,
} from '../../support/policies.ts';
import { textAt } from '../../support/ranges.ts';

const PCR0 = IMAGE.pcr0.toString('hex');
const PCR8 = IMAGE.pcr8.toString('hex');
const ZEROS = ZERO.toString('hex');
const BASE64 = IMAGE.pcr0.toString('base64');
const GOOD = allow({ StringEqualsIgnoreCase: { [IMAGE_KEY]: PCR0 } });
const OPERATOR = 'arn:aws:iam::111122223333:role/operator';

function mistakesIn(text: string): readonly PolicyMistake[] {
  return readKeyPolicies(text).policies.flatMap(policyMistakes);
}

/** Codes and what they are about, in the order of the text. */
function found(...statements: readonly Json[]): readonly string[] {
  const text = writeJson(policyOf(...statements));
  return mistakesIn(text).map((mistake) => `${mistake.code} ${textAt(text, mistake)}`);
}

function foundIn(condition: JsonObject, others: JsonObject = {}): readonly string[] {
  return found(allow(condition, others));
}

function edited(text: string, edits: readonly PolicyEdit[]): string {
  return [...edits]
    .sort((one, other) => other.start - one.start)
    .reduce((before, { start, end, text: put }) => before.slice(0, start) + put + before.slice(end), text);
}

test('a policy in the shape of the guide has no mistakes', () => {
  const admin = allow(undefined, { Principal: { AWS: OPERATOR }, Action: ['kms:Create*', 'kms:Encrypt', 'kms:Put*'] });
  assert.deepEqual(found(GOOD, admin, deny({ StringNotEqualsIgnoreCase: { [IMAGE_KEY]: PCR0 } })), []);
});

const KEYS: readonly (readonly [string, string | undefined])[] = [
  ['kms:RecipientAttestation', IMAGE_KEY],
  ['kms:RecipientAttestation:Module', undefined],
  ['kms:RecipientAttestationPCR0', pcrKey(0)],
  ['kms:RecipientAttestation:PCR32', undefined],
  ['kms:RecipientAttestation:ImageSHA256', IMAGE_KEY],
  ['kms:RecipientAttestation:Pcr 0', pcrKey(0)],
  ['kms:recipientattestaton:PCR8', pcrKey(8)],
];

for (const [key, meant] of KEYS) {
  test(`${key} is no condition key${meant === undefined ? '' : ', and its correction is one'}`, () => {
    const text = writeJson(policyOf(allow({ StringEquals: { [key]: PCR0 } })));
    const [mistake, ...others] = mistakesIn(text);
    assert.ok(mistake !== undefined && others.length === 0);
    assert.deepEqual([mistake.code, textAt(text, mistake)], ['unknown-condition-key', key]);
    assert.equal(mistake.correction?.edits[0]?.text, meant);
    if (mistake.correction !== undefined) {
      assert.deepEqual(mistakesIn(edited(text, mistake.correction.edits)), []);
    }
  });
}

test('the bare key is corrected where its values are digests, and no key to one that is there already', () => {
  const correction = (condition: JsonObject): unknown =>
    mistakesIn(writeJson(policyOf(allow(condition)))).flatMap((mistake) => mistake.correction?.edits[0]?.text ?? []);
  const bare = 'KMS:recipientattestation';
  assert.deepEqual(correction({ StringEquals: { [bare]: [PCR0, PCR8] } }), [IMAGE_KEY]);
  for (const value of ['x', [PCR0, 'x'], [], { Ref: 'Image' }, `${PCR0.slice(1)}*`]) {
    assert.deepEqual(correction({ StringEquals: { [bare]: value } }), []);
  }
  assert.deepEqual(correction({ Null: { [bare]: 'false' } }), []);
  assert.deepEqual(correction({ StringEquals: { [bare]: PCR0, [IMAGE_KEY.toLowerCase()]: PCR0 } }), []);
  assert.deepEqual(correction({ StringEquals: { [bare]: PCR0 }, StringLike: { [IMAGE_KEY]: PCR0 } }), [IMAGE_KEY]);
});

test('right keys in any case, and other keys, are no mistakes', () => {
  assert.deepEqual(foundIn({ StringEquals: { 'KMS:recipientattestation:pcr31': PCR0, 'aws:PrincipalArn': 'X' } }), []);
});

const BYPASS = 'bypass "kms:Decrypt"';
const OTHER = allow(undefined, { Principal: { AWS: OPERATOR }, Action: 'kms:Decrypt' });
const DEMANDING = { StringNotEquals: { [IMAGE_KEY]: PCR0 } };

function notPrincipal({ Principal: _, ...statement }: JsonObject, NotPrincipal: Json): JsonObject {
  return { ...statement, NotPrincipal };
}

/** What stands beside two statements, of which the second has no conditions, and what is found then. */
const BESIDE: readonly (readonly [string, readonly Json[], readonly string[]])[] = [
  ['nothing', [], [BYPASS]],
  ['a Deny for want of the image', [deny(DEMANDING)], []],
  ['a Deny where the key is absent', [deny({ Null: { [IMAGE_KEY]: 'true' } })], []],
  ['a Deny with IfExists', [deny({ StringEqualsIfExists: { [IMAGE_KEY]: PCR8 } })], []],
  ['a Deny without conditions', [deny(undefined)], []],
  ['a Deny of the same role', [deny(DEMANDING, { Principal: { AWS: OPERATOR } })], []],
  ['a Deny of another role', [deny(DEMANDING, { Principal: { AWS: ENCLAVE_ROLE } })], [BYPASS]],
  ['a Deny of the account by its number', [deny(DEMANDING, { Principal: { AWS: ACCOUNT } })], []],
  ['a Deny of the account by its root', [deny(DEMANDING, { Principal: { AWS: ROOT } })], []],
  ['a Deny of another account', [deny(DEMANDING, { Principal: { AWS: '444455556666' } })], [BYPASS]],
  ['a Deny of nobody', [deny(DEMANDING, { Principal: { AWS: '' } })], [BYPASS]],
  ['a Deny of all but one', [notPrincipal(deny(DEMANDING), '*')], [BYPASS]],
  ['a Deny that blocks an image', [deny({ StringEquals: { [IMAGE_KEY]: PCR8 } })], [BYPASS]],
  ['a Deny of attested calls', [deny({ Null: { [IMAGE_KEY]: 'false' } })], [BYPASS]],
  ['a Deny that needs a value', [deny({ 'ForAnyValue:StringNotEquals': { [IMAGE_KEY]: PCR0 } })], [BYPASS]],
  [
    'a Deny with another condition',
    [deny({ ...DEMANDING, Bool: { 'aws:MultiFactorAuthPresent': 'false' } })],
    [BYPASS],
  ],
  ['a Deny with one more demand', [deny({ StringNotEquals: { [IMAGE_KEY]: PCR0, [pcrKey(8)]: PCR8 } })], []],
  [
    'a Deny with a condition that is not readable',
    [deny({ ...DEMANDING, 'Fn::If': [] })],
    [BYPASS, 'not-readable "Fn::If":[]'],
  ],
  [
    'a Deny of a misspelled key',
    [deny({ StringNotEquals: { 'kms:RecipientAttestation': PCR0 } })],
    [BYPASS, 'unknown-condition-key kms:RecipientAttestation'],
  ],
  ['a Deny of another operation', [deny(DEMANDING, { Action: 'kms:GenerateDataKey' })], [BYPASS]],
  ['a Deny of all operations', [deny(DEMANDING, { Action: 'kms:*' })], []],
  ['a Deny of some resource', [deny(DEMANDING, { Resource: 'arn:aws:kms:x' })], [BYPASS]],
];

for (const [what, statements, expected] of BESIDE) {
  test(`beside ${what}, an Allow statement without conditions ${expected.includes(BYPASS) ? 'may bypass' : 'does not bypass'} attestation`, () => {
    assert.deepEqual(found(GOOD, OTHER, ...statements), expected);
  });
}

test('a bypass is for what is left of its operations, and its principals', () => {
  const wide = allow(undefined, { Principal: { AWS: [OPERATOR, ENCLAVE_ROLE] }, Action: 'kms:*' });
  const messageOf = (...statements: readonly Json[]): string =>
    mistakesIn(writeJson(policyOf(GOOD, wide, ...statements)))
      .map(({ message }) => message)
      .join();
  assert.match(messageOf(), /may bypass attestation for kms:Decrypt, kms:GenerateDataKey\.$/);
  const most = deny(DEMANDING, { Action: ['kms:D*', 'kms:GenerateDataKeyPair'] });
  assert.match(messageOf(most), /may bypass attestation for kms:GenerateDataKey\.$/);
  const one = deny(DEMANDING, { Action: 'kms:*', Principal: { AWS: OPERATOR } });
  assert.match(messageOf(one), /may bypass attestation for kms:Decrypt/);
  assert.equal(messageOf(one, deny(DEMANDING, { Action: 'kms:*', Principal: { AWS: ENCLAVE_ROLE } })), '');
});

test('an Allow statement of operations for which no attestation is demanded is no bypass', () => {
  const attested = allow({ StringEquals: { [IMAGE_KEY]: PCR0 } }, { Action: 'kms:Decrypt' });
  const producer = allow(undefined, { Principal: { AWS: OPERATOR }, Action: ['kms:GenerateDataKey*', 'kms:Encrypt'] });
  assert.deepEqual(found(attested, producer), []);
  assert.deepEqual(found(attested, { ...producer, Principal: { AWS: ROOT } }), []);
  const elsewhere = 'bypass ["kms:GenerateDataKey*","kms:Encrypt"]';
  assert.deepEqual(found(allow({ Null: { [IMAGE_KEY]: 'false' } }), producer), [elsewhere]);
  const misspelled = deny({ StringNotEquals: { 'kms:RecipientAttestation:PCR_0': PCR0 } }, { Action: 'kms:*' });
  assert.equal(found(attested, producer, misspelled)[0], elsewhere);
  assert.deepEqual(found(attested, producer, deny({ StringEquals: { [IMAGE_KEY]: PCR8 } }, { Action: 'kms:*' })), []);
  const unreadable = allow({ StringEquals: { [IMAGE_KEY]: PCR0 } }, { Action: { Ref: 'Actions' } });
  assert.deepEqual(found(unreadable, producer), ['not-readable {"Ref":"Actions"}', elsewhere]);
});

test('random bytes are of no key: key policies do not govern them', () => {
  const random = allow(undefined, { Principal: { AWS: OPERATOR }, Action: 'kms:GenerateRandom' });
  assert.deepEqual(found(allow({ StringEquals: { [IMAGE_KEY]: PCR0 } }, { Action: 'kms:*' }), random), []);
});

test('an Allow statement with any attestation condition, or one that is not readable, is no bypass', () => {
  assert.deepEqual(found(GOOD, allow({ Null: { [IMAGE_KEY]: 'false' } })), []);
  assert.deepEqual(found(GOOD, allow({ StringEquals: { 'kms:ViaService': 'x' } }, { Action: 'kms:Decrypt' })), [
    BYPASS,
  ]);
  assert.deepEqual(found(GOOD, allow({ 'Fn::If': [] })), ['not-readable "Fn::If":[]']);
  assert.deepEqual(found(GOOD, allow({ StringEquals: { 'Fn::If': [] } })), ['not-readable "Fn::If":[]']);
  assert.deepEqual(found(GOOD, allow(undefined, { Action: 'kms:Encrypt' })), []);
  assert.deepEqual(found(GOOD, allow(undefined, { Action: 'kms:Decrypt', Principal: '*' })), [BYPASS]);
});

test('a policy without attestation has no bypass, and nothing else', () => {
  assert.deepEqual(found(OTHER, allow({ 'Fn::If': [] }), allow({}, { Effect: 'x' })), []);
});

test('the root of the account is a note of its own', () => {
  const root = (Principal: Json): JsonObject => allow(undefined, { Principal, Action: 'kms:*' });
  assert.deepEqual(found(GOOD, root({ AWS: ROOT })), [`root-delegation ${ROOT}`]);
  assert.deepEqual(found(GOOD, root({ AWS: [ROOT, OPERATOR] })), [`root-delegation ${ROOT}`, 'bypass "kms:*"']);
  assert.deepEqual(found(GOOD, root({ AWS: ROOT }), deny(DEMANDING, { Action: 'kms:*' })), []);
  assert.deepEqual(found(GOOD, notPrincipal(root([]), { AWS: ROOT })), ['bypass "kms:*"']);
  assert.deepEqual(found(GOOD, root({ AWS: `${ROOT}/x` })), ['bypass "kms:*"']);
  for (const [allowed, denied] of [
    [ROOT, ACCOUNT],
    [ACCOUNT, ROOT],
    [ACCOUNT, ACCOUNT],
  ] as const) {
    const taken = deny(DEMANDING, { Action: 'kms:*', Principal: { AWS: denied } });
    assert.deepEqual(found(GOOD, root({ AWS: allowed }), taken), []);
    for (const other of [
      '*',
      { Service: 'ec2.amazonaws.com' },
      { Federated: ROOT.replace('root', 'saml-provider/x') },
    ]) {
      assert.deepEqual(found(GOOD, root(other), taken), ['bypass "kms:*"']);
    }
  }
  const [mistake] = mistakesIn(writeJson(policyOf(GOOD, root({ AWS: { Ref: 'Account' } }))));
  assert.match(mistake?.message ?? '', /may be the root of the account/);
});

test('the root of the account that a template fills in is a root, for Deny statements too', () => {
  const root = { 'Fn::Sub': `arn:aws:iam::${'$'}{AWS::AccountId}:root` };
  const wide = allow(undefined, { Principal: { AWS: root }, Action: 'kms:*' });
  assert.deepEqual(found(GOOD, wide), [`root-delegation ${writeJson(root)}`]);
  const taking = (AWS: Json): JsonObject => deny(DEMANDING, { Principal: { AWS }, Action: 'kms:*' });
  assert.deepEqual(found(GOOD, wide, taking({ Ref: 'AWS::AccountId' })), []);
  assert.deepEqual(found(GOOD, wide, taking(ROOT)), [`root-delegation ${writeJson(root)}`]);
});

const PASSING: readonly (readonly [string, Json, string])[] = [
  ['StringEqualsIfExists', PCR0, 'passes-without-attestation'],
  ['ForAllValues:StringEquals', PCR0, 'passes-without-attestation'],
  ['ForAnyValue:StringEqualsIfExists', PCR0, 'passes-without-attestation'],
  ['Null', 'true', 'passes-without-attestation'],
  ['StringNotEquals', PCR0, 'negated-operator'],
  ['StringNotLike', 'a*', 'negated-operator'],
];

for (const [operator, value, code] of PASSING) {
  test(`${operator} on an Allow statement is told: ${code}`, () => {
    assert.deepEqual(foundIn({ [operator]: { [IMAGE_KEY]: value } }), [`${code} ${IMAGE_KEY}`]);
    assert.deepEqual(foundIn({ [operator]: { [IMAGE_KEY]: value } }, { Effect: 'Deny' }), []);
    const demanding = { [operator]: { [IMAGE_KEY]: value }, StringEqualsIgnoreCase: { [pcrKey(8)]: PCR8 } };
    assert.deepEqual(foundIn(demanding), []);
  });
}

test('both reasons are named, and operators that fail without attestation have none', () => {
  assert.deepEqual(foundIn({ StringNotEqualsIfExists: { [IMAGE_KEY]: PCR0 } }), [
    `negated-operator ${IMAGE_KEY}`,
    `passes-without-attestation ${IMAGE_KEY}`,
  ]);
  for (const operator of ['ForAnyValue:StringEquals', 'ForAnyValue:StringNotEquals', 'StringLike']) {
    assert.deepEqual(foundIn({ [operator]: { [IMAGE_KEY]: PCR0 } }), []);
  }
});

/** Under StringEquals unless it is said, with what a correction writes. */
const VALUES: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
  ['StringEquals', PCR0, undefined, undefined],
  ['StringEquals', BASE64, 'not-hex', PCR0],
  ['StringEqualsIgnoreCase', `sha384:${PCR0}`, 'not-hex', PCR0],
  ['StringLike', ` ${PCR0}`, 'not-hex', PCR0],
  ['StringEquals', `${PCR0.toUpperCase()} `, 'not-hex', PCR0],
  ['StringEquals', PCR0.slice(0, 64), 'not-a-digest', undefined],
  ['StringEquals', '', 'not-a-digest', undefined],
  ['StringEquals', 'payments', 'not-a-digest', undefined],
  ['StringEquals', `${PCR0.slice(0, 90)}*`, 'not-a-digest', undefined],
  ['StringLike', `${PCR0.slice(0, 90)}*`, undefined, undefined],
  ['StringLike', `A${PCR0.slice(1, 90)}*`, 'upper-case', `a${PCR0.slice(1, 90)}*`],
  ['StringEquals', `${'$'}{aws:PrincipalTag/image}`, undefined, undefined],
  ['StringEquals', PCR0.toUpperCase(), 'upper-case', PCR0],
  ['StringNotLike', PCR0.toUpperCase(), 'upper-case', PCR0],
  ['StringEqualsIgnoreCase', PCR0.toUpperCase(), undefined, undefined],
];

for (const [operator, value, code, text] of VALUES) {
  test(`${JSON.stringify(value).slice(0, 20)} under ${operator}: ${code ?? 'no mistake'}`, () => {
    const effect = operator.includes('Not') ? 'Deny' : 'Allow';
    for (const { of, wrap } of WRAPPINGS) {
      for (const style of [{}, { text: escapedThroughout, key: escapedThroughout }]) {
        const file = wrap(policyOf(allow({ [operator]: { [pcrKey(8)]: [value] } }, { Effect: effect })), style);
        const [mistake, ...others] = mistakesIn(file);
        assert.equal(others.length, 0);
        assert.equal(mistake?.code, code);
        assert.equal(mistake?.correction?.edits[0]?.text, text);
        if (mistake?.correction !== undefined) {
          const corrected = edited(file, mistake.correction.edits);
          // A plan has the policy twice; it is the first of the two that is read and corrected.
          const [policy] = readKeyPolicies(corrected).policies;
          assert.deepEqual(policy && policyMistakes(policy), [], of);
          const values = policy?.statements[0]?.conditions[0]?.values;
          assert.deepEqual(
            values?.map((one) => one.kind === 'text' && one.value),
            [text],
          );
          assert.doesNotThrow(() => JSON.parse(corrected));
        }
      }
    }
  });
}

test('zeros are told where they let debug enclaves through', () => {
  const zeros = (operator: string, effect: string, key = IMAGE_KEY): readonly string[] =>
    foundIn({ [operator]: { [key]: ZEROS } }, { Effect: effect }).filter((text) => text.startsWith('zeros'));
  assert.deepEqual(zeros('StringEquals', 'Allow'), [`zeros ${ZEROS}`]);
  assert.deepEqual(zeros('StringLike', 'Allow', pcrKey(0)), [`zeros ${ZEROS}`]);
  assert.deepEqual(zeros('StringNotEquals', 'Deny'), [`zeros ${ZEROS}`]);
  assert.deepEqual(zeros('StringEquals', 'Deny'), []);
  assert.deepEqual(zeros('StringNotEquals', 'Allow'), []);
  assert.deepEqual(zeros('StringEquals', 'Allow', pcrKey(8)), []);
  assert.deepEqual(zeros('StringEquals', 'Allow', tpmKey(0)), []);
});

test('operators that IAM does not have, or not for text, are told once', () => {
  const text = writeJson(policyOf(allow({ StringEqualIgnoreCase: { [IMAGE_KEY]: 'x', [pcrKey(8)]: 'y' } })));
  const [mistake, ...others] = mistakesIn(text);
  assert.ok(mistake !== undefined && others.length === 0);
  assert.equal(textAt(text, mistake), 'StringEqualIgnoreCase');
  assert.equal(mistake.code, 'unknown-operator');
  assert.deepEqual(
    mistake.correction?.edits.map((edit) => edit.text),
    ['StringEqualsIgnoreCase'],
  );
  const correction = (operator: string): unknown =>
    mistakesIn(writeJson(policyOf(allow({ [operator]: { [IMAGE_KEY]: PCR0 } }))))[0]?.correction?.edits[0]?.text;
  assert.equal(correction('ForAnyValue:StringEqualIfExists'), 'ForAnyValue:StringEqualsIfExists');
  assert.equal(correction('ForSomeValues:StringEquals'), undefined);
  assert.equal(correction('Equals'), undefined);
  assert.equal(correction('StringXoEquals'), undefined, 'as near to StringEquals as to StringNotEquals');
  assert.deepEqual(foundIn({ StringEqualIfExists: { [IMAGE_KEY]: PCR0 } }), ['unknown-operator StringEqualIfExists']);
  assert.deepEqual(foundIn({ ArnLike: { [IMAGE_KEY]: 'x' } }), ['unknown-operator ArnLike']);
  assert.deepEqual(foundIn({ StringEqual: { 'aws:PrincipalArn': 'x' }, StringEquals: { [IMAGE_KEY]: PCR0 } }), []);
  assert.deepEqual(foundIn({ Null: { [IMAGE_KEY]: 'false' } }), []);
});

test('what is not readable here is told, not guessed', () => {
  const sub = { 'Fn::Sub': PCR0 };
  assert.deepEqual(foundIn({ StringEquals: { [IMAGE_KEY]: [PCR0, sub] } }), [`not-readable ${writeJson(sub)}`]);
  assert.deepEqual(foundIn({ StringEquals: { 'aws:PrincipalArn': sub, [IMAGE_KEY]: PCR0 } }), []);
  assert.deepEqual(found(GOOD, allow(undefined, { Action: sub })), [`not-readable ${writeJson(sub)}`]);
  assert.deepEqual(found(GOOD, allow(undefined, { Effect: sub, Action: 'kms:Decrypt' })), [
    'not-readable "kms:Decrypt"',
  ]);
});

test('mistakes are told in the order of the text, and bounded', () => {
  const many = Array.from({ length: 1500 }, () => allow({ StringEquals: { [IMAGE_KEY]: 'x' } }));
  const mistakes = mistakesIn(writeJson(policyOf(OTHER, ...many, GOOD)));
  assert.equal(mistakes.length, 1000);
  assert.equal(mistakes[0]?.code, 'bypass');
  assert.deepEqual(
    mistakes.map(({ start }) => start),
    mistakes.map(({ start }) => start).toSorted((one, other) => one - other),
  );
});
