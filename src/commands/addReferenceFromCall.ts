import { commands, type Disposable, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { imagePcrs } from '../core/index.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import type { ReferenceFiles } from '../workspace/referenceFiles.ts';
import { canHaveReferences } from '../workspace/references.ts';
import { callOf, say, sayNoCall } from './callArguments.ts';
import { addAsReference } from './newReference.ts';

/** Adds the image of a call to the workspace's reference measurements, under a name that the user gives. */
export function registerAddReferenceFromCall(trails: AppraisedTrails, files: ReferenceFiles): Disposable {
  return commands.registerCommand(CommandId.addReference, async (uri: unknown, index: unknown) => {
    const found = await callOf(trails, uri, index);
    if (found === undefined) {
      sayNoCall();
      return;
    }
    if (!canHaveReferences(found.document.uri)) {
      say('The sample brings its own reference measurements: none of yours count for it.');
      return;
    }
    const image = imagePcrs(found.appraised.call.recipient);
    if (!image.ok) {
      void window.showWarningMessage(`This call cannot become a reference measurement: ${image.error}.`);
      return;
    }
    await addAsReference(image.value, found.document.uri, files);
  });
}
