import type { Compared, MeasurementRow } from '../../src/panel/protocol.ts';

export interface RowResult {
  readonly outcome: Compared;
  /** What the document was compared with; empty where all of a row's comparisons came out alike. */
  readonly of: 'log entry' | 'reference' | '';
}

/** What the last column says: one word for a whole row, or what is not the same where the comparisons disagree. */
export function rowResults({ callOutcome, referenceOutcome }: MeasurementRow): readonly RowResult[] {
  if (callOutcome === undefined || referenceOutcome === undefined || callOutcome === referenceOutcome) {
    const outcome = callOutcome ?? referenceOutcome;
    return outcome === undefined ? [] : [{ outcome, of: '' }];
  }
  const both: readonly RowResult[] = [
    { outcome: callOutcome, of: 'log entry' },
    { outcome: referenceOutcome, of: 'reference' },
  ];
  return both.filter(({ outcome }) => outcome !== 'same');
}
