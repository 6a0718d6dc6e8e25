import type { Steps } from '../core/index.ts';

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
/** Lines that are found between two yields, and UTF-16 units of a scan that one costs as much as. */
const LINES = 4096;
const COST = 16;

/** The offsets at which lines begin, which end with LF, CRLF or CR. Yields where a host may want a turn. */
export function* lineStarts(text: string): Steps<readonly number[]> {
  const starts = [0];
  let lineFeed = -1;
  let carriageReturn = -1;
  for (let start = 0; ; ) {
    lineFeed = lineFeed < start ? indexFrom(text, '\n', start) : lineFeed;
    carriageReturn = carriageReturn < start ? indexFrom(text, '\r', start) : carriageReturn;
    const end = Math.min(lineFeed, carriageReturn);
    if (end === text.length) {
      return starts;
    }
    const isPair = text.charCodeAt(end) === CARRIAGE_RETURN && text.charCodeAt(end + 1) === LINE_FEED;
    start = end + (isPair ? 2 : 1);
    starts.push(start);
    if (starts.length % LINES === 0) {
      yield LINES * COST;
    }
  }
}

/** Where it stands from `start` on; the length where it does not. */
function indexFrom(text: string, wanted: string, start: number): number {
  const found = text.indexOf(wanted, start);
  return found === -1 ? text.length : found;
}
