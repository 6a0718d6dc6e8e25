import { readEvent } from '../event/eventForm.ts';
import { type WrittenEvent, writeEvent } from '../event/writtenEvent.ts';
import type { Placing, Span } from '../located.ts';
import type { EventRecord } from './eventRecord.ts';
import { type NestedTexts, nestedTexts } from './eventText.ts';

/** An event on its own. */
export interface EventAt extends Span {
  /** Its JSON, with the escapes of strings around it undone. */
  readonly text: string;
  /** Where an offset of that text stands in the text around. */
  readonly outerOffset: (offset: number) => number;
  /** The way back; of what stands between two units of the event, the first of them. */
  readonly innerOffset: (offset: number) => number;
}

/** @param textIn that of the same text: for many events in few strings, each string is undone once */
export function eventAt(text: string, record: EventRecord, textIn: NestedTexts = nestedTexts(text)): EventAt {
  const { start, end, inner, form } = record;
  if (form !== undefined) {
    return writtenAt(record, writeEvent(readEvent(text.slice(start, end), form)));
  }
  const around = inner && textIn(inner.strings);
  if (inner === undefined || around === undefined) {
    const offsets = {
      outerOffset: (offset: number) => start + offset,
      innerOffset: (offset: number) => offset - start,
    };
    return { start, end, text: text.slice(start, end), ...offsets };
  }
  const value = around.value.slice(inner.start, inner.end);
  const outerOffset = (offset: number): number => around.outerOffset(inner.start + offset);
  return { start, end, text: value, outerOffset, innerOffset: (offset) => inverse(outerOffset, value.length, offset) };
}

/** An event in another form: its values stand where they were read, and all else at the value before it. */
function writtenAt({ start, end }: Span, { text, places }: WrittenEvent): EventAt {
  const outerOffset = (offset: number): number => {
    const place = places.filter(({ written }) => written <= offset).pop();
    return place === undefined ? start : Math.min(start + place.read + offset - place.written, end);
  };
  const innerOffset = (offset: number): number => {
    const ordered = places.filter(({ read }) => start + read <= offset).sort((one, other) => one.read - other.read);
    const place = ordered.pop();
    return place === undefined ? 0 : Math.min(place.written + offset - start - place.read, text.length);
  };
  return { start, end, text, outerOffset, innerOffset };
}

/** The last of the offsets up to `length` that an ascending function does not lead beyond `wanted`. */
export function inverse(outerOffset: Placing['outerOffset'], length: number, wanted: number): number {
  let low = 0;
  let high = length + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (outerOffset(middle) <= wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Math.max(low - 1, 0);
}
