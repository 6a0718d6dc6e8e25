import { commands, type Disposable, Range, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { inMessage } from '../editor/fileText.ts';
import { revealOffset, revealRange } from '../editor/revealCall.ts';
import { type ExcerptAddress, excerptUri } from '../workspace/excerptAddress.ts';
import { type Excerpts, placeInWords } from '../workspace/excerpts.ts';
import type { FormattedViews } from '../workspace/formattedViews.ts';
import { textPositions } from '../workspace/textPositions.ts';
import { viewAddress } from '../workspace/viewAddress.ts';
import { say } from './callArguments.ts';

/**
 * From a place in a formatted view to the same place in the file that it was made of; where VS Code does not show that, to
 * the event in an excerpt of it.
 */
export function registerGoToSource(views: FormattedViews, excerpts: Excerpts): Disposable {
  return commands.registerCommand(CommandId.goToSource, async () => {
    const editor = window.activeTextEditor;
    const address = editor && viewAddress(editor.document.uri);
    if (editor === undefined || address === undefined) {
      say('Go to Source leads from a formatted view to its file. Open one first.');
      return;
    }
    try {
      const page = await views.page(address);
      const place = views.sourceOf(page, editor.document.offsetAt(editor.selection.active));
      if (place === undefined) {
        say('This page holds no events.');
      } else if (page.source.from === 'text') {
        await revealOffset(await workspace.openTextDocument(address.source), place.offset);
      } else {
        await showExcerpt({ source: address.source, shown: address.shown, place }, excerpts);
      }
    } catch (error) {
      void window.showErrorMessage(`The source of this view could not be opened: ${inMessage(String(error))}`);
    }
  });
}

async function showExcerpt(address: ExcerptAddress, excerpts: Excerpts): Promise<void> {
  const document = await workspace.openTextDocument(excerptUri(address));
  const excerpt = await excerpts.of(address);
  // Lines of the document are those of the text; their ends need not be.
  const positionAt = textPositions(excerpt.text);
  const { start, end } = excerpt.record;
  await revealRange(document, new Range(positionAt(start), positionAt(end)));
  window.setStatusBarMessage(inMessage(`The event at ${placeInWords(address, excerpt)}`), STATUS_SHOWN);
}

/** Milliseconds. */
const STATUS_SHOWN = 5_000;
