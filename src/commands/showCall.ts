import { commands, type Disposable } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { landing, revealOffset } from '../editor/revealCall.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { callOf, openDocument, sayNoCall } from './callArguments.ts';

/** Goes to a call and explains it: what a lens does. A call that was not attested is named by an offset. */
export function registerShowCall(trails: AppraisedTrails): Disposable {
  return commands.registerCommand(CommandId.showCall, async (uri: unknown, index: unknown, offset: unknown) => {
    const place =
      typeof uri === 'string' && typeof offset === 'number'
        ? { document: openDocument(uri), offset }
        : await placeOfCall(trails, uri, index);
    if (place?.document === undefined) {
      sayNoCall();
      return;
    }
    await revealOffset(place.document, place.offset);
    await commands.executeCommand('editor.action.showHover');
  });
}

async function placeOfCall(trails: AppraisedTrails, uri: unknown, index: unknown) {
  const found = await callOf(trails, uri, index);
  return found && { document: found.document, offset: landing(found.appraised.call) };
}
