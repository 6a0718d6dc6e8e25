import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  looksLikeReferences,
  type MeasurementsFile,
  readReferences,
  takesReferences,
} from '../../../src/core/index.ts';
import { IMAGE, measured, ZERO } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { allow, deny, IMAGE_KEY, pcrKey, policyOf, tpmKey, WRAPPINGS } from '../../support/policies.ts';
import { decoded, textAt } from '../../support/ranges.ts';
import { TRUSTED } from '../../support/references.ts';

const A = IMAGE.pcr0.toString('hex');
const B = measured('another image').toString('hex');
const C = measured('a third image').toString('hex');
const PCR8 = IMAGE.pcr8.toString('hex');
const ZEROS = ZERO.toString('hex');

function read(...statements: readonly Json[]): MeasurementsFile {
  return readReferences(writeJson(policyOf(...statements)), { ...TRUSTED, label: 'keys/payments.json' });
}

function valuesOf({ entries }: MeasurementsFile): readonly unknown[] {
  return entries.map(({ pcrs }) => Object.fromEntries([...pcrs].map(([index, { hex }]) => [index, hex])));
}

/** Of statements that give no reference, the reasons. */
function reasonOf(...statements: readonly Json[]): string {
  const file = read(...statements);
  assert.deepEqual(valuesOf(file), []);
  return file.problems.map(({ code, message }) => `${code}: ${message}`).join('\n');
}

test('an Allow statement gives the image that it demands, by its Sid', () => {
  const text = writeJson(policyOf(allow({ StringEqualsIgnoreCase: { [pcrKey(8)]: PCR8, [IMAGE_KEY]: A } })));
  const file = readReferences(text, TRUSTED);
  assert.deepEqual(file.problems, []);
  assert.deepEqual(valuesOf(file), [{ 0: A, 8: PCR8 }]);
  const [entry] = file.entries;
  assert.ok(entry !== undefined);
  assert.deepEqual([entry.name, entry.platform, entry.source.kind], ['enclave-only', 'enclave', 'key-policy']);
  assert.equal(entry.source.trusted, true);
  assert.equal(entry.description, 'from a key policy: Statement "enclave-only"');
  assert.equal(textAt(text, entry.place), A);
  assert.ok(looksLikeReferences(text));
  assert.equal(takesReferences(text), false);
});

for (const { of, wrap, name } of WRAPPINGS) {
  test(`a statement of ${of} without a Sid is named by ${name ?? 'the file'}`, () => {
    const condition = { StringEquals: { [IMAGE_KEY]: [A, B] } };
    const { Sid: _, ...statement } = allow(condition);
    const text = wrap(policyOf(statement, allow({ StringLike: { [IMAGE_KEY]: C } }, { Sid: ' ' })));
    const { entries, problems } = readReferences(text, { ...TRUSTED, label: 'keys/payments.json' });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      entries.map((entry) => entry.name),
      Array(3).fill(name ?? 'payments'),
    );
    assert.deepEqual(
      entries.map(({ place }) => decoded(textAt(text, place), ['json'])),
      [A, B, C],
    );
    assert.match(entries[1]?.description ?? '', /without a Sid, value 2 of 2 for PCR0$/);
  });
}

const EQUALITIES = [
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'StringEqualsIfExists',
  'ForAnyValue:StringEquals',
  'ForAllValues:StringLike',
];
const NEGATED = [
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
  'StringNotEqualsIfExists',
  'ForAnyValue:StringNotEquals',
];

for (const operator of EQUALITIES) {
  test(`${operator} gives a reference of an Allow statement and never of a Deny statement`, () => {
    assert.deepEqual(valuesOf(read(allow({ [operator]: { [IMAGE_KEY]: A } }))), [{ 0: A }]);
    assert.equal(reasonOf(deny({ [operator]: { [IMAGE_KEY]: A } })), '');
  });
}

