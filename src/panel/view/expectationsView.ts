import { type AttestationDocument, compareExpected } from '../../core/index.ts';
import { EXPECTED_FIELDS, type ExpectationView } from '../protocol.ts';
import type { SessionState } from '../sessionState.ts';
import { FIELD_LABELS } from './carriedView.ts';

/** What the user expects the document to carry, compared byte by byte. */
export function expectationsView(
  document: AttestationDocument,
  expected: SessionState['expected'],
): readonly ExpectationView[] {
  return EXPECTED_FIELDS.map((field) => {
    const text = expected[field] ?? '';
    const base = { field, label: FIELD_LABELS[field], text };
    return text.trim() === ''
      ? { ...base, outcome: undefined, reason: '' }
      : { ...base, ...outcomeOf(document[field], text) };
  });
}

function outcomeOf(actual: Uint8Array | undefined, text: string): Pick<ExpectationView, 'outcome' | 'reason'> {
  const { outcome, reason } = compareExpected(actual, text);
  return { outcome, reason };
}
