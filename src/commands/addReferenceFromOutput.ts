import { commands, type Disposable, env, Position, type TextDocument, type Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import {
  looksLikeToolOutput,
  type MeasurementsFile,
  MOST_BYTES_OF_OTHERS,
  type ReferenceMeasurement,
  readReferences,
  referenceTitle,
} from '../core/index.ts';
import { inLabel, inMessage } from '../editor/fileText.ts';
import type { ReferenceFiles } from '../workspace/referenceFiles.ts';
import { say } from './callArguments.ts';
import { addAsReference } from './newReference.ts';

/**
 * Adds an image from what nitro-cli or nitro-tpm-pcr-compute printed: in the selection, in the open editor, or on the
 * clipboard, whichever holds such output first.
 */
export function registerAddReferenceFromOutput(files: ReferenceFiles): Disposable {
  return commands.registerCommand(CommandId.addReferenceFromOutput, async () => {
    const output = await findOutput();
    if (output === undefined) {
      say(
        'Nothing that nitro-cli or nitro-tpm-pcr-compute prints was found in the selection, in the open editor or on the clipboard. Copy the output with its "Measurements", and try again.',
      );
      return;
    }
    const { entries, problems } = output.read;
    if (entries.length === 0) {
      const reason = problems[0]?.message ?? 'It holds no measurements.';
      void window.showErrorMessage(`Nothing was added from ${output.place}. ${inMessage(reason)}`);
      return;
    }
    const image = await choose(entries, output.place);
    if (image !== undefined) {
      await addAsReference(image, output.beside, files, image);
    }
  });
}

interface Output {
  readonly read: MeasurementsFile;
  /** What people call where it was found. */
  readonly place: string;
  readonly beside: Uri | undefined;
}

async function findOutput(): Promise<Output | undefined> {
  const editor = window.activeTextEditor;
  if (editor !== undefined) {
    const { document, selection } = editor;
    const name = inMessage(workspace.asRelativePath(document.uri));
    const selected = selection.isEmpty ? undefined : document.getText(selection);
    const found =
      outputIn(selected, `the selection in ${name}`, document) ?? outputIn(wholeOf(document), name, document);
    if (found !== undefined) {
      return found;
    }
  }
  return outputIn(await env.clipboard.readText(), 'the clipboard', undefined);
}

function outputIn(text: string | undefined, place: string, document: TextDocument | undefined): Output | undefined {
  if (text === undefined || text.length > MOST_BYTES_OF_OTHERS || !looksLikeToolOutput(text)) {
    return undefined;
  }
  const source = { kind: 'tool-output', uri: document?.uri.toString() ?? '', label: place, trusted: true } as const;
  return { read: readReferences(text, source), place, beside: document?.uri };
}

function wholeOf(document: TextDocument): string | undefined {
  const length = document.offsetAt(new Position(document.lineCount, 0));
  return length > MOST_BYTES_OF_OTHERS ? undefined : document.getText();
}

async function choose(
  entries: readonly ReferenceMeasurement[],
  place: string,
): Promise<ReferenceMeasurement | undefined> {
  if (entries.length === 1) {
    return entries[0];
  }
  const items = entries.map((entry, index) => ({
    label: inLabel(referenceTitle(entry)),
    description: `image ${index + 1} of ${entries.length}`,
    ...(entry.description === undefined ? {} : { detail: inLabel(entry.description) }),
    entry,
  }));
  return (await window.showQuickPick(items, { title: `Add Which Image of ${place}?` }))?.entry;
}
