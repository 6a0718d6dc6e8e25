import type { TextDocument } from 'vscode';
import type { Trail } from '../core/index.ts';

/** UTF-16 units of a line above which VS Code draws only a part of it, and no hints are shown. */
export const LONGEST_HINTED_LINE = 10_000;

/** Calls that are looked at: a file that has none on long lines among so many has few. */
const MOST_CALLS = 5000;

/** Lines with attested calls that are too long to be read as they are, from 0, in their order; at most so many. */
export function longLinesOf(document: TextDocument, { calls }: Trail, most: number): readonly number[] {
  const lines: number[] = [];
  const end = Math.min(calls.length, MOST_CALLS);
  for (let index = 0; index < end && lines.length < most; index++) {
    const record = calls.record(index);
    const line = document.positionAt(record?.start ?? 0).line;
    if (line !== lines[lines.length - 1] && document.lineAt(line).text.length > LONGEST_HINTED_LINE) {
      lines.push(line);
    }
  }
  return lines;
}
