import { Position } from 'vscode';
import { atOnce } from '../core/index.ts';
import { lineStarts } from './lineStarts.ts';
import { inTurnsWithHost } from './turns.ts';

/** Positions of offsets in a text that no document holds, as a document has them: lines end with LF, CRLF or CR. */
export function textPositions(text: string): (offset: number) => Position {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= atOnce(lineStarts(text));
    return positionIn(starts, offset);
  };
}

/** The same of a large text, which is looked through in turns with the host. */
export async function textPositionsInTurns(text: string): Promise<(offset: number) => Position> {
  const starts = await inTurnsWithHost(lineStarts(text));
  return (offset) => positionIn(starts, offset);
}

/** The way back of `textPositions`. */
export function offsetAt(text: string, { line, character }: Position): number {
  const starts = atOnce(lineStarts(text));
  return Math.min((starts[line] ?? text.length) + character, starts[line + 1] ?? text.length);
}

function positionIn(starts: readonly number[], offset: number): Position {
  let line = 0;
  let end = starts.length;
  while (end - line > 1) {
    const middle = (line + end) >> 1;
    if ((starts[middle] ?? 0) <= offset) {
      line = middle;
    } else {
      end = middle;
    }
  }
  return new Position(line, offset - (starts[line] ?? 0));
}
