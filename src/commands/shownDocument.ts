import { window } from 'vscode';
import type { AttestationSession } from '../panel/attestationSession.ts';

/** What every command says that finds no attestation document to act on: why, where something was tried. */
export function sayNoDocument({ current }: AttestationSession): void {
  const { problem } = current;
  void window.showInformationMessage(
    problem === undefined
      ? 'There is no attestation document yet. Run “Decode Attestation Document…” and paste one.'
      : `There is no attestation document yet. ${problem.message}`,
  );
}
