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

/** Reads the `Condition` of a statement: operators, each with condition keys, each with one or several values. */
export function readConditions(block: Node | undefined, source: PolicySource): ConditionBlock | Repeated {
  if (block === undefined) {
    return { conditions: [], unreadable: [] };
  }
  if (block.type !== 'object') {
    return { conditions: [], unreadable: [placeOf(block, source)] };
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
    conditions.push(...readKeys(keys, operator, source));
  }
  return { conditions, unreadable };
}

function readKeys(keys: Node, operator: ConditionOperator, source: PolicySource): readonly PolicyCondition[] {
  return (keys.children ?? []).flatMap(({ children }) => {
    const [name, value] = children ?? [];
    if (name === undefined || value === undefined) {
      return [];
    }
    const key = located(name, source);
    const values = entriesOf(value).map((entry) => readValue(entry, source));
    return [{ operator, key, about: readConditionKey(key.value), values }];
  });
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
