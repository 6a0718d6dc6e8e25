import { type Diagnostic, Disposable, languages, type TextDocument, type Uri, window, workspace } from 'vscode';
import { policyMistakes } from '../core/index.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import { policiesInDocument } from '../workspace/keyPolicies.ts';
import { onSettingsChanged } from '../workspace/settings.ts';
import { mayHaveReferences } from '../workspace/trailSelector.ts';
import { debounced } from '../workspace/turns.ts';
import { type DiagnosticMaker, diagnosticMaker } from './diagnosticCodes.ts';

/** Milliseconds after a change until a policy is looked at again. */
const SETTLED = 250;

/** Names, in key policies that are in sight, what does not do what it seems to. */
export function registerPolicyDiagnostics(extensionUri: Uri, failed: (error: unknown) => void): Disposable {
  const collection = languages.createDiagnosticCollection('enclave-trail-policies');
  const maker = diagnosticMaker(extensionUri);

  const publish = async (): Promise<void> => {
    const make = await maker;
    for (const document of new Set(window.visibleTextEditors.map((editor) => editor.document))) {
      if (mayHaveReferences(document)) {
        collection.set(document.uri, diagnosticsOf(document, make));
      }
    }
  };
  const publishNow = (): void => {
    publish().catch(failed);
  };
  const settled = debounced(publishNow, SETTLED);
  publishNow();
  return Disposable.from(
    collection,
    settled,
    window.onDidChangeVisibleTextEditors(publishNow),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (window.visibleTextEditors.some((editor) => editor.document === document)) {
        settled.ask();
      }
    }),
    onSettingsChanged(settled.ask),
    workspace.onDidCloseTextDocument((document) => collection.delete(document.uri)),
  );
}

function diagnosticsOf(document: TextDocument, make: DiagnosticMaker): readonly Diagnostic[] {
  const policies = policiesInDocument(document)?.policies ?? [];
  return policies
    .flatMap(policyMistakes)
    .flatMap((mistake) => make(mistake.code, mistake.message, rangeIn(document, mistake)) ?? []);
}
