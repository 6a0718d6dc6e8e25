import { commands, Disposable, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { landing, revealOffset } from '../editor/revealCall.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { say } from './callArguments.ts';

/** Next and Previous Attested Call: from the caret, and round past the end. */
export function registerStepToCall(trails: AppraisedTrails): Disposable {
  return Disposable.from(
    commands.registerCommand(CommandId.nextCall, () => step(trails, 1)),
    commands.registerCommand(CommandId.previousCall, () => step(trails, -1)),
  );
}

async function step(trails: AppraisedTrails, direction: 1 | -1): Promise<void> {
  const editor = window.activeTextEditor;
  const trail = editor && (await trails.of(editor.document));
  const count = trail?.trail.calls.length ?? 0;
  if (editor === undefined || trail === undefined || count === 0) {
    say('This file holds no attested calls.');
    return;
  }
  const caret = editor.document.offsetAt(editor.selection.active);
  const landingOf = (index: number): number => {
    const appraised = trail.at(index);
    return appraised === undefined ? -1 : landing(appraised.call);
  };
  // Landings ascend as calls do, so only the calls around the caret matter.
  let target = trail.trail.calls.firstAfter(caret);
  if (direction === 1) {
    target = target < count && landingOf(target) <= caret ? target + 1 : target;
  } else {
    target = target < count && landingOf(target) < caret ? target : target - 1;
  }
  const wrapped = (target + count) % count;
  await revealOffset(editor.document, landingOf(wrapped));
  window.setStatusBarMessage(`Attested call ${wrapped + 1} of ${count}`, 3000);
}
