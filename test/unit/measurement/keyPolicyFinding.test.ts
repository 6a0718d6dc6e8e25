import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type KeyPolicy, type Located, looksLikeKeyPolicy, readKeyPolicies } from '../../../src/core/index.ts';
import { readEmbedded } from '../../../src/core/jsonInString.ts';
import { IMAGE, KEY } from '../../support/events.ts';
import { escapedForHtml, escapedThroughout, type JsonObject, type JsonStyle, writeJson } from '../../support/json.ts';
import { allow, deny, IMAGE_KEY, pcrKey, planOf, policyOf, WRAPPINGS } from '../../support/policies.ts';
import { decoded, textAt } from '../../support/ranges.ts';

const PCR0 = IMAGE.pcr0.toString('hex');
const PCR8 = IMAGE.pcr8.toString('hex');
const POLICY = policyOf(
  allow({ StringEqualsIgnoreCase: { [IMAGE_KEY]: PCR0, [pcrKey(8)]: [PCR8, 'ö"/\n\u{1f511}'] } }),
  deny({ StringNotEquals: { [IMAGE_KEY]: PCR0 } }),
);
const STYLES: readonly JsonStyle[] = [
  {},
  { indent: '\t', eol: '\r\n' },
  { text: escapedForHtml },
  { text: escapedThroughout, key: escapedThroughout },
];

/** Every text of a policy that stands somewhere. */
function textsOf({ statements }: KeyPolicy): readonly Located<string>[] {
  return statements.flatMap(({ sid, conditions }) => [
    ...(sid === undefined ? [] : [sid]),
    ...conditions.flatMap(({ key, values }) => [
      key,
      ...values.flatMap((value) => (value.kind === 'text' ? [value] : [])),
    ]),
  ]);
}

function sidsOf(text: string): readonly unknown[] {
  return readKeyPolicies(text).policies.map(({ statements }) => statements.map(({ sid }) => sid?.value));
}

for (const { of, wrap, name, key } of WRAPPINGS) {
  test(`a policy is found in ${of}, once, with exact places`, () => {
    for (const style of STYLES) {
      for (const before of ['', '\ufeff', '// ours\n']) {
        const text = before + wrap(POLICY, style);
        const { policies, problems } = readKeyPolicies(text);
        assert.deepEqual(problems, []);
        assert.deepEqual(
          policies.map((policy) => [policy.name, policy.key, policy.unread]),
          [[name, key, 0]],
        );
        const [policy] = policies;
        assert.ok(policy !== undefined);
        const texts = textsOf(policy);
        assert.equal(texts.length, 6 + 3);
        for (const found of texts) {
          assert.equal(decoded(textAt(text, found), found.layers), found.value);
        }
        const [first, second] = policy.statements;
        assert.ok(first !== undefined && second !== undefined);
        const layers = texts[0]?.layers.slice(1) ?? [];
        const written = JSON.parse(String(decoded(textAt(text, first.place), layers)));
        assert.equal(written.Sid, 'enclave-only');
        assert.equal(JSON.parse(String(decoded(textAt(text, second.place), layers))).Sid, 'deny-others');
        const whole = JSON.parse(String(decoded(textAt(text, policy.place), layers)));
        assert.equal(whole.Statement.length, 2);
        const operator = first.conditions[0]?.operator;
        assert.ok(operator !== undefined && texts[0] !== undefined);
        assert.equal(decoded(textAt(text, operator), texts[0].layers), 'StringEqualsIgnoreCase');
        assert.ok(looksLikeKeyPolicy(wrap(POLICY)));
      }
    }
  });
}

/** A template that is a string, as `aws cloudformation get-template` prints some, with its policy as one or not. */
function templateBody(policy: string | JsonObject, style?: JsonStyle): string {
  const template = { Resources: { PaymentsKey: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: policy } } } };
  return writeJson({ TemplateBody: writeJson(template, { indent: '  ' }), StagesAvailable: ['Original'] }, style);
}

test('a policy is found in a template that is a string, with exact places', () => {
  for (const policy of [POLICY, writeJson(POLICY)]) {
    for (const style of STYLES) {
      const text = templateBody(policy, style);
      const { policies, problems } = readKeyPolicies(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        policies.map(({ name, statements }) => [name, statements.map(({ sid }) => sid?.value)]),
        [['PaymentsKey', ['enclave-only', 'deny-others']]],
      );
      const found = policies.flatMap(textsOf);
      assert.equal(found.length, 6 + 3);
      for (const one of found) {
        assert.equal(decoded(textAt(text, one), one.layers), one.value);
      }
      const [layers] = found.map((one) => one.layers);
      const whole = policies.map(({ place }) =>
        decoded(textAt(text, place), typeof policy === 'string' ? (layers?.slice(1) ?? []) : ['json']),
      );
      assert.deepEqual(JSON.parse(String(whole[0])), POLICY);
      assert.ok(looksLikeKeyPolicy(templateBody(policy)));
    }
  }
  const body = { Resources: { PaymentsKey: { Properties: { KeyPolicy: POLICY } } } };
  assert.deepEqual(sidsOf(writeJson({ TemplateBody: body })), [['enclave-only', 'deny-others']]);
});

