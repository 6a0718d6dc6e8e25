import { env, window, workspace } from 'vscode';
import type { CallQuery } from '../core/index.ts';

const OPEN = 'Open in Editor';

/** Copies a query, says so, and opens it in an editor if the user wants to see it. */
export async function offerQuery({ sql }: CallQuery, engine: string, failed: (error: unknown) => void): Promise<void> {
  await env.clipboard.writeText(sql);
  const message = `Copied a query for ${engine}. Its first lines say what to replace, and what it may cost.`;
  // Not waited for: the command has done its work, and nobody has to answer.
  window
    .showInformationMessage(message, OPEN)
    .then(async (choice) => {
      if (choice === OPEN) {
        await window.showTextDocument(await workspace.openTextDocument({ language: 'sql', content: sql }));
      }
    })
    .then(undefined, failed);
}
