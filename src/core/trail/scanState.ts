import { newEvent, type OpenEvent } from './openEvent.ts';

/** What an open bracket is for. Events stand at the top, in an array of events, or in an envelope, and nowhere else. */
export const Role = { otherObject: 0, otherArray: 1, event: 2, events: 3, additionalData: 4, recipient: 5 } as const;
export type Role = (typeof Role)[keyof typeof Role];

/**
 * All that a scan carries on from a place between two values: from two places with equal states it finds the same in the
 * same text. Where the open events begin is no part of it: a place that one of them is told across is none to carry on from.
 */
export interface ScanState {
  readonly stack: readonly Role[];
  readonly events: readonly OpenEventState[];
  /** Whether a value at the top began before. */
  readonly hasBegun: boolean;
  /** Whether a value at the top stood on one line before. */
  readonly hasLines: boolean;
}

interface OpenEventState extends Omit<OpenEvent, 'start' | 'recipientStart' | 'firstLineEnd' | 'lookAlikes'> {
  /** Whether the line on which it begins ended before. */
  readonly hasLineEnd: boolean;
}

export const BEGINNING: ScanState = { stack: [], events: [], hasBegun: false, hasLines: false };

/** Of an event that was open where a scan began. */
export const BEFORE_SCAN = -1;

/** Open brackets and events of a state: only outer levels are worth one. */
const MOST_OPEN = 8;

/** Undefined where too much is open, or what looks like events is not yet told from events. */
export function openEventStates(
  stack: readonly Role[],
  events: readonly OpenEvent[],
  position: number,
): readonly OpenEventState[] | undefined {
  if (stack.length > MOST_OPEN || events.some((event) => event.place === 'inside' || !event.lookAlikes.isEmpty)) {
    return undefined;
  }
  return events.map(({ start, recipientStart, firstLineEnd, lookAlikes, ...state }) => ({
    ...state,
    hasLineEnd: firstLineEnd < position,
  }));
}

/** @param lineEnd where the line ends at which the scan begins */
export function openEventOf({ hasLineEnd, mayWrap, place, ...members }: OpenEventState, lineEnd: number): OpenEvent {
  const event = newEvent(BEFORE_SCAN, mayWrap, place, hasLineEnd ? BEFORE_SCAN : lineEnd);
  return { ...event, ...members };
}

export function areSameStates(one: ScanState, other: ScanState): boolean {
  return (
    one.hasBegun === other.hasBegun &&
    one.hasLines === other.hasLines &&
    one.stack.length === other.stack.length &&
    one.stack.every((role, index) => role === other.stack[index]) &&
    one.events.length === other.events.length &&
    one.events.every((event, index) => areSameEvents(event, other.events[index]))
  );
}

function areSameEvents(one: OpenEventState, other: OpenEventState | undefined): boolean {
  return (
    other !== undefined &&
    one.mayWrap === other.mayWrap &&
    one.place === other.place &&
    one.hasEventMembers === other.hasEventMembers &&
    one.holdsEvents === other.holdsEvents &&
    one.source === other.source &&
    one.hasRecipient === other.hasRecipient &&
    one.hasAttestationFields === other.hasAttestationFields &&
    one.failed === other.failed &&
    one.claimsEnclaveSdk === other.claimsEnclaveSdk &&
    one.hasLineEnd === other.hasLineEnd
  );
}
