import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type KeyPolicies,
  looksLikeKeyPolicy,
  policyMistakes,
  readKeyPolicies,
  readReferences,
} from '../../../src/core/index.ts';
import { IMAGE } from '../../support/events.ts';
import { TRUSTED } from '../../support/references.ts';

const PCR0 = IMAGE.pcr0.toString('hex');
const PCR8 = IMAGE.pcr8.toString('hex');

/** As people write templates: tags of CloudFormation, comments, quotes or none, lists both ways. */
const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Role: { Type: String }
Resources:
  PaymentsKey:
    Type: AWS::KMS::Key
    Properties:
      Description: !Sub 'Key of \${AWS::StackName}'
      KeyPolicy:
        Version: '2012-10-17'
        Statement:
          # The account keeps control of its key.
          - Sid: admin
            Effect: Allow
            Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }
            Action: kms:*
            Resource: '*'
          - Sid: enclave-only
            Effect: Allow
            Principal:
              AWS: !Ref Role
            Action:
              - kms:Decrypt
            Resource: "*"
            Condition:
              StringEqualsIgnoreCase:
                kms:RecipientAttestation:ImageSha384: ${PCR0}
                "kms:RecipientAttestation:PCR8": ["${PCR8}"]
`;

function read(text: string): KeyPolicies {
  assert.ok(looksLikeKeyPolicy(text));
  return readKeyPolicies(text);
}

describe('a key policy in a template in YAML', () => {
  test('is read as one in JSON is, tags not guessed at', () => {
    const { policies, problems } = read(TEMPLATE);
    assert.deepEqual(problems, []);
    assert.equal(policies.length, 1);
    const [policy] = policies;
    assert.equal(policy?.name, 'PaymentsKey');
    assert.deepEqual(
      policy?.statements.map(({ sid, effect, principals }) => [
        sid?.value,
        effect,
        principals.list.map(({ kind }) => kind),
      ]),
      [
        ['admin', 'Allow', ['account-root']],
        ['enclave-only', 'Allow', ['unreadable']],
      ],
    );
    const conditions = policy?.statements[1]?.conditions ?? [];
    assert.deepEqual(
      conditions.map(({ key, values }) => [key.value, values.map((value) => value.kind === 'text' && value.value)]),
      [
        ['kms:RecipientAttestation:ImageSha384', [PCR0]],
        ['kms:RecipientAttestation:PCR8', [PCR8]],
      ],
    );
  });

  test('has the root of the account as people write it for templates', () => {
    const own = `${'$'}{AWS::AccountId}`;
    const written = `!Sub 'arn:aws:iam::${own}:root'`;
    const roots = [
      written,
      "!Join ['', ['arn:', !Ref AWS::Partition, ':iam::', !Ref 'AWS::AccountId', ':root']]",
      '!Ref AWS::AccountId',
      `{ 'Fn::Sub': 'arn:aws:iam::${own}:root' }`,
    ];
    const codes = (root: string): readonly string[] =>
      read(TEMPLATE.replace(written, root))
        .policies.flatMap(policyMistakes)
        .map(({ code }) => code);
    const block = TEMPLATE.replace(`{ AWS: ${written} }`, `\n              AWS: !Sub arn:aws:iam::${own}:root`);
    assert.deepEqual(
      read(block)
        .policies.flatMap(policyMistakes)
        .map((mistake) => block.slice(mistake.start, mistake.end)),
      [`arn:aws:iam::${own}:root`],
    );
    for (const root of roots) {
      assert.deepEqual(codes(root), ['root-delegation'], root);
    }
    for (const other of ['!Ref Admin', '!GetAtt Admin.Arn', '!Foo { Ref: AWS::AccountId }', '!Split [x, y]']) {
      assert.deepEqual(codes(other), ['bypass'], other);
    }
  });

  test('has lists and maps with a tag that are no lists and maps', () => {
    const action = read(TEMPLATE.replace('Action: kms:*', "Action: !If [x, 'kms:*', 'kms:Sign']")).policies[0];
    assert.deepEqual(
      action?.statements.map(({ actions }) => actions.readable),
      [false, true],
    );
    const image = read(TEMPLATE.replace(PCR0, `!If [x, ${PCR0}, ${PCR8}]`)).policies[0];
    assert.deepEqual(
      image?.statements[1]?.conditions[0]?.values.map(({ kind }) => kind),
      ['unreadable'],
    );
    const either = TEMPLATE.replace('KeyPolicy:\n', 'KeyPolicy: !If\n      - x\n      -\n');
    assert.deepEqual(
      read(either).policies.map(({ statements }) => statements.length),
      [2],
    );
  });

  test('has places that are those of its text, with quotes and without', () => {
    for (const text of [TEMPLATE, TEMPLATE.replaceAll('\n', '\r\n'), `\ufeff${TEMPLATE}`]) {
      const { policies } = read(text);
      const located = policies.flatMap(({ statements }) =>
        statements.flatMap(({ sid, conditions }) => [
          ...(sid === undefined ? [] : [sid]),
          ...conditions.flatMap(({ key, values }) => [key, ...values.filter((value) => value.kind === 'text')]),
        ]),
      );
      assert.equal(located.length, 6);
      for (const { start, end, value } of located) assert.equal(text.slice(start, end), value);
    }
  });

  test('gives references, and has its mistakes corrected in place', () => {
    const { entries } = readReferences(TEMPLATE, TRUSTED);
    assert.deepEqual(
      entries.map(({ name, pcrs, source }) => [name, source.kind, pcrs.get(0)?.hex, pcrs.get(8)?.hex]),
      [['enclave-only', 'key-policy', PCR0, PCR8]],
    );
    const wrong = TEMPLATE.replace(PCR0, IMAGE.pcr0.toString('base64')).replace('PCR8', 'PCR_8');
    const edits = read(wrong)
      .policies.flatMap(policyMistakes)
      .flatMap(({ correction }) => correction?.edits ?? []);
    let corrected = wrong;
    for (const { start, end, text } of edits.toSorted((one, other) => other.start - one.start)) {
      corrected = corrected.slice(0, start) + text + corrected.slice(end);
    }
    assert.equal(corrected, TEMPLATE);
  });

  test('ends with the file and is not cut off', () => {
    const { policies, problems } = read(TEMPLATE.trimEnd());
    assert.deepEqual([problems, policies[0]?.statements.length], [[], 2]);
  });

  test('that is broken says where; statements in one piece still count', () => {
    const broken = `${TEMPLATE}          - Sid: "cut\n`;
    const { policies, problems } = read(broken);
    assert.equal(problems[0]?.code, 'not-json');
    assert.ok((problems[0]?.start ?? 0) >= TEMPLATE.length, String(problems[0]?.start));
    assert.ok(policies[0]?.statements.some(({ sid }) => sid?.value === 'admin'));
  });

  test('has members that are there twice told, and aliases, blocks and anchors left alone', () => {
    const twice = TEMPLATE.replace(
      '            Effect: Allow\n            Principal:\n',
      '            Effect: Allow\n            Effect: Deny\n            Principal:\n',
    );
    assert.equal(read(twice).problems[0]?.code, 'repeated-member');
    const alias = TEMPLATE.replace(PCR0, '*image').replace('Role: { Type: String }', `Role: &image ${PCR0}`);
    assert.deepEqual(readReferences(alias, TRUSTED).entries, []);
    const block = TEMPLATE.replace(PCR0, `>-\n                  ${PCR0}`);
    assert.deepEqual(readReferences(block, TRUSTED).entries, []);
  });

  test('of any shape throws nothing', () => {
    const mark = '\n# kms:RecipientAttestation\nStatement:\n';
    const bombs = [
      `${'['.repeat(200_000)}${mark}`,
      `x: ${'[{a: '.repeat(50_000)}${mark}`,
      `${mark}${'  - '.repeat(20_000)}`,
      `a: &a [x, x]\n${Array.from({ length: 25 }, (_, level) => `b${level}: &b${level} [*${level === 0 ? 'a' : `b${level - 1}`}, *a]`).join('\n')}${mark}`,
      `${mark}${'- x\n'.repeat(200_000)}`,
      `---\n${mark}---\n${mark}...\n%TAG ! x`,
      `${mark}\t\u0000\ud800`,
    ];
    for (const bomb of bombs) {
      assert.ok(readKeyPolicies(bomb).policies.length <= 1, bomb.slice(0, 20));
    }
  });
});
