import { commands, type Disposable, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { grouped } from '../core/index.ts';
import { inMessage } from '../editor/fileText.ts';
import { revealOffset } from '../editor/revealCall.ts';
import type { FormattedViews } from '../workspace/formattedViews.ts';
import { viewAddress } from '../workspace/viewAddress.ts';
import { say } from './callArguments.ts';

/** From a place in a formatted view to the same place in the file that it was made of. */
export function registerGoToSource(views: FormattedViews): Disposable {
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
        const name = inMessage(workspace.asRelativePath(address.source));
        say(`This event stands at bytes ${grouped(place.start)} to ${grouped(place.end)} of ${name}, decompressed.`);
      }
    } catch (error) {
      void window.showErrorMessage(`The source of this view could not be opened: ${inMessage(String(error))}`);
    }
  });
}
