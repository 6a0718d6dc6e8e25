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
  /** Where the line ends on which it begins. */
  readonly firstLineEnd: number;
  /** What looks like events inside of it, where no event stands. */
  readonly lookAlikes: LookAlikes;
}

export interface EndedEvent {
  readonly event: OpenEvent;
  readonly end: number;
}

/** Look-alikes by the event around them. Each is moved a few times at most, however deep they nest. */
export class LookAlikes {
  private found: EndedEvent[] = [];

  get isEmpty(): boolean {
    return this.found.length === 0;
  }

  /** @param withItsOwn an event that was cut off holds look-alikes like itself: they become the outer event's */
  add(event: OpenEvent, end: number, withItsOwn: boolean): void {
    if (withItsOwn) {
      this.take(event.lookAlikes);
    }
    this.found.push({ event, end });
  }

  clear(): void {
    this.found = [];
  }

  /** By where they begin. */
  inOrder(): readonly EndedEvent[] {
    return this.found.sort((one, other) => one.event.start - other.event.start);
  }

  /** The fewer are moved to the more, so that all moves together are n log n. */
  private take(other: LookAlikes): void {
    const [fewer, more] =
      this.found.length < other.found.length ? [this.found, other.found] : [other.found, this.found];
    for (const one of fewer) {
      more.push(one);
    }
    this.found = more;
    other.found = [];
  }
}

export function newEvent(start: number, mayWrap: boolean, place: OpenEvent['place'], firstLineEnd: number): OpenEvent {
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
    firstLineEnd,
    lookAlikes: new LookAlikes(),
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
