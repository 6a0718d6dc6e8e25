import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlank,
  isOpening,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../jsonText.ts';
import { blanksBefore, isMemberStart, StringFollower } from './bracketPlace.ts';
import { WALK } from './bracketRun.ts';
import { type CodeUnits, isEscapedLetter, KEY } from './codeUnits.ts';

/**
 * Whether an object is an attested call, or another event, in which nothing else can be one. A scan has to tell where it is
 * unsure.
 */
export type Judgement = 'attested' | 'unattested' | 'unsure';

export interface Walked {
  /** Behind the last bracket; where it was cut off, before what follows. */
  readonly end: number;
  readonly isCutOff: boolean;
  /** Whether it has letters that are spelled as escapes: keys may hide in them. */
  readonly hasEscapes: boolean;
  readonly judgement: Judgement;
}

const SOURCE_LENGTH = '"eventSource"'.length;
const KMS = '"kms.amazonaws.com"';

/**
 * Goes from the bracket at `start` to the one that ends what it begins, from bracket to bracket. With `open`, so many
 * brackets before it have to be closed as well. Undefined where that does not happen before `limit`. What is cut off ends
 * where a value begins of its own.
 */
export function walkElement(units: CodeUnits, start: number, limit: number, open = 0): Walked | undefined {
  const strings = new StringFollower(units, start);
  const event = new EventWalk(units, start, open === 0 && units.at(start) === OPEN_BRACE);
  const last = open === 0 && units.at(start) === OPEN_BRACKET ? CLOSE_BRACKET : CLOSE_BRACE;
  let depth = open;
  for (let at = start; at < limit; ) {
    const unit = units.at(at);
    if (unit === BACKSLASH) {
      event.escape();
    } else if (at === start || !isInString(strings, at, unit, limit, depth === 1 && unit === last)) {
      if (isOpening(unit) && depth > open && beginsAnew(units, at)) {
        return { end: at, isCutOff: true, hasEscapes: event.hasEscapes, judgement: 'unsure' };
      }
      depth = event.bracket(at, unit, depth);
      if (depth <= 0) {
        return { end: at + 1, isCutOff: false, hasEscapes: event.hasEscapes, judgement: event.judgement };
      }
    }
    const after = walkOn(units, event, strings, at + 1, limit, depth);
    at = after.at;
    depth = after.depth;
  }
  return undefined;
}

interface WalkPlace {
  readonly at: number;
  readonly depth: number;
}

/** As far as there is no doubt about brackets; where the next one is, or an escaped letter. */
function walkOn(
  units: CodeUnits,
  event: EventWalk,
  strings: StringFollower,
  from: number,
  limit: number,
  around: number,
): WalkPlace {
  let at = from;
  let depth = around;
  while (at < limit) {
    const run = units.run(WALK, at, limit, depth, strings.end);
    if (run === undefined) {
      break;
    }
    event.sourcesTo = run.stop;
    // What is deeper is not told.
    depth = Math.min(depth, WALK.below);
    for (let index = 0; index < run.count; index++) {
      const mark = run.mark(index);
      const unit = units.at(mark);
      if (unit === QUOTE) {
        event.source(mark, depth);
      } else {
        depth = event.bracket(mark, unit, depth);
      }
    }
    if (run.last >= 0) {
      strings.restart(run.last);
    }
    at = run.stop;
    depth = run.depth;
    if (run.isStopped) {
      const isNone = units.at(at) === BACKSLASH && !isEscapedLetter(units, at);
      return { at: isNone ? units.nextBracket(at, limit) : at, depth };
    }
  }
  return { at: units.nextBracket(at, limit), depth };
}

function isInString(strings: StringFollower, at: number, unit: number, limit: number, mayBeLast: boolean): boolean {
  return mayBeLast ? strings.isSurelyInString(at, limit) : strings.isInString(at, unit, limit);
}

/** What the members of an event promise, as `TrailScanner` understands them. */
class EventWalk {
  hasEscapes = false;
  /** Up to where each `"eventSource"` was told. */
  sourcesTo = 0;
  private readonly units: CodeUnits;
  private isSure: boolean;
  private gapStart: number;
  /** Whether the additional data of the event is open, and a recipient in it. */
  private inData = false;
  private inRecipient = false;
  private hasFields = false;
  private isOfOthers = false;
  private isEvent = false;

  constructor(units: CodeUnits, start: number, isSure: boolean) {
    this.units = units;
    this.gapStart = start;
    this.isSure = isSure;
  }

  get judgement(): Judgement {
    if (!this.isSure) {
      return 'unsure';
    }
    return this.hasFields && !this.isOfOthers ? 'attested' : this.isEvent ? 'unattested' : 'unsure';
  }

  escape(): void {
    this.hasEscapes = true;
    this.isSure = false;
  }

  /** Takes a bracket inside of `depth` others; how many are open behind it. */
  bracket(at: number, bracket: number, depth: number): number {
    this.gap(at, depth);
    if (isOpening(bracket)) {
      this.open(at, bracket, depth);
      return depth + 1;
    }
    this.close(depth - 1);
    return depth - 1;
  }

