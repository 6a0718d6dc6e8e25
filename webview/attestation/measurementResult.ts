import type { Compared, MeasurementRow } from '../../src/panel/protocol.ts';

export interface RowResult {
  readonly outcome: Compared;
  /** What the document was compared with; empty where all of a row's comparisons came out alike. */
  readonly of: 'log entry' | 'reference' | '';
}

/** What is claimed is as dim as what nobody compared. */
export const OUTCOME_COLOURS: Readonly<Record<Compared, 'good' | 'bad' | 'dim'>> = {
  same: 'good',
  claimed: 'dim',
  different: 'bad',
  absent: 'dim',
};

const TITLES: Readonly<Record<Compared, string>> = {
  same: 'same',
  claimed: 'equal, but the document is not proved',
  different: 'different',
  absent: 'absent',
};

/** The result of a row in words. */
export function resultTitle(results: readonly RowResult[]): string {
  return results.map(({ outcome, of }) => `${TITLES[outcome]}${of === '' ? '' : `: ${of}`}`).join(', ');
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
  return both.filter(({ outcome }) => outcome !== 'same' && outcome !== 'claimed');
}