for (const operator of NEGATED) {
  test(`${operator} gives a reference of a Deny statement and never of an Allow statement`, () => {
    const file = read(deny({ [operator]: { [IMAGE_KEY]: A } }));
    assert.deepEqual(valuesOf(file), [{ 0: A }]);
    assert.equal(file.entries[0]?.description, 'from a key policy: Deny statement "deny-others"');
    assert.equal(reasonOf(allow({ [operator]: { [IMAGE_KEY]: A } })), '');
  });
}

test('other operators, effects and operations that cannot be attested give none', () => {
  for (const operator of ['Null', 'ArnEquals', 'StringEqual', 'Bool']) {
    assert.equal(reasonOf(allow({ [operator]: { [IMAGE_KEY]: A } })), '', operator);
  }
  const condition = { StringEquals: { [IMAGE_KEY]: A } };
  assert.equal(reasonOf(allow(condition, { Effect: 'allow' })), '');
  assert.equal(reasonOf(allow(condition, { Action: 'kms:Encrypt' })), '');
  assert.equal(read(allow(condition, { Action: { Ref: 'Actions' } })).entries.length, 1);
});

function list(count: number, of: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => measured(`${of} ${index}`).toString('hex'));
}

test('lists under several PCRs give each combination, up to 4096', () => {
  const of = (images: number, signers: number): JsonObject =>
    allow({ StringEquals: { [IMAGE_KEY]: list(images, 'image'), [pcrKey(8)]: list(signers, 'signer') } });
  const eight = read(of(8, 8));
  assert.equal(eight.entries.length, 64);
  assert.equal(new Set(valuesOf(eight).map((value) => JSON.stringify(value))).size, 64);
  assert.match(eight.entries[9]?.description ?? '', /, value 2 of 8 for PCR0, value 2 of 8 for PCR8$/);
  assert.equal(read(of(64, 64)).entries.length, 4096);
  assert.match(
    reasonOf(of(241, 17)),
    /^statement-not-used: Statement "enclave-only" .* more than 4096 combinations\.$/,
  );
});

test('a single list counts however long it is, as far as a file may have references', () => {
  const of = (count: number): MeasurementsFile =>
    read(allow({ StringEquals: { [IMAGE_KEY]: list(count, 'image'), [pcrKey(8)]: PCR8 } }));
  for (const count of [65, 5000]) {
    assert.deepEqual([of(count).entries.length, of(count).problems], [count, []]);
  }
  const most = of(10_500);
  assert.deepEqual([most.entries.length, most.problems.map(({ code }) => code)], [10_000, ['too-large']]);
});

test('combinations that a Deny statement blocks count for what a file may have', () => {
  const images = allow({ StringEquals: { [IMAGE_KEY]: list(6000, 'image') } });
  const file = read(
    images,
    images,
    allow({ StringEquals: { [IMAGE_KEY]: B } }),
    deny({ StringLike: { [IMAGE_KEY]: '*' } }),
  );
  assert.deepEqual([file.entries.length, file.problems.length, file.problems.at(-1)?.code], [0, 101, 'too-large']);
});

test('one value in several spellings counts once', () => {
  const spellings = [A, A.toUpperCase(), ` sha384:${A}`, IMAGE.pcr0.toString('base64')];
  const text = writeJson(policyOf(allow({ StringEquals: { [IMAGE_KEY]: spellings } })));
  const file = readReferences(text, TRUSTED);
  assert.deepEqual(valuesOf(file), [{ 0: A }]);
  assert.equal(file.entries[0]?.place.start, text.indexOf(A));
});

test('conditions on the same PCR have to hold together', () => {
  const both = { StringEquals: { [IMAGE_KEY]: [A, B] }, StringLike: { [pcrKey(0)]: [B, C] } };
  assert.deepEqual(valuesOf(read(allow(both))), [{ 0: B }]);
  const none = { StringEquals: { [IMAGE_KEY]: A, [pcrKey(0)]: B } };
  assert.match(reasonOf(allow(none)), /no value of PCR0 fits all/);
});

