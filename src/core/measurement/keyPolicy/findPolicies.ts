import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { readEmbedded } from '../../jsonInString.ts';
import type { Span } from '../../located.ts';
import { nestsDeeperThan, stringAt } from '../referenceNodes.ts';
import { located, memberOf, type PolicySource, placeOf, sourceOf } from './policyText.ts';

/** Levels of brackets; plans of Terraform nest modules in modules. */
export const MAX_NESTING = 64;
const MAX_NAME = 100;

/** Strings in strings: a template that is one, and a policy in it that is one. */
const MAX_STRINGS = 2;

/** An object with statements, as a file has it: itself, or as text in a string. */
export interface FoundPolicy {
  readonly node: Node;
  readonly source: PolicySource;
  /** Where it is in the file: of a string that is a policy, what stands between the quotes. */
  readonly place: Span;
  /** Its text, where a string is the policy. */
  readonly text: string | undefined;
  readonly name: string | undefined;
  readonly key: string | undefined;
}

/** A member that is there twice: what either of the two holds is left out. */
export interface RepeatedMember {
  readonly repeated: string;
  /** Where it is again, in the file. */
  readonly place: Span;
}

/** What is known of the surroundings of a node. */
interface Surroundings {
  readonly text: string;
  readonly source: PolicySource;
  /** How many strings that is in. */
  readonly strings: number;
  readonly name: string | undefined;
  readonly key: string | undefined;
}

/**
 * Every object with a `Statement` of objects below a node, and below what strings are JSON of: that takes in policies
 * themselves, templates of CloudFormation, what `aws kms get-key-policy` and `aws cloudformation get-template` print, and
 * plans of Terraform.
 */
export function* findPolicies(node: Node, around: Surroundings): Generator<FoundPolicy | RepeatedMember> {
  if (node.type === 'string') {
    yield* policiesInString(node, around);
  } else if (node.type === 'array') {
    for (const child of node.children ?? []) {
      yield* findPolicies(child, around);
    }
  } else if (isPolicy(node)) {
    const { source, name, key } = around;
    yield { node, source, place: placeOf(node, source), text: undefined, name, key };
  } else if (node.type === 'object') {
    yield* policiesInMembers(node, around);
  } else {
    yield* policiesOfTag(node, around);
  }
}

/** `!If` of YAML has policies as `Fn::If` of JSON has; texts of tags are not looked into. */
function* policiesOfTag(node: Node, around: Surroundings): Generator<FoundPolicy | RepeatedMember> {
  for (const { children } of node.children ?? []) {
    const argument = children?.[1];
    if (argument !== undefined && argument.type !== 'string') {
      yield* findPolicies(argument, around);
    }
  }
}

function* policiesInMembers(object: Node, around: Surroundings): Generator<FoundPolicy | RepeatedMember> {
  const repeated = repeatedMembers(object);
  for (const [name, node] of repeated) {
    yield { repeated: name, place: placeOf(node, around.source) };
  }
  const address = stringAt(object, 'address')?.slice(0, MAX_NAME);
  const within = { ...around, name: address ?? around.name, key: keyOf(object) ?? around.key };
  const past = pastMembers(object);
  for (const { children } of object.children ?? []) {
    const [name, value] = children ?? [];
    const member = String(name?.value);
    if (value !== undefined && !repeated.has(member) && !past.includes(member)) {
      const logicalId = isResource(value) ? member.slice(0, MAX_NAME) : undefined;
      yield* findPolicies(value, logicalId === undefined ? within : { ...within, name: logicalId });
    }
  }
}

/** Members that are there more than once, and where again; unlike those of conditions, they have a case. */
function repeatedMembers(object: Node): ReadonlyMap<string, Node> {
  const seen = new Set<string>();
  const repeated = new Map<string, Node>();
  for (const { children } of object.children ?? []) {
    const [name] = children ?? [];
    const text = String(name?.value);
    if (name !== undefined && seen.has(text)) {
      repeated.set(text, name);
    }
    seen.add(text);
  }
  return repeated;
}

function isPolicy(node: Node): boolean {
  const statement = node.type === 'object' ? memberOf(node, 'Statement') : undefined;
  return statement?.type === 'object' || statement?.type === 'array';
}

/** A resource of CloudFormation; its member's name is its logical id. */
function isResource(node: Node): boolean {
  return node.type === 'object' && stringAt(node, 'Type') !== undefined && memberOf(node, 'Properties') !== undefined;
}

/**
 * The members of a plan of Terraform that tell what was before it, what was changed beside it, and how it was written:
 * none of that is to come.
 */
function pastMembers(object: Node): readonly string[] {
  if (memberOf(object, 'planned_values') !== undefined) {
    return ['prior_state', 'configuration', 'resource_drift'];
  }
  return ['resource_drift', ...(memberOf(object, 'after') === undefined ? [] : ['before'])];
}

/** The KMS key that an object tells of: ids under other names may be of anything. */
function keyOf(object: Node): string | undefined {
  const id = stringAt(object, 'KeyId') ?? stringAt(object, 'key_id');
  const arn = [stringAt(object, 'KeyArn'), stringAt(object, 'Arn'), stringAt(object, 'arn')].find(
    (text) => text !== undefined && /^arn:[^:]{1,20}:kms:/.test(text),
  );
  return (arn ?? id)?.slice(0, 2 * MAX_NAME);
}

function* policiesInString(holder: Node, around: Surroundings): Generator<FoundPolicy | RepeatedMember> {
  const { text, source, name, key, strings } = around;
  if (typeof holder.value !== 'string' || !holder.value.includes('Statement') || strings >= MAX_STRINGS) {
    return;
  }
  const start = holder.offset + 1;
  const inner = readEmbedded(text.slice(start, holder.offset + holder.length - 1), start);
  if (inner?.value !== holder.value || !/^\s*[{[]/.test(inner.value) || nestsDeeperThan(inner.value, MAX_NESTING)) {
    return;
  }
  const errors: ParseError[] = [];
  const node = parseTree(inner.value, errors, { allowTrailingComma: true });
  const layers = [...source.layers, 'json'] as const;
  const within = sourceOf(inner.value.length, errors, layers, (offset) =>
    source.outerOffset(inner.outerOffset(offset)),
  );
  if (node !== undefined && isPolicy(node)) {
    const { start: from, end } = located(holder, source);
    yield { node, source: within, place: { start: from, end }, text: inner.value, name, key };
  } else if (node !== undefined) {
    yield* findPolicies(node, { ...around, text: inner.value, source: within, strings: strings + 1 });
  }
}
