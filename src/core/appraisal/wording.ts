import { referenceName, referenceTitle } from '../measurement/referenceMeasurement.ts';
import type { Comparison } from './comparison.ts';
import { explainComparison } from './differenceWording.ts';
import type { Appraised, Outcome, OutcomeKind } from './outcome.ts';

/**
 * The words of every outcome, in one place: no hint, lens, list or status says more than these.
 * Names of references come from files and are escaped where they are shown.
 */

/** UTF-16 units of a reference's name and version in a clause. */
const LONGEST_TITLE = 60;

/** A few characters for an inlay hint; `length` bounds them, and the name is shortened first. */
export function outcomeLabel(outcome: Outcome, length: number, imageName?: string): string {
  switch (outcome.kind) {
    case 'match':
      return fitted('✓ ', title(outcome.by), '', length);
    case 'named-by-untrusted':
      return fitted('named "', referenceName(outcome.by.reference), '" by an untrusted file', length);
    case 'partial':
      return outcome.by.reference.source.trusted
        ? fitted('? partly ', title(outcome.by), '', length)
        : fitted('? partly "', title(outcome.by), '" (untrusted)', length);
    case 'different': {
      const where = `: ${pcrList(outcome.by.different)}`;
      return outcome.by.reference.source.trusted
        ? fitted('≠ ', title(outcome.by), where, length)
        : fitted('≠ "', title(outcome.by), `" (untrusted)${where}`, length);
    }
    case 'unknown':
      return shortened(imageName === undefined ? '? unknown image' : `? ${imageName}`, length);
    case 'debug':
      return shortened('⚠ debug mode', length);
    case 'unreadable':
      return shortened('? image not readable', length);
  }
}

/** One clause, for lenses, lists and screen readers. */
export function outcomeClause(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'match':
      return `✓ matches ${title(outcome.by)}`;
    case 'named-by-untrusted':
      return `named "${referenceName(outcome.by.reference)}" by an untrusted file`;
    case 'partial':
      return `partly matches ${title(outcome.by)}${caveat(outcome.by)}: ${pcrList(outcome.by.absent)} absent`;
    case 'different':
      return `has the image of ${title(outcome.by)}${caveat(outcome.by)}, but ${differing(outcome.by.different)}${explained(outcome.by)}`;
    case 'unknown':
      return outcome.nearest === undefined ? 'unknown image' : `unknown image, ${nearestClause(outcome.nearest)}`;
    case 'debug':
      return 'debug mode: the image is not measured';
    case 'unreadable':
      return 'image not readable';
  }
}

/** The reference that has most in common with an unknown image, and what they share and differ in. */
function nearestClause(nearest: Comparison): string {
  return `nearest to ${title(nearest)}${caveat(nearest)}${explained(nearest)}`;
}

function explained(comparison: Comparison): string {
  const words = explainComparison(comparison);
  return words === '' ? '' : `: ${words}`;
}

/** The outcome, and whether more references name the image: each may say something else of it. */
export function appraisedClause({ outcome, namedCount, differingCount }: Appraised): string {
  const others = namedCount - 1;
  if (others < 1) {
    return outcomeClause(outcome);
  }
  const differing = differingCount - (outcome.kind === 'different' ? 1 : 0);
  const more = `${others} more reference${others === 1 ? '' : 's'}`;
  return `${outcomeClause(outcome)} (+${more}${differing === 0 ? '' : `, ${differing} of them different`})`;
}

/** The same of a document that is not proved: it has no ✓, as anybody may have written what it says. */
export function claimedOutcomeClause(outcome: Outcome): string {
  return `claims: ${outcome.kind === 'match' ? `the measurements of ${title(outcome.by)}` : outcomeClause(outcome)}`;
}

/** The word by which calls are counted, in the order in which they are shown. */
export const OUTCOME_COUNT_WORDS: readonly (readonly [OutcomeKind, string])[] = [
  ['debug', 'debug'],
  ['different', 'different'],
  ['unreadable', 'unreadable'],
  ['unknown', 'unknown'],
  ['named-by-untrusted', 'named by an untrusted file'],
  ['partial', 'partial'],
  ['match', '✓'],
];

/** `PCR1 and PCR2` */
export function pcrList(indexes: readonly number[]): string {
  const names = [...indexes].sort((one, other) => one - other).map((index) => `PCR${index}`);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

/** Short enough for what is said of it to stand behind it. */
function title(comparison: Comparison): string {
  return shortened(referenceTitle(comparison.reference), LONGEST_TITLE);
}

/** `PCR8 differs`, `PCR1 and PCR2 differ` */
export function differing(indexes: readonly number[]): string {
  return `${pcrList(indexes)} ${indexes.length === 1 ? 'differs' : 'differ'}`;
}

function caveat({ reference }: Comparison): string {
  return reference.source.trusted ? '' : ' (named by an untrusted file)';
}

function fitted(before: string, name: string, after: string, length: number): string {
  const room = length - before.length - after.length;
  return shortened(`${before}${shortened(name, Math.max(room, 4))}${after}`, length);
}

/** At most `length` UTF-16 units, an ellipsis in place of what was cut; never half a character. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }
  return length < 1 ? '' : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
