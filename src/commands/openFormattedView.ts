import { commands, Disposable, type TextDocument, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { inMessage } from '../editor/fileText.ts';
import { revealOffset } from '../editor/revealCall.ts';
import type { FormattedViews, ViewPlace } from '../workspace/formattedViews.ts';
import { isStreamed } from '../workspace/isStreamed.ts';
import { type Shown, viewAddress } from '../workspace/viewAddress.ts';
import { openDocument, say } from './callArguments.ts';

/**
 * Opens the formatted view of a trail at the place of the caret. From a view it leads to the other one: from the attested
 * calls to every event, and back.
 */
export function registerOpenFormattedView(views: FormattedViews): Disposable {
  const show = async (shown: Shown, uri: unknown): Promise<void> => {
    try {
      const from = await placeIn(views, uri);
      if (from === undefined) {
        say('Open a trail first: there is none in the active editor.');
        return;
      }
      const place = await views.placeOf(from.uri, shown, from.offset);
      if (place === undefined) {
        say(shown === 'attested calls' ? 'This file holds no attested calls.' : 'This file holds no events.');
        return;
      }
      await revealOffset(await workspace.openTextDocument(place.uri), place.offset);
    } catch (error) {
      void window.showErrorMessage(`The formatted view could not be opened: ${inMessage(String(error))}`);
    }
  };
  return Disposable.from(
    commands.registerCommand(CommandId.openFormattedView, (uri: unknown) => show('attested calls', uri)),
    commands.registerCommand(CommandId.showAttestedCalls, (uri: unknown) => show('attested calls', uri)),
    commands.registerCommand(CommandId.showEveryEvent, (uri: unknown) => show('every event', uri)),
  );
}

/** A place in a file: of a document at its caret, of a file that is no document at its beginning. */
async function placeIn(views: FormattedViews, uri: unknown): Promise<ViewPlace | undefined> {
  const document = documentOf(uri);
  if (document === undefined) {
    return uri instanceof Uri && (await isStreamed(uri)) ? { uri, offset: 0 } : undefined;
  }
  const caret = caretIn(document);
  const address = viewAddress(document.uri);
  return address === undefined
    ? { uri: document.uri, offset: caret }
    : { uri: address.source, offset: views.sourceOf(await views.page(address), caret)?.offset ?? 0 };
}

/** The one that a lens or the editor's title names, else the active one. */
function documentOf(uri: unknown): TextDocument | undefined {
  const named = uri instanceof Uri ? uri.toString() : uri;
  return typeof named === 'string' ? openDocument(named) : window.activeTextEditor?.document;
}

function caretIn(document: TextDocument): number {
  const editor = window.visibleTextEditors.find((visible) => visible.document === document);
  return editor === undefined ? 0 : document.offsetAt(editor.selection.active);
}
