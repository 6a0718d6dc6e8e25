import type { HexShape } from './hexDifference.ts';

/** How the table of measurements is drawn in a page of some width. */
export interface MeasurementLayout {
  /** Rows of columns; or, where those find no room, a block for each register with a line for each value. */
  readonly form: 'columns' | 'blocks';
  /** What is shown of a value; undefined for all of it. */
  readonly shape: HexShape | undefined;
  /** Whether a sign has its word beside it; screen readers get it in any case. */
  readonly words: boolean;
}

const WIDE: HexShape = { digits: 8, groups: 3, close: false };
const CLOSE: HexShape = { digits: 8, groups: 2, close: true };
const CLOSEST: HexShape = { digits: 6, groups: 2, close: true };

/** The least widths of a page, in CSS pixels, for tables of one, two and three columns of values. */
const ROOM = [
  { close: 0, wide: 0, words: 0 },
  { close: 0, wide: 800, words: 600 },
  { close: 680, wide: 1040, words: 760 },
] as const;

/**
 * Counted for fonts whose digits are 0.6 em wide, and so that the widest shortened value leaves some 80 pixels for what a
 * register measures.
 *
 * @param width of the page, in CSS pixels
 * @param values how many columns of values there are: document, log entry, reference
 * @param full whether values are shown whole
 */
export function measurementLayout(width: number, values: 1 | 2 | 3, full: boolean): MeasurementLayout {
  if (width < (full ? 960 : 560)) {
    const shape = width < 380 ? CLOSE : WIDE;
    return { form: 'blocks', shape: full ? undefined : shape, words: width >= 420 };
  }
  const room = ROOM[values - 1] ?? ROOM[2];
  const shape = width >= room.wide ? WIDE : width >= room.close ? CLOSE : CLOSEST;
  return { form: 'columns', shape: full ? undefined : shape, words: width >= room.words };
}
