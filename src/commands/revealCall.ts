import { type Position, Range, Selection, type TextDocument, TextEditorRevealType, window } from 'vscode';
import type { AttestedCall } from '../core/index.ts';

/** Where the caret lands in a call: at its module id, beside which its measurements stand. */
export function landing(call: AttestedCall): number {
  return call.recipient.moduleId?.start ?? call.recipient.start;
}

/** Puts the caret at an offset and shows its surroundings. */
export async function revealOffset(document: TextDocument, offset: number): Promise<void> {
  const position = document.positionAt(offset);
  const editor = await window.showTextDocument(document, { preserveFocus: false });
  editor.selection = new Selection(position, position);
  editor.revealRange(around(position), TextEditorRevealType.InCenterIfOutsideViewport);
}

function around(position: Position): Range {
  return new Range(position, position.translate(6));
}
