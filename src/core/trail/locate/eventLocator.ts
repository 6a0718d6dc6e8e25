import { LONGEST_EVENT } from '../eventRecord.ts';
import { firstWhere } from '../firstWhere.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  isBlank,
  isOpening,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../jsonText.ts';
import { blanksBefore, REACH, StringFollower, stringEnd } from './bracketPlace.ts';
import { FIND_KEYS, FOLLOW_ARRAYS } from './bracketRun.ts';
import { type CodeUnits, isEscapedLetter } from './codeUnits.ts';
import { isElementStart, isTextElementStart } from './elementStart.ts';
import { beginsAnew, isMemberOfNone, type Walked, walkElement } from './elementWalk.ts';
import { isEventStart, isLogFileHead, recordsOfLogFile } from './logFile.ts';
import { LongestArray, takeBrackets } from './longestArray.ts';
import {
  type LocatedCall,
  type LocatedProblem,
  MEMBER_OF_NONE,
  readSection,
  type Section,
  takesEvents,
} from './section.ts';

/** Units beyond the end of a step that have to be there, unless the text ends before. */
export const LOOK_AHEAD = 2 * REACH;

/** Units before a hit that are passed from value to value, rather than looked at from behind. */
const NEAR = 4 * 1024;
/** Units of what may stand before the elements of an array. */
const LONGEST_HEAD = 64 * 1024;
const MOST_FRAMES = 8;
/** Open brackets beyond which nobody looks for a longer array: what is open is taken to go on. */
const DEEPEST = 1000;
/** Stands for the events of an array that has been read. */
const SOME_EVENT = '{"eventVersion":""}';

/** An array whose elements are looked at one by one, as it is longer than any event, or a log file's. */
interface Frame {
  /** From the top of the text to the array's bracket, without elements of arrays around. */
  readonly prefix: string;
  readonly closers: string;
  /** The brackets in which the array stands, its own included, within the element of the frame around. */
  readonly path: readonly number[];
  /** Whether its elements are events, if they look like some. */
  readonly takesEvents: boolean;
  /** Whether what stands before the array holds keys of an attestation. */
  readonly hasKeys: boolean;
}

/** What is left of a value behind an array that was read element by element. */
interface Rest {
  readonly prefix: string;
  readonly path: readonly number[];
  readonly hasKeys: boolean;
}

export interface LocatorEvents {
  readonly call: (call: LocatedCall) => void;
  readonly problem: (problem: LocatedProblem) => void;
}

const CUT_OFF = { isCutOff: true, hasEscapes: false, judgement: 'unsure' } as const;

const TOP: Pick<Frame, 'prefix' | 'closers' | 'takesEvents'> = { prefix: '', closers: '', takesEvents: true };

/**
 * Finds attested calls in units that come in steps. It looks for the keys of an attestation, then for the value around
 * one: an element of a long array, or a value at the top of the text. That nothing else is open around such an element
 * is known because every bracket of an array from the array's beginning on is followed. What the value holds, a walk
 * over its brackets tells, or a scan of it with what is around it, wherever that is not beyond doubt.
 *
 * Right for all text that is JSON, or lines and rows of JSON values, and reads past what is broken in a value.
 * Remembers nothing that grows with the text.
 */
export class EventLocator {
  private readonly events: LocatorEvents;
  private readonly longest: number;
  private readonly frames: Frame[] = [];
  /** Where the value of the outermost frame begins. */
  private outermostAt = 0;
  private units: CodeUnits;
  /** Where the value begins that is looked at, or what stands before it. In no string. */
  private start = 0;
  /** Of the value at `start`, if that has been read in part. */
  private rest: Rest | undefined;
  /** Behind what has been searched and followed. */
  private cursor = 0;
  /** The next key, where one has been found; how far keys have been looked for. */
  private nextKeyAt = -1;
  private keysTo = -1;
  /** At the top: how far values that begin have been looked for, from the start on, and none found. */
  private valuesTo = 0;
  /** Where what is visible has to end before a pending hit is worth another walk. */
  private retryAt = 0;
  private readonly strings: StringFollower;
  /** Arrays that are open at the cursor within the frame's. */
  private depth = 0;
  /** Where arrays within the frame's begin and end, since `start`. */
  private marks: number[] = [];
  /** A hit whose value does not end in what is visible. */
  private pending = -1;
  /** Where a value begins that is too long and cannot be divided, while it goes on. */
  private lostFrom: number | undefined;
  private lostKeys = 0;
  private saidCutOff = false;
  /** Whether the last `advance` has ended with a list whose elements come next. */
  private hasEntered = false;

