import { decodeUtf8 } from '../../encoding/decodeUtf8.ts';
import type { Span } from '../../located.ts';
import type { ByteWindow } from '../byteWindow.ts';
import { BACKSLASH, COLON, COMMA, isBlank, QUOTE } from '../jsonText.ts';
import { MEMBER_OF_NONE } from '../locate/section.ts';
import { firstRowNames, toldNames } from '../rowsInJson.ts';
import { areToldAlike, type ElementList, elementList, type RowsOf } from './elementList.ts';
import type { FormSizes, SectionCutter } from './sectionCutter.ts';
import type { Cut } from './streamSection.ts';
import { LOOK_BACK, type Stop, ValueFollower } from './valueFollower.ts';

/** Bytes of what may stand before the elements of a list. */
const LONGEST_HEAD = 64 * 1024;
const MOST_LISTS = 8;
/** How many times longer than an event the answer of a query may be before what its columns are has to be known. */
const WITHOUT_COLUMNS = 8;

/** A list whose elements begin at `start`. */
interface EnteredList extends ElementList {
  readonly start: number;
}

const TOP: Pick<ElementList, 'prefix' | 'closers' | 'rows'> = { prefix: '', closers: '', rows: { kind: 'none' } };

/**
 * Finds the values of a stream of JSON, at the top or in lists that are longer than any event: there each is an element,
 * and has around it what stands around the list. Every bracket of the stream is followed, so that what a caller wrote in
 * a string is never taken for a value.
 */
export class JsonCutter implements SectionCutter {
  private readonly sizes: FormSizes;
  private readonly follower: ValueFollower;
  private readonly lists: ElementList[] = [];
  /** Where the values of the section begin and end. */
  private sectionStart = 0;
  private ends: number[] = [];
  private escaped: number[] = [];
  /** For a value that goes on behind a list: what stands before it, and which list that was. */
  private rest: ElementList | undefined;
  /** Whether the value is too long to be kept. */
  private isLost = false;
  /** Up to where a value may go on before it is taken apart. */
  private waitsTo = 0;
  /** Whether no element of the list has ended. */
  private isBeforeRows = false;
  /** What comes behind the section that was taken last. */
  private problem: Cut | undefined;
  private hasEnded = false;

  /** @param start a place at the top of the text */
  constructor(start: number, sizes: FormSizes) {
    this.sizes = sizes;
    this.follower = new ValueFollower(start);
  }

  get needed(): number {
    const { start, at } = this.follower;
    const from = this.isLost ? at : Math.min(start ?? at, at);
    return Math.max((this.ends.length > 0 ? Math.min(this.sectionStart, from) : from) - LOOK_BACK, 0);
  }

  next(window: ByteWindow, isLast: boolean): Cut | undefined {
    const { problem } = this;
    this.problem = undefined;
    if (problem !== undefined) {
      return problem;
    }
    while (!this.hasEnded) {
      const stop = this.follower.follow(window, isLast);
      const cut = this.takeStop(stop, window, isLast);
      if (cut === 'wait') {
        return undefined;
      }
      if (cut !== undefined) {
        return cut;
      }
    }
    return undefined;
  }

  private takeStop(stop: Stop, window: ByteWindow, isLast: boolean): Cut | 'wait' | undefined {
    switch (stop) {
      case 'ended':
        return this.endValue(window);
      case 'closing':
        return this.takeSection() ?? this.closeList();
      case 'anew':
        return this.takeSection() ?? this.beginAnew();
      case 'no more':
        return isLast ? (this.takeSection() ?? this.finish(window)) : this.goOn(window);
    }
  }

  private get list(): Pick<ElementList, 'prefix' | 'closers' | 'rows'> {
    return this.lists[this.lists.length - 1] ?? TOP;
  }

  private endValue(window: ByteWindow): Cut | undefined {
    const { follower, rest, isLost } = this;
    if (this.waitsTo > 0) {
      return this.divideWhole(window);
    }
    const { start = follower.at, at: end, isProse, hasBrackets, hasEscapes } = follower;
    follower.leaveValue();
    this.rest = undefined;
    this.isLost = false;
    if (isLost) {
      return tooLong(start, end);
    }
    if (rest !== undefined) {
      return this.endRest(rest, textOf(window, start, end), { start, end });
    }
    if ((hasBrackets || !isProse) && isMemberOfNone(window, start, end, isProse)) {
      return this.passMember({ start, end });
    }
    const { rows } = this.list;
    if (rows.kind === 'unknown' || (isProse && !hasBrackets) || this.isOfNames(rows, window, start, end)) {
      return undefined;
    }
    this.sectionStart = this.ends.length === 0 ? start : this.sectionStart;
    if (hasEscapes) {
      this.escaped.push(this.ends.length);
    }
    this.ends.push(end);
    return end - this.sectionStart >= this.sizes.section ? this.takeSection() : undefined;
  }

