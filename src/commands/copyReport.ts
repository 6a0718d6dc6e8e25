import { commands, type Disposable, env, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { reportJson } from '../panel/reportJson.ts';
import { reportMarkdown } from '../panel/reportMarkdown.ts';
import { documentView } from '../panel/view/panelView.ts';
import { sayNoDocument } from './shownDocument.ts';

/** Copies the report on the attestation document, as Markdown or as JSON. */
export function registerCopyReport(session: AttestationSession): Disposable {
  return commands.registerCommand(CommandId.copyReport, async (argument: unknown) => {
    const { shown, expected } = session.current;
    if (shown === undefined) {
      sayNoDocument(session);
      return;
    }
    const format = argument === 'markdown' || argument === 'json' ? argument : await choose();
    if (format !== undefined) {
      const text = format === 'json' ? reportJson(shown, expected) : reportMarkdown(documentView(shown, expected));
      await env.clipboard.writeText(text);
      window.setStatusBarMessage(`Copied the report as ${format === 'json' ? 'JSON' : 'Markdown'}`, 2000);
    }
  });
}

async function choose(): Promise<'markdown' | 'json' | undefined> {
  const items = [
    { label: 'Markdown', format: 'markdown' },
    { label: 'JSON', format: 'json' },
  ] as const;
  return (await window.showQuickPick(items, { title: 'Copy Attestation Report as' }))?.format;
}
