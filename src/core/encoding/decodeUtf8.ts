import { firstInvalidUtf8 } from './utf8.ts';

/** The text of some bytes, and where its UTF-16 units stand in them. */
export interface DecodedUtf8 {
  readonly text: string;
  /** The first byte that is no UTF-8; each such byte is U+FFFD in the text. */
  readonly invalid: number | undefined;
  /** The byte at which the unit at an offset begins; cheap where offsets rise. */
  readonly outerOffset: (offset: number) => number;
}

/** A run of text that is UTF-8, behind some bytes that are not. */
interface Run {
  readonly units: number;
  readonly bytes: number;
}

/** Reads the bytes from `start` to `end`, whatever they are; a mark at the beginning is a character as any other. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): DecodedUtf8 {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const whole = decoder.decode(bytes.subarray(start, end));
  if (whole.length === end - start && !whole.includes('\ufffd')) {
    return { text: whole, invalid: undefined, outerOffset: (offset) => start + Math.min(offset, whole.length) };
  }
  const runs: Run[] = [];
  let text = '';
  let invalid: number | undefined;
  for (let at = start; ; ) {
    const stop = firstInvalidUtf8(bytes, at, end);
    runs.push({ units: text.length, bytes: at });
    text += decoder.decode(bytes.subarray(at, stop ?? end));
    if (stop === undefined) {
      return { text, invalid, outerOffset: byteOffsets(text, runs, end) };
    }
    invalid ??= stop;
    text += '\ufffd';
    at = stop + 1;
  }
}

function byteOffsets(text: string, runs: readonly Run[], end: number): (offset: number) => number {
  let run = 0;
  let units = 0;
  let bytes = runs[0]?.bytes ?? 0;
  return (offset) => {
    if (offset < units) {
      run = 0;
      units = 0;
      bytes = runs[0]?.bytes ?? 0;
    }
    for (let next = runs[run + 1]; next !== undefined && next.units <= offset; next = runs[run + 1]) {
      run++;
      units = next.units;
      bytes = next.bytes;
    }
    for (; units < Math.min(offset, text.length); units++) {
      bytes += utf8Length(text.charCodeAt(units));
    }
    return Math.min(bytes, end);
  };
}

/** Bytes of a unit; of a character that takes two units, half of its four bytes. */
function utf8Length(unit: number): number {
  const isSurrogate = unit >= 0xd800 && unit < 0xe000;
  return unit < 0x80 ? 1 : unit < 0x800 || isSurrogate ? 2 : 3;
}
