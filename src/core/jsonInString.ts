const LETTER_U = 0x75;
const BACKSLASH = 0x5c;

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
  const value = parsed(raw) ?? undone(raw);
  if (value === undefined) {
    return undefined;
  }
  let starts: Uint32Array | undefined;
  return {
    value,
    outerOffset: (offset) => {
      starts ??= unitStarts(raw, value.length);
      return base + (starts[Math.min(offset, value.length)] ?? raw.length);
    },
  };
}

/** By the host's parser, which is many times as fast; undefined also where a character should have been an escape. */
function parsed(raw: string): string | undefined {
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function undone(raw: string): string | undefined {
  const parts: string[] = [];
  for (let at = 0; at < raw.length; ) {
    const found = raw.indexOf('\\', at);
    const nextEscape = found === -1 ? raw.length : found;
    parts.push(raw.slice(at, nextEscape));
    at = nextEscape;
    if (at < raw.length) {
      const written = readEscape(raw, at);
      if (written === undefined) {
        return undefined;
      }
      parts.push(written.unit);
      at += written.length;
    }
  }
  return parts.join('');
}

/** Where each unit of the value is spelled, and where the text ends. */
function unitStarts(raw: string, units: number): Uint32Array {
  const starts = new Uint32Array(units + 1);
  for (let unit = 0, at = 0; unit <= units; unit++) {
    starts[unit] = at;
    at += raw.charCodeAt(at) !== BACKSLASH ? 1 : raw.charCodeAt(at + 1) === LETTER_U ? 6 : 2;
  }
  return starts;
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
