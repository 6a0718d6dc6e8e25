import type { EventFields } from '../event/eventFields.ts';
import type { EventRecord } from './eventRecord.ts';
import { LOOK_BACK } from './eventText.ts';
import { firstWhere } from './firstWhere.ts';
import { type ScanPart, TrailScanner } from './scan.ts';
import { type ScannedText, type ScanOptions, SEGMENT, scannedText } from './scannedText.ts';
import { areSameStates } from './scanState.ts';
import { moved, type Segment, type SegmentEvents, segmentsOf } from './segment.ts';
import { STEP, type Steps } from './steps.ts';
import { spansAfter, type TextChange } from './textChange.ts';
import type { TextSource } from './textSource.ts';

/** How much more is read each time a scan has found no place to stop. */
const GROWTH = 8;

/** UTF-16 units of a segment whose readings cost as much to keep as one to scan. */
const READING_COST = 4;

/** A text before its changes, those, in order and apart, and what is there now. */
interface Edit {
  readonly old: ScannedText;
  readonly changes: readonly TextChange[];
  readonly after: TextSource;
  readonly segment: number;
  readonly step: number;
  /** Only from places at which no more events are open a scan goes on. */
  readonly mostOpen: number;
}

/** A place between segments of the old text, as it stands now: changes `change` and on stand behind it. */
interface Place {
  readonly segment: number;
  readonly change: number;
  /** How far the changes before moved it. */
  readonly shift: number;
}

type Rescan =
  | { readonly kind: 'done'; readonly parts: readonly ScanPart[]; readonly text: string; readonly rest: Rest }
  /** The event, by how many are open around it, has to be scanned from its beginning. */
  | { readonly kind: 'told-across'; readonly event: number };

/** Behind what was scanned: segments of the old text, or the end of all. */
type Rest =
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'end'; readonly bracketsAreMissing: boolean };

/**
 * The scan of a text after changes that do not overlap, in their order. Around each change the text is read and scanned
 * anew, from a place before it until the scan stands as it stood before at a place behind; other segments stay.
 */
export function* editedScan(
  old: ScannedText,
  changes: readonly TextChange[],
  after: TextSource,
  { segment = SEGMENT, step = STEP }: ScanOptions,
): Steps<ScannedText> {
  for (let mostOpen = Number.POSITIVE_INFINITY; ; ) {
    const outcome = yield* attempt({ old, changes, after, segment, step, mostOpen });
    if (outcome.kind === 'done') {
      return outcome.scanned;
    }
    mostOpen = outcome.event;
  }
}

type Attempt =
  | { readonly kind: 'done'; readonly scanned: ScannedText }
  | { readonly kind: 'told-across'; readonly event: number };

function* attempt(edit: Edit): Steps<Attempt> {
  const { old, changes } = edit;
  const segments: Segment[] = [];
  let { bracketsAreMissing } = old;
  let next: Place = { segment: 0, change: 0, shift: 0 };
  for (let change = changes[0]; change !== undefined; change = changes[next.change]) {
    const from = { ...next, segment: lastPlaceBefore(edit, change.start, next.segment) };
    append(segments, old.segments, next.segment, from.segment);
    const rescan = yield* rescanned(edit, from);
    if (rescan.kind === 'told-across') {
      return rescan;
    }
    const { rest } = rescan;
    const replacing = yield* segmentsOf(rescan.text, rescan.parts);
    next = rest.kind === 'place' ? rest.place : { segment: old.segments.length, change: changes.length, shift: 0 };
    yield* keepReadings(edit, from, next, replacing);
    append(segments, replacing, 0, replacing.length);
    bracketsAreMissing = rest.kind === 'place' ? bracketsAreMissing : rest.bracketsAreMissing;
  }
  append(segments, old.segments, next.segment, old.segments.length);
  return { kind: 'done', scanned: scannedText(segments, bracketsAreMissing) };
}

function append<T>(to: T[], from: readonly T[], start: number, end: number): void {
  for (const one of from.slice(start, end)) {
    to.push(one);
  }
}

/** The last segment that begins before `offset` or there, and not before segment `least`, of those a scan can go on from. */
function lastPlaceBefore({ old, mostOpen }: Edit, offset: number, least: number): number {
  let low = firstWhere(old.segments.length, (segment) => (old.starts[segment] ?? 0) > offset) - 1;
  while (low > least && !isUsable(old.segments[low], mostOpen)) {
    low--;
  }
  return low;
}

function isUsable(segment: Segment | undefined, mostOpen: number): boolean {
  return segment !== undefined && segment.from.events.length <= mostOpen;
}

/** Places behind the change at `from` to which no change reaches. */
function* placesBehind({ old, changes, mostOpen }: Edit, from: Place): Generator<Place, undefined> {
  let { change, shift } = from;
  for (let segment = from.segment + 1; segment < old.segments.length; segment++) {
    const offset = old.starts[segment] ?? 0;
    for (let one = changes[change]; one !== undefined && one.start < offset; one = changes[change]) {
      shift += one.length - (one.end - one.start);
      change++;
    }
    const reached = changes[change - 1]?.end ?? 0;
    if (change > from.change && reached + LOOK_BACK <= offset && isUsable(old.segments[segment], mostOpen)) {
      yield { segment, change, shift };
    }
  }
  return undefined;
}

