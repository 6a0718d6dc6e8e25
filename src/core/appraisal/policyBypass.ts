import type {
  AttestableOperation,
  KeyPolicy,
  PolicyPrincipal,
  PolicyStatement,
} from '../measurement/keyPolicy/keyPolicy.ts';
import { holdsWhenAbsent } from './conditionSemantics.ts';
import type { PolicyMistake } from './policyMistake.ts';

/**
 * Allow statements that may let calls without attestation through, past those that demand it: what Deny statements
 * deny to such calls is left out, and so are operations for which the policy demands none.
 */
export function bypasses(policy: KeyPolicy): readonly PolicyMistake[] {
  const attested = attestedOperations(policy);
  if (attested.size === 0) {
    return [];
  }
  const denied = deniedWithoutAttestation(policy);
  return policy.statements.flatMap((statement) => bypass(statement, attested, denied));
}

/** Misspelled keys count: what was meant is told apart, and the condition is not one that others pass. */
export function isAboutAttestation({ conditions }: PolicyStatement): boolean {
  return conditions.some(({ about }) => about.kind !== 'other');
}

const OF_A_KEY: readonly AttestableOperation[] = [
  'Decrypt',
  'DeriveSharedSecret',
  'GenerateDataKey',
  'GenerateDataKeyPair',
];

/** Operations for which a policy demands attestation. `GenerateRandom` names no key, so no key policy governs it. */
function attestedOperations({ statements }: KeyPolicy): ReadonlySet<AttestableOperation> {
  const demanding = statements.filter(demandsAttestation);
  // What cannot be read may be any of them.
  const operations = demanding.flatMap(({ actions }) => (actions.readable ? actions.attestable : OF_A_KEY));
  return new Set(operations.filter((operation) => operation !== 'GenerateRandom'));
}

/** A Deny statement that only holds for attested calls, such as one that blocks an image, demands nothing. */
function demandsAttestation({ effect, conditions }: PolicyStatement): boolean {
  const attesting = conditions.filter(({ about }) => about.kind !== 'other');
  return effect === 'Deny' ? attesting.some((condition) => holdsWhenAbsent(condition) !== false) : attesting.length > 0;
}

interface Denied {
  readonly toAll: ReadonlySet<AttestableOperation>;
  /** By the principal's text, accounts by their number. */
  readonly toSome: ReadonlyMap<string, ReadonlySet<AttestableOperation>>;
}

/** What is denied to every call without attestation, whatever else it is like. */
function deniedWithoutAttestation(policy: KeyPolicy): Denied {
  const toAll = new Set<AttestableOperation>();
  const toSome = new Map<string, Set<AttestableOperation>>();
  for (const { actions, principals } of policy.statements.filter(deniesWithoutAttestation)) {
    for (const principal of principals.kind === 'principal' ? principals.list : []) {
      const text = textOf(principal);
      const operations = principal.kind === 'anyone' ? toAll : (toSome.get(text) ?? new Set());
      for (const operation of actions.attestable) {
        operations.add(operation);
      }
      if (principal.kind !== 'anyone' && text !== '') {
        toSome.set(text, operations);
      }
    }
  }
  return { toAll, toSome };
}

function deniesWithoutAttestation({
  effect,
  everyResource,
  conditions,
  unreadableConditions,
}: PolicyStatement): boolean {
  return (
    effect === 'Deny' &&
    everyResource &&
    unreadableConditions.length === 0 &&
    conditions.every((condition) => condition.about.kind === 'attestation' && holdsWhenAbsent(condition) === true)
  );
}

function bypass(
  statement: PolicyStatement,
  attested: ReadonlySet<AttestableOperation>,
  denied: Denied,
): readonly PolicyMistake[] {
  const { effect, actions, principals, unreadableConditions } = statement;
  if (effect !== 'Allow' || isAboutAttestation(statement) || unreadableConditions.length > 0) {
    return [];
  }
  const left = actions.attestable.filter((operation) => attested.has(operation) && !denied.toAll.has(operation));
  const openTo = (principal: PolicyPrincipal): readonly AttestableOperation[] => {
    const toIt = [textOf(principal), accountOf(principal)].flatMap((text) => denied.toSome.get(text) ?? []);
    return left.filter((operation) => !toIt.some((operations) => operations.has(operation)));
  };
  if (principals.kind !== 'principal') {
    return left.length === 0 ? [] : [bypassing(statement, left, false)];
  }
  const roots = principals.list.flatMap((principal) =>
    principal.kind === 'account-root' && openTo(principal).length > 0 ? [delegating(principal)] : [],
  );
  const others = principals.list.filter(({ kind }) => kind !== 'account-root');
  const open = new Set(others.flatMap(openTo));
  const isUnreadable = others.some(({ kind }) => kind === 'unreadable');
  return open.size === 0 ? roots : [bypassing(statement, [...open], isUnreadable), ...roots];
}

function bypassing(
  { actions }: PolicyStatement,
  operations: readonly AttestableOperation[],
  isUnreadable: boolean,
): PolicyMistake {
  const names = operations.map((operation) => `kms:${operation}`).join(', ');
  const unreadable = isUnreadable ? ' A principal is not readable here; it may be the root of the account.' : '';
  const message = `This Allow statement has no attestation conditions and may bypass attestation for ${names}.${unreadable}`;
  return { code: 'bypass', message, start: actions.start, end: actions.end };
}

function delegating({ start, end }: PolicyPrincipal): PolicyMistake {
  const message =
    'This delegates to the IAM policies of the account, which may let calls without attestation through: they are not looked at here.';
  return { code: 'root-delegation', message, start, end };
}

/** What is written for an account, its number or the ARN of its root, is the same. */
function textOf(principal: PolicyPrincipal): string {
  if (principal.kind === 'account-root') {
    return accountOf(principal);
  }
  return principal.kind === 'other' ? principal.text : '';
}

/**
 * The account of a principal; empty where it is not known. A Deny statement for an account is for every principal in it.
 * Source: IAM user guide, principal elements.
 */
function accountOf(principal: PolicyPrincipal): string {
  const text = principal.kind === 'account-root' || principal.kind === 'other' ? principal.text : '';
  return ACCOUNT.exec(text)?.[1] ?? '';
}

/** A number or the ARN of somebody in an account; templates write `${AWS::AccountId}` and `${AWS::Partition}`. */
const ACCOUNT =
  /^(?:arn:(?:[^:$]{1,40}|\$\{[^}]{1,100}\}):(?:iam|sts)::)?(\d{12}|\$\{[^}]{1,100}\})(?:$|:root$|:(?:role|user|assumed-role|federated-user)\/)/;