  constructor(units: CodeUnits, events: LocatorEvents, longest = LONGEST_EVENT) {
    this.units = units;
    this.events = events;
    this.longest = longest;
    this.strings = new StringFollower(units, 0);
  }

  /** The units again, without so many at their front that `advance` said are no longer needed. */
  use(units: CodeUnits, lost: number): void {
    this.units = units;
    this.start -= lost;
    this.outermostAt -= lost;
    this.cursor -= lost;
    this.nextKeyAt -= lost;
    this.keysTo -= lost;
    this.valuesTo -= lost;
    this.retryAt -= lost;
    this.strings.use(units, lost);
    this.marks = this.marks.map((mark) => mark - lost);
    this.pending = this.pending < 0 ? -1 : this.pending - lost;
    this.lostFrom = this.lostFrom === undefined ? undefined : this.lostFrom - lost;
  }

  /**
   * Goes on to `limit`, behind which some more units have to be there for a look ahead, unless the text ends with it.
   * Returns from where on units are still needed.
   */
  advance(limit: number, isLast: boolean): number {
    this.hasEntered = false;
    while (isLast || !this.hasEntered) {
      const hit = this.nextHit(limit);
      if (hit >= limit || !this.take(hit, limit, isLast)) {
        break;
      }
    }
    if (isLast) {
      this.finish(limit);
    } else if (this.pending < 0 && !this.hasEntered) {
      this.settle(limit);
    }
    return Math.max(Math.min(this.start, this.cursor) - LOOK_AHEAD, 0);
  }

  /** Where the next `advance` to a limit goes on: far before this one, where a list was found that has to be read again. */
  reached(limit: number): number {
    return this.hasEntered ? Math.min(this.cursor, limit) : limit;
  }

  /** Where the log file of CloudTrail's own form begins that is open at the end of what was advanced to, if one is. */
  get logFile(): number | undefined {
    const [outermost] = this.frames;
    return outermost !== undefined && isLogFileHead(outermost.prefix) ? this.outermostAt : undefined;
  }

  private get frame(): Pick<Frame, 'prefix' | 'closers' | 'takesEvents'> {
    return this.frames[this.frames.length - 1] ?? TOP;
  }

  /** The next key or escaped letter, up to which arrays are followed. */
  private nextHit(limit: number): number {
    if (this.pending >= 0) {
      return this.pending;
    }
    const { units } = this;
    for (;;) {
      const stop = this.runOn(limit) ?? this.searchOn(limit);
      const unit = units.at(stop);
      if (stop >= limit || unit === QUOTE) {
        return stop;
      }
      this.cursor = stop + 1;
      if (unit === BACKSLASH) {
        if (isEscapedLetter(units, stop)) {
          return stop;
        }
      } else if (!this.strings.isInString(stop, unit, limit)) {
        this.followArray(stop, unit);
        if (this.pending >= 0) {
          return this.pending;
        }
      }
    }
  }

  /** Follows arrays as far as there is no doubt about their brackets, where the units can be searched so; where that ends. */
  private runOn(limit: number): number | undefined {
    const { units, strings } = this;
    while (this.cursor < limit) {
      const kind = this.frames.length === 0 ? FIND_KEYS : FOLLOW_ARRAYS;
      const run = units.run(kind, this.cursor, limit, this.depth + 1, strings.end);
      if (run === undefined) {
        return undefined;
      }
      for (let index = 0; index < run.count; index++) {
        // They begin and end in turns.
        this.marks.push(run.mark(index) + (this.marks.length % 2));
      }
      if (run.last >= 0) {
        strings.restart(run.last);
      }
      this.depth = run.depth - 1;
      this.cursor = run.stop;
      if (run.isStopped) {
        return run.stop;
      }
    }
    return limit;
  }

  /** The next key, bracket of an array or escaped letter; all but keys near the start are gone to. */
  private searchOn(limit: number): number {
    const { units } = this;
    if (this.nextKeyAt < this.cursor && this.keysTo < limit) {
      const found = units.nextKey(this.cursor, limit);
      this.nextKeyAt = found < limit ? found : -1;
      this.keysTo = found;
    }
    const target = this.nextKeyAt < this.cursor ? limit : this.nextKeyAt;
    if (target < limit && target - this.start <= NEAR && this.lostFrom === undefined) {
      // From the start, values will be passed one by one.
      return target;
    }
    const isTop = this.frames.length === 0;
    const stop = isTop ? units.nextLetter(this.cursor, target) : units.nextStop(this.cursor, target);
    this.cursor = Math.min(stop, target);
    return this.cursor;
  }

