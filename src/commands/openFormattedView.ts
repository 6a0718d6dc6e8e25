import { commands, Disposable, Position, type TextDocument, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { inMessage } from '../editor/fileText.ts';
import { revealOffset } from '../editor/revealCall.ts';
import { excerptAddress } from '../workspace/excerptAddress.ts';
import type { Excerpts } from '../workspace/excerpts.ts';
import type { FormattedViews, ViewPlace } from '../workspace/formattedViews.ts';
import { isStreamed } from '../workspace/isStreamed.ts';
import { offsetAt } from '../workspace/textPositions.ts';
import { type Shown, viewAddress } from '../workspace/viewAddress.ts';
import { openDocument, say } from './callArguments.ts';

/**
 * Opens the formatted view of a trail at the place of the caret; from an excerpt the one that led to it. From a view it leads
 * to the other one: from the attested calls to every event, and back.
 */
export function registerOpenFormattedView(views: FormattedViews, excerpts: Excerpts): Disposable {
  const show = async (wanted: Shown | undefined, uri: unknown): Promise<void> => {
    try {
      const from = await placeIn(views, excerpts, uri);
      if (from === undefined) {
        say('Open a trail first: there is none in the active editor.');
        return;
      }
      const shown = wanted ?? from.shown;
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
    commands.registerCommand(CommandId.openFormattedView, (uri: unknown) => show(undefined, uri)),
    commands.registerCommand(CommandId.showAttestedCalls, (uri: unknown) => show('attested calls', uri)),
    commands.registerCommand(CommandId.showEveryEvent, (uri: unknown) => show('every event', uri)),
  );
}

/** A place in a file, and what of it is to be shown where nothing else is wanted. */
interface Place extends ViewPlace {
  readonly shown: Shown;
}

/** Of a document at its caret, of a file that is no document at its beginning. */
async function placeIn(views: FormattedViews, excerpts: Excerpts, uri: unknown): Promise<Place | undefined> {
  const document = documentOf(uri);
  if (document === undefined) {
    return uri instanceof Uri && (await isStreamed(uri)) ? { uri, offset: 0, shown: 'attested calls' } : undefined;
  }
  const caret = caretIn(document);
  const excerpt = excerptAddress(document.uri);
  if (excerpt !== undefined) {
    const { text, byteAt } = await excerpts.of(excerpt);
    return { uri: excerpt.source, offset: byteAt(offsetAt(text, caret)), shown: excerpt.shown };
  }
  const offset = document.offsetAt(caret);
  const view = viewAddress(document.uri);
  return view === undefined
    ? { uri: document.uri, offset, shown: 'attested calls' }
    : {
        uri: view.source,
        offset: views.sourceOf(await views.page(view), offset)?.offset ?? 0,
        shown: 'attested calls',
      };
}

/** The one that a lens or the editor's title names, else the active one. */
function documentOf(uri: unknown): TextDocument | undefined {
  const named = uri instanceof Uri ? uri.toString() : uri;
  return typeof named === 'string' ? openDocument(named) : window.activeTextEditor?.document;
}

function caretIn(document: TextDocument): Position {
  const editor = window.visibleTextEditors.find((visible) => visible.document === document);
  return editor?.selection.active ?? new Position(0, 0);
}
