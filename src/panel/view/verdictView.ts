import {
  besideClause,
  checkLabel,
  claimedBesideClause,
  isDebug,
  isInformative,
  isProved,
  madeClause,
  measurementsOf,
  preciseUtcTime,
  type Verdict,
  verdictSentence,
} from '../../core/index.ts';
import type { CheckView, ExpectationView, Tone, VerdictView } from '../protocol.ts';
import type { ShownDocument } from '../sessionState.ts';

/** The verdict, how the document stands beside the call, and the three answers about time. */
export function verdictView(shown: ShownDocument, expectations: readonly ExpectationView[]): VerdictView {
  const { document, report, beside } = shown;
  const parts = [verdictSentence(report)];
  if (beside !== undefined) {
    parts.push(
      isProved(report)
        ? `Beside the log entry: ${besideClause(beside, document.platform)}`
        : `Beside the log entry it ${claimedBesideClause(beside, document.platform)}`,
    );
  }
  if (isDebug(measurementsOf(document))) {
    parts.push('Debug mode: the image is not measured');
  }
  const unexpected = expectations.filter(({ outcome }) => outcome !== undefined && outcome !== 'same');
  parts.push(...unexpected.map(({ label, outcome }) => `${label} ${UNEXPECTED[outcome ?? 'unreadable']}`));
  return {
    tone: toneOf(shown, unexpected.length > 0),
    sentence: parts.join('. '),
    detail: detailOf(shown),
  };
}

const UNEXPECTED = {
  same: 'as expected',
  different: 'not as expected',
  unreadable: 'not compared, as the expected value could not be read',
} as const;

const TONES: Readonly<Record<Verdict, Tone>> = {
  genuine: 'good',
  // Never shown as plain genuine.
  'genuine-under-added-root': 'neutral',
  'not-genuine': 'bad',
  undecided: 'warning',
};

function toneOf({ document, report, beside }: ShownDocument, isUnexpected: boolean): Tone {
  const tone = TONES[report.verdict];
  const differs = beside !== undefined && (beside.moduleId !== 'same' || beside.pcrs.some(isDifferent));
  const isWarning = isUnexpected || differs || isDebug(measurementsOf(document));
  return tone !== 'bad' && isWarning ? 'warning' : tone;
}

function isDifferent({ outcome }: { readonly outcome: string }): boolean {
  return outcome === 'different';
}

function detailOf({ document, report, beside, call }: ShownDocument): string {
  const { timestamp } = document;
  const says = isProved(report) ? 'Made' : 'Says it was made';
  const made = timestamp === undefined ? 'Without a time' : `${says} ${preciseUtcTime(timestamp)}`;
  const distance = beside?.secondsBeforeCall;
  const answers = (['valid-at-timestamp', 'valid-at-call', 'valid-now'] as const)
    .filter((id) => id !== 'valid-at-call' || call !== undefined)
    .map((id) => `${TIME_ANSWERS[id]}: ${answer(report.checks.find((check) => check.id === id)?.outcome)}`);
  return [distance === undefined ? made : `${made}, ${madeClause(distance).replace(/^made /, '')}`, ...answers].join(
    ' · ',
  );
}

const TIME_ANSWERS = {
  'valid-at-timestamp': 'valid when made',
  'valid-at-call': "valid at the call's time",
  'valid-now': 'valid now',
} as const;

function answer(outcome: CheckView['outcome'] | undefined): string {
  switch (outcome) {
    case 'pass':
      return 'yes';
    case 'fail':
      return 'no';
    default:
      return 'not known';
  }
}

export function checkViews({ report, rootProblems }: ShownDocument): readonly CheckView[] {
  return report.checks.map(({ id, outcome, reason }) => ({
    id,
    label: checkLabel(id),
    outcome,
    reason: id === 'root' && outcome !== 'pass' ? [reason, ...rootProblems].join(' ') : reason,
    informative: isInformative(id),
  }));
}