  private followArray(at: number, bracket: number): void {
    if (bracket === OPEN_BRACKET) {
      if (this.depth++ === 0) {
        this.marks.push(at);
      }
    } else if (this.depth > 0) {
      if (--this.depth === 0) {
        this.marks.push(at + 1);
      }
    } else {
      this.leaveFrame(at);
    }
  }

  private leaveFrame(at: number): void {
    const frame = this.frames.pop();
    if (frame === undefined) {
      return;
    }
    const prefix = frame.takesEvents ? `${frame.prefix}${SOME_EVENT}` : frame.prefix;
    this.reset(at, { prefix, path: frame.path, hasKeys: frame.hasKeys });
    this.cursor = at + 1;
    this.pending = frame.hasKeys ? at : -1;
    this.retryAt = 0;
  }

  /** Begins again at a place in the frame's array, or at the top, of which nothing behind has been followed. */
  private reset(at: number, rest?: Rest): void {
    this.start = at;
    this.rest = rest;
    this.cursor = at;
    this.keysTo = -1;
    this.marks = [];
    this.depth = 0;
    this.valuesTo = at;
    this.strings.restart(at);
  }

  /** Moves the start to where another value begins, or what stands before it. */
  private startAt(at: number): void {
    if (at >= this.cursor) {
      this.reset(at);
      return;
    }
    this.start = at;
    this.rest = undefined;
    const { marks } = this;
    this.marks = marks.slice(firstWhere(marks.length, (index) => (marks[index] ?? 0) >= at));
    this.valuesTo = Math.max(this.valuesTo, at);
  }

  /** Reads the value around a hit; false where it does not end in what is visible. */
  private take(hit: number, limit: number, isLast: boolean): boolean {
    if (this.pending >= 0 && !isLast && limit < this.retryAt && limit - this.start <= this.longest) {
      return false;
    }
    this.pending = -1;
    if (hit - this.start > NEAR || this.lostFrom !== undefined) {
      this.startNear(hit + 1);
    }
    if (this.lostFrom !== undefined) {
      this.lostKeys++;
    } else {
      while (this.start <= hit) {
        const step = this.takeNext(hit, limit, isLast);
        if (step !== 'passed') {
          return step === 'read';
        }
      }
    }
    this.cursor = Math.max(this.cursor, hit + 1);
    return true;
  }

  /** Passes one value, or what is none, and reads it if it has the hit. */
  private takeNext(hit: number, limit: number, isLast: boolean): 'passed' | 'read' | 'unended' {
    const { units, rest } = this;
    const at = rest === undefined ? separatorsEnd(units, this.start, hit) : this.start;
    if (this.frames.length > 0 && rest === undefined && units.at(at) === CLOSE_BRACKET) {
      this.leaveFrame(at);
      return 'passed';
    }
    const isBegun = rest !== undefined || isOpening(units.at(at));
    const isText = !isBegun && units.at(at) === QUOTE;
    if (!isBegun && !isText) {
      this.skipTo(this.nextStart(at + 1, hit + 1), hit);
      return 'passed';
    }
    const walked = isText ? textElement(units, at, limit) : walkElement(units, at, limit, rest?.path.length);
    if (walked === undefined && !isLast) {
      return this.waitOrDivide(at, hit, limit);
    }
    const { end, isCutOff, hasEscapes, judgement } = walked ?? { ...CUT_OFF, end: limit };
    if (rest === undefined && isMemberOfNone(units, at)) {
      if (end > hit || hasEscapes) {
        this.events.problem({ code: 'not-json', message: MEMBER_OF_NONE, start: at, end });
      }
    } else if (end > hit || hasEscapes || rest?.hasKeys === true) {
      const { prefix, closers, takesEvents } = this.frame;
      const isPlain = rest === undefined && takesEvents && !isCutOff;
      this.read({
        prefix: rest?.prefix ?? prefix,
        closers: walked === undefined ? '' : closers,
        start: at,
        end,
        judgement: isPlain ? judgement : 'unsure',
      });
      this.saidCutOff ||= walked === undefined;
    }
    this.pending = -1;
    this.startAt(end);
    return end > hit ? 'read' : 'passed';
  }