test('what the same Allow statement takes out is not among its references', () => {
  const taking = (out: Json): JsonObject => ({
    StringEquals: { [IMAGE_KEY]: [A, B] },
    StringNotEquals: { [pcrKey(0)]: out },
  });
  assert.deepEqual(valuesOf(read(allow(taking(A)))), [{ 0: B }]);
  assert.match(reasonOf(allow(taking([A, B]))), /no value of PCR0 fits all/);
  assert.match(reasonOf(allow(taking('a*'))), /a value of PCR0 is a pattern/);
  const other = { StringEquals: { [IMAGE_KEY]: A }, StringNotEquals: { [pcrKey(8)]: 'a*' } };
  assert.deepEqual(valuesOf(read(allow(other))), [{ 0: A }]);
});

test('what a Deny statement names is blocked wherever it is allowed', () => {
  const images = allow({ StringEquals: { [IMAGE_KEY]: [A, B], [pcrKey(8)]: PCR8 } });
  const blocking = (condition: JsonObject): MeasurementsFile => read(images, deny(condition));
  const blocked = blocking({ StringEqualsIgnoreCase: { [pcrKey(0)]: A.toUpperCase() } });
  assert.deepEqual(valuesOf(blocked), [{ 0: B, 8: PCR8 }]);
  assert.match(blocked.problems[0]?.message ?? '', /a Deny statement names the same value/);
  assert.deepEqual(valuesOf(blocking({ StringEquals: { [pcrKey(8)]: PCR8 } })), []);
  const together = blocking({ StringEquals: { [pcrKey(0)]: A, [pcrKey(8)]: PCR8 } });
  assert.deepEqual(valuesOf(together), [{ 0: B, 8: PCR8 }]);
  assert.equal(
    blocking({ StringNotEquals: { [pcrKey(0)]: A }, StringEquals: { [pcrKey(8)]: PCR8 } }).entries.length,
    3,
  );
  assert.equal(blocking({ Null: { [pcrKey(0)]: A } }).entries.length, 2);
  assert.equal(blocking({ StringEquals: { [tpmKey(8)]: PCR8 } }).entries.length, 2);
  assert.equal(read(images, allow({ StringEquals: { [pcrKey(8)]: PCR8 } }, { Action: 'kms:Sign' })).entries.length, 2);
});

test('what a Deny statement has a pattern for is blocked, as the pattern is tried under StringLike', () => {
  const images = allow({ StringEqualsIgnoreCase: { [IMAGE_KEY]: [A, B] } });
  const left = (operator: string, value: Json, key = IMAGE_KEY): readonly unknown[] =>
    valuesOf(read(images, deny({ [operator]: { [key]: value } })));
  const prefix = A.slice(0, 20);
  for (const pattern of [`${prefix}*`, `${prefix.toUpperCase()}**`, `${A.slice(0, 95)}?`, [C, `*${A.slice(-20)}`]]) {
    assert.deepEqual(left('StringLike', pattern), [{ 0: B }]);
    assert.deepEqual(left('StringLikeIfExists', pattern, pcrKey(0)), [{ 0: B }]);
  }
  assert.deepEqual(left('StringLike', '*'), []);
  for (const [operator, pattern] of [
    ['StringEquals', `${prefix}*`],
    ['StringLike', `${A}?`],
    ['StringLike', `${'?'.repeat(97)}*`],
    ['StringLike', `${'$'}{aws:PrincipalTag/x}*`],
  ] as const) {
    assert.equal(left(operator, pattern).length, 2, pattern);
  }
  assert.equal(left('StringLike', `${prefix}*`, tpmKey(0)).length, 2);
  const { problems } = read(images, deny({ StringLike: { [IMAGE_KEY]: `${prefix}*` } }));
  assert.match(problems[0]?.message ?? '', /a Deny statement has a pattern for this value/);
});

