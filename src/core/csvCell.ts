import type { EmbeddedText } from './jsonInString.ts';

const QUOTE = 0x22;

/**
 * Undoes the doubled quotes of what stands between the quotes of a CSV cell (RFC 4180), or of a cell without quotes,
 * which begins at `base` outside.
 */
export function readCsvCell(raw: string, base: number): EmbeddedText {
  if (!raw.includes('""')) {
    return { value: raw, outerOffset: (offset) => base + Math.min(offset, raw.length) };
  }
  const value = raw.replaceAll('""', '"');
  let starts: Uint32Array | undefined;
  return {
    value,
    outerOffset: (offset) => {
      starts ??= unitStarts(raw, value.length);
      return base + (starts[Math.min(offset, value.length)] ?? raw.length);
    },
  };
}

/** Where each unit of the value is spelled, and where the cell ends. */
function unitStarts(raw: string, units: number): Uint32Array {
  const starts = new Uint32Array(units + 1);
  for (let unit = 0, at = 0; unit <= units; unit++) {
    starts[unit] = at;
    at += raw.charCodeAt(at) === QUOTE && raw.charCodeAt(at + 1) === QUOTE ? 2 : 1;
  }
  return starts;
}
