import { csvHeader } from './csvHeader.ts';
import { TrailScanner } from './scan.ts';
import { BEGINNING } from './scanState.ts';
import { type Segment, type SegmentEvents, segmentOfAll, segmentsOf } from './segment.ts';
import { atOnce, STEP, type Steps } from './steps.ts';
import { mayHaveOtherForms, wholeScan } from './wholeScan.ts';

/** UTF-16 units of a segment, about: what an edit reads, and scans anew. */
export const SEGMENT = 32 * 1024;

/** A text that was scanned, in segments: an edit replaces those that it reaches. There is always one. */
export interface ScannedText {
  readonly segments: readonly Segment[];
  /** Where each segment begins, and where the last one ends. */
  readonly starts: readonly number[];
  /** Whether brackets are missing at the end, so that events may have swallowed others. */
  readonly bracketsAreMissing: boolean;
}

export interface ScanOptions {
  /** UTF-16 units of a segment. */
  readonly segment?: number;
  /** UTF-16 units between two yields. */
  readonly step?: number;
}

export function* scanText(text: string, options: ScanOptions): Steps<ScannedText> {
  const { segment = SEGMENT, step = STEP } = options;
  if (yield* mayHaveOtherForms(text)) {
    return yield* scanAsWhole(text, step);
  }
  const scanner = new TrailScanner(text, { from: BEGINNING, position: 0, goesOn: false, cutAfter: segment });
  while (scanner.advance(step)) {
    yield step;
  }
  const bracketsAreMissing = scanner.end();
  // What the whole does not hold, no part does.
  const segments = yield* segmentsOf(text, scanner.parts(text.length), false);
  return scannedText(segments, bracketsAreMissing);
}

/** With what it has in other forms than CloudTrail's, which no part of it tells: one segment, and every edit scans anew. */
function* scanAsWhole(text: string, step: number): Steps<ScannedText> {
  const scanner = new TrailScanner(text);
  while (scanner.advance(step)) {
    yield step;
  }
  return scannedText([yield* segmentOfAll(text, yield* wholeScan(text, scanner.finish()))], false);
}

/** Of a text that is worth no scan. */
export function unscannedText(): ScannedText {
  return scannedText(atOnce(segmentsOf('', new TrailScanner('').parts(0), false)), false);
}

export function scannedText(segments: readonly Segment[], bracketsAreMissing: boolean): ScannedText {
  const starts = [0];
  let end = 0;
  for (const { text } of segments) {
    end += text.length;
    starts.push(end);
  }
  return { segments, starts, bracketsAreMissing };
}

export function eventsOf(scanned: ScannedText, segment: Segment): SegmentEvents {
  return scanned.bracketsAreMissing ? segment.eventsIfCutOff : segment.events;
}

export function lengthOf({ starts }: ScannedText): number {
  return starts[starts.length - 1] ?? 0;
}

/** Whether the text is worth a scan. No segment ends inside of what makes it one. */
export function* isWorthScan({ segments }: ScannedText): Steps<boolean> {
  // A member that an attested event has is one; those are looked for first, as they cost no search.
  if (segments.some(({ events }) => events.attested.records.some(({ inner }) => inner === undefined))) {
    return true;
  }
  for (const isLikely of [true, false]) {
    for (const { events, worthScan } of segments) {
      if (holdsRecords(events) === isLikely && (worthScan.known ?? (yield* worthScan.look()))) {
        return true;
      }
    }
  }
  return false;
}

function holdsRecords({ attested, unattested }: SegmentEvents): boolean {
  return attested.records.length + unattested.records.length > 0;
}

/** Whether an edit may have to do with forms that are told by the whole text alone, before it or after. */
export function* mayBeOfOtherForm({ segments }: ScannedText): Steps<boolean> {
  for (const { otherForms } of segments) {
    if (otherForms.known ?? (yield* otherForms.look())) {
      return true;
    }
  }
  const [first] = segments;
  return first !== undefined && csvHeader(first.text) !== undefined;
}