test('strings are followed two levels, and no further', () => {
  const inString = (levels: number): string =>
    levels === 0 ? writeJson(POLICY) : writeJson({ text: inString(levels - 1) });
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((levels) => sidsOf(inString(levels)).length),
    [1, 1, 1, 0, 0],
  );
  const event = writeJson({ eventVersion: '1.11', eventName: 'UpdateStack', body: templateBody(POLICY) });
  assert.ok(!looksLikeKeyPolicy(writeJson({ message: event })));
});

test('a member that is there twice in a string is told at its place', () => {
  const text = writeJson({ TemplateBody: `{"a":1,"a":${writeJson(POLICY)}}` });
  const { policies, problems } = readKeyPolicies(text);
  assert.deepEqual(policies, []);
  assert.deepEqual(
    problems.map((problem) => [problem.code, textAt(text, problem)]),
    [['repeated-member', '\\"a\\"']],
  );
});

test('places in a string with escapes are exact at every unit', () => {
  const spelling = fc.constantFrom(
    (unit: string) => JSON.stringify(unit).slice(1, -1),
    (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`,
    (unit: string) => (unit === '/' ? '\\/' : JSON.stringify(unit).slice(1, -1)),
  );
  const unit = fc.oneof(
    fc.constantFrom('"', '\\', '/', '\b', '\f', '\n', '\r', '\t', '\ud83d', '\udd11', 'ö', 'u'),
    fc.string({ minLength: 1, maxLength: 1 }),
  );
  const units = fc.array(
    fc.tuple(
      unit.map((text) => text.charAt(0)),
      spelling,
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(units, fc.nat(1000), (written, base) => {
      const raws = written.map(([text, spell]) => spell(text));
      const read = readEmbedded(raws.join(''), base);
      assert.ok(read !== undefined);
      assert.equal(read.value, written.map(([text]) => text).join(''));
      let at = base;
      for (const [index, raw] of raws.entries()) {
        assert.equal(read.outerOffset(index), at);
        at += raw.length;
      }
      assert.equal(read.outerOffset(raws.length), at);
      assert.equal(read.outerOffset(raws.length + 5), at);
    }),
  );
});

test('an escape that JSON does not have makes a string unreadable', () => {
  for (const raw of ['\\x', '\\u12g4', '\\u12', '\\', 'a\\']) {
    assert.equal(readEmbedded(raw, 0), undefined, raw);
  }
  assert.equal(readEmbedded('\\u12a4', 0)?.value, '\u12a4');
});

test('the same policy of two addresses counts twice, and another of the same address too', () => {
  const value = (address: string, sid: string): JsonObject => ({
    address,
    values: { policy: writeJson(policyOf(allow({}, { Sid: sid }))) },
  });
  const plan = { planned_values: [value('a', 'one'), value('b', 'one'), value('a', 'two'), value('a', 'one')] };
  assert.deepEqual(sidsOf(writeJson(plan)), [['one'], ['one'], ['two']]);
});

test('what a plan replaces counts no longer, what a state holds does', () => {
  assert.deepEqual(sidsOf(planOf(POLICY)), [['enclave-only', 'deny-others']]);
  const state = { values: { root_module: { resources: [{ address: 'a', values: { policy: writeJson(POLICY) } }] } } };
  assert.deepEqual(sidsOf(writeJson(state)), [['enclave-only', 'deny-others']]);
  assert.deepEqual(sidsOf(writeJson({ before: POLICY })), [['enclave-only', 'deny-others']]);
});

test('what somebody changed beside a plan is not planned', () => {
  const drifted = { address: 'a', change: { before: {}, after: { policy: writeJson(policyOf(allow({}))) } } };
  const planned = { address: 'a', change: { before: {}, after: { policy: writeJson(POLICY) } } };
  const changes = { resource_drift: [drifted], resource_changes: [planned] };
  assert.deepEqual(sidsOf(writeJson({ planned_values: {}, ...changes })), [['enclave-only', 'deny-others']]);
  assert.deepEqual(sidsOf(writeJson(changes)), [['enclave-only', 'deny-others']]);
});

test('a single statement needs no list', () => {
  assert.deepEqual(sidsOf(writeJson({ Statement: allow({}) })), [['enclave-only']]);
});

test('what only looks like a policy is none', () => {
  for (const json of [{ Statement: 'text' }, { statement: [allow({})] }, { Policy: '{"Statement"' }, ['Statement']]) {
    assert.deepEqual(readKeyPolicies(writeJson(json)), { policies: [], problems: [] });
  }
  assert.deepEqual(sidsOf(writeJson({ text: 'Statement: [{"Statement": []}]' })), []);
});

test('the key is told where a member names a KMS key', () => {
  const keyOf = (members: JsonObject): unknown =>
    readKeyPolicies(writeJson({ ...members, Policy: writeJson(POLICY) })).policies[0]?.key;
  assert.equal(keyOf({ arn: KEY, key_id: 'id' }), KEY);
  assert.equal(keyOf({ key_id: 'alias/payments' }), 'alias/payments');
  assert.equal(keyOf({ arn: 'arn:aws:iam::111122223333:policy/x' }), undefined);
});

test('a text looks like key policies by a statement and a word, and never as a trail', () => {
  const text = writeJson(POLICY);
  assert.ok(looksLikeKeyPolicy(text));
  assert.ok(looksLikeKeyPolicy(text.replaceAll('Recipient', 'recipient')));
  assert.ok(!looksLikeKeyPolicy(text.replaceAll('RecipientAttestation', 'ViaService')));
  assert.ok(!looksLikeKeyPolicy(text.replace('"Statement"', '"Statements"')));
  for (const key of ['kms:AttestationDocument:PCR0', 'kms:Recipient:PCR0', 'kms:RecipentAttestaton:PCR0']) {
    assert.ok(looksLikeKeyPolicy(writeJson(policyOf(allow({ StringEquals: { [key]: PCR0 } })))), key);
  }
  for (const key of ['kms:EncryptionContext:recipient', 'ses:Recipients', 'kms:ViaService']) {
    assert.ok(!looksLikeKeyPolicy(writeJson(policyOf(allow({ StringEquals: { [key]: PCR0 } })))), key);
  }
  const event = { eventVersion: '1.11', eventName: 'PutKeyPolicy', requestParameters: { policy: text } };
  assert.ok(!looksLikeKeyPolicy(writeJson(event)));
  assert.ok(!looksLikeKeyPolicy(writeJson({ CloudTrailEvent: writeJson(event) })));
});

test('a broken part of a file costs the statements that it reaches into alone', () => {
  const broken = writeJson(policyOf(allow({}), allow({}, { Sid: 'cut' }), allow({}, { Sid: 'last' })))
    .replace('"Sid":"cut",', '"Sid":"cut" ')
    .replace('kms:Decrypt', 'kms:RecipientAttestation');
  const { policies, problems } = readKeyPolicies(broken);
  assert.deepEqual(
    policies[0]?.statements.map(({ sid }) => sid?.value),
    ['enclave-only', 'last'],
  );
  assert.equal(policies[0]?.unread, 1);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['not-json', 'not-json'],
  );
});

test('a comma that is missing between two statements costs neither', () => {
  const text = writeJson(policyOf(allow({}), allow({}, { Sid: 'other' }))).replace('},{', '} {');
  assert.deepEqual(sidsOf(text), [['enclave-only', 'other']]);
});

test('a statement that the end of a file cuts off is not read', () => {
  const text = writeJson(policyOf(allow({ StringEquals: { [IMAGE_KEY]: PCR0 } })));
  for (let length = text.length - 2; length > 0; length--) {
    assert.deepEqual(sidsOf(text.slice(0, length)).flat(), [], text.slice(0, length));
  }
  assert.deepEqual(sidsOf(text.slice(0, -1)), [['enclave-only']]);
});

test('a member that is there twice takes its policies away', () => {
  const one = writeJson(POLICY);
  const twice = readKeyPolicies(`{"a": ${one}, "a": ${one}, "b": ${one}}`);
  assert.equal(twice.policies.length, 1);
  assert.deepEqual(
    twice.problems.map(({ code, start }) => [code, start]),
    [['repeated-member', `{"a": ${one}, `.length]],
  );
  const statements = readKeyPolicies(one.replace('"Version"', '"Statement":[],"Version"'));
  assert.deepEqual(
    statements.policies.map((policy) => policy.statements),
    [[]],
  );
  assert.equal(statements.problems[0]?.code, 'repeated-member');
});

test('policies that do not tell of attestation have no problems', () => {
  const statement = { Effect: 'Allow', Principal: '*' };
  assert.deepEqual(readKeyPolicies(writeJson(policyOf(statement))).problems, []);
  const problems = readKeyPolicies(writeJson(policyOf(statement, allow({ Null: { [IMAGE_KEY]: 'true' } })))).problems;
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['not-readable'],
  );
});
