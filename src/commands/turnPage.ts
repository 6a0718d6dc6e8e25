import { commands, Disposable, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { inMessage } from '../editor/fileText.ts';
import type { FormattedViews } from '../workspace/formattedViews.ts';
import { viewAddress, viewUri } from '../workspace/viewAddress.ts';
import { say } from './callArguments.ts';

/** The next or the previous page of a formatted view, in the place of this one. */
export function registerTurnPage(views: FormattedViews): Disposable {
  return Disposable.from(
    commands.registerCommand(CommandId.nextPage, (uri: unknown) => turn(views, uri, 1)),
    commands.registerCommand(CommandId.previousPage, (uri: unknown) => turn(views, uri, -1)),
  );
}

async function turn(views: FormattedViews, uri: unknown, step: 1 | -1): Promise<void> {
  const active = window.activeTextEditor?.document.uri;
  const address = viewAddress(uri instanceof Uri ? uri : (active ?? Uri.file('/')));
  if (address === undefined) {
    say('Pages are turned in a formatted view. Open one first.');
    return;
  }
  try {
    const { source } = await views.page(address);
    const page = address.page + step;
    if (page < 0 || page >= source.pageStarts.length) {
      say(step === 1 ? 'This is the last page.' : 'This is the first page.');
      return;
    }
    await window.showTextDocument(await workspace.openTextDocument(viewUri({ ...address, page })));
  } catch (error) {
    void window.showErrorMessage(`The page could not be opened: ${inMessage(String(error))}`);
  }
}
