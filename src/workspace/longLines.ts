import type { TextDocument } from 'vscode';
import type { AttestedCall, CallList, Trail } from '../core/index.ts';

/** UTF-16 units of a line above which VS Code draws only a part of it, and no hints are shown. */
export const LONGEST_HINTED_LINE = 10_000;

/** Lines that are looked at: a file that has no long ones among so many has few. */
const MOST_LOOKS = 2000;

/** Lines with attested calls that are too long to be read as they are, from 0, in their order; at most so many. */
export function longLinesOf(document: TextDocument, { calls }: Trail, most: number): readonly number[] {
  const lines: number[] = [];
  for (let index = 0, looks = 0; index < calls.length && looks < MOST_LOOKS && lines.length < most; looks++) {
    const { line } = document.positionAt(calls.record(index)?.start ?? 0);
    if (line !== lines[lines.length - 1] && document.lineAt(line).text.length > LONGEST_HINTED_LINE) {
      lines.push(line);
    }
    index = Math.max(firstBehindLine(document, calls, line), index + 1);
  }
  return lines;
}

/** The first call that ends behind a line; the number of calls where there is none. */
export function firstBehindLine(document: TextDocument, calls: CallList<AttestedCall>, line: number): number {
  return calls.firstAfter(document.offsetAt(document.lineAt(line).range.end) + 1);
}
