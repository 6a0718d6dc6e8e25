import type { KmsCall } from '../event/attestedCall.ts';
import type { EventFields } from '../event/eventFields.ts';
import { readEvent } from '../event/eventForm.ts';
import { type EventReading, readCall } from '../event/readCall.ts';
import type { Placing } from '../located.ts';
import type { EventRecord } from './eventRecord.ts';
import { type NestedTexts, nestedTexts } from './eventText.ts';
import { firstWhere } from './firstWhere.ts';
import { movedRecord, type SegmentCalls } from './segment.ts';

/** Calls in the order of the text, none of which overlap. */
export interface CallList<C extends KmsCall> extends Iterable<C> {
  readonly length: number;
  /** Where the whole event of a call stands, and what its members promise; costs no reading. */
  readonly record: (index: number) => EventRecord | undefined;
  readonly at: (index: number) => C | undefined;
  /** The same object for as long as the event's text stays what it is, through edits elsewhere: to remember it by. */
  readonly contents: (index: number) => object | undefined;
  /** All calls, some at a time, in their order: what is found out of each part lasts as long as its contents do. */
  readonly parts: readonly CallsTogether[];
  /** The call whose event holds the offset, its ends included. */
  readonly indexAt: (offset: number) => number | undefined;
  /** Of the first call that ends after the offset; the length where there is none. */
  readonly firstAfter: (offset: number) => number;
}

/** Calls of a list from one index on. */
export interface CallsTogether {
  readonly first: number;
  readonly length: number;
  /** The same object for as long as none of these events changes: to remember them by. */
  readonly contents: object;
}

/** Some calls of a list that stand together, with offsets of their own from `start` on. */
export interface CallPart {
  readonly start: number;
  readonly text: string;
  readonly calls: SegmentCalls;
}

/** A list that reads a call when somebody asks for it, once. */
export function callList<C extends KmsCall>(
  all: readonly CallPart[],
  callOf: (reading: EventReading, record: EventRecord) => C,
): CallList<C> {
  const parts = all.filter(({ calls }) => calls.records.length > 0);
  const firsts: number[] = [];
  let length = 0;
  for (const { calls } of parts) {
    firsts.push(length);
    length += calls.records.length;
  }
  const calls = new Map<number, C>();
  // Of the part that was read last: what is kept of every string would be more than the file.
  let undone: { readonly part: CallPart; readonly textIn: NestedTexts } | undefined;
  const textsOf = (part: CallPart): NestedTexts => {
    undone = undone?.part === part ? undone : { part, textIn: nestedTexts(part.text) };
    return undone.textIn;
  };

  const entryAt = (index: number): Entry | undefined => {
    // Neither a fraction nor NaN is an index.
    const at = firstWhere(firsts.length, (one) => (firsts[one] ?? 0) > index) - 1;
    const part = parts[at];
    const inPart = index - (firsts[at] ?? 0);
    const record = part?.calls.records[inPart];
    return part === undefined || record === undefined ? undefined : { part, index: inPart, record };
  };
  const at = (index: number): C | undefined => {
    const known = calls.get(index);
    const entry = known === undefined ? entryAt(index) : undefined;
    if (entry === undefined) {
      return known;
    }
    const record = movedRecord(entry.record, entry.part.start);
    const textIn = textsOf(entry.part);
    const call = callOf(readCall(contentsOf(entry, textIn), record, placingOf(entry, textIn)), record);
    calls.set(index, call);
    return call;
  };
  const firstAfter = (offset: number): number => {
    const at = firstWhere(parts.length, (one) => !(endOf(parts[one]) < offset));
    const part = parts[at];
    if (part === undefined) {
      return length;
    }
    const { records } = part.calls;
    const inPart = firstWhere(records.length, (one) => !((records[one]?.end ?? 0) + part.start < offset));
    return (firsts[at] ?? 0) + inPart;
  };
  const record = (index: number): EventRecord | undefined => {
    const entry = entryAt(index);
    return entry && movedRecord(entry.record, entry.part.start);
  };
  return {
    length,
    record,
    at,
    contents: (index) => {
      const entry = entryAt(index);
      return entry && contentsOf(entry, textsOf(entry.part));
    },
    parts: parts.map(({ calls }, at) => ({ first: firsts[at] ?? 0, length: calls.records.length, contents: calls })),
    indexAt: (offset) => {
      const index = firstAfter(offset);
      const found = record(index);
      return found !== undefined && found.start <= offset ? index : undefined;
    },
    firstAfter,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++) {
        const call = at(index);
        if (call !== undefined) {
          yield call;
        }
      }
    },
  };
}

/** A call of a part, with offsets of the part. */
interface Entry {
  readonly part: CallPart;
  readonly index: number;
  readonly record: EventRecord;
}

function contentsOf({ part, index, record }: Entry, textIn: NestedTexts): EventFields {
  const { readings } = part.calls;
  const fields = readings[index] ?? readEvent(eventText(part.text, record, textIn), record.form);
  readings[index] = fields;
  return fields;
}

function eventText(text: string, { start, end, inner }: EventRecord, textIn: NestedTexts): string {
  return inner === undefined
    ? text.slice(start, end)
    : (textIn(inner.strings)?.value.slice(inner.start, inner.end) ?? '');
}

function placingOf({ part, record: { inner } }: Entry, textIn: NestedTexts): Placing | undefined {
  const around = inner && textIn(inner.strings);
  return (
    around && {
      layers: around.layers,
      outerOffset: (offset) => part.start + around.outerOffset(inner.start + offset),
    }
  );
}

function endOf(part: CallPart | undefined): number {
  const records = part?.calls.records ?? [];
  return (part?.start ?? 0) + (records[records.length - 1]?.end ?? 0);
}
