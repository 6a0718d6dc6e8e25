import { Position } from 'vscode';

/** Positions of offsets in a text that no document holds, as a document has them: lines end with LF, CRLF or CR. */
export function textPositions(text: string): (offset: number) => Position {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    return positionIn(starts, offset);
  };
}

/** The way back of `textPositions`. */
export function offsetAt(text: string, { line, character }: Position): number {
  const starts = lineStarts(text);
  return Math.min((starts[line] ?? text.length) + character, starts[line + 1] ?? text.length);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    starts.push(end.index + end[0].length);
  }
  return starts;
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
