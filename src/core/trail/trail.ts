import type { AttestedCall, KmsCall } from '../event/attestedCall.ts';
import type { EventReading } from '../event/readCall.ts';
import { type CallList, type CallPart, callList } from './callList.ts';
import { CONTAINER_COUNTS, type ContainerKind, containerKind, noContainers } from './container.ts';
import { editedScan } from './editScan.ts';
import type { EventRecord } from './eventRecord.ts';
import { lookForCalls } from './needle.ts';
import { MAX_PROBLEMS, type TrailProblem } from './scan.ts';
import {
  eventsOf,
  isWorthScan,
  lengthOf,
  mayBeOfOtherForm,
  type ScannedText,
  type ScanOptions,
  scanText,
  unscannedText,
} from './scannedText.ts';
import { moved } from './segment.ts';
import { atOnce, inTurns, type Steps, type TurnOptions } from './steps.ts';
import { changesInOrder, growthOf, type TextChange } from './textChange.ts';
import type { TextSource } from './textSource.ts';

/**
 * The attested calls of one text. Events are found when the trail is opened and read when somebody asks for them.
 * Offsets are UTF-16 units from the start of the text.
 */
export interface Trail {
  readonly container: ContainerKind;
  readonly eventCount: number;
  readonly kmsEventCount: number;
  readonly calls: CallList<AttestedCall>;
  /** KMS events that say nothing of an attestation document but are worth a word: a broken recipient, or the user agent of AWS's enclave SDK, as a denied call has it. */
  readonly unattested: CallList<KmsCall>;
  /** Places at which the text is not JSON, in its order, at most 100. */
  readonly problems: readonly TrailProblem[];
  /**
   * The trail of the text after some changes to it, which is read around them alone; what was read of untouched events is
   * kept. Both trails stay true to their texts. Where the changes do not lead to a text of that length, all is read.
   */
  readonly edit: (changes: readonly TextChange[], after: TextSource) => Trail;
  /** The same in steps: changes such as a quote in a text of one line change how all that follows is read. */
  readonly editing: (changes: readonly TextChange[], after: TextSource) => Steps<Trail>;
}

export interface IndexOptions extends TurnOptions, ScanOptions {
  /** Scans a text in which no call can be as well, so that what it holds can be told. */
  readonly evenWithoutCalls?: boolean;
}

/** Opens a text of any kind: one that holds no events gives a trail without calls. */
export function openTrail(text: string, options: ScanOptions = {}): Trail {
  return atOnce(opening(text, options));
}

/** Opens a large text without blocking its host; undefined once the signal is aborted. */
export async function indexTrail(text: string, options: IndexOptions): Promise<Trail | undefined> {
  return inTurns(options.evenWithoutCalls === true ? describing(text, options) : opening(text, options), options);
}

/** Opens a text even where no call can be in it, so that what it holds can be told. */
export function describeTrail(text: string): Trail {
  return atOnce(describing(text, {}));
}

function* opening(text: string, options: ScanOptions): Steps<Trail> {
  return (yield* lookForCalls(text))
    ? yield* describing(text, options)
    : trailOf(unscannedText(), (_, after) => opening(after.slice(0, after.length), options));
}

function* describing(text: string, options: ScanOptions): Steps<Trail> {
  return editable(yield* scanText(text, options), options);
}

function editable(scanned: ScannedText, options: ScanOptions): Trail {
  return trailOf(scanned, (changes, after) => editing(scanned, changes, after, options));
}

function* editing(
  scanned: ScannedText,
  changes: readonly TextChange[],
  after: TextSource,
  options: ScanOptions,
): Steps<Trail> {
  const inOrder = changesInOrder(changes, lengthOf(scanned));
  if (
    inOrder === undefined ||
    lengthOf(scanned) + growthOf(inOrder) !== after.length ||
    (yield* mayBeOfOtherForm(scanned))
  ) {
    return yield* opening(after.slice(0, after.length), options);
  }
  const edited = yield* editedScan(scanned, inOrder, after, options);
  if (yield* mayBeOfOtherForm(edited)) {
    return yield* opening(after.slice(0, after.length), options);
  }
  // As in a text that is opened: where no call can be, nothing is told of what else is there.
  return (yield* isWorthScan(edited))
    ? editable(edited, options)
    : trailOf(unscannedText(), (next, text) => editing(edited, next, text, options));
}

