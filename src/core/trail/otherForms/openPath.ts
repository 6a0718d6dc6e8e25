import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlank,
  isEscaped,
  isOpening,
  LINE_FEED,
  OPEN_BRACKET,
  QUOTE,
  unescaped,
} from '../jsonText.ts';

/** A bracket that is open at the end of a text. */
export interface OpenBracket {
  readonly isArray: boolean;
  /** The name of the member whose value it begins; undefined for an element, or a value at the top. */
  readonly key: string | undefined;
}

/** The brackets that are open at the end of a text, the outermost first. Strings end with their line, as for a scan. */
export function openPath(text: string): readonly OpenBracket[] {
  const open: OpenBracket[] = [];
  let key: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      const end = stringEnd(text, at + 1);
      key = isFollowedByColon(text, end + 1) ? unescaped(text.slice(at + 1, end)) : undefined;
      at = end;
    } else if (isOpening(unit)) {
      open.push({ isArray: unit === OPEN_BRACKET, key });
      key = undefined;
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) {
      open.pop();
      key = undefined;
    } else if (unit === COMMA) {
      key = undefined;
    }
  }
  return open;
}

/** What closes them. */
export function closersOf(path: readonly OpenBracket[]): string {
  return [...path]
    .reverse()
    .map(({ isArray }) => (isArray ? ']' : '}'))
    .join('');
}

/** The names that lead from a document to its innermost bracket; undefined where an array is on the way that has none. */
export function pathInDocument(path: readonly OpenBracket[]): readonly string[] | undefined {
  const [first] = path;
  const names = path.slice(first?.isArray === true ? 2 : 1).map(({ key }) => key);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** Where the quote stands that ends a string, or the line feed that does. */
function stringEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === LINE_FEED || (unit === QUOTE && !isEscaped(text, at))) {
      return at;
    }
  }
  return text.length;
}

function isFollowedByColon(text: string, start: number): boolean {
  let at = start;
  while (isBlank(text.charCodeAt(at))) {
    at++;
  }
  return text.charCodeAt(at) === COLON;
}
