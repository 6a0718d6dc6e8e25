import { ENCLAVE_SDK_NAME } from '../event/attestedCall.ts';
import type { EventFields } from '../event/eventFields.ts';
import { type EventForm, readEvent } from '../event/eventForm.ts';
import type { FieldName } from '../event/eventShape.ts';
import type { Span } from '../located.ts';
import type { ContainerKind } from './container.ts';
import { type EventRecord, LONGEST_EVENT, type WantedEvents } from './eventRecord.ts';
import { type EventText, LONGEST_TEXT } from './eventText.ts';
import type { NestedEvents } from './nestedEvents.ts';
import { type TrailProblem, TrailScanner, tooLongEvent, tooLongText } from './scan.ts';

/** UTF-16 units after which the host gets a turn: some milliseconds, as events of these forms are read to be told apart. */
export const STEP = 16 * 1024;
const KMS = 'kms.amazonaws.com';
const MOST_PROBLEMS = 100;

/** Events in other forms than CloudTrail's, and strings that hold some in CloudTrail's. */
export interface OtherEvents extends NestedEvents {
  readonly texts: readonly EventText[];
  /** What stands in these is in them alone: what else looks like an event there is what a caller wrote. */
  readonly documents: readonly Span[];
}

/** Takes what a reader of some container finds, in the order of the text. */
export interface EventCollector {
  readonly found: OtherEvents;
  /** An event, of which is read what tells whether it was attested. */
  readonly add: (span: Span, form: EventForm, container: ContainerKind) => void;
  readonly addText: (text: EventText) => void;
  readonly addDocument: (document: Span) => void;
  /** Events in CloudTrail's form at a place in which the scan does not look for them. */
  readonly addScanned: (span: Span, container: ContainerKind) => void;
  readonly report: (problem: TrailProblem) => void;
}

export function collectEvents(text: string, wanted: WantedEvents): EventCollector {
  const records: EventRecord[] = [];
  const texts: EventText[] = [];
  const problems: TrailProblem[] = [];
  const containers = new Map<ContainerKind, number>();
  const documents: Span[] = [];
  const found = { records, texts, documents, problems, containers, eventCount: 0, kmsEventCount: 0 };
  const report = (problem: TrailProblem): void => {
    if (problems.length < MOST_PROBLEMS) {
      problems.push(problem);
    }
  };
  const isTooLong = (span: Span): boolean => {
    if (span.end - span.start > LONGEST_EVENT) {
      report(tooLongEvent(span));
      return true;
    }
    return false;
  };
  const count = (container: ContainerKind, events: number): void => {
    found.eventCount += events;
    containers.set(container, (containers.get(container) ?? 0) + events);
  };
  return {
    found,
    report,
    addScanned: (span, container) => {
      if (isTooLong(span)) {
        return;
      }
      const base = span.start;
      const scanner = new TrailScanner(text.slice(base, span.end), undefined, wanted);
      while (scanner.advance(span.end - base)) {
        // It pauses in long strings; an event is short enough to go on.
      }
      const scan = scanner.finish();
      count(container, scan.eventCount);
      found.kmsEventCount += scan.kmsEventCount;
      for (const record of scan.records) {
        const { start, end, recipientStart } = record;
        const recipient = recipientStart === undefined ? undefined : base + recipientStart;
        records.push({ ...record, start: base + start, end: base + end, recipientStart: recipient });
      }
      for (const problem of scan.problems) {
        report({ ...problem, start: base + problem.start, end: base + problem.end });
      }
    },
    addDocument: (document) => {
      documents.push(document);
    },
    addText: (held) => {
      if (held.end - held.start > LONGEST_TEXT) {
        report(tooLongText(held));
      } else {
        texts.push(held);
      }
    },
    add: (span, form, container) => {
      if (isTooLong(span)) {
        return;
      }
      const spelled = text.slice(span.start, span.end);
      if (isOfOtherService(spelled, form)) {
        count(container, 1);
        return;
      }
      const event = readEvent(spelled, form);
      const promised = promiseOf(event);
      // Of a call they are problems of its own.
      const isCall = promised !== undefined && promised.kind !== 'other';
      for (const { message, start, end } of isCall || promised?.isOfOthers ? [] : event.problems) {
        report({ code: 'not-json', message, start: span.start + start, end: span.start + end });
      }
      if (promised === undefined) {
        return;
      }
      const { kind, isKms, isOfOthers: _, recipientStart, ...rest } = promised;
      count(container, 1);
      found.kmsEventCount += isKms ? 1 : 0;
      if (kind !== 'other' || wanted === 'every event') {
        const { start, end } = span;
        const recipient = recipientStart === undefined ? undefined : start + recipientStart;
        records.push({ ...rest, kind, start, end, recipientStart: recipient, form });
      }
    },
  };
}

/** Told without reading the event, as most are of other services; false where it takes reading to tell. */
function isOfOtherService(text: string, form: EventForm): boolean {
  if (form.kind !== 'row') {
    return !text.includes(KMS) && !text.includes('attestationDocument') && !text.includes('\\u');
  }
  const sources = form.cells.filter(({ column }) => column.kind === 'field' && column.name === 'eventSource');
  return sources.length === 1 && sources.every(({ start, end }) => isService(text.slice(start, end)));
}

/** The name of one that is not KMS, spelled without escapes. */
function isService(spelled: string): boolean {
  return /^[\w-]+(?:\.[\w-]+)+$/.test(spelled) && spelled !== KMS;
}

type Promised = Pick<EventRecord, 'recipientStart' | 'failed' | 'claimsEnclaveSdk'> & {
  readonly kind: EventRecord['kind'];
  readonly isKms: boolean;
  /** Whether it names another service. */
  readonly isOfOthers: boolean;
};

/** What the scan of a trail tells of CloudTrail's own events; undefined where nothing tells that it is an event. */
function promiseOf({ fields }: EventFields): Promised | undefined {
  const texts = new Map<FieldName, string>();
  let recipientStart: number | undefined;
  let hasAttestationFields = false;
  for (const { name, key, content, start } of fields) {
    if (content.type === 'string') {
      texts.set(name, content.value);
    }
    if (name === 'recipient') {
      recipientStart = start;
    }
    hasAttestationFields ||= name === 'recipientMember' && key.startsWith('attestationDocument');
  }
  const source = texts.get('eventSource');
  const isOfKms = source === KMS;
  const isAttested = hasAttestationFields && recipientStart !== undefined && (isOfKms || source === undefined);
  if (!isAttested && source === undefined && !texts.has('eventName')) {
    return undefined;
  }
  const claimsEnclaveSdk = texts.get('userAgent')?.startsWith(`${ENCLAVE_SDK_NAME}/`) ?? false;
  const isUnattested = isOfKms && (recipientStart !== undefined || claimsEnclaveSdk);
  return {
    kind: isAttested ? 'attested' : isUnattested ? 'unattested' : 'other',
    isKms: isAttested || isOfKms,
    isOfOthers: !isOfKms && source !== undefined,
    recipientStart,
    failed: texts.has('errorCode'),
    claimsEnclaveSdk,
  };
}