  /** Takes `"eventSource"` inside of `depth` brackets: as a key, it says whose event this is. */
  source(at: number, depth: number): void {
    const { units } = this;
    const colon = blanksFrom(units, at + SOURCE_LENGTH);
    if (depth !== 1 || !this.isSure || !isMemberKey(units, at) || units.at(colon) !== COLON) {
      return;
    }
    this.isEvent = true;
    const value = blanksFrom(units, colon + 1);
    if (units.at(value) === QUOTE) {
      this.isOfOthers = !isTextAt(units, value, KMS);
      this.isSure = !this.isOfOthers || !hasBackslash(units, value + 1, units.length);
    }
  }

  /** What stands before a bracket and behind the one before it, inside of `depth` brackets. */
  private gap(end: number, depth: number): void {
    if (depth === 1 && this.isSure) {
      this.findSources(Math.max(this.gapStart, this.sourcesTo), end);
    } else if (depth === 3 && this.inRecipient && !this.hasFields) {
      this.readRecipient(this.gapStart, end);
    }
    this.gapStart = end + 1;
  }

  /** @param depth brackets around the one that opens */
  private open(at: number, bracket: number, depth: number): void {
    const { units } = this;
    // A line that begins with a bracket may be an event of its own, after one that was cut off.
    this.isSure &&= depth === 0 || units.at(at - 1) !== LINE_FEED;
    if (!this.isSure || depth < 1 || depth > 2) {
      return;
    }
    const key = keyBefore(units, at);
    if (bracket !== OPEN_BRACE) {
      this.isSure &&= depth !== 1 || !endsWithName(units, key, 'Records');
    } else if (depth === 1) {
      this.inData = endsWithName(units, key, 'additionalEventData');
      this.isSure &&= !endsWithName(units, key, 'detail');
    } else {
      this.inRecipient ||= this.inData && endsWithName(units, key, 'recipient');
    }
  }

  /** @param depth brackets around the one that closes */
  private close(depth: number): void {
    this.inRecipient &&= depth > 2;
    this.inData &&= depth > 1;
  }

  private findSources(start: number, end: number): void {
    const { units } = this;
    if (start >= end) {
      return;
    }
    for (let at = units.nextSource(start, end); at < end; at = units.nextSource(at + 1, end)) {
      this.source(at, 1);
    }
  }

  private readRecipient(start: number, end: number): void {
    const { units } = this;
    // As a rule it is the first member.
    this.hasFields = isTextAt(units, blanksFrom(units, start), KEY);
    for (let at = units.nextKey(start, end); at < end && !this.hasFields; at = units.nextKey(at + 1, end)) {
      this.hasFields = isMemberKey(units, at);
    }
  }
}

/** Whether a bracket begins a value where none can be inside of another: behind a value, or in the midst of a word. */
export function beginsAnew(units: CodeUnits, at: number): boolean {
  const before = units.at(blanksBefore(units, at) - 1);
  const isInside = before === COMMA || before === COLON || isOpening(before) || isBlank(before);
  return !isInside && before !== BACKSLASH && isMemberStart(units, at);
}

/** Units of the name of a member. */
const LONGEST_NAME = 256;

/** Whether a value stands behind a comma and the name of a member, though in no object: a bracket before it is wrong. */
export function isMemberOfNone(units: CodeUnits, offset: number): boolean {
  const quote = keyBefore(units, offset);
  if (quote < 0) {
    return false;
  }
  let start = quote - 1;
  while (start > quote - LONGEST_NAME && (units.at(start) !== QUOTE || units.at(start - 1) === BACKSLASH)) {
    start--;
  }
  return units.at(lastBefore(units, start)) === COMMA;
}

/** Where the quote is that ends the key of the value at an offset; -1 where it is the value of none. */
function keyBefore(units: CodeUnits, offset: number): number {
  const colon = lastBefore(units, offset);
  const quote = units.at(colon) === COLON ? lastBefore(units, colon) : -1;
  return units.at(quote) === QUOTE ? quote : -1;
}

/** The last unit before an offset that is no blank. */
function lastBefore(units: CodeUnits, offset: number): number {
  let at = offset - 1;
  while (isBlank(units.at(at))) {
    at--;
  }
  return at;
}

function blanksFrom(units: CodeUnits, offset: number): number {
  let at = offset;
  while (isBlank(units.at(at))) {
    at++;
  }
  return at;
}

/** Whether the string that ends with the quote at `quote` is the name. */
function endsWithName(units: CodeUnits, quote: number, name: string): boolean {
  const start = quote - name.length - 1;
  return isTextAt(units, start + 1, name) && units.at(start) === QUOTE && units.at(start - 1) !== BACKSLASH;
}

/** Whether the string that begins at `offset` is a key: only one of those has this before it. */
function isMemberKey(units: CodeUnits, offset: number): boolean {
  const before = units.at(lastBefore(units, offset));
  return before === COMMA || before === OPEN_BRACE;
}

function isTextAt(units: CodeUnits, offset: number, text: string): boolean {
  for (let index = text.length - 1; index >= 0; index--) {
    if (units.at(offset + index) !== text.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

function hasBackslash(units: CodeUnits, start: number, limit: number): boolean {
  let at = start;
  while (at < limit && units.at(at) !== QUOTE && units.at(at) !== BACKSLASH) {
    at++;
  }
  return units.at(at) === BACKSLASH;
}
