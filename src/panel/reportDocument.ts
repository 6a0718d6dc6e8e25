import { Disposable, EventEmitter, Uri, workspace } from 'vscode';
import type { AttestationSession } from './attestationSession.ts';
import { reportMarkdown } from './reportMarkdown.ts';
import { documentView } from './view/panelView.ts';

const SCHEME = 'enclave-trail-report';

export const REPORT = Uri.from({ scheme: SCHEME, path: '/Attestation Report.md' });

/** The report as a read-only document that follows the page. */
export function registerReportDocument(session: AttestationSession): Disposable {
  const changed = new EventEmitter<Uri>();
  return Disposable.from(
    changed,
    session.onDidChange(() => changed.fire(REPORT)),
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => {
        const { shown, expected } = session.current;
        return shown === undefined
          ? 'There is no attestation document. Run “Enclave Trail: Decode Attestation Document…”.\n'
          : reportMarkdown(documentView(shown, expected));
      },
    }),
  );
}
