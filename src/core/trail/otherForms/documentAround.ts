import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlank,
  isOpening,
  LINE_FEED,
  OPEN_BRACKET,
  QUOTE,
} from '../jsonText.ts';

/** Bytes of a stream, of which the last are visible; offsets are the stream's. */
export interface VisibleBytes {
  /** The first that is. */
  readonly from: number;
  /** Behind the last that is. */
  readonly end: number;
  readonly at: (offset: number) => number;
  /** Whether the first value of the stream is a list. */
  readonly isList: boolean;
  /** How many bytes may still be looked at. */
  steps: number;
}

/** `unclear` where what would tell is no longer visible. */
export type DocumentStart = number | 'none' | 'unclear';

/**
 * Where the document begins of which a member in another form is the key at `key`: one at the top, or in a list there; of
 * hits of Elasticsearch, the one that their list is in. Any other object with such a member has it by chance.
 */
export function documentAround(bytes: VisibleBytes, key: number): DocumentStart {
  const object = bracketAround(bytes, key);
  const start = documentAt(bytes, object);
  if (start !== 'none' || !isKey(bytes, key, '_source')) {
    return start;
  }
  const list = bracketAround(bytes, object);
  const hits = isNamed(bytes, list, 'hits') ? bracketAround(bytes, list) : 'none';
  return isNamed(bytes, hits, 'hits') ? documentAt(bytes, bracketAround(bytes, hits)) : 'none';
}

type Bracket = number | 'none' | 'unclear';

/** The bracket that is open around a place outside of strings: looked for backwards, as quotes in strings have backslashes. */
function bracketAround(bytes: VisibleBytes, place: Bracket): Bracket {
  if (typeof place !== 'number') {
    return place;
  }
  let depth = 0;
  for (let at = place - 1; at >= bytes.from; at--) {
    const byte = bytes.at(at);
    if (bytes.steps-- <= 0) {
      return 'unclear';
    }
    if (byte === QUOTE) {
      at = openingQuote(bytes, at);
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth++;
    } else if (isOpening(byte) && depth-- === 0) {
      return at;
    }
  }
  return bytes.from === 0 ? 'none' : 'unclear';
}

/** The quote that begins the string that ends with the one at `end`. */
function openingQuote(bytes: VisibleBytes, end: number): number {
  let at = end - 1;
  while (at >= bytes.from && !(bytes.at(at) === QUOTE && bytes.at(at - 1) !== BACKSLASH) && bytes.steps-- > 0) {
    at--;
  }
  return at;
}

/** Where a document begins if the object at a bracket is one. */
function documentAt(bytes: VisibleBytes, bracket: Bracket): DocumentStart {
  if (typeof bracket !== 'number') {
    return bracket;
  }
  const { last, hasLineFeed } = lastBefore(bytes, bracket);
  switch (last) {
    case COLON:
      return 'none';
    case COMMA:
    case OPEN_BRACKET:
      return elementAt(bytes, bracket);
    default:
      return isTop(last, hasLineFeed) ? bracket : 'none';
  }
}

/** An element is a document if its list is at the top. */
function elementAt(bytes: VisibleBytes, element: number): DocumentStart {
  const list = bracketAround(bytes, element);
  if (list === 'none') {
    // Commas at the top.
    return element;
  }
  if (list === 'unclear') {
    return bytes.isList ? element : 'unclear';
  }
  const { last, hasLineFeed } = lastBefore(bytes, list);
  return bytes.at(list) === OPEN_BRACKET && isTop(last, hasLineFeed) ? list : 'none';
}

/** Whether a bracket behind such a byte is at the top: on a line of its own, or behind another value. */
function isTop(last: number | undefined, hasLineFeed: boolean): boolean {
  if (last === undefined || last === CLOSE_BRACE || last === CLOSE_BRACKET) {
    return true;
  }
  return hasLineFeed && last !== COMMA && last !== COLON && !isOpening(last);
}

/** The last byte before a place that is no blank; undefined where the stream begins. */
function lastBefore(
  bytes: VisibleBytes,
  place: number,
): { readonly last: number | undefined; readonly hasLineFeed: boolean } {
  let hasLineFeed = false;
  let at = place - 1;
  while (at >= bytes.from && (isBlank(bytes.at(at)) || isMarkEnd(bytes, at))) {
    hasLineFeed ||= bytes.at(at) === LINE_FEED;
    at -= isBlank(bytes.at(at)) ? 1 : 3;
  }
  // What is not visible behind so many blanks counts as another value.
  return { last: at >= bytes.from ? bytes.at(at) : bytes.from === 0 ? undefined : CLOSE_BRACE, hasLineFeed };
}

/** Whether a byte is the last of a byte order mark. */
function isMarkEnd(bytes: VisibleBytes, at: number): boolean {
  return bytes.at(at) === 0xbf && bytes.at(at - 1) === 0xbb && bytes.at(at - 2) === 0xef;
}

/** Whether the value at a bracket is that of a member of some name. */
function isNamed(bytes: VisibleBytes, bracket: Bracket, name: string): boolean {
  if (typeof bracket !== 'number') {
    return false;
  }
  let at = bracket - 1;
  while (at >= bytes.from && (isBlank(bytes.at(at)) || bytes.at(at) === COLON)) {
    at--;
  }
  return isKey(bytes, at - name.length - 1, name) && bytes.at(at) === QUOTE;
}

/** Whether a string that begins at a quote begins with a name. */
function isKey(bytes: VisibleBytes, quote: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if (bytes.at(quote + 1 + index) !== name.charCodeAt(index)) {
      return false;
    }
  }
  return bytes.at(quote) === QUOTE;
}
