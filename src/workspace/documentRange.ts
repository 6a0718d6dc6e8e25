import { Range, type TextDocument } from 'vscode';
import type { Span } from '../core/index.ts';

/** The range of a span of a document's text. */
export function rangeIn(document: TextDocument, { start, end }: Span): Range {
  return new Range(document.positionAt(start), document.positionAt(end));
}
