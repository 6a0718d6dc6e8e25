import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alsoNotEvaluated,
  fitPolicy,
  type Measurements,
  POLICY_NOT_EVALUATED,
  policyFitClause,
  readKeyPolicies,
  type StatementFit,
  statementFitClause,
} from '../../../src/core/index.ts';
import { extended, IMAGE, INSTANCE, measured, ROLE } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { allow, deny, IMAGE_KEY, pcrKey, policyOf, readPolicy, tpmKey } from '../../support/policies.ts';
import { digestOf } from '../../support/references.ts';

const A = IMAGE.pcr0.toString('hex');
const B = measured('another image').toString('hex');
const PCR3 = extended(ROLE).toString('hex');

function measurements(
  pcrs: Readonly<Record<number, Buffer | undefined>>,
  platform?: Measurements['platform'],
): Measurements {
  const list = Object.entries(pcrs).map(([index, bytes]) => ({
    index: Number(index),
    digest: bytes && digestOf(bytes),
  }));
  return { platform, pcrs: list };
}

const ENCLAVE = measurements(
  { 0: IMAGE.pcr0, 1: IMAGE.pcr1, 2: IMAGE.pcr2, 3: extended(ROLE), 4: extended(INSTANCE), 8: IMAGE.pcr8 },
  'enclave',
);
const UNSIGNED = { ...ENCLAVE, pcrs: ENCLAVE.pcrs.filter(({ index }) => index !== 8) };
const TPM = measurements({ 4: IMAGE.pcr0, 7: IMAGE.pcr8 }, 'nitro-tpm');

function fitOf(statement: JsonObject, of: Measurements, by?: 'call' | 'document'): StatementFit {
  const [fit, ...others] = fitPolicy(readPolicy(statement), of, by).statements;
  assert.ok(fit !== undefined && others.length === 0);
  return fit;
}

/** The result of the only condition. */
function resultOf(condition: JsonObject, of = ENCLAVE, by?: 'call' | 'document'): string {
  const { conditions } = fitOf(allow(condition), of, by);
  const [first] = conditions;
  assert.ok(first !== undefined && conditions.length === 1);
  return first.result.kind === 'not-evaluated' ? first.result.reason : first.result.kind;
}

const VARIABLE = `${'$'}{aws:PrincipalTag/image}`;
const FUNCTION = { Ref: 'Image' };

/** For a call whose PCR0 is A. */
const PRESENT: readonly (readonly [string, Json, string])[] = [
  ['StringEquals', A, 'matches'],
  ['StringEquals', B, 'does-not-match'],
  ['StringEquals', A.toUpperCase(), 'does-not-match'],
  ['StringEquals', [B, A], 'matches'],
  ['StringEquals', [], 'does-not-match'],
  ['StringEquals', '*', 'does-not-match'],
  ['StringEquals', IMAGE.pcr0.toString('base64'), 'does-not-match'],
  ['stringequals', A, 'matches'],
  ['StringEqualsIgnoreCase', A.toUpperCase(), 'matches'],
  ['StringEqualsIgnoreCase', B, 'does-not-match'],
  ['StringEqualsIgnoreCase', ` ${A}`, 'does-not-match'],
  ['StringLike', `${A.slice(0, 10)}*`, 'matches'],
  ['StringLike', `${A.slice(0, 95)}?`, 'matches'],
  ['StringLike', `${A}?`, 'does-not-match'],
  ['StringLike', `${A.slice(0, 10).toUpperCase()}*`, 'does-not-match'],
  ['StringNotEquals', A, 'does-not-match'],
  ['StringNotEquals', B, 'matches'],
  ['StringNotEquals', [B, A], 'does-not-match'],
  ['StringNotEquals', A.toUpperCase(), 'matches'],
  ['StringNotEquals', [], 'matches'],
  ['StringNotEqualsIgnoreCase', A.toUpperCase(), 'does-not-match'],
  ['StringNotLike', `${A.slice(0, 10)}*`, 'does-not-match'],
  ['StringNotLike', [`${B.slice(0, 10)}*`], 'matches'],
  ['StringEqualsIfExists', B, 'does-not-match'],
  ['ForAllValues:StringEquals', B, 'does-not-match'],
  ['ForAllValues:StringEquals', A, 'matches'],
  ['ForAnyValue:StringEquals', A, 'matches'],
  ['ForAnyValue:StringNotEquals', A, 'does-not-match'],
  ['Null', 'false', 'matches'],
  ['Null', 'true', 'does-not-match'],
  ['Null', false, 'matches'],
  ['Null', ['true', 'FALSE'], 'matches'],
  ['Null', 'maybe', 'value'],
  ['StringEquals', VARIABLE, 'variable'],
  ['StringEquals', [VARIABLE, A], 'matches'],
  ['StringNotEquals', [VARIABLE, B], 'variable'],
  ['StringNotEquals', [VARIABLE, A], 'does-not-match'],
  ['StringLike', FUNCTION, 'value'],
  ['StringLike', [FUNCTION, A], 'matches'],
  ['StringEqual', A, 'operator'],
  ['ArnEquals', A, 'operator'],
  ['NumericNotEquals', [], 'operator'],
];

