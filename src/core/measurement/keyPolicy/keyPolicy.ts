import type { Located, Span } from '../../located.ts';
import type { ConditionKey } from './attestationKey.ts';
import type { ConditionOperator } from './conditionOperator.ts';

/** A policy that says who may use a KMS key, and with which attested measurements. */
export interface KeyPolicy {
  /** What its file calls it: a logical id of CloudFormation, an address of Terraform. */
  readonly name: string | undefined;
  /** Id or ARN of the key that it is of, where the file says so. */
  readonly key: string | undefined;
  /** Of a policy in a string, what stands between the quotes. */
  readonly place: Span;
  /** Those that could be read, in the order of the file. */
  readonly statements: readonly PolicyStatement[];
  /** How many statements could not be read: nothing is said of them. */
  readonly unread: number;
}

export interface PolicyStatement {
  readonly sid: Located<string> | undefined;
  readonly place: Span;
  /** Undefined where it cannot be read. */
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly actions: PolicyActions;
  readonly principals: PolicyPrincipals;
  /** Whether the statement's `Resource` takes in everything, as it does in nearly every key policy. */
  readonly everyResource: boolean;
  readonly conditions: readonly PolicyCondition[];
  /** Parts of the condition block that cannot be read here, such as functions of CloudFormation. */
  readonly unreadableConditions: readonly Span[];
}

/** KMS operations that take an attestation document. Source: AWS KMS developer guide, attested platforms. */
export type AttestableOperation =
  | 'Decrypt'
  | 'DeriveSharedSecret'
  | 'GenerateDataKey'
  | 'GenerateDataKeyPair'
  | 'GenerateRandom';

/** `Action` or `NotAction` of a statement; the span is its value. */
export interface PolicyActions extends Span {
  readonly kind: 'action' | 'not-action';
  /** The attestable operations that the statement is about for certain. */
  readonly attestable: readonly AttestableOperation[];
  /** Whether every entry could be read: otherwise there may be more operations. */
  readonly readable: boolean;
}

export interface PolicyPrincipals {
  readonly kind: 'principal' | 'not-principal' | 'none';
  readonly list: readonly PolicyPrincipal[];
}

export type PolicyPrincipal =
  | ({ readonly kind: 'anyone' } & Span)
  /** An account: a key policy that allows it leaves the decision to the IAM policies of that account. */
  | ({ readonly kind: 'account-root'; readonly text: string } & Span)
  | ({ readonly kind: 'other'; readonly text: string } & Span)
  | ({ readonly kind: 'unreadable' } & Span);

/** One key under one operator, with its values: any of them (with a negated operator, none) has to fit. */
export interface PolicyCondition {
  readonly operator: ConditionOperator;
  /** As it is written. */
  readonly key: Located<string>;
  readonly about: ConditionKey;
  readonly values: readonly PolicyValue[];
}

export type PolicyValue = PolicyText | ({ readonly kind: 'unreadable' } & Span);

export interface PolicyText extends Located<string> {
  readonly kind: 'text';
  /** Whether it holds `*` or `?`, which count under `StringLike` and `StringNotLike` alone. */
  readonly wildcards: boolean;
  /** Whether it holds a policy variable (`${…}`), which IAM replaces when a call comes. */
  readonly variable: boolean;
}

export interface KeyPolicyProblem extends Span {
  readonly code: 'not-json' | 'too-large' | 'too-deep' | 'repeated-member' | 'not-readable';
  readonly message: string;
}
