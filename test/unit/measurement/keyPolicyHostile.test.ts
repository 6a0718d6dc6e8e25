import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  fitPolicy,
  looksLikeReferences,
  policyMistakes,
  readKeyPolicies,
  readReferences,
  statementFitClause,
} from '../../../src/core/index.ts';
import { matchesPattern } from '../../../src/core/measurement/keyPolicy/wildcards.ts';
import { IMAGE, measured } from '../../support/events.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { allow, deny, IMAGE_KEY, pcrKey, policyOf, WRAPPINGS } from '../../support/policies.ts';
import { digestOf, TRUSTED } from '../../support/references.ts';

const PCR0 = IMAGE.pcr0.toString('hex');
const MEASURED = { platform: 'enclave', pcrs: [{ index: 0, digest: digestOf(IMAGE.pcr0) }] } as const;
const STATEMENT = allow({ StringEqualsIgnoreCase: { [IMAGE_KEY]: PCR0 } });
function everything(text: string): void {
  const { policies } = readKeyPolicies(text);
  for (const policy of policies) {
    fitPolicy(policy, MEASURED).statements.map(statementFitClause);
    policyMistakes(policy);
  }
  looksLikeReferences(text);
  readReferences(text, TRUSTED);
}

test('deep nesting is refused, in a file and in a string', () => {
  const deep = `${'{"a":'.repeat(100_000)}${writeJson(policyOf(STATEMENT))}`;
  assert.deepEqual(
    readKeyPolicies(deep).problems.map(({ code }) => code),
    ['too-deep'],
  );
  const inString = { Policy: `{"Statement": [{"x": ${'['.repeat(100_000)}` };
  assert.deepEqual(readKeyPolicies(writeJson(inString)), { policies: [], problems: [] });
  const sixty = `${'['.repeat(58)}${writeJson({ Statement: STATEMENT })}${']'.repeat(58)}`;
  assert.equal(readKeyPolicies(sixty).policies.length, 1);
});

test('ten thousand statements are read, judged and used fast', () => {
  const many = Array.from({ length: 5000 }, (_, index) => [
    { ...STATEMENT, Sid: `s${index}`, Principal: { AWS: `role-${index}` } },
    deny({ StringNotEqualsIgnoreCase: { [IMAGE_KEY]: PCR0 } }, { Principal: { AWS: `role-${index}` } }),
  ]);
  const text = writeJson(policyOf(...many.flat()));
  assert.equal(readKeyPolicies(text).policies[0]?.statements.length, 10_000);
  everything(text);
  assert.equal(readReferences(text, TRUSTED).entries.length, 10_000);
});

test('statements, policies, references and problems are bounded', () => {
  const simple = { Effect: 'Allow', Action: 'kms:Decrypt' };
  const statements = readKeyPolicies(writeJson(policyOf(...Array(20_001).fill(simple))));
  assert.equal(statements.policies[0]?.statements.length, 20_000);
  assert.equal(statements.policies[0]?.unread, 1);
  const both = readKeyPolicies(writeJson([policyOf(...Array(20_000).fill(simple)), policyOf(simple)]));
  assert.deepEqual([both.policies.length, both.problems[0]?.code], [1, 'too-large']);
  const policies = readKeyPolicies(writeJson(Array(1001).fill(policyOf(simple))));
  assert.deepEqual([policies.policies.length, policies.problems[0]?.code], [1000, 'too-large']);
  const broken = writeJson(policyOf(STATEMENT, ...Array(500).fill('attest')));
  assert.equal(readKeyPolicies(broken).problems.length, 100);
  const images = Array.from({ length: 200 }, (_, seed) =>
    allow({
      StringEquals: {
        [IMAGE_KEY]: Array.from({ length: 64 }, (_, index) => measured(`${seed} ${index}`).toString('hex')),
      },
    }),
  );
  const read = readReferences(writeJson(policyOf(...images)), TRUSTED);
  assert.equal(read.entries.length, 10_000);
  assert.equal(read.problems.at(-1)?.code, 'too-large');
});

