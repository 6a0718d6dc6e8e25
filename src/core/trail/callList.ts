import type { KmsCall } from '../event/attestedCall.ts';
import type { EventFields } from '../event/eventFields.ts';
import { type EventReading, readCall } from '../event/readCall.ts';
import type { Placing } from '../located.ts';
import type { EventRecord } from './scan.ts';

/** Calls in the order of the text, none of which overlap. */
export interface CallList<C extends KmsCall> extends Iterable<C> {
  readonly length: number;
  /** Where the whole event of a call stands, and what its members promise; costs no reading. */
  readonly record: (index: number) => EventRecord | undefined;
  readonly at: (index: number) => C | undefined;
  /** The same object for as long as the event's text stays what it is, through edits elsewhere: to remember it by. */
  readonly contents: (index: number) => object | undefined;
  /** The call whose event holds the offset, its ends included. */
  readonly indexAt: (offset: number) => number | undefined;
  /** Of the first call that ends after the offset; the length where there is none. */
  readonly firstAfter: (offset: number) => number;
}

/** A list that reads a call when somebody asks for it, once. */
export function callList<C extends KmsCall>(
  records: readonly EventRecord[],
  contents: (record: EventRecord) => EventFields,
  placing: (record: EventRecord) => Placing | undefined,
  callOf: (reading: EventReading, record: EventRecord) => C,
): CallList<C> {
  const calls = new Map<number, C>();
  const at = (index: number): C | undefined => {
    const record = records[index];
    if (record === undefined) {
      return undefined;
    }
    const call = calls.get(index) ?? callOf(readCall(contents(record), record, placing(record)), record);
    calls.set(index, call);
    return call;
  };
  const firstAfter = (offset: number): number => {
    let low = 0;
    let high = records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((records[middle]?.end ?? 0) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  const indexAt = (offset: number): number | undefined => {
    const index = firstAfter(offset);
    const record = records[index];
    return record !== undefined && record.start <= offset ? index : undefined;
  };
  return {
    length: records.length,
    record: (index) => records[index],
    at,
    contents: (index) => {
      const record = records[index];
      return record && contents(record);
    },
    indexAt,
    firstAfter,
    *[Symbol.iterator]() {
      for (const index of records.keys()) {
        const call = at(index);
        if (call !== undefined) {
          yield call;
        }
      }
    },
  };
}
