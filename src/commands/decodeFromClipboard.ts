import { commands, type Disposable, env } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { AttestationPanel } from '../panel/attestationPanel.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';

export function registerDecodeFromClipboard(session: AttestationSession, panel: AttestationPanel): Disposable {
  return commands.registerCommand(CommandId.decodeClipboard, async () => {
    await session.decode({ content: await env.clipboard.readText(), origin: 'the clipboard' });
    panel.show();
  });
}