for (const [operator, value, result] of PRESENT) {
  test(`${operator} ${JSON.stringify(value).slice(0, 24)} of a measurement: ${result}`, () => {
    assert.equal(resultOf({ [operator]: { [IMAGE_KEY]: value } }), result);
    assert.equal(resultOf({ [operator]: { [tpmKey(4)]: value } }, TPM), result);
  });
}

/** Whether a condition holds where its key is absent. */
const ABSENT: readonly (readonly [string, Json, string])[] = [
  ['StringEquals', A, 'does-not-match'],
  ['StringEqualsIfExists', A, 'matches'],
  ['StringLike', '*', 'does-not-match'],
  ['StringNotEquals', A, 'matches'],
  ['StringNotLike', '*', 'matches'],
  ['StringNotEqualsIgnoreCaseIfExists', A, 'matches'],
  ['ForAllValues:StringEquals', A, 'matches'],
  ['ForAnyValue:StringEquals', A, 'does-not-match'],
  ['ForAnyValue:StringEqualsIfExists', A, 'matches'],
  ['ForAnyValue:StringNotEquals', A, 'does-not-match'],
  ['ForAllValues:StringNotEquals', A, 'matches'],
  ['Null', 'true', 'matches'],
  ['Null', 'false', 'does-not-match'],
  ['Null', FUNCTION, 'value'],
  ['StringEqual', A, 'operator'],
  ['StringEquals', VARIABLE, 'does-not-match'],
];

for (const [operator, value, result] of ABSENT) {
  test(`${operator} ${JSON.stringify(value).slice(0, 24)} of an absent key: ${result}`, () => {
    assert.equal(resultOf({ [operator]: { [pcrKey(8)]: value } }, UNSIGNED), result);
    assert.equal(resultOf({ [operator]: { [tpmKey(16)]: value } }, TPM), result);
    assert.equal(resultOf({ [operator]: { [tpmKey(12)]: value } }, ENCLAVE), result);
    assert.equal(resultOf({ [operator]: { [IMAGE_KEY]: value } }, TPM), result);
  });
}

