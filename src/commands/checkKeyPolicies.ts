import { commands, type Disposable, type TextDocument, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { type KmsCall, measurementsOf, verdictSentence } from '../core/index.ts';
import { operationLabel } from '../editor/callWords.ts';
import type { MarkdownReports } from '../editor/markdownReports.ts';
import { policyFitMarkdown } from '../editor/policyFitMarkdown.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import type { WorkspacePolicies } from '../workspace/keyPolicies.ts';
import { canHaveReferences } from '../workspace/references.ts';
import { callOf, openDocument, say, sayNoCall } from './callArguments.ts';

/**
 * Evaluates the conditions of the workspace's key policies for a call; for one that KMS logged without a recipient, such
 * as a denied one, for the attestation document that is shown.
 */
export function registerCheckKeyPolicies(
  trails: AppraisedTrails,
  policies: WorkspacePolicies,
  session: AttestationSession,
  reports: MarkdownReports,
): Disposable {
  return commands.registerCommand(CommandId.checkKeyPolicies, async (uri: unknown, index: unknown, offset: unknown) => {
    const attested = typeof offset === 'number' ? undefined : await callOf(trails, uri, index);
    if (attested !== undefined) {
      const { call } = attested.appraised;
      if (!canHaveReferences(attested.document.uri)) {
        say('The sample has nothing to do with the key policies of your workspace.');
        return;
      }
      const found = await policies.of(call.key?.value);
      if (found.length === 0) {
        sayNoPolicy();
        return;
      }
      await reports.show(
        'Key Policies',
        policyFitMarkdown(nameOf(call, attested.document), found, call.recipient, 'call'),
      );
      return;
    }
    const other = await unattestedCall(trails, uri, offset);
    if (other === undefined) {
      sayNoCall();
      return;
    }
    const { shown, foundIn } = session.current;
    if (shown === undefined) {
      say(
        'KMS logs no measurements of such a call. Decode the attestation document that came with it, and run this again: the document is then looked at in place of the call.',
      );
      return;
    }
    const found = await policies.of(other.call.key?.value);
    if (found.length === 0) {
      sayNoPolicy();
      return;
    }
    const origin = foundIn.origin ?? 'the attestation page';
    const subject = `the attestation document from ${origin} (${verdictSentence(shown.report)}), in place of ${nameOf(other.call, other.document)}`;
    await reports.show('Key Policies', policyFitMarkdown(subject, found, measurementsOf(shown.document), 'document'));
  });
}

/** The call without attestation that an offset names, or else the one at the caret. */
async function unattestedCall(
  trails: AppraisedTrails,
  uri: unknown,
  offset: unknown,
): Promise<{ readonly call: KmsCall; readonly document: TextDocument } | undefined> {
  const editor = window.activeTextEditor;
  const document = typeof uri === 'string' ? openDocument(uri) : editor?.document;
  const unattested = document && (await trails.of(document))?.trail.unattested;
  const caret = editor?.document === document ? editor?.selection.active : undefined;
  const place = typeof offset === 'number' ? offset : caret && document?.offsetAt(caret);
  const index = place === undefined ? undefined : unattested?.indexAt(place);
  const call = index === undefined ? undefined : unattested?.at(index);
  return document === undefined || call === undefined ? undefined : { call, document };
}

function nameOf(call: KmsCall, document: TextDocument): string {
  return `${operationLabel(call)} in ${workspace.asRelativePath(document.uri)}, line ${document.positionAt(call.start).line + 1}`;
}

function sayNoPolicy(): void {
  say(
    'No key policy of this key was found in the workspace. Save what “aws kms get-key-policy” prints into a .json file there, or look at the setting enclaveTrail.referenceMeasurements.files.',
  );
}
