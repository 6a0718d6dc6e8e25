import { ENCLAVE_SDK_NAME } from '../event/attestedCall.ts';
import type { Span } from '../located.ts';
import { CONTAINER_COUNTS, type ContainerCounts, noContainers } from './container.ts';
import {
  blanksBefore,
  type EventRecord,
  type EventTally,
  LONGEST_EVENT,
  noEvents,
  tallyEvent,
  type WantedEvents,
} from './eventRecord.ts';
import { type EventText, eventTextAt, LONGEST_TEXT, mayBeginEvents } from './eventText.ts';
import {
  BYTE_ORDER_MARK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlank,
  isEscaped,
  isLiteral,
  isOpening,
  isWordPart,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  unescaped,
} from './jsonText.ts';
import { type EndedEvent, isEvent, looksLikeEvent, newEvent, type OpenEvent } from './openEvent.ts';
import { BEFORE_SCAN, BEGINNING, openEventOf, openEventStates, Role, type ScanState } from './scanState.ts';

export type { EventRecord, WantedEvents } from './eventRecord.ts';

export interface TrailProblem extends Span {
  readonly code:
    | 'cut-off'
    | 'glued'
    | 'not-json'
    | 'stray-bracket'
    | 'broken-string'
    | 'too-deep'
    | 'broken-row'
    | 'too-long';
  readonly message: string;
}

export interface TrailScan {
  /** Attested calls, and KMS events without attestation that are worth a word, in the order of the text. */
  readonly records: readonly EventRecord[];
  readonly eventCount: number;
  readonly kmsEventCount: number;
  readonly containers: Readonly<ContainerCounts>;
  readonly problems: readonly TrailProblem[];
  /** Strings outside of events that may hold some as text, in the order of the text. */
  readonly texts: readonly EventText[];
}

export const MAX_PROBLEMS = 100;
/** Open brackets, beyond which the rest is not read: they are the only memory that grows with the text's shape. */
const MAX_DEPTH = 100_000;
/** UTF-16 units; the longest member name that matters, with every letter escaped. */
const LONGEST_KEY = 6 * 'attestationDocumentEnclaveImageDigest'.length;

/** UTF-16 units; the version of an event alone has some. */
const SHORTEST_EVENT = 30;
/** UTF-16 units of a string after which a scan may pause in it, where it is full of escaped quotes. */
const LONG_STRING = 64 * 1024;
/** UTF-16 units; no number has so many. */
const LONGEST_WORD = 64 * 1024;
/** UTF-16 units of a text of which the value is looked at; longer ones are no source, and AWS cuts user agents far below. */
const LONGEST_MEMBER = 8 * 1024;

/** How a part of a text is scanned: as it stands in the middle of what is around it. */
export interface PartOptions {
  /** The state at `position`, from which the scan goes on; before it stands what the scan may look back at. */
  readonly from: ScanState;
  readonly position: number;
  /** Whether the whole text goes on behind this part. */
  readonly goesOn: boolean;
  /** UTF-16 units after which the scan is cut, so that a later one can go on from there. */
  readonly cutAfter: number;
}

/** What was found between two cuts of a scan. */
export interface ScanPart extends Span, Omit<TrailScan, 'records'> {
  readonly from: ScanState;
  readonly records: readonly EventRecord[];
  /** Events that hold more of them if brackets are missing at the end of the text. */
  readonly undecided: readonly EndedEvent[];
}

/** A place to which the scan had come, and how much it had found until then. */
interface Cut extends Omit<TrailScan, 'records' | 'problems' | 'texts'> {
  readonly position: number;
  readonly from: ScanState;
  readonly records: number;
  readonly undecided: number;
  readonly problems: number;
  readonly texts: number;
}

const WHOLE: PartOptions = { from: BEGINNING, position: 0, goesOn: false, cutAfter: Number.POSITIVE_INFINITY };

/**
 * Follows the brackets and strings of a text and finds the events in it that were attested. Call `advance` until it
 * returns false, then `finish`; a caller may pause in between.
 *
 * Reads past broken places: a string ends with its line, an event ends where the next one begins. What looks like an
 * event inside of another is part of it, as an attacker may have written it there, once a member of the other follows.
 * Only where none does and brackets are missing was the other cut off, and swallowed the events after it.
 */
