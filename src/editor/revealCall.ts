import {
  type Position,
  Range,
  Selection,
  TabInputText,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  type ViewColumn,
  window,
} from 'vscode';
import type { AttestedCall } from '../core/index.ts';

/** Where the caret lands in a call: at its module id, beside which its measurements stand. */
export function landing(call: AttestedCall): number {
  return call.recipient.moduleId?.start ?? call.recipient.start;
}

/**
 * Puts the caret at an offset and shows its surroundings, in the column that shows the document already: not on top of
 * whatever the user asked from.
 */
export async function revealOffset(document: TextDocument, offset: number): Promise<void> {
  const position = document.positionAt(offset);
  const editor = await showInItsColumn(document);
  editor.selection = new Selection(position, position);
  editor.revealRange(around(position), TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Selects a range, with the caret at its beginning. */
export async function revealRange(document: TextDocument, { start, end }: Range): Promise<void> {
  const editor = await showInItsColumn(document);
  editor.selection = new Selection(end, start);
  editor.revealRange(around(start), TextEditorRevealType.InCenterIfOutsideViewport);
}

async function showInItsColumn(document: TextDocument): Promise<TextEditor> {
  const viewColumn = columnOf(document);
  return await window.showTextDocument(document, {
    preserveFocus: false,
    ...(viewColumn === undefined ? {} : { viewColumn }),
  });
}

function columnOf(document: TextDocument): ViewColumn | undefined {
  const visible = window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
  const isTab = (input: unknown): boolean =>
    input instanceof TabInputText && input.uri.toString() === document.uri.toString();
  return visible ?? window.tabGroups.all.find(({ tabs }) => tabs.some(({ input }) => isTab(input)))?.viewColumn;
}

function around(position: Position): Range {
  return new Range(position, position.translate(6));
}