test('huge lists of values, actions, principals and keys take no longer than they are', () => {
  const digests = Array.from({ length: 15_000 }, (_, index) => measured(`image ${index}`).toString('hex'));
  const values = { [IMAGE_KEY]: digests };
  const names = Array.from({ length: 50_000 }, (_, index) => `arn:aws:iam::111122223333:role/${index}`);
  const keys = Object.fromEntries(names.slice(0, 1000).map((name) => [`kms:RecipientAttestatio:${name}`, 'x']));
  const texts = [
    policyOf(
      allow({ StringEquals: values, StringLike: { [pcrKey(0)]: digests.toReversed() }, StringNotEquals: values }),
    ),
    policyOf(STATEMENT, allow(undefined, { Principal: { AWS: names }, Action: names.map((name) => `${name}*a*`) })),
    policyOf(allow({ StringEquals: keys })),
    Object.fromEntries(names.map((name) => [name, '{"Statement":'])),
  ].map((json) => writeJson(json));
  for (const text of texts) {
    everything(text);
  }
});

test('a statement with more conditions or values than KMS takes is not read, and says so at its conditions', () => {
  const keys = (count: number): JsonObject =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`kms:RecipientAttestation:${index}`, 0]));
  const operators = (count: number): JsonObject =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`StringEquals${index}`, {}]));
  const values = (count: number): JsonObject => ({ StringEquals: { [IMAGE_KEY]: Array(count).fill(PCR0) } });
  for (const [condition, of] of [
    [{ StringEquals: keys(130_000) }, 'conditions'],
    [{ StringEquals: keys(1001) }, 'conditions'],
    [operators(1001), 'conditions'],
    [values(130_000), 'values'],
    [values(50_001), 'values'],
  ] as const) {
    const text = writeJson(policyOf(allow(condition), STATEMENT));
    const { policies, problems } = readKeyPolicies(text);
    assert.deepEqual([policies[0]?.statements.length, policies[0]?.unread], [1, 1]);
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [['not-readable', `The statement is not read: it has more ${of} than are read.`]],
    );
    assert.equal(problems[0]?.start, text.indexOf('"Condition":') + '"Condition":'.length);
    everything(text);
  }
  for (const condition of [{ StringEquals: keys(1000) }, operators(1000), values(50_000)]) {
    assert.deepEqual(readKeyPolicies(writeJson(policyOf(allow(condition)))).problems, []);
  }
});

test('patterns are matched without going back more than one wildcard', () => {
  const hex = 'a'.repeat(96);
  assert.equal(matchesPattern(hex, `${'*a'.repeat(500_000)}*b`), false);
  assert.equal(matchesPattern(hex, `${'*a'.repeat(40)}*b`), false);
  assert.equal(matchesPattern(hex, `${'*'.repeat(500_000)}a`), true);
  assert.equal(matchesPattern(hex, `*${'?'.repeat(500_000)}`), false);
});

test('a text that is too large is refused', () => {
  const text = `${writeJson(policyOf(STATEMENT))}${' '.repeat(16 * 1024 * 1024)}`;
  assert.deepEqual(
    readKeyPolicies(text).problems.map(({ code }) => code),
    ['too-large'],
  );
});

test('no text makes reading throw, and every place is inside of it', () => {
  const seeds = WRAPPINGS.map(({ wrap }) => wrap(policyOf(STATEMENT, deny({ Null: { [IMAGE_KEY]: 'true' } }))));
  const change = fc.record({
    at: fc.nat(),
    cut: fc.nat(12),
    put: fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '\\u', 'null', '\ud800'),
  });
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(change, { maxLength: 6 }), (seed, changes) => {
      const text = changes.reduce((before, { at, cut, put }) => {
        const from = at % (before.length + 1);
        return before.slice(0, from) + put + before.slice(from + cut);
      }, seed);
      const { policies, problems } = readKeyPolicies(text);
      const places = [...problems, ...policies.flatMap((policy) => [policy.place, ...policyMistakes(policy)])];
      for (const { start, end } of [
        ...places,
        ...policies.flatMap(({ statements }) => statements.map(({ place }) => place)),
      ]) {
        assert.ok(0 <= start && start <= end && end <= text.length);
      }
      everything(text);
    }),
    { numRuns: 1000 },
  );
});
