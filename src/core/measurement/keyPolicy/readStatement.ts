import type { Node } from 'jsonc-parser';
import type { KeyPolicyProblem, PolicyStatement } from './keyPolicy.ts';
import { entriesOf, isBroken, located, memberOf, type PolicySource, placeOf } from './policyText.ts';
import { readActions } from './readActions.ts';
import { type Repeated, readConditions, repeatedName } from './readConditions.ts';
import { readPrincipals } from './readPrincipals.ts';

/** UTF-16 units of a name from a file in a message. */
const MAX_NAME = 40;

/** A statement, or why and where it cannot be read. Members that nobody knows are let be. */
export function readStatement(node: Node, source: PolicySource): PolicyStatement | KeyPolicyProblem {
  const notRead = (code: KeyPolicyProblem['code'], reason: string, at = node): KeyPolicyProblem => {
    return { code, message: `The statement is not read: ${reason}.`, ...placeOf(at, source) };
  };
  const twice = ({ repeated, node: again }: Repeated): KeyPolicyProblem =>
    notRead('repeated-member', `"${repeated.slice(0, MAX_NAME)}" is there twice`, again);
  if (isBroken(node, source)) {
    return notRead('not-json', 'its JSON is broken');
  }
  if (node.type !== 'object') {
    return notRead('not-readable', 'an object was expected');
  }
  const repeated = repeatedName(node) ?? repeatedPrincipal(node);
  if (repeated !== undefined) {
    return twice(repeated);
  }
  const block = readConditions(memberOf(node, 'Condition'), source);
  if ('repeated' in block) {
    return twice(block);
  }
  if ('tooMany' in block) {
    return notRead('not-readable', `it has more ${block.tooMany} than are read`, block.node);
  }
  const actions = readActions(node, source);
  if (typeof actions === 'string') {
    return notRead('not-readable', actions);
  }
  const sid = memberOf(node, 'Sid');
  const resource = memberOf(node, 'Resource');
  return {
    sid: sid?.type === 'string' ? located(sid, source) : undefined,
    place: placeOf(node, source),
    effect: readEffect(memberOf(node, 'Effect')?.value),
    actions,
    principals: readPrincipals(node, source),
    everyResource: resource !== undefined && entriesOf(resource).some(({ value }) => value === '*'),
    conditions: block.conditions,
    unreadableConditions: block.unreadable,
  };
}

/** Unlike operators and condition keys, effects have a case. */
function readEffect(value: unknown): PolicyStatement['effect'] {
  return value === 'Allow' || value === 'Deny' ? value : undefined;
}

function repeatedPrincipal(statement: Node): Repeated | undefined {
  const node = memberOf(statement, 'Principal') ?? memberOf(statement, 'NotPrincipal');
  return node?.type === 'object' ? repeatedName(node) : undefined;
}
