import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKeyPolicies } from '../../../src/core/index.ts';
import { policyFitMarkdown, policyFitSection } from '../../../src/editor/policyFitMarkdown.ts';
import { IMAGE } from '../../support/events.ts';
import { type Json, writeJson } from '../../support/json.ts';
import { allow, IMAGE_KEY, policyOf } from '../../support/policies.ts';
import { digestOf } from '../../support/references.ts';

const A = IMAGE.pcr0.toString('hex');
const CALL = { platform: 'enclave', pcrs: [{ index: 0, digest: digestOf(IMAGE.pcr0) }] } as const;

function shown(...statements: readonly Json[]): readonly [section: string, report: string] {
  const found = readKeyPolicies(writeJson(policyOf(...statements))).policies.map((policy) => ({
    policy,
    file: { label: 'keys.json' },
    isOfKey: true,
  }));
  return [drawn(policyFitSection(found, CALL)), drawn(policyFitMarkdown('call', found, CALL, 'call'))];
}

/** As people see it, but for the marks of Markdown. */
function drawn(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

test('other conditions, and what is not readable, are said in a hover and in the report', () => {
  const condition = {
    StringEquals: { [IMAGE_KEY]: A, 'kms:ViaService': 'x' },
    Bool: { 'aws:SecureTransport': 'true' },
  };
  const [section, report] = shown(allow(condition), allow({ ...condition, 'Fn::If': [] }), 'x');
  assert.match(section, /There are also conditions on: kms:ViaService, aws:SecureTransport\./);
  assert.match(section, /Some conditions are not readable here/);
  assert.match(section, /1 statement not readable here, of which nothing is said/);
  assert.match(report, /of which nothing is said: 1\./);
  assert.match(report, /This statement also has conditions on: kms:ViaService/);
  const [plain] = shown(allow({ StringEquals: { [IMAGE_KEY]: A } }));
  assert.doesNotMatch(plain, /also conditions|not readable/);
});

test('a condition on a key that KMS does not have is a row of its own', () => {
  const [section, report] = shown(allow({ StringEquals: { [IMAGE_KEY]: A, 'kms:RecipientAttestation': A } }));
  assert.match(section, /does not match: kms:RecipientAttestation/);
  assert.match(report, /\| `kms:RecipientAttestation` \| `StringEquals` \| nothing \| does not match \|/);
});
