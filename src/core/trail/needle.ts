import { ENCLAVE_SDK_NAME } from '../event/attestedCall.ts';
import { csvHeader } from './csvHeader.ts';

/** The member of `additionalEventData` that an attested call has; `recipientAccountId` does not contain it. */
const RECIPIENT = '"recipient"';

/** The same member of an event that is text in a string, in which quotes are escaped. */
const RECIPIENT_IN_STRING = '"recipient\\';

/** The same member as Java prints maps, and in names that are a whole path. */
const RECIPIENT_IN_MAP = 'recipient={';
const RECIPIENT_IN_PATH = '.recipient';

/** Rows of which a query may have selected members of the recipient under names of its own. */
const ROWS = ['"QueryResultRows"', '"VarCharValue"'] as const;

/** A letter of a member name spelled as an escape, which no serializer does and an attacker may. */
export const ESCAPED_LETTER = /\\u00(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/i;

/** Whether a text is worth a scan, at the cost of a search through memory. */
export function mayHoldCalls(text: string): boolean {
  return (
    text.includes(RECIPIENT) ||
    text.includes(RECIPIENT_IN_STRING) ||
    text.includes(ENCLAVE_SDK_NAME) ||
    text.includes(RECIPIENT_IN_MAP) ||
    text.includes(RECIPIENT_IN_PATH) ||
    ROWS.some((needle) => text.includes(needle)) ||
    csvHeader(text)?.canTell === true ||
    ESCAPED_LETTER.test(text)
  );
}

/** UTF-16 units on both sides of a change in which a text that was not worth a scan can have become so. */
export const NEEDLE_REACH = ENCLAVE_SDK_NAME.length;
