import type { Check, CheckId, CheckOutcome, Verdict } from './verificationReport.ts';

/** Any of these failing shows that the document is not what it says; the last stands in the place of the one before. */
const CONVICTING: readonly CheckId[] = ['signature', 'chain', 'root', 'leaf-name', 'valid-at-timestamp', 'valid-at'];

/** What a document must pass besides one check of validity. */
const NEEDED: readonly CheckId[] = ['signature', 'chain', 'root', 'leaf-name', 'profile'];

/** The checks that are told and do not count. */
export function isInformative(id: CheckId): boolean {
  return id === 'valid-at-call' || id === 'valid-now';
}

/** The verdict that follows from checks, by the rule of docs/verdicts.md. A check that is not there was not made. */
export function verdictOf(checks: readonly Pick<Check, 'id' | 'outcome'>[], rootIsAdded: boolean): Verdict {
  if (checks.some(({ id, outcome }) => outcome === 'fail' && CONVICTING.includes(id))) {
    return 'not-genuine';
  }
  const outcomes = new Map<CheckId, CheckOutcome>(checks.map(({ id, outcome }) => [id, outcome]));
  const validity = outcomes.get('valid-at') ?? outcomes.get('valid-at-timestamp');
  if (validity !== 'pass' || NEEDED.some((id) => outcomes.get(id) !== 'pass')) {
    return 'undecided';
  }
  return rootIsAdded ? 'genuine-under-added-root' : 'genuine';
}

/** Whether what the document says is what its signer said. */
export function isProved({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === 'genuine' || verdict === 'genuine-under-added-root';
}