test('what KMS does not log is not evaluated of a call, and is of a document', () => {
  for (const pcr of [5, 7, 9, 15, 16, 31]) {
    assert.equal(resultOf({ StringEquals: { [pcrKey(pcr)]: A } }, ENCLAVE), 'not-in-log');
    assert.equal(resultOf({ StringEquals: { [pcrKey(pcr)]: A } }, ENCLAVE, 'document'), 'does-not-match');
  }
  for (const pcr of [0, 5, 12, 22]) {
    assert.equal(resultOf({ StringNotEquals: { [tpmKey(pcr)]: A } }, TPM), 'not-in-log');
    assert.equal(resultOf({ StringNotEquals: { [tpmKey(pcr)]: A } }, TPM, 'document'), 'matches');
  }
  for (const pcr of [8, 9, 16, 23]) {
    assert.equal(resultOf({ StringEquals: { [tpmKey(pcr)]: A } }, TPM), 'does-not-match');
  }
  const more = { ...ENCLAVE, pcrs: [...ENCLAVE.pcrs, { index: 16, digest: digestOf(IMAGE.pcr0) }] };
  assert.equal(resultOf({ StringEquals: { [pcrKey(16)]: A } }, more), 'matches');
});

test('that a record of 2020 lacks every other PCR says nothing of them', () => {
  const old = measurements({ 0: IMAGE.pcr0 }, 'enclave');
  assert.equal(resultOf({ StringEquals: { [pcrKey(3)]: PCR3 } }, old), 'not-in-log');
  assert.equal(resultOf({ StringEquals: { [pcrKey(0)]: A } }, old), 'matches');
  assert.equal(resultOf({ StringEquals: { [pcrKey(3)]: PCR3 } }, old, 'document'), 'does-not-match');
  const newer = measurements({ 0: IMAGE.pcr0, 1: IMAGE.pcr1 }, 'enclave');
  assert.equal(resultOf({ StringEquals: { [pcrKey(3)]: PCR3 } }, newer), 'does-not-match');
});

test('a measurement that cannot be read, or is nobody’s, is not evaluated', () => {
  assert.equal(
    resultOf({ StringEquals: { [IMAGE_KEY]: A } }, measurements({ 0: undefined }, 'enclave')),
    'measurement',
  );
  assert.equal(resultOf({ StringEquals: { [IMAGE_KEY]: A } }, measurements({ 0: IMAGE.pcr0 })), 'measurement');
});

test('all conditions of a statement have to match, and one that does not decides', () => {
  const outcome = (conditions: JsonObject): string => fitOf(allow(conditions), ENCLAVE).outcome;
  assert.equal(outcome({ StringEquals: { [IMAGE_KEY]: A, [pcrKey(3)]: PCR3 } }), 'matches');
  assert.equal(outcome({ StringEquals: { [IMAGE_KEY]: A, [pcrKey(3)]: B } }), 'does-not-match');
  assert.equal(outcome({ StringEquals: { [IMAGE_KEY]: A, [pcrKey(16)]: B } }), 'not-evaluated');
  assert.equal(outcome({ StringEquals: { [IMAGE_KEY]: B, [pcrKey(16)]: B } }), 'does-not-match');
});

const BARE_KEY = 'kms:RecipientAttestation';

