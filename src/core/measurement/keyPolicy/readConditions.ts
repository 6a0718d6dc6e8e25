import type { Node } from 'jsonc-parser';
import type { Span } from '../../located.ts';
import { readConditionKey } from './attestationKey.ts';
import { type ConditionOperator, readOperator } from './conditionOperator.ts';
import type { PolicyCondition, PolicyValue } from './keyPolicy.ts';
import { entriesOf, located, type PolicySource, placeOf } from './policyText.ts';
import { hasWildcards } from './wildcards.ts';

export interface ConditionBlock {
  readonly conditions: readonly PolicyCondition[];
  /** What holds no conditions that can be read here, such as functions of CloudFormation. */
  readonly unreadable: readonly Span[];
}

/** A name that is there twice, and where it is again. Neither operators nor condition keys have a case. */
export interface Repeated {
  readonly repeated: string;
  readonly node: Node;
}

/** A block of more than anybody may have in a policy, and where. */
export interface TooManyConditions {
  readonly tooMany: 'conditions' | 'values';
  readonly node: Node;
}

/** Of one statement; KMS takes policies of 32 KiB. */
const MAX_CONDITIONS = 1000;
const MAX_VALUES = 50_000;

/** Reads the `Condition` of a statement: operators, each with condition keys, each with one or several values. */
export function readConditions(
  block: Node | undefined,
  source: PolicySource,
): ConditionBlock | Repeated | TooManyConditions {
  if (block === undefined) {
    return { conditions: [], unreadable: [] };
  }
  if (block.type !== 'object') {
    return { conditions: [], unreadable: [placeOf(block, source)] };
  }
  const tooMany = tooManyIn(block);
  if (tooMany !== undefined) {
    return { tooMany, node: block };
  }
  const conditions: PolicyCondition[] = [];
  const unreadable: Span[] = [];
  const repeatedOperator = repeatedName(block);
  if (repeatedOperator !== undefined) {
    return repeatedOperator;
  }
  for (const property of block.children ?? []) {
    const [name, keys] = property.children ?? [];
    if (name === undefined || keys?.type !== 'object' || isFunction(name.value)) {
      unreadable.push(placeOf(property, source));
      continue;
    }
    const repeatedKey = repeatedName(keys);
    if (repeatedKey !== undefined) {
      return repeatedKey;
    }
    const operator = readOperator(String(name.value), located(name, source));
    for (const member of keys.children ?? []) {
      const [key, value] = member.children ?? [];
      if (isFunction(key?.value)) {
        unreadable.push(placeOf(member, source));
      } else if (key !== undefined && value !== undefined) {
        conditions.push(readCondition(operator, key, value, source));
      }
    }
  }
  return { conditions, unreadable };
}

/** Counted before any is read. Operators count, too: one may be without keys. */
function tooManyIn(block: Node): TooManyConditions['tooMany'] | undefined {
  let conditions = 0;
  let values = 0;
  for (const { children: operator } of block.children ?? []) {
    const keys = operator?.[1]?.children ?? [];
    conditions += Math.max(keys.length, 1);
    for (const { children: condition } of keys) {
      values += condition?.[1]?.children?.length ?? 1;
    }
  }
  if (conditions > MAX_CONDITIONS) {
    return 'conditions';
  }
  return values > MAX_VALUES ? 'values' : undefined;
}

function readCondition(operator: ConditionOperator, name: Node, value: Node, source: PolicySource): PolicyCondition {
  const key = located(name, source);
  const values = entriesOf(value).map((entry) => readValue(entry, source));
  return { operator, key, about: readConditionKey(key.value), values };
}

function readValue(node: Node, source: PolicySource): PolicyValue {
  if (node.type !== 'string' && node.type !== 'boolean') {
    return { kind: 'unreadable', ...placeOf(node, source) };
  }
  const text = located(node, source);
  return { kind: 'text', ...text, wildcards: hasWildcards(text.value), variable: text.value.includes('${') };
}

/** Functions of CloudFormation stand in the place of what they will give. */
function isFunction(name: unknown): boolean {
  return typeof name === 'string' && (name === 'Ref' || name.startsWith('Fn::'));
}

export function repeatedName(object: Node): Repeated | undefined {
  const seen = new Set<string>();
  for (const { children } of object.children ?? []) {
    const [name] = children ?? [];
    const text = String(name?.value).toLowerCase();
    if (name !== undefined && seen.has(text)) {
      return { repeated: String(name.value), node: name };
    }
    seen.add(text);
  }
  return undefined;
}