  private skipTo(at: number, hit: number): void {
    if (at > hit) {
      const message = 'What reads like an attested call here is no part of a JSON value: it was not read.';
      this.events.problem({ code: 'not-json', message, start: hit, end: hit + 1 });
    }
    const { cursor } = this;
    this.startAt(at);
    this.cursor = Math.max(cursor, this.cursor);
  }

  private waitOrDivide(at: number, hit: number, limit: number): 'read' | 'unended' {
    const { units } = this;
    if (this.rest === undefined) {
      this.startAt(at);
    }
    const records = this.frames.length === 0 && this.rest === undefined ? recordsOfLogFile(units, at) : undefined;
    if (records !== undefined) {
      // Its end need not be waited for.
      this.enterFrame(records, [OPEN_BRACE, OPEN_BRACKET]);
      return 'read';
    }
    if (limit - at > this.longest) {
      this.divide(limit);
      return 'read';
    }
    this.pending = hit;
    // Another walk over the same is worth it once there is as much more, or the value cannot be an event.
    this.retryAt = Math.min(at + this.longest + 1, limit + limit - at);
    return 'unended';
  }

  private read(section: Section): void {
    const { start, end, judgement } = section;
    if (judgement === 'attested') {
      this.events.call({ start, end, text: undefined });
    }
    if (judgement !== 'unsure') {
      return;
    }
    const { calls, problems } = readSection(this.units, section);
    calls.forEach(this.events.call);
    problems.forEach(this.events.problem);
  }

  /** Moves the start to the last value that begins before `limit`, if one does without doubt. */
  private startNear(limit: number): void {
    const at = this.frames.length === 0 ? this.lastValueStart(limit) : this.lastElementStart(limit);
    if (at >= 0 && (at > this.start || this.lostFrom !== undefined)) {
      this.endLost(at);
      this.startAt(at);
    }
  }

  /** At the top: a bracket that cannot be inside of another. */
  private lastValueStart(limit: number): number {
    const { units } = this;
    const from = Math.max(this.start, this.valuesTo);
    for (let at = limit - 1; at >= from; at--) {
      if (isOpening(units.at(at)) && beginsAnew(units, at)) {
        return at;
      }
    }
    this.valuesTo = Math.max(this.valuesTo, limit);
    return -1;
  }

  /** The next place at which a value may begin, or a string, behind one at which none does. */
  private nextStart(from: number, limit: number): number {
    for (let at = from; at < limit; at++) {
      const unit = this.units.at(at);
      if (isOpening(unit) || unit === QUOTE || unit === COMMA || unit === CLOSE_BRACKET) {
        return at;
      }
    }
    return limit + 1;
  }

  /** In a frame's array: an object behind a comma, where no array is open within. */
  private lastElementStart(limit: number): number {
    const { units, marks } = this;
    let end = limit;
    for (let mark = marks.length - 1; mark >= -1; mark--) {
      const isOpen = mark >= 0 && mark % 2 === 0;
      const edge = mark < 0 ? this.start : (marks[mark] ?? 0);
      if (isOpen) {
        // From here back nothing within is open; the array itself may be an element.
        if (units.at(blanksBefore(units, edge) - 1) === COMMA) {
          return edge;
        }
        end = edge;
        continue;
      }
      for (let at = units.lastBrace(end - 1, edge); at >= 0; at = units.lastBrace(at - 1, edge)) {
        if (isElementStart(units, at)) {
          return at;
        }
        if (at > edge && units.at(at - 1) === QUOTE && isTextElementStart(units, at - 1, limit)) {
          return at - 1;
        }
      }
    }
    return -1;
  }

  private settle(limit: number): void {
    if (this.lostFrom === undefined && limit - this.start <= this.longest / 4) {
      return;
    }
    this.startNear(limit);
    if (this.lostFrom !== undefined) {
      this.reset(limit);
      return;
    }
    if (limit - this.start > this.longest) {
      this.divide(limit);
    }
  }