export class TrailScanner {
  private readonly text: string;
  private readonly goesOn: boolean;
  private readonly cutAfter: number;
  private position: number;
  /** Inside of a long string, up to where its second quote was looked for; it begins at `position`. */
  private quoteFrom = 0;
  /** Of the line feed at or after `position`; the length where there is none. */
  private lineEnd = -1;
  private readonly stack: Role[];
  /** How many of the stack's are objects: looking for one that is not there would cost the whole stack each time. */
  private openObjects = 0;
  private readonly events: OpenEvent[];
  private afterColon = false;
  /** The member of an event, of its additional data or of a recipient whose value comes next. */
  private key: string | undefined;
  private topLevelEnd: number;
  private hasBegun: boolean;
  private hasLines: boolean;
  /** Events that end with look-alikes; brackets that are missing at the end tell that they swallowed them. */
  private readonly undecided: EndedEvent[] = [];

  private readonly found: EventTally;
  private readonly containers = noContainers();
  private readonly problems: TrailProblem[] = [];
  private readonly texts: EventText[] = [];

  /** Of parts that later ones can go on from; the first is where the scan began. */
  private readonly cuts: Cut[];
  private nextCut: number;
  /** Of the events that were open where the scan began the outermost of which something is told but where it begins. */
  private toldAcross: number | undefined;
  private hasRunOut = false;

  constructor(text: string, { from, position, goesOn, cutAfter }: PartOptions = WHOLE, wanted: WantedEvents = 'calls') {
    this.found = noEvents(wanted, (span) => this.reportTooLong(tooLongEvent(span)));
    this.text = text;
    this.goesOn = goesOn;
    this.cutAfter = cutAfter;
    this.position = position;
    this.topLevelEnd = position;
    this.stack = [...from.stack];
    this.openObjects = from.stack.filter(isObject).length;
    this.events = from.events.map((event) => openEventOf(event, this.lineEndFrom(position)));
    this.hasBegun = from.hasBegun;
    this.hasLines = from.hasLines;
    this.nextCut = position + cutAfter;
    this.cuts = [this.cutHere(from)];
  }

  /** Scans about `units` more UTF-16 units, or as many of a long string; false once the text has ended. */
  advance(units: number): boolean {
    const { text } = this;
    const limit = Math.min(text.length, this.position + units);
    const pause = this.quoteFrom;
    while (this.position < limit && this.quoteFrom === pause) {
      const unit = text.charCodeAt(this.position);
      switch (unit) {
        case QUOTE:
          this.readString();
          break;
        case OPEN_BRACE:
          this.openObject();
          break;
        case OPEN_BRACKET:
          this.openArray();
          break;
        case CLOSE_BRACE:
          this.close(true);
          break;
        case CLOSE_BRACKET:
          this.close(false);
          break;
        case COLON:
          this.afterColon = true;
          this.position++;
          break;
        case COMMA:
          this.endValue();
          this.position++;
          if (this.position >= this.nextCut) {
            this.cut();
          }
          break;
        case 0x20:
        case LINE_FEED:
        case 0x0d:
        case 0x09:
        case BYTE_ORDER_MARK:
          this.position++;
          break;
        default:
          this.readWord(unit);
      }
    }
    return this.position < text.length;
  }

  finish(): TrailScan {
    const bracketsAreMissing = this.end();
    for (const ended of this.undecided) {
      tallyEvent(this.found, this.text, ended, bracketsAreMissing ? 'cut off' : 'ended');
    }
    this.found.records.sort((one, other) => one.start - other.start);
    const { found, containers, problems, texts } = this;
    return { ...found, containers, problems, texts };
  }

  /** Ends what is open where the text ends; returns whether brackets are missing so that events may be swallowed. */
  end(): boolean {
    const end = blanksBefore(this.text, this.text.length);
    const { event } = this;
    if (event !== undefined && isEvent(event)) {
      this.tellAcross(event.start, this.events.length - 1);
      this.report('cut-off', 'The text ends inside this event.', { start: event.start, end });
    } else if (this.stack.length > 0) {
      this.report('cut-off', 'The text ends before its brackets are closed.', { start: Math.max(end - 1, 0), end });
    }
    const bracketsAreMissing = this.stack.length > 0 && (event === undefined || !isEvent(event));
    this.popTo(0, end, 'ended');
    return bracketsAreMissing;
  }

  /** Up to where the text was read. */
  get scanned(): number {
    return this.position;
  }

