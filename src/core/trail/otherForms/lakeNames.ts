import { columnOf, isMemberColumn } from '../../event/column.ts';
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, isBlank, isOpening, OPEN_BRACE, QUOTE } from '../jsonText.ts';

/** A name of a column, and whether it is one of a member of a recipient. */
interface KnownName {
  readonly bytes: Uint8Array;
  readonly isMember: boolean;
}

/**
 * Tells rows of CloudTrail Lake that have columns for members of a recipient, which have names of a query's own, by the
 * names alone. Rows of one query have the same names: what is known of a name is remembered by its place.
 */
export class LakeNames {
  private readonly known: KnownName[] = [];

  /** Whether a row that begins behind `start` and ends at `end` has such a column. */
  hasMembers(bytes: Uint8Array, start: number, end: number): boolean {
    let depth = 0;
    let place = 0;
    let isBeforeName = false;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        const close = closingQuote(bytes, at + 1, end);
        if (isBeforeName && this.isMember(place++, bytes.subarray(at + 1, close))) {
          return true;
        }
        isBeforeName = false;
        at = close;
      } else if (isOpening(byte)) {
        depth++;
        // A row is an array of objects.
        isBeforeName = depth === 2 && byte === OPEN_BRACE;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth--;
        isBeforeName = false;
      } else if (!isBlank(byte)) {
        isBeforeName = byte === COMMA && depth === 2;
      }
    }
    return false;
  }

  private isMember(place: number, name: Uint8Array): boolean {
    const known = this.known[place];
    if (known !== undefined && areSame(known.bytes, name)) {
      return known.isMember;
    }
    const isMemberName = isMemberColumn(columnOf(new TextDecoder().decode(name)));
    // Rows have no end of columns where somebody wrote them by hand.
    if (place < MOST_KNOWN && name.length < LONGEST_KNOWN) {
      this.known[place] = { bytes: name.slice(), isMember: isMemberName };
    }
    return isMemberName;
  }
}

const MOST_KNOWN = 1000;
const LONGEST_KNOWN = 200;

function closingQuote(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== QUOTE) {
    at += bytes[at] === BACKSLASH ? 2 : 1;
  }
  return Math.min(at, end);
}

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  let at = one.length === other.length ? one.length - 1 : one.length;
  while (at >= 0 && one[at] === other[at]) {
    at--;
  }
  return at < 0;
}
