/** An event, or an envelope or wrapper that turns out to hold some. */
export interface OpenEvent {
  readonly start: number;
  /** Whether `Records` in it may be an array of events. */
  readonly mayWrap: boolean;
  /** Where it stands: on its own, as the `detail` of another event, or where no event stands. */
  readonly place: 'own' | 'detail' | 'inside';
  hasEventMembers: boolean;
  holdsEvents: boolean;
  source: 'kms' | 'other' | undefined;
  hasRecipient: boolean;
  recipientStart: number | undefined;
  hasAttestationFields: boolean;
  failed: boolean;
  claimsEnclaveSdk: boolean;
  /** What looks like events inside of it, where no event stands. */
  lookAlikes: EndedEvent[];
}

export interface EndedEvent {
  readonly event: OpenEvent;
  readonly end: number;
}

export function newEvent(start: number, mayWrap: boolean, place: OpenEvent['place']): OpenEvent {
  return {
    start,
    mayWrap,
    place,
    hasEventMembers: false,
    holdsEvents: false,
    source: undefined,
    hasRecipient: false,
    recipientStart: undefined,
    hasAttestationFields: false,
    failed: false,
    claimsEnclaveSdk: false,
    lookAlikes: [],
  };
}

/** CloudTrail writes the version of an event first. */
export function looksLikeEvent(text: string, start: number): boolean {
  const beginning = /\{\s*"eventVersion"\s*:/y;
  beginning.lastIndex = start;
  return beginning.test(text);
}

/** What holds events is an envelope or a wrapper, whatever else is in it. */
export function isEvent(event: OpenEvent): boolean {
  return !event.holdsEvents && (event.hasEventMembers || event.hasAttestationFields);
}