  /**
   * What makes a scan of a part worthless: the part ended before what had to be read was read, or something was told of
   * an event that was open where the scan began, which only a scan from before that event can tell.
   */
  get failure(): { readonly kind: 'ran-out' } | { readonly kind: 'told-across'; readonly event: number } | undefined {
    if (this.toldAcross !== undefined) {
      return { kind: 'told-across', event: this.toldAcross };
    }
    return this.hasRunOut ? { kind: 'ran-out' } : undefined;
  }

  /**
   * Where the outermost object begins that is open and not too long to be an event, though nothing of it may tell that yet; where
   * the scan stands, if there is none.
   */
  get undecidedFrom(): number {
    const { position } = this;
    const open = this.events.find(
      ({ start, holdsEvents }) => !holdsEvents && start !== BEFORE_SCAN && position - start <= LONGEST_EVENT,
    );
    return open?.start ?? position;
  }

  /** The state at which another scan can go on from here; undefined where there is none. */
  get state(): ScanState | undefined {
    const { stack, position, hasBegun, hasLines } = this;
    const isBetweenValues = !this.afterColon && this.key === undefined && !isBlank(this.text.charCodeAt(position - 1));
    if (!isBetweenValues || (stack.length === 0 && this.topLevelEnd !== position)) {
      return undefined;
    }
    const events = openEventStates(stack, this.events, position);
    return events && { stack: [...stack], events, hasBegun, hasLines };
  }

  /** What was found from cut to cut, and from the last one to `end`, which makes no part of less than `least` units. */
  parts(end: number, least = 0): readonly ScanPart[] {
    if (this.cuts.length > 1 && end - (this.cuts[this.cuts.length - 1]?.position ?? 0) < least) {
      this.cuts.pop();
    }
    const last = this.cutHere(BEGINNING);
    return this.cuts.map((cut, index) => {
      const next = this.cuts[index + 1];
      return this.partBetween(cut, next ?? last, next?.position ?? end);
    });
  }

  private partBetween(cut: Cut, next: Cut, end: number): ScanPart {
    const containers = { ...next.containers };
    for (const name of CONTAINER_COUNTS) {
      containers[name] -= cut.containers[name];
    }
    return {
      start: cut.position,
      end,
      from: cut.from,
      records: this.found.records.slice(cut.records, next.records),
      undecided: this.undecided.slice(cut.undecided, next.undecided),
      problems: this.problems.slice(cut.problems, next.problems).slice(0, MAX_PROBLEMS),
      texts: this.texts.slice(cut.texts, next.texts),
      eventCount: next.eventCount - cut.eventCount,
      kmsEventCount: next.kmsEventCount - cut.kmsEventCount,
      containers,
    };
  }

  private cut(): void {
    const { state } = this;
    if (state !== undefined) {
      this.cuts.push(this.cutHere(state));
      this.nextCut = this.position + this.cutAfter;
    }
  }

  private cutHere(from: ScanState): Cut {
    const { position, found, undecided, problems, texts, containers } = this;
    return {
      position,
      from,
      records: found.records.length,
      undecided: undecided.length,
      problems: problems.length,
      texts: texts.length,
      eventCount: found.eventCount,
      kmsEventCount: found.kmsEventCount,
      containers: { ...containers },
    };
  }

  /** Something is told of an event, and of where it begins: the scan is not cut inside of it but behind it. */
  private tellAcross(start: number, event: number): void {
    let last = this.cuts[this.cuts.length - 1];
    while (this.cuts.length > 1 && last !== undefined && last.position > start) {
      this.nextCut = last.position;
      this.cuts.pop();
      last = this.cuts[this.cuts.length - 1];
    }
    if (start === BEFORE_SCAN) {
      this.toldAcross = Math.min(this.toldAcross ?? event, event);
    }
  }

  private get role(): Role | undefined {
    return this.stack[this.stack.length - 1];
  }

  private get event(): OpenEvent | undefined {
    return this.events[this.events.length - 1];
  }