/** Scans from a place on until the scan stands at a place behind the next changes as it stood there before. */
function* rescanned(edit: Edit, from: Place): Steps<Rescan> {
  const { old, after } = edit;
  const start = positionOf(old, from);
  const more = placesBehind(edit, from);
  const places: Place[] = [];
  const placeAtOrBehind = (position: number): number => {
    for (;;) {
      const last = places[places.length - 1];
      if (last !== undefined && positionOf(old, last) >= position) {
        return positionOf(old, last);
      }
      const found = more.next();
      if (found.done === true) {
        return after.length;
      }
      places.push(found.value);
    }
  };
  for (let end = placeAtOrBehind(start); ; end = placeAtOrBehind(grown(start, end, after.length))) {
    const within = places.filter((place) => positionOf(old, place) <= end);
    const scan = yield* scannedPart(edit, from, within, end);
    if (scan !== undefined) {
      return scan;
    }
  }
}

/** Where the next part ends: most of what is left is no part any more. */
function grown(start: number, end: number, length: number): number {
  const next = start + GROWTH * (end - start);
  return next > length / 2 ? length : next;
}

function positionOf(old: ScannedText, { segment, shift }: Place): number {
  return (old.starts[segment] ?? 0) + shift;
}

/** Undefined where the part has no place at which the scan can stop. */
function* scannedPart(edit: Edit, from: Place, places: readonly Place[], end: number): Steps<Rescan | undefined> {
  const { old, after, segment } = edit;
  const state = old.segments[from.segment]?.from;
  const start = positionOf(old, from);
  const base = Math.max(start - LOOK_BACK, 0);
  const text = after.slice(base, end);
  if (state === undefined) {
    return undefined;
  }
  const goesOn = end < after.length;
  // Twice as much, so that segments do not end elsewhere with every letter.
  const scanner = new TrailScanner(text, { from: state, position: start - base, goesOn, cutAfter: 2 * segment });
  for (const place of places) {
    const position = positionOf(old, place) - base;
    yield* scanTo(scanner, position, edit.step);
    const { failure } = scanner;
    if (failure !== undefined) {
      return failure.kind === 'told-across' ? failure : undefined;
    }
    const now = scanner.scanned === position ? scanner.state : undefined;
    const then = old.segments[place.segment]?.from;
    if (now !== undefined && then !== undefined && areSameStates(now, then)) {
      return { kind: 'done', parts: scanner.parts(position, segment / 2), text, rest: { kind: 'place', place } };
    }
  }
  if (goesOn) {
    return undefined;
  }
  yield* scanTo(scanner, text.length, edit.step);
  const bracketsAreMissing = scanner.end();
  const { failure } = scanner;
  return failure?.kind === 'told-across'
    ? failure
    : { kind: 'done', parts: scanner.parts(text.length), text, rest: { kind: 'end', bracketsAreMissing } };
}

function* scanTo(scanner: TrailScanner, position: number, step: number): Steps<void> {
  while (scanner.scanned < position && scanner.failure === undefined) {
    const { scanned } = scanner;
    const units = Math.min(position - scanned, step);
    scanner.advance(units);
    // In a long string it has not moved on, and has been at work all the same.
    yield Math.max(scanner.scanned - scanned, units);
  }
}

/** What was read of events that no change reached is kept, by where they stand now. */
function* keepReadings(edit: Edit, from: Place, next: Place, replacing: readonly Segment[]): Steps<void> {
  const { old, changes } = edit;
  const afterChanges = spansAfter(changes.slice(from.change, next.change));
  for (const variant of ['events', 'eventsIfCutOff'] as const) {
    const kept = new Map<number, ReadEvent>();
    for (let segment = from.segment; segment < next.segment; segment++) {
      for (const { record, fields } of readEvents(old.segments[segment]?.[variant])) {
        const after = afterChanges(moved(record, old.starts[segment] ?? 0));
        if (!after.touched) {
          kept.set(after.start + from.shift, { record, fields });
        }
      }
      yield (old.segments[segment]?.text.length ?? 0) / READING_COST;
    }
    let start = positionOf(old, from);
    for (const segment of kept.size > 0 ? replacing : []) {
      takeReadings(segment[variant], start, kept);
      start += segment.text.length;
      yield segment.text.length / READING_COST;
    }
  }
}

interface ReadEvent {
  readonly record: EventRecord;
  readonly fields: EventFields;
}

function* readEvents(events: SegmentEvents | undefined): Generator<ReadEvent> {
  for (const { records, readings } of events === undefined ? [] : [events.attested, events.unattested]) {
    for (const [index, record] of records.entries()) {
      const fields = readings[index];
      if (fields !== undefined) {
        yield { record, fields };
      }
    }
  }
}

function takeReadings(events: SegmentEvents, start: number, kept: ReadonlyMap<number, ReadEvent>): void {
  for (const { records, readings } of [events.attested, events.unattested]) {
    for (const [index, record] of records.entries()) {
      const read = kept.get(start + record.start);
      if (read !== undefined && areSameTexts(read.record, record)) {
        readings[index] = read.fields;
      }
    }
  }
}

/** Of records that begin at the same unchanged text. */
function areSameTexts(one: EventRecord, other: EventRecord): boolean {
  return one.end - one.start === other.end - other.start && one.inner?.strings.length === other.inner?.strings.length;
}