test('where a policy has more patterns of Deny statements than are tried, none of its images is a reference', () => {
  const images = allow({ StringEquals: { [IMAGE_KEY]: [A, B] } });
  for (const [end, most] of [
    ['*', 100],
    ['*x*', 10],
  ] as const) {
    const blocking = (count: number): Json =>
      deny({ StringLike: { [IMAGE_KEY]: Array.from({ length: count }, (_, index) => `x${index}${end}`) } });
    assert.equal(read(images, blocking(most)).entries.length, 2);
    assert.match(reasonOf(images, blocking(most + 1)), /more patterns than are tried/);
  }
});

test('NitroTPM is named by PCR4, or else by PCR7', () => {
  const text = writeJson(
    policyOf(allow({ StringEquals: { [tpmKey(7)]: B, [tpmKey(4)]: A } }), allow({ StringEquals: { [tpmKey(7)]: C } })),
  );
  const { entries } = readReferences(text, TRUSTED);
  assert.deepEqual(
    entries.map(({ platform, place }) => [platform, textAt(text, place)]),
    [
      ['nitro-tpm', A],
      ['nitro-tpm', C],
    ],
  );
  const both = allow({ StringEquals: { [tpmKey(4)]: A, [IMAGE_KEY]: B } });
  assert.match(reasonOf(both), /an enclave and NitroTPM at once/);
});

const USELESS: readonly (readonly [string, Json, RegExp])[] = [
  ['a pattern', `${A.slice(0, 90)}*`, /a value of PCR0 is a pattern/],
  ['a pattern beside a digest', [A, '?'], /a value of PCR0 is a pattern/],
  ['a policy variable', `${'$'}{aws:PrincipalTag/image}`, /a policy variable/],
  ['a function', { 'Fn::Sub': A }, /not readable here/],
  ['no digest', 'abc', /not a SHA-384 digest: it has 3 hex/],
  ['zeros', ZEROS, /debug mode/],
  ['nothing', [], /no value of PCR0 fits/],
];

for (const [what, value, reason] of USELESS) {
  test(`a statement whose image is ${what} gives no reference, and says why`, () => {
    assert.match(reasonOf(allow({ StringLike: { [IMAGE_KEY]: value } })), reason);
    assert.match(reasonOf(allow({ StringLike: { [pcrKey(8)]: PCR8 }, StringEquals: { [IMAGE_KEY]: value } })), reason);
  });
}

test('a statement that names no image gives no reference', () => {
  assert.match(reasonOf(allow({ StringEquals: { [pcrKey(8)]: PCR8 } })), /does not fix PCR0/);
});

test('problems of reading come with those of references, at their places', () => {
  const text = `{"Statement":[{"Sid":"x","Sid":"y"},${writeJson(allow({ StringLike: { [IMAGE_KEY]: '*' } }))}]}`;
  const { problems } = readReferences(text, TRUSTED);
  assert.deepEqual(
    problems.map((problem) => [problem.code, textAt(text, problem)]),
    [
      ['statement-not-read', '"Sid"'],
      ['statement-not-used', '*'],
    ],
  );
});

test('a file is read as a key policy where it is one, and else as before', () => {
  const policy = policyOf(allow({ StringEquals: { [IMAGE_KEY]: A } }));
  const template = { Parameters: { PCR0: 'x' }, Resources: { Key: { Properties: { KeyPolicy: policy } } } };
  assert.equal(readReferences(writeJson(template), TRUSTED).entries[0]?.source.kind, 'key-policy');
  const list = { measurements: [{ name: 'x', description: 'RecipientAttestation "Statement"', pcrs: { PCR0: A } }] };
  assert.equal(
    readReferences(writeJson({ ...list, Statement: [] }), TRUSTED).entries[0]?.source.kind,
    'measurements-file',
  );
  assert.ok(takesReferences(writeJson({ ...list, Statement: [] })));
  assert.ok(!looksLikeReferences(writeJson({ Records: [{ eventVersion: '1.11', policy }] })));
});