  private readString(): void {
    const { text } = this;
    const start = this.position;
    const lineEnd = this.lineEndFrom(start);
    const from = Math.max(start + 1, this.quoteFrom);
    let end = text.indexOf('"', from);
    while (end !== -1 && end < lineEnd && isEscaped(text, end)) {
      if (end - from > LONG_STRING) {
        this.quoteFrom = end + 1;
        return;
      }
      end = text.indexOf('"', end + 1);
    }
    if (end === -1 || end > lineEnd) {
      this.hasRunOut ||= this.isUnread(lineEnd);
      this.readBrokenString(start, lineEnd);
      return;
    }
    this.position = end + 1;
    if (this.afterColon) {
      this.readMemberText(start + 1, end);
      this.findEventText(start + 1, end, false);
      this.endValue();
    } else {
      this.readKey(start + 1, end);
      if (this.role === Role.events && this.stack.length === 1) {
        this.findEventText(start + 1, end, true);
      }
    }
  }

  /** Such a string counts only if what it stands in turns out to be no event: see `endEvent`. */
  private findEventText(start: number, end: number, isElement: boolean): void {
    if (end - start < SHORTEST_EVENT || !mayBeginEvents(this.text.charCodeAt(start)) || !this.mayHoldTexts()) {
      return;
    }
    const found = eventTextAt(this.text, { start, end }, isElement);
    if (found !== undefined && end - start > LONGEST_TEXT) {
      this.reportTooLong(tooLongText({ start, end }));
    } else if (found !== undefined) {
      this.texts.push(found);
    }
  }

  /**
   * Whether an object stands where containers have those with text: at the top, in rows, or once inside of either. What is
   * further inside may be what a caller wrote, such as an encryption context, whose members have any name.
   */
  private mayHoldTexts(): boolean {
    const { stack } = this;
    const depth = stack.length;
    if (depth > 2 && isObject(stack[depth - 2])) {
      // A notice of SNS in an event of Lambda: {"Records":[{"Sns":{"Message":…}}]}
      return depth === 4 && stack[1] === Role.events;
    }
    return depth <= 4;
  }

  /** A string without its second quote. Where it should be a key, a bracket that ends its line is not part of it. */
  private readBrokenString(start: number, lineEnd: number): void {
    this.reportInside('broken-string', 'This string does not end on its line.', { start, end: lineEnd });
    const isKey = isObject(this.role) && !this.afterColon;
    this.endValue();
    this.position = lineEnd;
    const last = blanksBefore(this.text, lineEnd) - 1;
    if (isKey && last > start && isOpening(this.text.charCodeAt(last))) {
      this.position = last;
      this.afterColon = true;
    }
  }

  private readKey(start: number, end: number): void {
    const { role, event } = this;
    if (event !== undefined && !event.lookAlikes.isEmpty) {
      event.lookAlikes.clear();
    }
    if ((role !== Role.event && role !== Role.additionalData && role !== Role.recipient) || end - start > LONGEST_KEY) {
      this.key = undefined;
      return;
    }
    const key = unescaped(this.text.slice(start, end));
    this.key = key;
    if (event === undefined) {
      return;
    }
    if (role === Role.event) {
      event.hasEventMembers ||= key === 'eventVersion' || key === 'eventName' || key === 'eventSource';
      event.failed ||= key === 'errorCode';
      if (key === 'logFiles' && event.mayWrap) {
        this.containers.digestFiles++;
      }
    } else if (role === Role.additionalData) {
      event.hasRecipient ||= key === 'recipient';
    } else {
      event.hasAttestationFields ||= key.startsWith('attestationDocument');
    }
  }

  /** The value of a member, where the member matters and is text. */
  private readMemberText(start: number, end: number): void {
    const { event, key } = this;
    if (event === undefined || this.role !== Role.event) {
      return;
    }
    const value = (): string => (end - start > LONGEST_MEMBER ? '' : unescaped(this.text.slice(start, end)));
    if (key === 'eventSource') {
      event.source = value() === 'kms.amazonaws.com' ? 'kms' : 'other';
    } else if (key === 'userAgent') {
      event.claimsEnclaveSdk = value().startsWith(`${ENCLAVE_SDK_NAME}/`);
    }
  }

  private openObject(): void {
    const start = this.position;
    this.resumeAtLine(start);
    if (isObject(this.role) && !this.afterColon) {
      this.endEventBefore(start);
    }
    const { role, key, event } = this;
    if (role === undefined || role === Role.events) {
      this.beginTopLevelValue(start);
      this.openEvent(start, 'own');
    } else if (role === Role.event && key === 'detail' && event?.place !== 'inside') {
      this.openEvent(start, 'detail');
    } else if (role === Role.event && key === 'additionalEventData') {
      this.push(Role.additionalData);
    } else if (role === Role.additionalData && key === 'recipient') {
      if (event !== undefined) {
        event.recipientStart = start;
      }
      this.push(Role.recipient);
    } else if (event !== undefined && looksLikeEvent(this.text, start)) {
      this.openEvent(start, 'inside');
    } else {
      this.push(Role.otherObject);
    }
  }

