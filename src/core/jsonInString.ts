const LETTER_U = 0x75;

/** A text that stands in a string of JSON, and where each part of it stands in the text around. */
export interface EmbeddedText {
  readonly value: string;
  /** Where the unit at an offset begins outside; behind the last unit, where the string ends. */
  outerOffset(offset: number): number;
}

/** What escapes of one letter stand for. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Undoes the escapes of what stands between the quotes of a string, which begins at `base` outside. Every escape is
 * one UTF-16 unit: `\uXXXX` too, of which a character outside of the basic plane takes two. Undefined where an escape
 * is wrong.
 */
export function readEmbedded(raw: string, base: number): EmbeddedText | undefined {
  if (!raw.includes('\\')) {
    return { value: raw, outerOffset: (offset) => base + Math.min(offset, raw.length) };
  }
  const starts = new Uint32Array(raw.length + 1);
  const parts: string[] = [];
  let units = 0;
  for (let at = 0; at < raw.length; ) {
    const found = raw.indexOf('\\', at);
    const nextEscape = found === -1 ? raw.length : found;
    parts.push(raw.slice(at, nextEscape));
    while (at < nextEscape) {
      starts[units++] = at++;
    }
    if (at === raw.length) {
      break;
    }
    const written = readEscape(raw, at);
    if (written === undefined) {
      return undefined;
    }
    parts.push(written.unit);
    starts[units++] = at;
    at += written.length;
  }
  starts[units] = raw.length;
  const last = units;
  return { value: parts.join(''), outerOffset: (offset) => base + (starts[Math.min(offset, last)] ?? raw.length) };
}

function readEscape(raw: string, at: number): { readonly unit: string; readonly length: number } | undefined {
  if (raw.charCodeAt(at + 1) === LETTER_U) {
    const digits = raw.slice(at + 2, at + 6);
    return /^[0-9a-f]{4}$/i.test(digits)
      ? { unit: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 }
      : undefined;
  }
  const unit = ESCAPES.get(raw.charAt(at + 1));
  return unit === undefined ? undefined : { unit, length: 2 };
}