  /** A value that counts for nothing; what stands before it does. */
  private passMember(span: Span): Cut {
    const problem: Cut = { kind: 'problem', problem: { code: 'not-json', message: MEMBER_OF_NONE, ...span } };
    const section = this.takeSection();
    this.problem = section && problem;
    return section ?? problem;
  }

  /** Whether the first row of a list repeats the names of its columns. */
  private isOfNames(rows: RowsOf, window: ByteWindow, start: number, end: number): boolean {
    if (!this.isBeforeRows || rows.kind !== 'athena') {
      return false;
    }
    this.isBeforeRows = false;
    const names = firstRowNames(textOf(window, start, end));
    return names.length === rows.names.length && names.every((name, index) => name === rows.names[index]);
  }

  /** The values that have ended since the last section. */
  private takeSection(): Cut | undefined {
    const { sectionStart: start, ends, escaped, list } = this;
    const end = ends[ends.length - 1];
    this.ends = [];
    this.escaped = [];
    return end === undefined ? undefined : sectionOf(list, list.closers, { start, end }, ends, escaped);
  }

  private closeList(): undefined {
    const { follower } = this;
    const { at, depth } = follower;
    this.isBeforeRows = false;
    this.rest = this.lists.pop();
    if (this.rest === undefined) {
      // It closes nothing.
      follower.restart(at + 1, 0, 0);
    } else {
      follower.restart(at, depth, this.lists[this.lists.length - 1]?.depth ?? 0, at);
    }
  }

  /** What goes on behind a list has ended. */
  private endRest({ restPrefix, rows }: ElementList, text: string, span: Span): Cut {
    const { closers } = this.list;
    const isTold = rows.kind !== 'athena' || areToldAlike(rows.columns, toldNames(`${restPrefix}${text}${closers}`));
    return isTold
      ? sectionOf({ prefix: restPrefix, rows: NO_ROWS }, closers, span)
      : { kind: 'problem', problem: { code: 'columns-differ', message: COLUMNS_DIFFER, ...span } };
  }

  /** A value was cut off: what begins is one at the top. */
  private beginAnew(): Cut {
    const { follower } = this;
    const cut = this.cutOffAt(follower.at);
    this.lists.length = 0;
    this.rest = undefined;
    this.isLost = false;
    this.waitsTo = 0;
    this.isBeforeRows = false;
    follower.restart(follower.at, 0, 0);
    return cut;
  }

  private cutOffAt(end: number): Cut {
    const { start = end } = this.follower;
    const prefix = this.rest?.restPrefix ?? this.list.prefix;
    return this.isLost ? tooLong(start, end) : sectionOf({ prefix, rows: NO_ROWS }, '', { start, end });
  }

  private goOn(window: ByteWindow): Cut | 'wait' | undefined {
    const { follower, sizes } = this;
    const { start, at } = follower;
    if (this.ends.length > 0 && at - this.sectionStart > 2 * sizes.section) {
      return this.takeSection();
    }
    if (start === undefined || this.isLost || at - start <= sizes.longest || at <= this.waitsTo) {
      return 'wait';
    }
    if (follower.isProse && !follower.hasBrackets) {
      follower.start = at;
      return 'wait';
    }
    return this.takeSection() ?? this.divide(start, window);
  }

  /** Looks at the elements of a list in a value that is too long to be an event: of the longest that no other is around. */
  private divide(start: number, window: ByteWindow): Cut | 'wait' | undefined {
    const { follower, sizes } = this;
    const list = this.listIn(start, window);
    if (list === undefined) {
      this.isLost = true;
      return 'wait';
    }
    const mostAsWhole = start + WITHOUT_COLUMNS * sizes.longest;
    if (list.rows.kind === 'unknown' && follower.at <= mostAsWhole) {
      this.waitsTo = mostAsWhole;
      return 'wait';
    }
    return this.enter(list);
  }