  private openEvent(start: number, place: OpenEvent['place']): void {
    const mayWrap = place === 'own' && this.stack.length <= 1;
    this.events.push(newEvent(start, mayWrap, place, this.lineEndFrom(start)));
    this.push(Role.event);
  }

  private openArray(): void {
    this.resumeAtLine(this.position);
    const { role, key, event } = this;
    if (role === undefined) {
      this.beginTopLevelValue(this.position);
      this.containers.arrays++;
      this.push(Role.events);
    } else if (role === Role.event && key === 'Records' && event?.mayWrap === true) {
      this.push(Role.events);
    } else {
      this.push(Role.otherArray);
    }
  }

  private push(role: Role): void {
    this.position++;
    this.afterColon = false;
    this.key = undefined;
    if (this.stack.length >= MAX_DEPTH) {
      const rest = { start: this.position, end: this.text.length };
      this.report('too-deep', 'Brackets nest too deep: nothing after this place was read.', rest);
      this.hasRunOut ||= this.goesOn;
      this.position = this.text.length;
      return;
    }
    this.stack.push(role);
    this.openObjects += isObject(role) ? 1 : 0;
  }

  private close(object: boolean): void {
    const end = this.position + 1;
    const isOpen = object ? this.openObjects > 0 : this.openObjects < this.stack.length;
    const depth = isOpen ? lastIndexWhere(this.stack, (role) => isObject(role) === object) : -1;
    if (depth !== this.stack.length - 1 || (depth < 0 && this.hasBegun)) {
      this.report('stray-bracket', 'This bracket closes nothing that is open here.', { start: this.position, end });
    }
    this.position = end;
    if (depth >= 0) {
      this.popTo(depth + 1, end, 'cut off');
      this.popTo(depth, end, 'ended');
      this.endValue();
      if (end >= this.nextCut) {
        this.cut();
      }
    }
  }

  /** Closes everything above and at `depth`, by brackets of its own or because it was cut off. */
  private popTo(depth: number, end: number, how: 'ended' | 'cut off'): void {
    while (this.stack.length > depth) {
      const role = this.stack.pop();
      this.openObjects -= isObject(role) ? 1 : 0;
      if (role === Role.event) {
        this.endEvent(end, how);
      }
    }
    if (depth === 0) {
      this.topLevelEnd = end;
    }
  }

  private endEvent(end: number, how: 'ended' | 'cut off'): void {
    const event = this.events.pop();
    if (event === undefined) {
      return;
    }
    if (isEvent(event) || !event.lookAlikes.isEmpty) {
      this.tellAcross(event.start, this.events.length);
    }
    // What stands in the strings of an event is what its caller wrote.
    while (isEvent(event) && (this.texts[this.texts.length - 1]?.start ?? -1) > event.start) {
      this.texts.pop();
    }
    this.hasLines ||= this.stack.length === 0 && event.firstLineEnd >= end;
    const outer = this.event;
    if (event.place === 'inside') {
      // Inside of a look-alike that was cut off stand look-alikes like itself.
      outer?.lookAlikes.add(event, end, how === 'cut off');
      return;
    }
    if (outer !== undefined && (event.holdsEvents || isEvent(event))) {
      outer.holdsEvents = true;
      this.containers[event.place === 'detail' ? 'inEnvelopes' : 'inRecords']++;
    }
    if (how === 'ended' && !event.lookAlikes.isEmpty) {
      this.undecided.push({ event, end });
    } else {
      tallyEvent(this.found, this.text, { event, end }, how);
    }
  }

  /** An object where a member was expected: the event before it was cut off, and this is the next one. */
  private endEventBefore(start: number): void {
    const depth = lastIndexWhere(this.stack, (role, at) => role === Role.event && this.stack[at - 1] !== Role.event);
    this.report('glued', 'An event begins here before the one above it has ended.', { start, end: start + 1 });
    this.popTo(Math.max(depth, 0), blanksBefore(this.text, start), 'cut off');
    this.key = undefined;
  }

