import { commands, type Disposable, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { SAMPLE_TRAIL } from '../workspace/sampleFiles.ts';

/** Opens the bundled sample, read-only, with references of its own. */
export function registerOpenSampleTrail(): Disposable {
  return commands.registerCommand(CommandId.openSampleTrail, async () => {
    await window.showTextDocument(await workspace.openTextDocument(SAMPLE_TRAIL), { preview: false });
  });
}
