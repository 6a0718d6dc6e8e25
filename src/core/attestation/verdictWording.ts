import { isInformative } from './verdict.ts';
import type { CheckId, VerificationReport } from './verificationReport.ts';

/**
 * The words of verdicts and checks, in one place; docs/verdicts.md rules them. Genuine means genuine when it was made:
 * nothing here says anything of freshness.
 */

const LABELS: Readonly<Record<CheckId, string>> = {
  signature: 'Signature',
  chain: 'Certificate chain',
  root: 'Root',
  'leaf-name': 'Leaf name',
  'valid-at-timestamp': 'Valid when made',
  'valid-at': 'Valid at the given time',
  'valid-at-call': "Valid at the call's time",
  'valid-now': 'Valid now',
  profile: 'Profile',
};

export function checkLabel(id: CheckId): string {
  return LABELS[id];
}

/** What a check that fails says against the document. */
const FAILURES: Readonly<Partial<Record<CheckId, string>>> = {
  signature: 'the signature does not hold',
  chain: 'the certificate chain does not hold',
  root: 'the root is not a trusted one',
  'leaf-name': 'the certificate names something else',
  'valid-at-timestamp': 'not every certificate was valid when it was made',
  'valid-at': 'not every certificate is valid at the given time',
  profile: 'it is not as documents are',
};

/** A sentence without its full stop: the verdict, and for one that is no good, why. */
export function verdictSentence({ verdict, checks }: Pick<VerificationReport, 'verdict' | 'checks'>): string {
  const when = checks.some(({ id }) => id === 'valid-at') ? 'at the given time' : 'when it was made';
  const failures = checks.flatMap(({ id, outcome }) => (outcome === 'fail' ? (FAILURES[id] ?? []) : []));
  const unknown = checks.flatMap(({ id, outcome }) =>
    outcome === 'unknown' && !isInformative(id) ? [LABELS[id].toLowerCase()] : [],
  );
  switch (verdict) {
    case 'genuine':
      return `Genuine ${when}`;
    case 'genuine-under-added-root':
      return `Genuine ${when}, under a root that you added`;
    case 'not-genuine':
      return `Not genuine: ${listed(failures)}`;
    case 'undecided':
      return `Undecided: ${listed([...failures, ...(unknown.length === 0 ? [] : [`not checked: ${unknown.join(', ')}`])])}`;
  }
}

function listed(clauses: readonly string[]): string {
  return clauses.join('; ');
}
