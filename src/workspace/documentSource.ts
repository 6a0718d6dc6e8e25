import { Range, type TextDocument } from 'vscode';
import type { TextSource } from '../core/index.ts';

/** A document's present text in parts: asking for all of it joins its lines again after every edit. */
export function documentSource(document: TextDocument): TextSource {
  return {
    length: document.offsetAt(document.lineAt(document.lineCount - 1).range.end),
    slice: (start, end) => document.getText(new Range(document.positionAt(start), document.positionAt(end))),
  };
}