  /** Looks at the elements of an array in a value that is too long to be an event: of the longest that no other is around. */
  private divide(limit: number): void {
    const { units, start, rest } = this;
    const strings = new StringFollower(units, start);
    const arrays = new LongestArray(rest?.path ?? []);
    for (let at = isBracket(units.at(start)) ? start : units.nextBracket(start, limit); at < limit; ) {
      const unit = units.at(at);
      if (isBracket(unit) && (at === start || !strings.isInString(at, unit, limit))) {
        if (isOpening(unit) && arrays.path.length > 0 && beginsAnew(units, at)) {
          this.restartAnew(at);
          return;
        }
        arrays.take(at, unit);
      }
      if (arrays.lengthAt(at) > this.longest / 2 || arrays.path.length > DEEPEST) {
        break;
      }
      at = takeBrackets(units, arrays, strings, at + 1, limit);
    }
    arrays.end(limit);
    const array = arrays.longest;
    const isDivisible = array !== undefined && array.length > this.longest / 4 && array.at + 1 - start <= LONGEST_HEAD;
    if (!isDivisible || this.frames.length >= MOST_FRAMES) {
      this.lose(limit);
      return;
    }
    this.enterFrame(array.at, array.path);
  }

  private enterFrame(array: number, path: readonly number[]): void {
    const { units, start, rest } = this;
    const prefix = `${rest?.prefix ?? this.frame.prefix}${units.decoded(start, array + 1).text}`;
    const own = [...path].reverse().map((bracket) => (bracket === OPEN_BRACE ? '}' : ']'));
    const closers = `${own.join('')}${this.frame.closers}`;
    const hasKeys = rest?.hasKeys === true || units.nextKey(start, array) < array;
    if (this.frames.length === 0) {
      this.outermostAt = start;
    }
    this.frames.push({
      prefix,
      closers,
      path,
      takesEvents: isLogFileHead(prefix) || takesEvents(prefix, closers),
      hasKeys,
    });
    this.reset(array + 1);
    this.hasEntered = true;
  }

  /** After a value that was cut off: what begins is an element of the same array, or of the file. */
  private restartAnew(at: number): void {
    const message = 'Something begins here before what is above has ended.';
    this.events.problem({ code: 'glued', message, start: at, end: at + 1 });
    if (this.units.at(at) === OPEN_BRACKET || !isEventStart(this.units, at)) {
      this.frames.length = 0;
    }
    this.reset(at);
  }

  /** Gives up a value: what begins at the top behind it is found again. */
  private lose(limit: number): void {
    this.lostFrom = this.start;
    this.lostKeys = this.units.nextKey(this.start, limit) < limit ? 1 : 0;
    this.frames.length = 0;
    this.reset(limit);
  }

  private endLost(at: number): void {
    if (this.lostFrom !== undefined && this.lostKeys > 0) {
      const message = 'This is too long to be an event, and was not read: calls in it are missing.';
      this.events.problem({ code: 'too-long', message, start: this.lostFrom, end: at });
    }
    this.lostFrom = undefined;
    this.lostKeys = 0;
  }

  private finish(limit: number): void {
    this.endLost(limit);
    if (this.saidCutOff) {
      return;
    }
    const { units } = this;
    this.startNear(limit);
    const at = this.rest === undefined ? separatorsEnd(units, this.start, limit) : this.start;
    const isOpen = this.rest !== undefined || isOpening(units.at(at));
    const isCut = isOpen && walkElement(units, at, limit, this.rest?.path.length) === undefined;
    if (at < limit && isCut) {
      const message = 'The text ends inside of this value.';
      this.events.problem({ code: 'cut-off', message, start: at, end: limit });
    } else if (this.frames.length > 0) {
      const message = 'The text ends before its brackets are closed.';
      this.events.problem({ code: 'cut-off', message, start: Math.max(limit - 1, 0), end: limit });
    }
  }
}

function isBracket(unit: number): boolean {
  return isOpening(unit) || unit === CLOSE_BRACE || unit === CLOSE_BRACKET;
}

/** A string among the elements of an array, which may hold an event as text. */
function textElement(units: CodeUnits, start: number, limit: number): Walked | undefined {
  const end = stringEnd(units, start + 1, limit);
  if (end > limit) {
    return undefined;
  }
  return { end, isCutOff: false, hasEscapes: units.nextLetter(start, end) < end, judgement: 'unsure' };
}

/** Where the blanks and commas that begin at `start` end; not beyond `limit`. */
function separatorsEnd(units: CodeUnits, start: number, limit: number): number {
  let at = start;
  while (at < limit && (isBlank(units.at(at)) || units.at(at) === COMMA)) {
    at++;
  }
  return at;
}
