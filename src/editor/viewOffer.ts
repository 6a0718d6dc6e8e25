import { commands, Disposable, StatusBarAlignment, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { ActiveTrail } from '../workspace/activeTrail.ts';
import { longLinesOf } from '../workspace/longLines.ts';
import { viewAddress } from '../workspace/viewAddress.ts';

/** For the `when` clause of the editor's title. */
const CONTEXT_KEY = 'enclaveTrail.hasLongLines';

/** Offers the formatted view in the status bar and the editor's title while a trail is shown whose lines are too long to read. */
export function registerViewOffer(active: ActiveTrail): Disposable {
  const item = window.createStatusBarItem('enclaveTrail.formattedView', StatusBarAlignment.Right, 99);
  item.name = 'Formatted View';
  item.text = '$(open-preview) Formatted view';
  item.tooltip = 'Lines of this trail are too long to read: open its attested calls as formatted, read-only text.';
  item.command = CommandId.openFormattedView;
  const show = (): void => {
    const { current } = active;
    const isOffered =
      current !== undefined &&
      viewAddress(current.document.uri) === undefined &&
      longLinesOf(current.document, current.appraised.trail, 1).length > 0;
    void commands.executeCommand('setContext', CONTEXT_KEY, isOffered);
    if (isOffered) {
      item.show();
    } else {
      item.hide();
    }
  };
  show();
  return Disposable.from(active.onDidChange(show), item);
}
