import { decodeUtf8 } from '../encoding/decodeUtf8.ts';
import type { Span } from '../located.ts';
import { BYTE_ORDER_MARK, LINE_FEED } from './jsonText.ts';

/** The text of a stream around one of its events, as it is. */
export interface Excerpt {
  readonly text: string;
  /** Where the event stands in the text, in UTF-16 units; its end may be left out of one that is very long. */
  readonly record: Span;
  /** At which byte of the stream the unit at an offset of the text begins. */
  readonly byteAt: (offset: number) => number;
}

/** Bytes of a stream before an event, and behind it. */
const AROUND = 50_000;
/** Bytes of the event's own line before it: editors draw no more than the first 10,000 units of a line. */
const BEFORE_ON_LINE = 2000;
/** Bytes of an event: CloudTrail's have 256 KiB. */
const LONGEST_RECORD = 4 * 1024 * 1024;

/** The bytes of a stream that an excerpt is made of; the stream may end before. */
export function excerptReach({ start, end }: Span): Span {
  return { start: Math.max(start - AROUND, 0), end: Math.min(end, start + LONGEST_RECORD) + AROUND };
}

/**
 * Cuts the text out of bytes of a stream that begin at byte `from` of it: whole lines, but for a line that is long around
 * the event. Undefined where the bytes end before the event begins.
 *
 * @param place bytes of the stream from where the event begins to where it ends
 */
export function excerptOf(bytes: Uint8Array, from: number, place: Span): Excerpt | undefined {
  const start = place.start - from;
  const end = Math.min(place.end - from, bytes.length);
  if (start >= bytes.length) {
    return undefined;
  }
  const first = beginning(bytes, start, from === 0);
  // A character that is cut off at the end is left out.
  const last = characterStart(bytes, bytes.length);
  const { text, outerOffset } = decodeUtf8(bytes, first, Math.max(last, end));
  const units = (to: number): number => decodeUtf8(bytes, first, to).text.length;
  return { text, record: { start: units(start), end: units(end) }, byteAt: (offset) => from + outerOffset(offset) };
}

/** Where an excerpt begins. */
function beginning(bytes: Uint8Array, record: number, isWhole: boolean): number {
  const line = bytes.lastIndexOf(LINE_FEED, record - 1) + 1;
  if (record > 0 && line > 0 && record - line <= BEFORE_ON_LINE) {
    return isWhole ? markLength(bytes) : bytes.indexOf(LINE_FEED) + 1;
  }
  return record <= BEFORE_ON_LINE && isWhole
    ? markLength(bytes)
    : characterStart(bytes, Math.max(record - BEFORE_ON_LINE, 0));
}

/** Editors leave a mark out of what they show. */
function markLength(bytes: Uint8Array): number {
  const { text } = decodeUtf8(bytes, 0, Math.min(3, bytes.length));
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? 3 : 0;
}

/** The offset, or that of the character which it would cut. */
function characterStart(bytes: Uint8Array, offset: number): number {
  for (let start = offset - 1; start >= Math.max(offset - 3, 0); start--) {
    const byte = bytes[start] ?? 0;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if ((byte & 0xc0) !== 0x80) {
      return start + length > offset ? start : offset;
    }
  }
  return offset;
}
