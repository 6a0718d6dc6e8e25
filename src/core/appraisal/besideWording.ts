import type { Platform } from '../measurement/pcr.ts';
import { duration } from '../timeWords.ts';
import type { DocumentBesideCall } from './documentBesideCall.ts';
import { whoseClause } from './sideBySide.ts';
import { differing } from './wording.ts';

/**
 * The words for a document beside a call. Never "the document that was sent": the log carries no digest of it, and a
 * document may serve several calls.
 */

/** One clause: `same enclave, same measurements`, `same enclave, but PCR8 differs`. */
export function besideClause(beside: DocumentBesideCall, platform: Platform | undefined): string {
  const who = whoseClause(beside.moduleId, platform);
  const different = beside.pcrs.filter(({ outcome }) => outcome === 'different').map(({ index }) => index);
  const same = beside.pcrs.filter(({ outcome }) => outcome === 'same');
  if (different.length > 0) {
    return `${who}${beside.moduleId === 'same' ? ', but' : ','} ${differing(different)}`;
  }
  return same.length === 0 ? `${who}, no measurement to compare` : `${who}, same measurements`;
}

/** The same of a document that is not proved: anybody may have written what it says. */
export function claimedBesideClause(beside: DocumentBesideCall, platform: Platform | undefined): string {
  return `claims: ${besideClause(beside, platform)}`;
}

/** `made 1 s before the call`, `made 3 days 4 h after the call`: numbers, and no judgement. */
export function madeClause(secondsBeforeCall: number): string {
  if (secondsBeforeCall === 0) {
    return 'made in the same second as the call';
  }
  return `made ${duration(Math.abs(secondsBeforeCall))} ${secondsBeforeCall > 0 ? 'before' : 'after'} the call`;
}