  /** In JSON Lines a line that was cut off ends with its line. */
  private resumeAtLine(start: number): void {
    const outermost = this.events[0];
    if (this.stack[0] !== Role.event || outermost === undefined || this.text.charCodeAt(start - 1) !== LINE_FEED) {
      return;
    }
    const isOnOneLine = outermost.firstLineEnd === start - 1 && this.key !== 'detail';
    if (this.hasLines || isOnOneLine) {
      const end = blanksBefore(this.text, start);
      const message = 'This event was cut off at the end of its line.';
      this.tellAcross(outermost.start, 0);
      this.report('cut-off', message, { start: outermost.start, end });
      this.popTo(0, end, 'cut off');
      this.endValue();
    }
  }

  private beginTopLevelValue(start: number): void {
    if (this.stack.length > 0) {
      return;
    }
    if (this.hasBegun && !this.text.slice(this.topLevelEnd, start).includes('\n')) {
      this.containers.glued++;
    }
    this.hasBegun = true;
    this.containers.topLevelValues++;
  }

  /**
   * Numbers, true, false and null pass, and what other languages write for them. After any other word a quote may be
   * missing: the rest of the line is not trusted, also where it is the rest of the file, as what looks like an event
   * there may be text that a caller wrote. Outside of all brackets words are prose around JSON, such as what a log puts
   * before its entries.
   */
  private readWord(unit: number): void {
    const { text, position } = this;
    if (!isWordPart(unit)) {
      this.reportInside('not-json', 'This character does not belong here.', { start: position, end: position + 1 });
      this.position++;
      return;
    }
    const most = Math.min(text.length, position + LONGEST_WORD);
    let end = position + 1;
    while (end < most && isWordPart(text.charCodeAt(end))) {
      end++;
    }
    this.position = end;
    this.hasRunOut ||= this.isUnread(end);
    if (this.stack.length > 0 && !isLiteral(text.slice(position, end))) {
      const isForeign = FOREIGN_LITERAL.test(text.slice(position, end));
      this.position = isForeign ? end : this.lineEndFrom(position);
      this.hasRunOut ||= this.isUnread(this.position);
      const message = isForeign
        ? 'This word is no value of JSON.'
        : 'This is not JSON: the rest of the line was not read.';
      this.report('not-json', message, { start: position, end: this.position });
    }
    this.endValue();
  }

  private endValue(): void {
    this.afterColon = false;
    this.key = undefined;
  }

  private lineEndFrom(start: number): number {
    if (this.lineEnd < start) {
      const found = this.text.indexOf('\n', start);
      this.lineEnd = found === -1 ? this.text.length : found;
    }
    return this.lineEnd;
  }

  /** Whether what was looked for up to `end` may stand behind the part that is scanned. */
  private isUnread(end: number): boolean {
    return this.goesOn && end === this.text.length;
  }

  private reportTooLong({ code, message, start, end }: TrailProblem): void {
    this.report(code, message, { start, end });
  }

  /** Reports what is a problem inside of brackets only. */
  private reportInside(code: TrailProblem['code'], message: string, span: Span): void {
    if (this.stack.length > 0) {
      this.report(code, message, span);
    }
  }

  private report(code: TrailProblem['code'], message: string, { start, end }: Span): void {
    if (this.problems.length - (this.cuts[this.cuts.length - 1]?.problems ?? 0) < MAX_PROBLEMS) {
      this.problems.push({ code, message, start, end });
    }
  }
}

export function tooLongEvent({ start, end }: Span): TrailProblem {
  return { code: 'too-long', message: 'This is too long to be an event, and was not read.', start, end };
}

export function tooLongText({ start, end }: Span): TrailProblem {
  return { code: 'too-long', message: 'This text is too long to be read: events in it are missing.', start, end };
}

/** What Python, JavaScript and their like print in a value's place. */
const FOREIGN_LITERAL = /^(?:None|True|False|undefined|nil|[-+]?(?:NaN|Infinity))$/;

/** `findLastIndex`, which the Node of the oldest VS Code does not have. */
function lastIndexWhere(stack: readonly Role[], holds: (role: Role, at: number) => boolean): number {
  let at = stack.length - 1;
  while (at >= 0 && !holds(stack[at] ?? Role.otherObject, at)) {
    at--;
  }
  return at;
}

function isObject(role: Role | undefined): boolean {
  return role !== undefined && role !== Role.otherArray && role !== Role.events;
}
