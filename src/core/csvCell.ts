import type { EmbeddedText } from './jsonInString.ts';

/**
 * Undoes the doubled quotes of what stands between the quotes of a CSV cell (RFC 4180), or of a cell without quotes,
 * which begins at `base` outside.
 */
export function readCsvCell(raw: string, base: number): EmbeddedText {
  if (!raw.includes('""')) {
    return { value: raw, outerOffset: (offset) => base + Math.min(offset, raw.length) };
  }
  const starts = new Uint32Array(raw.length + 1);
  let units = 0;
  for (let at = 0; at < raw.length; ) {
    const found = raw.indexOf('""', at);
    const pair = found === -1 ? raw.length : found;
    while (at < pair) {
      starts[units++] = at++;
    }
    if (at < raw.length) {
      starts[units++] = at;
      at += 2;
    }
  }
  starts[units] = raw.length;
  const last = units;
  return {
    value: raw.replaceAll('""', '"'),
    outerOffset: (offset) => base + (starts[Math.min(offset, last)] ?? raw.length),
  };
}