  /** Rows of which the columns are told behind them, in a value that has ended. */
  private divideWhole(window: ByteWindow): Cut | undefined {
    const { start, at, longestArray: array } = this.follower;
    this.waitsTo = 0;
    const isNear = array !== undefined && at - array.at - array.length < LONGEST_HEAD;
    const behind = isNear ? textOf(window, array.at + array.length - 1, at) : undefined;
    const list = start === undefined ? undefined : this.listIn(start, window, behind);
    return list === undefined ? this.endValue(window) : this.enter(list);
  }

  private listIn(start: number, window: ByteWindow, behind?: string): EnteredList | undefined {
    const { follower, sizes } = this;
    const { at, longestArray: array } = follower;
    const headEnd = (array?.at ?? at) + 1;
    const isHead = headEnd - start <= Math.min(LONGEST_HEAD, sizes.longest);
    if (!isHead || array === undefined || array.length <= sizes.longest / 4 || this.lists.length >= MOST_LISTS) {
      return undefined;
    }
    const head = `${this.rest?.restPrefix ?? this.list.prefix}${textOf(window, start, headEnd)}`;
    const rowsEnd = Math.min(headEnd + LONGEST_HEAD, at);
    const list = elementList(head, () => textOf(window, headEnd, rowsEnd), behind);
    return list !== undefined && list.depth > follower.floor ? { ...list, start: headEnd } : undefined;
  }

  private enter(list: EnteredList): Cut | undefined {
    const { start, depth } = list;
    this.lists.push(list);
    this.rest = undefined;
    this.waitsTo = 0;
    this.isBeforeRows = true;
    this.follower.restart(start, depth, depth);
    return list.rows.kind === 'unknown'
      ? {
          kind: 'problem',
          problem: { code: 'columns-unknown', message: COLUMNS_UNKNOWN, start: start - 1, end: start },
        }
      : undefined;
  }

  private finish(window: ByteWindow): Cut | undefined {
    const { follower } = this;
    const { start, at } = follower;
    if (start !== undefined && follower.isProse && follower.depth === 0) {
      return this.endValue(window);
    }
    if (start !== undefined && this.waitsTo > 0) {
      return this.divideWhole(window);
    }
    this.hasEnded = true;
    if (start !== undefined) {
      return this.cutOffAt(at);
    }
    const end = { code: 'cut-off', message: CUT_OFF, start: Math.max(at - 1, 0), end: at };
    return this.lists.length > 0 ? { kind: 'problem', problem: end } : undefined;
  }
}

const NO_ROWS: RowsOf = { kind: 'none' };
const TOO_LONG = 'This is too long to be an event, and was not read: calls in it are missing.';
const CUT_OFF = 'The text ends before its brackets are closed.';
const COLUMNS_UNKNOWN = 'What the columns of these rows are is told behind them, which is too far: they were not read.';
const COLUMNS_DIFFER =
  'Here columns are told that differ from what the first row says: calls of these rows may be wrong.';

/** Whether what begins at `start` stands behind the name of a member, or is a line that begins with one behind a comma. */
function isMemberOfNone({ bytes, base }: ByteWindow, start: number, end: number, isProse: boolean): boolean {
  let before = start - base - 1;
  while (isBlank(bytes[before] ?? 0)) {
    before--;
  }
  if (!isProse) {
    return bytes[before] === COLON;
  }
  let at = start - base;
  if (bytes[at] !== QUOTE || bytes[before] !== COMMA) {
    return false;
  }
  do {
    at += bytes[at] === BACKSLASH ? 2 : 1;
  } while (at < end - base && bytes[at] !== QUOTE);
  do {
    at++;
  } while (at < end - base && isBlank(bytes[at] ?? 0));
  return bytes[at] === COLON;
}

function tooLong(start: number, end: number): Cut {
  return { kind: 'problem', problem: { code: 'too-long', message: TOO_LONG, start, end } };
}

function sectionOf(
  { prefix, rows }: Pick<ElementList, 'prefix' | 'rows'>,
  closers: string,
  span: Span,
  ends: readonly number[] = [span.end],
  escaped: readonly number[] = [0],
): Cut {
  return { kind: 'section', section: { kind: 'json', prefix, closers, rows, ends, escaped, ...span } };
}

function textOf(window: ByteWindow, start: number, end: number): string {
  return decodeUtf8(window.slice(start, end), 0, end - start).text;
}
