// Key policies that the project made itself, in the shape of AWS's guide; account, roles and images are invented.
import assert from 'node:assert/strict';
import { type KeyPolicy, readKeyPolicies } from '../../src/core/index.ts';
import { ACCOUNT, KEY } from './events.ts';
import { type Json, type JsonObject, type JsonStyle, writeJson } from './json.ts';

export const ENCLAVE_ROLE = `arn:aws:iam::${ACCOUNT}:role/enclave-parent`;
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const IMAGE_KEY = 'kms:RecipientAttestation:ImageSha384';

export function pcrKey(index: number): string {
  return `kms:RecipientAttestation:PCR${index}`;
}

export function tpmKey(index: number): string {
  return `kms:RecipientAttestation:NitroTPMPCR${index}`;
}

/** A statement that allows decryption to the role of an enclave's parent, and whatever differs from that. */
export function allow(Condition: Json | undefined, others: JsonObject = {}): JsonObject {
  return {
    Sid: 'enclave-only',
    Effect: 'Allow',
    Principal: { AWS: ENCLAVE_ROLE },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
    ...(Condition === undefined ? {} : { Condition }),
    ...others,
  };
}

export function deny(Condition: Json | undefined, others: JsonObject = {}): JsonObject {
  return allow(Condition, { Sid: 'deny-others', Effect: 'Deny', Principal: '*', ...others });
}

export function policyOf(...statements: readonly Json[]): JsonObject {
  return { Version: '2012-10-17', Id: 'key-policy', Statement: statements };
}

/** Ways in which one policy comes, each with the name and the key that the file gives it. */
export const WRAPPINGS: readonly {
  readonly of: string;
  readonly wrap: (policy: JsonObject, style?: JsonStyle) => string;
  readonly name: string | undefined;
  readonly key: string | undefined;
}[] = [
  { of: 'itself', wrap: (policy, style) => writeJson(policy, style), name: undefined, key: undefined },
  {
    of: 'a template of CloudFormation',
    wrap: (policy, style) =>
      writeJson(
        { Resources: { PaymentsKey: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: policy, Enabled: true } } } },
        style,
      ),
    name: 'PaymentsKey',
    key: undefined,
  },
  {
    of: 'what get-key-policy prints',
    wrap: (policy, style) => writeJson({ Policy: writeJson(policy, { indent: '  ' }), PolicyName: 'default' }, style),
    name: undefined,
    key: undefined,
  },
  {
    of: 'the same beside its key',
    wrap: (policy, style) => writeJson({ KeyId: KEY, Policy: writeJson(policy) }, style),
    name: undefined,
    key: KEY,
  },
  { of: 'a plan of Terraform', wrap: planOf, name: 'module.keys.aws_kms_key.payments', key: KEY },
];

/** A plan that changes a policy: planned twice, and its older text twice. */
export function planOf(policy: JsonObject, style: JsonStyle = {}): string {
  const address = 'module.keys.aws_kms_key.payments';
  const values = { arn: KEY, policy: writeJson(policy) };
  const before = { arn: KEY, policy: writeJson(policyOf(allow(undefined, { Sid: 'older' }))) };
  const resource = (of: JsonObject): JsonObject => ({
    root_module: { child_modules: [{ resources: [{ address, values: of }] }] },
  });
  return writeJson(
    {
      format_version: '1.2',
      planned_values: resource(values),
      resource_changes: [{ address, change: { actions: ['update'], before, after: values } }],
      prior_state: { values: resource(before) },
      configuration: { root_module: { resources: [{ address: 'aws_kms_key.payments', expressions: values }] } },
    },
    style,
  );
}

/** The one policy of these statements, all of which can be read. */
export function readPolicy(...statements: readonly Json[]): KeyPolicy {
  const { policies, problems } = readKeyPolicies(writeJson(policyOf(...statements)));
  assert.deepEqual(problems, []);
  const [policy] = policies;
  assert.ok(policy !== undefined && policies.length === 1);
  return policy;
}
