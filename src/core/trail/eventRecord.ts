import type { EventForm } from '../event/eventForm.ts';
import type { Span } from '../located.ts';
import type { HeldSpan } from './eventText.ts';
import { isBlank } from './jsonText.ts';
import { type EndedEvent, isEvent, type OpenEvent } from './openEvent.ts';

/** Where an event stands and what its members promise; what it says is read later, if anybody asks. */
export interface EventRecord extends Span {
  /** Attested: KMS's, with a recipient that holds fields of an attestation document. Others are found on demand only. */
  readonly kind: 'attested' | 'unattested' | 'other';
  /** Where the value of its `recipient` begins, for an event that has one. */
  readonly recipientStart: number | undefined;
  /** Whether it has an error code. */
  readonly failed: boolean;
  readonly claimsEnclaveSdk: boolean;
  /** For an event in strings: those, the outermost first, and where it stands in the innermost text. */
  readonly inner?: { readonly strings: readonly HeldSpan[] } & Span;
  /** For an event that is written in another form than CloudTrail's. */
  readonly form?: EventForm;
}

export type WantedEvents = 'calls' | 'every event';

/** What was found so far: attested calls, KMS events that are worth a word, and how many events there are. */
export interface EventTally {
  /** Whether events are found of which nobody has anything to say. */
  readonly wanted: WantedEvents;
  /** Hears of what would be an event if it were not too long for one: it is not counted. */
  readonly tooLong: (span: Span) => void;
  readonly records: EventRecord[];
  eventCount: number;
  kmsEventCount: number;
}

export function noEvents(wanted: WantedEvents, tooLong: EventTally['tooLong']): EventTally {
  return { wanted, tooLong, records: [], eventCount: 0, kmsEventCount: 0 };
}

/** UTF-16 units, or bytes in bytes: CloudTrail writes no event of more than 256 KB. What is longer is none, but may hold some. */
export const LONGEST_EVENT = 1024 * 1024;
/** Blanks that are passed over at a time: as many as no printer writes. */
const MOST_BLANKS = 1024 * 1024;

/** An event that was cut off ends where the first one that it swallowed begins. */
export function tallyEvent(
  tally: EventTally,
  text: string,
  { event, end }: EndedEvent,
  how: 'ended' | 'cut off',
): void {
  const swallowed = how === 'cut off' ? event.lookAlikes.inOrder() : [];
  tallyRecord(tally, event, blanksBefore(text, swallowed[0]?.event.start ?? end));
  for (const one of swallowed) {
    tallyEvent(tally, text, one, 'ended');
  }
}

function tallyRecord(tally: EventTally, event: OpenEvent, end: number): void {
  if (!isEvent(event)) {
    return;
  }
  const { start, recipientStart, failed, claimsEnclaveSdk } = event;
  if (end - start > LONGEST_EVENT) {
    tally.tooLong({ start, end });
    return;
  }
  const record = { start, end, recipientStart, failed, claimsEnclaveSdk };
  tally.eventCount++;
  const isAttested = event.hasAttestationFields && event.source !== 'other';
  tally.kmsEventCount += isAttested || event.source === 'kms' ? 1 : 0;
  if (isAttested) {
    tally.records.push({ ...record, kind: 'attested' });
  } else if (event.source === 'kms' && (event.hasRecipient || claimsEnclaveSdk)) {
    tally.records.push({ ...record, kind: 'unattested' });
  } else if (tally.wanted === 'every event') {
    tally.records.push({ ...record, kind: 'other' });
  }
}

/** Where the blanks before `offset` begin, of which there may be a million. */
export function blanksBefore(text: string, offset: number): number {
  const least = Math.max(offset - MOST_BLANKS, 0);
  let start = offset;
  while (start > least && isBlank(text.charCodeAt(start - 1))) {
    start--;
  }
  return start;
}
