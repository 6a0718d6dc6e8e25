import { commands, Disposable, TabInputText, window } from 'vscode';
import type { FormattedViews } from '../workspace/formattedViews.ts';
import { isStreamed } from '../workspace/isStreamed.ts';
import { viewAddress } from '../workspace/viewAddress.ts';

/** For the `when` clauses of the editor's title: whether the active view has a page before or after the one shown, */
const BEFORE_KEY = 'enclaveTrail.hasPreviousPage';
const AFTER_KEY = 'enclaveTrail.hasNextPage';
/** and whether the active tab shows a file that VS Code hands to no extension. */
const LARGE_KEY = 'enclaveTrail.isLargeFile';

export function registerViewContext(views: FormattedViews, failed: (error: unknown) => void): Disposable {
  let round = 0;
  const update = async (): Promise<void> => {
    round++;
    const mine = round;
    const uri = window.activeTextEditor?.document.uri;
    const address = uri && viewAddress(uri);
    // Where the page cannot be made, what stands in its place says why.
    const shown = address && (await views.page(address).catch(() => undefined));
    const pages = shown?.source.pageStarts.length ?? 0;
    const isLarge = window.activeTextEditor === undefined && (await isLargeFileShown());
    if (mine === round) {
      const page = address?.page ?? 0;
      await commands.executeCommand('setContext', BEFORE_KEY, page > 0);
      await commands.executeCommand('setContext', AFTER_KEY, page + 1 < pages);
      await commands.executeCommand('setContext', LARGE_KEY, isLarge);
    }
  };
  const ask = (): void => {
    update().catch(failed);
  };
  ask();
  return Disposable.from(
    window.onDidChangeActiveTextEditor(ask),
    window.tabGroups.onDidChangeTabs(ask),
    window.tabGroups.onDidChangeTabGroups(ask),
    views.onDidChange(ask),
  );
}

async function isLargeFileShown(): Promise<boolean> {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText && (await isStreamed(input.uri));
}