test('a key that KMS does not have is absent from every call, and never lets conditions match', () => {
  const outcome = (conditions: JsonObject): string =>
    statementFitClause(fitOf(allow({ ...conditions, StringLike: { [IMAGE_KEY]: A } }), ENCLAVE)).split('": ')[1] ?? '';
  assert.equal(outcome({ StringEquals: { [BARE_KEY]: A } }), `does not match: ${BARE_KEY}`);
  assert.equal(outcome({ Null: { [BARE_KEY]: 'false' } }), `does not match: ${BARE_KEY}`);
  const open = `not evaluated: ${BARE_KEY} (KMS has no such condition key)`;
  assert.equal(outcome({ StringNotEquals: { [BARE_KEY]: A } }), open);
  assert.equal(outcome({ StringEqualsIfExists: { [BARE_KEY]: A } }), open);
  assert.equal(outcome({ StringEqual: { [BARE_KEY]: A } }), open);
  assert.equal(
    outcome({ StringNotEquals: { [BARE_KEY]: A }, StringEquals: { [pcrKey(0)]: B } }),
    'does not match: PCR0',
  );
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${BARE_KEY}:x${index}`, A]));
  assert.match(outcome({ StringEquals: many }), /^does not match: kms:RecipientAttestation:x0, .*x39, 10 more$/);
  assert.equal(
    outcome({ StringEquals: { [`${BARE_KEY}:\u2713\u202e`]: A } }),
    `does not match: ${BARE_KEY}:\ufffd\ufffd`,
  );
});

test('a statement whose only conditions are on keys that KMS does not have is told of, and never matches', () => {
  const clause = (condition: JsonObject): string => policyFitClause(fitPolicy(readPolicy(allow(condition)), ENCLAVE));
  assert.equal(clause({ StringEquals: { [BARE_KEY]: A } }), `statement "enclave-only": does not match: ${BARE_KEY}`);
  assert.equal(
    clause({ StringNotEquals: { [BARE_KEY]: A } }),
    `statement "enclave-only": not evaluated: ${BARE_KEY} (KMS has no such condition key)`,
  );
});

test('conditions that are not readable here leave open whether a statement matches', () => {
  const parts = [{ 'Fn::If': [] }, { StringEquals: { 'Fn::If': [] } }, { StringEquals: { Ref: 'x' } }, { Bool: 'x' }];
  for (const part of parts) {
    const open = fitOf(allow({ StringLike: { [IMAGE_KEY]: A }, ...part }), ENCLAVE);
    assert.equal(open.outcome, 'not-evaluated');
    assert.match(statementFitClause(open), /: not evaluated: some conditions are not readable here$/);
    assert.equal(fitOf(allow({ StringLike: { [IMAGE_KEY]: B }, ...part }), ENCLAVE).outcome, 'does-not-match');
  }
  const both = fitOf(deny({ StringLike: { [pcrKey(5)]: A }, 'Fn::If': [] }), ENCLAVE);
  assert.match(
    statementFitClause(both),
    /are not evaluated: PCR5 \(not in the log\), some conditions are not readable here$/,
  );
});

test('statements that could not be read, or may be about attestation, are counted', () => {
  const good = allow({ StringEquals: { [IMAGE_KEY]: A } });
  const clause = (...statements: readonly Json[]): string => {
    const [policy] = readKeyPolicies(writeJson(policyOf(...statements))).policies;
    assert.ok(policy !== undefined);
    return policyFitClause(fitPolicy(policy, ENCLAVE));
  };
  assert.equal(
    clause(good, 'x'),
    'statement "enclave-only": conditions match; 1 statement not readable here, of which nothing is said',
  );
  assert.equal(
    clause('x', allow({ 'Fn::If': [] }), allow({ 'Fn::If': [] }, { Action: 'kms:Sign' })),
    'no statement with attestation conditions; 2 statements not readable here, of which nothing is said',
  );
});

test('only statements with attestation conditions and an attestable operation are evaluated', () => {
  const condition = { StringEquals: { [IMAGE_KEY]: A } };
  const evaluated = (statement: JsonObject): number => fitPolicy(readPolicy(statement), ENCLAVE).statements.length;
  assert.equal(evaluated(allow(condition)), 1);
  assert.equal(evaluated(allow(condition, { Action: 'kms:Encrypt' })), 0);
  assert.equal(evaluated(allow(condition, { Action: FUNCTION })), 1);
  assert.equal(evaluated(allow({ StringEquals: { [BARE_KEY]: A } })), 1);
  assert.equal(evaluated(allow({ StringEquals: { 'aws:PrincipalArn': A } })), 0);
  assert.equal(evaluated(allow(undefined)), 0);
});

const CLAUSES: readonly (readonly [JsonObject, string])[] = [
  [allow({ StringEquals: { [IMAGE_KEY]: A } }), 'statement "enclave-only": conditions match'],
  [
    allow({ StringEquals: { [IMAGE_KEY]: A, [pcrKey(3)]: B, [tpmKey(4)]: B } }),
    'statement "enclave-only": does not match: PCR3, NitroTPM PCR4',
  ],
  [
    allow({ StringEquals: { [IMAGE_KEY]: B, [pcrKey(0)]: B, [pcrKey(5)]: B } }),
    'statement "enclave-only": does not match: PCR0',
  ],
  [allow({ StringEquals: { [pcrKey(5)]: B } }), 'statement "enclave-only": not evaluated: PCR5 (not in the log)'],
  [
    deny({ StringNotEquals: { [IMAGE_KEY]: B } }),
    'statement "deny-others": this Deny statement\'s attestation conditions match',
  ],
  [
    deny({ StringNotEquals: { [IMAGE_KEY]: A } }),
    'statement "deny-others": this Deny statement\'s attestation conditions do not match: PCR0',
  ],
  [
    deny({ StringNotEquals: { [IMAGE_KEY]: VARIABLE } }),
    'statement "deny-others": this Deny statement\'s attestation conditions are not evaluated: PCR0 (a value has a policy variable)',
  ],
  [allow({ StringEquals: { [IMAGE_KEY]: A } }, { Sid: 1 }), 'statement without a Sid: conditions match'],
  [
    allow({ StringEquals: { [IMAGE_KEY]: A } }, { Sid: '✓\u202e\n' }),
    'statement "\ufffd\ufffd\ufffd": conditions match',
  ],
  [
    allow({ StringEquals: { [IMAGE_KEY]: A } }, { Effect: 'allow' }),
    'statement "enclave-only" (effect not readable): conditions match',
  ],
];

for (const [statement, clause] of CLAUSES) {
  test(`in words: ${clause}`, () => {
    const fit = fitOf(statement, ENCLAVE);
    assert.equal(statementFitClause(fit), clause);
    assert.doesNotMatch(
      statementFitClause(fit) + POLICY_NOT_EVALUATED + alsoNotEvaluated(fit),
      /\b(?:allowed|denied)\b/i,
    );
  });
}

test('a policy in words names each of its statements, as far as there is room', () => {
  const statement = allow({ StringEquals: { [IMAGE_KEY]: A } });
  const clause = (count: number): string =>
    policyFitClause(fitPolicy(readPolicy(...Array(count).fill(statement)), ENCLAVE));
  assert.equal(clause(0), 'no statement with attestation conditions');
  assert.equal(clause(2), 'statement "enclave-only": conditions match; statement "enclave-only": conditions match');
  assert.match(clause(7), /conditions match; 2 more$/);
});

test('what was not evaluated is named, other conditions by their keys', () => {
  for (const word of [
    'policy at the time',
    'principals',
    'IAM',
    'grants',
    'SCPs',
    'RCPs',
    'session',
    'endpoints',
    'conditions',
  ]) {
    assert.ok(POLICY_NOT_EVALUATED.includes(word), word);
  }
  const condition = {
    StringEquals: { [IMAGE_KEY]: A, 'aws:PrincipalArn': 'x' },
    Null: { 'aws:PrincipalArn': 'x', 'kms:ViaService': 'y' },
  };
  assert.equal(
    alsoNotEvaluated(fitOf(allow(condition), ENCLAVE)),
    ` This statement also has conditions on: aws:PrincipalArn, kms:ViaService.`,
  );
  const many = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`aws:${index}`, 'x']));
  const fit = fitOf(allow({ StringEquals: { [IMAGE_KEY]: A, ...many }, 'Fn::If': [] }), ENCLAVE);
  assert.match(
    alsoNotEvaluated(fit),
    /: aws:0, aws:1, aws:2, aws:3, aws:4, 3 more\. Some of its conditions are not readable/,
  );
  assert.equal(alsoNotEvaluated(fitOf(allow({ StringEquals: { [IMAGE_KEY]: A } }), ENCLAVE)), '');
});
