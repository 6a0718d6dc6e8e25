import { type TextDocument, window, workspace } from 'vscode';
import type { AppraisedCall } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';

export interface CallInDocument {
  readonly document: TextDocument;
  readonly appraised: AppraisedCall;
}

/**
 * The call that a command is about: the one its arguments name (a document's URI and the index of a call), else the one
 * at the caret. Commands can be run by anybody with any arguments; those that name nothing give undefined.
 */
export async function callOf(
  trails: AppraisedTrails,
  uri: unknown,
  index: unknown,
): Promise<CallInDocument | undefined> {
  const editor = window.activeTextEditor;
  const document = typeof uri === 'string' ? openDocument(uri) : editor?.document;
  const trail = document && (await trails.of(document));
  if (document === undefined || trail === undefined) {
    return undefined;
  }
  const caret = editor?.document === document ? document.offsetAt(editor.selection.active) : undefined;
  const atCaret = caret === undefined ? undefined : trail.trail.calls.indexAt(caret);
  const appraised = trail.at(typeof index === 'number' ? index : (atCaret ?? -1));
  return appraised && { document, appraised };
}

/** The open document that a text names; texts that are no URI name none. */
export function openDocument(uri: string): TextDocument | undefined {
  return workspace.textDocuments.find((open) => open.uri.toString() === uri);
}

/** What every command says that finds no call to act on. */
export function sayNoCall(): void {
  say('There is no attested call here. Put the caret into one and try again.');
}

/** Shows a message and does not wait for somebody to close it: a command is done when it has said what there is to say. */
export function say(message: string): void {
  void window.showInformationMessage(message);
}
