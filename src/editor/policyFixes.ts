import {
  CodeAction,
  CodeActionKind,
  type Disposable,
  type LogOutputChannel,
  languages,
  type TextDocument,
  WorkspaceEdit,
} from 'vscode';
import { type PolicyMistake, policyMistakes } from '../core/index.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import { policiesInDocument } from '../workspace/keyPolicies.ts';
import { REFERENCE_SELECTOR } from '../workspace/trailSelector.ts';
import { DIAGNOSTIC_SOURCE } from './diagnosticCodes.ts';
import { visible } from './fileText.ts';
import { safely } from './safely.ts';

/** Corrects, in key policies, condition keys, operators and the spelling of digests. */
export function registerPolicyFixes(log: LogOutputChannel): Disposable {
  return languages.registerCodeActionsProvider(
    REFERENCE_SELECTOR,
    {
      provideCodeActions: (document, range, context, token) =>
        safely<CodeAction[]>(log, 'Quick fixes', token, [], async () => {
          const ours = context.diagnostics.filter(({ source }) => source === DIAGNOSTIC_SOURCE);
          const policies = ours.length === 0 ? [] : (policiesInDocument(document)?.policies ?? []);
          return policies.flatMap(policyMistakes).flatMap((mistake) => {
            const place = rangeIn(document, mistake);
            const told = ours.filter((diagnostic) => diagnostic.range.isEqual(place));
            const fix = place.intersection(range) && told.length > 0 ? fixOf(mistake, document) : undefined;
            if (fix === undefined) {
              return [];
            }
            fix.diagnostics = told;
            return [fix];
          });
        }),
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}

function fixOf({ correction }: PolicyMistake, document: TextDocument): CodeAction | undefined {
  if (correction === undefined) {
    return undefined;
  }
  const fix = new CodeAction(visible(correction.title, 150), CodeActionKind.QuickFix);
  fix.edit = new WorkspaceEdit();
  for (const edit of correction.edits) {
    fix.edit.replace(document.uri, rangeIn(document, edit), edit.text);
  }
  fix.isPreferred = true;
  return fix;
}
