import { commands, type Disposable } from 'vscode';
import type { AttestationSession } from './attestationSession.ts';

/** For the `when` clauses of commands that need an attestation document. */
const CONTEXT_KEY = 'enclaveTrail.hasAttestationDocument';

export function registerDocumentContext(session: AttestationSession): Disposable {
  let known = false;
  return session.onDidChange(() => {
    const has = session.current.shown !== undefined;
    if (has !== known) {
      known = has;
      void commands.executeCommand('setContext', CONTEXT_KEY, has);
    }
  });
}
