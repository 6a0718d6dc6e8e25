import { commands, Disposable, window } from 'vscode';
import type { FormattedViews } from '../workspace/formattedViews.ts';
import { viewAddress } from '../workspace/viewAddress.ts';

/** For the `when` clauses of the editor's title: whether the active view has a page before or after the one shown. */
const BEFORE = 'enclaveTrail.hasPreviousPage';
const AFTER = 'enclaveTrail.hasNextPage';

export function registerViewContext(views: FormattedViews, failed: (error: unknown) => void): Disposable {
  let round = 0;
  const update = async (): Promise<void> => {
    round++;
    const mine = round;
    const uri = window.activeTextEditor?.document.uri;
    const address = uri && viewAddress(uri);
    const pages = address === undefined ? 0 : (await views.page(address)).source.pageStarts.length;
    if (mine === round) {
      const page = address?.page ?? 0;
      await commands.executeCommand('setContext', BEFORE, page > 0);
      await commands.executeCommand('setContext', AFTER, page + 1 < pages);
    }
  };
  const ask = (): void => {
    update().catch(failed);
  };
  ask();
  return Disposable.from(window.onDidChangeActiveTextEditor(ask), views.onDidChange(ask));
}