/** What a scan has found as a trail. A text of another kind than JSON is one in which it found nothing. */
function trailOf(scanned: ScannedText, editing: Trail['editing']): Trail {
  const attested: CallPart[] = [];
  const unattested: CallPart[] = [];
  let eventCount = 0;
  let kmsEventCount = 0;
  for (const [index, segment] of scanned.segments.entries()) {
    const { text } = segment;
    const start = scanned.starts[index] ?? 0;
    const events = eventsOf(scanned, segment);
    attested.push({ start, text, calls: events.attested });
    unattested.push({ start, text, calls: events.unattested });
    eventCount += events.eventCount;
    kmsEventCount += events.kmsEventCount;
  }
  return {
    container: containerOf(scanned, eventCount),
    eventCount,
    kmsEventCount,
    calls: callList(attested, attestedCall),
    unattested: callList(unattested, kmsCall),
    problems: problemsOf(scanned),
    editing,
    edit: (changes, after) => atOnce(editing(changes, after)),
  };
}

/** Of a file that has events in strings alone, the kind of which there are most. */
function containerOf({ segments }: ScannedText, eventCount: number): ContainerKind {
  const inStrings = new Map<ContainerKind, number>();
  const counts = noContainers();
  let own = eventCount;
  for (const segment of segments) {
    for (const [container, count] of segment.inStrings.containers) {
      inStrings.set(container, (inStrings.get(container) ?? 0) + count);
      own -= count;
    }
    for (const name of CONTAINER_COUNTS) {
      counts[name] += segment.containers[name];
    }
  }
  const [most] = [...inStrings].filter(([, count]) => count > 0).sort(([, one], [, other]) => other - one);
  return own <= 0 && most !== undefined ? most[0] : containerKind(counts, own);
}

function problemsOf(scanned: ScannedText): readonly TrailProblem[] {
  const { segments, starts } = scanned;
  const own: TrailProblem[] = [];
  const inStrings: TrailProblem[] = [];
  for (const [index, segment] of segments.entries()) {
    const start = starts[index] ?? 0;
    for (const [problems, all] of [
      [segment.problems, own],
      [eventsOf(scanned, segment).problems, own],
      [segment.inStrings.problems, inStrings],
    ] as const) {
      for (const problem of problems.slice(0, MAX_PROBLEMS - all.length)) {
        all.push({ ...problem, ...moved(problem, start) });
      }
    }
  }
  return [...own, ...inStrings].sort((one, other) => one.start - other.start).slice(0, MAX_PROBLEMS);
}

function attestedCall(reading: EventReading, record: EventRecord): AttestedCall {
  if (reading.kind === 'attested') {
    return reading.call;
  }
  // The scan and the reading can disagree on text that is not JSON; the call is there, its contents are not.
  const call = kmsCall(reading, record);
  const { start, end } = record;
  const message = 'The recipient of this event could not be read.';
  return {
    ...call,
    recipient: { start, end, platform: undefined, moduleId: undefined, pcrs: [], document: undefined },
    problems: [...call.problems, { code: 'syntax', message, start, end: Math.min(start + 1, end) }],
  };
}

function kmsCall(reading: EventReading, { start, end }: EventRecord): KmsCall {
  return reading.kind === 'not-kms' ? { ...NOTHING_KNOWN, start, end } : reading.call;
}

const NOTHING_KNOWN: Omit<KmsCall, 'start' | 'end'> = {
  operation: undefined,
  eventTime: undefined,
  eventId: undefined,
  region: undefined,
  key: undefined,
  caller: {
    type: undefined,
    arn: undefined,
    account: undefined,
    service: undefined,
    roleArn: undefined,
    sessionName: undefined,
  },
  sourceIp: undefined,
  userAgent: undefined,
  error: undefined,
  problems: [],
};
