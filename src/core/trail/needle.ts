import { ENCLAVE_SDK_NAME } from '../event/attestedCall.ts';
import { csvHeader } from './csvHeader.ts';
import { BACKSLASH, OPEN_BRACE, QUOTE } from './jsonText.ts';
import { holdsSomewhere } from './piecewise.ts';
import type { Steps } from './steps.ts';

/** The member of `additionalEventData` that an attested call has. */
const RECIPIENT = 'recipient';
const FULL_STOP = 0x2e;
const EQUALS = 0x3d;

/** Rows of which a query may have selected members of the recipient under names of its own. */
const ROWS = ['"QueryResultRows"', '"VarCharValue"'] as const;

/** A letter of a member name spelled as an escape, which no serializer does and an attacker may. */
export const ESCAPED_LETTER = /\\u00(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/i;

/** Whether a text is worth a scan, at the cost of a search through memory. */
export function mayHoldCalls(text: string): boolean {
  return holdsNeedle(text) || csvHeader(text)?.canTell === true;
}

/** The same of a large text, in steps. */
export function* lookForCalls(text: string): Steps<boolean> {
  return csvHeader(text)?.canTell === true || (yield* holdsSomewhere(text, NEEDLE_REACH, holdsNeedle));
}

function holdsNeedle(text: string): boolean {
  return (
    namesRecipient(text) ||
    text.includes(ENCLAVE_SDK_NAME) ||
    ROWS.some((needle) => text.includes(needle)) ||
    ESCAPED_LETTER.test(text)
  );
}

/**
 * As the name of a member, with its quotes escaped in a string; as Java prints maps; in names that are a whole path. One
 * search for all: each costs the host its time. The `recipientAccountId` of every event is none.
 */
function namesRecipient(text: string): boolean {
  for (let at = text.indexOf(RECIPIENT); at !== -1; at = text.indexOf(RECIPIENT, at + RECIPIENT.length)) {
    const before = text.charCodeAt(at - 1);
    const end = at + RECIPIENT.length;
    const after = text.charCodeAt(end);
    if (
      before === FULL_STOP ||
      (before === QUOTE && (after === QUOTE || after === BACKSLASH)) ||
      (after === EQUALS && text.charCodeAt(end + 1) === OPEN_BRACE)
    ) {
      return true;
    }
  }
  return false;
}

/** UTF-16 units on both sides of a change in which a text that was not worth a scan can have become so. */
export const NEEDLE_REACH = ENCLAVE_SDK_NAME.length;
