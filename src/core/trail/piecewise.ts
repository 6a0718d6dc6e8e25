import type { Steps } from './steps.ts';

/** UTF-16 units that are searched between two yields. */
export const PIECE = 256 * 1024;

/**
 * Whether a text holds something that takes `reach` UTF-16 units at most, which `isIn` tells of any part of it that holds it
 * whole. Yields where a host may want a turn.
 */
export function* holdsSomewhere(
  text: string,
  reach: number,
  isIn: (piece: string) => boolean,
  piece = PIECE,
): Steps<boolean> {
  let end = Math.min(piece, text.length);
  let isFound = isIn(text.slice(0, end));
  while (!isFound && end < text.length) {
    yield piece;
    const start = Math.max(end - reach, 0);
    end = Math.min(end + piece, text.length);
    isFound = isIn(text.slice(start, end));
  }
  return isFound;
}
