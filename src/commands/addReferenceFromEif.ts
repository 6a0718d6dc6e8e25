import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { eifReference } from '../core/index.ts';
import { inMessage } from '../editor/fileText.ts';
import type { MeasuredImages } from '../workspace/measuredImages.ts';
import { sourceIn } from '../workspace/referenceFile.ts';
import type { ReferenceFiles } from '../workspace/referenceFiles.ts';
import { addAsReference } from './newReference.ts';

/** Measures an enclave image, the one that the explorer names or one that the user chooses, and adds it. */
export function registerAddReferenceFromEif(images: MeasuredImages, files: ReferenceFiles): Disposable {
  return commands.registerCommand(CommandId.addReferenceFromEif, async (argument: unknown) => {
    const uri = argument instanceof Uri ? argument : await choose();
    if (uri === undefined) {
      return;
    }
    const name = inMessage(workspace.asRelativePath(uri));
    const measured = await images.measure(uri);
    if (!measured.ok) {
      const { byteOffset, message } = measured.error;
      const where = byteOffset === 0 ? '' : ` (byte ${byteOffset})`;
      void window.showErrorMessage(`${name} was not added: ${inMessage(message)}${where}.`);
      return;
    }
    const reference = eifReference(measured.value, sourceIn(uri, 'eif'));
    if (typeof reference === 'string') {
      void window.showErrorMessage(`${name} was not added: ${reference}.`);
      return;
    }
    await addAsReference(reference, uri, files, reference);
  });
}

async function choose(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    title: 'Add Reference Measurement from EIF',
    openLabel: 'Measure',
    canSelectMany: false,
    filters: { 'Enclave images': ['eif'], 'All files': ['*'] },
  });
  return chosen?.[0];
}
