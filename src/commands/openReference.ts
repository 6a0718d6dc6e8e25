import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { type Comparison, type ReferenceMeasurement, referenceTitle } from '../core/index.ts';
import { inLabel } from '../editor/fileText.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import { callOf, say, sayNoCall } from './callArguments.ts';

/** Opens the reference that names a call's image, of several the one at a position or from a list; else the nearest. */
export function registerOpenReference(trails: AppraisedTrails): Disposable {
  return commands.registerCommand(CommandId.openReference, async (uri: unknown, index: unknown, position: unknown) => {
    const found = await callOf(trails, uri, index);
    if (found === undefined) {
      sayNoCall();
      return;
    }
    const { named, outcome } = found.appraised.appraisal;
    const nearest = outcome.kind === 'unknown' ? outcome.nearest : undefined;
    if (named.length === 0 && nearest === undefined) {
      say('No reference measurement names the image of this call.');
      return;
    }
    const comparison = nearest ?? (typeof position === 'number' ? named[position] : undefined) ?? (await choose(named));
    if (comparison !== undefined) {
      await showReference(comparison.reference);
    }
  });
}

/** Opens the source of a reference measurement with its entry selected. */
export async function showReference({ source, place }: ReferenceMeasurement): Promise<void> {
  if (source.kind === 'settings') {
    await commands.executeCommand('workbench.action.openSettings', `@id:${source.uri}`);
    return;
  }
  if (source.kind === 'eif') {
    await commands.executeCommand('revealInExplorer', Uri.parse(source.uri));
    return;
  }
  const document = await workspace.openTextDocument(Uri.parse(source.uri));
  const selection = rangeIn(document, place);
  await window.showTextDocument(document, { selection, preview: true });
}

async function choose(named: readonly Comparison[]): Promise<Comparison | undefined> {
  if (named.length === 1) {
    return named[0];
  }
  const items = named.map((comparison) => ({
    label: inLabel(referenceTitle(comparison.reference)),
    description: inLabel(comparison.reference.source.label),
    comparison,
  }));
  return (await window.showQuickPick(items, { title: 'Reference Measurements That Name This Image' }))?.comparison;
}
