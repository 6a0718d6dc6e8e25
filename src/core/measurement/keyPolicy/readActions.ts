import type { Node } from 'jsonc-parser';
import type { AttestableOperation, PolicyActions } from './keyPolicy.ts';
import { entriesOf, memberOf, type PolicySource, placeOf } from './policyText.ts';
import { matchesPattern } from './wildcards.ts';

const ATTESTABLE: readonly AttestableOperation[] = [
  'Decrypt',
  'DeriveSharedSecret',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateRandom',
];

/** What a statement is about, or why that cannot be told. */
export function readActions(statement: Node, source: PolicySource): PolicyActions | string {
  const action = memberOf(statement, 'Action');
  const notAction = memberOf(statement, 'NotAction');
  const node = action ?? notAction;
  if (node === undefined || (action !== undefined && notAction !== undefined)) {
    return 'it has to have "Action" or "NotAction"';
  }
  const entries = entriesOf(node);
  const patterns = new Set(entries.flatMap(({ value }) => (typeof value === 'string' ? [value.toLowerCase()] : [])));
  const readable = entries.every(({ type }) => type === 'string');
  const named = (operation: AttestableOperation): boolean =>
    [...patterns].some((pattern) => matchesPattern(`kms:${operation.toLowerCase()}`, pattern));
  const attestable =
    node === action
      ? ATTESTABLE.filter(named)
      : // What cannot be read may take out any of them.
        ATTESTABLE.filter((operation) => readable && !named(operation));
  return { kind: node === action ? 'action' : 'not-action', attestable, readable, ...placeOf(node, source) };
}
