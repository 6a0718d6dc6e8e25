import {
  CodeAction,
  CodeActionKind,
  type Command,
  type Diagnostic,
  type Disposable,
  type LogOutputChannel,
  languages,
  type Range,
  type TextDocument,
} from 'vscode';
import { CommandId, onCall } from '../commandIds.ts';
import { referenceTitle } from '../core/index.ts';
import type { AppraisedCall } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { canHaveReferences } from '../workspace/references.ts';
import { TRAIL_SELECTOR } from '../workspace/trailSelector.ts';
import { DIAGNOSTIC_SOURCE } from './diagnosticCodes.ts';
import { visible } from './fileText.ts';
import { safely } from './safely.ts';

/** Offers, at an attested call, what can be done about its outcome. */
export function registerCallFixes(trails: AppraisedTrails, log: LogOutputChannel): Disposable {
  return languages.registerCodeActionsProvider(
    TRAIL_SELECTOR,
    {
      provideCodeActions: (document, range, context, token) =>
        safely<CodeAction[]>(log, 'Quick fixes', token, [], async () => {
          const appraised = await trails.of(document);
          const call = appraised?.at(appraised.trail.calls.indexAt(document.offsetAt(range.start)) ?? -1);
          return call === undefined || !isAsked(call, document, range)
            ? []
            : actionsFor(
                call,
                document,
                context.diagnostics.filter(({ source }) => source === DIAGNOSTIC_SOURCE),
              );
        }),
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}

/** In the recipient or at the event name; elsewhere in a record the light bulb would be in the way. */
function isAsked({ call }: AppraisedCall, document: TextDocument, range: Range): boolean {
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  return [call.recipient, call.operation].some((span) => span !== undefined && start <= span.end && span.start <= end);
}

function actionsFor(
  { call, appraisal, index }: AppraisedCall,
  document: TextDocument,
  diagnostics: Diagnostic[],
): CodeAction[] {
  // None is preferred: what VS Code applies by itself must not take an image for good.
  const action = (command: Command): CodeAction => {
    const fix = new CodeAction(command.title, CodeActionKind.QuickFix);
    fix.command = command;
    fix.diagnostics = diagnostics;
    return fix;
  };
  const at = (command: string, title: string): Command => onCall(command, title, document.uri, index);
  const { outcome } = appraisal;
  const compare = action(at(CommandId.compareWithDocument, 'Compare with attestation document…'));
  const other = action(at(CommandId.compareWithCall, 'Compare with another attested call…'));
  switch (outcome.kind) {
    case 'unknown': {
      const add = action(at(CommandId.addReference, 'Add this image as a reference measurement…'));
      const nearest = outcome.nearest?.reference;
      const open =
        nearest &&
        action(at(CommandId.openReference, `Open the nearest reference, ${visible(referenceTitle(nearest), 60)}`));
      return [...(canHaveReferences(document.uri) ? [add] : []), ...(open === undefined ? [] : [open]), compare, other];
    }
    case 'different':
    case 'partial':
    case 'match':
    case 'named-by-untrusted': {
      const title = visible(referenceTitle(outcome.by.reference), 60);
      return [action(at(CommandId.openReference, `Open the reference measurement, ${title}`)), compare, other];
    }
    case 'debug':
    case 'unreadable':
      return call.recipient.pcrs.length === 0 ? [compare] : [compare, other];
  }
}
