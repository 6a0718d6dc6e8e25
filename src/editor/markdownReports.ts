import { commands, type Disposable, languages, Uri, version, window, workspace } from 'vscode';

const SCHEME = 'enclave-trail-report-of';

/** Reports that can be read on while newer ones are made; older ones are gone. */
const MOST_KEPT = 20;

/** Reports that were asked for, each a read-only Markdown document of its own, shown as people read it. */
export interface MarkdownReports extends Disposable {
  readonly show: (title: string, markdown: string) => Promise<void>;
}

export function markdownReports(): MarkdownReports {
  const kept = new Map<string, string>();
  let made = 0;
  const registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) =>
      kept.get(uri.query) ?? 'This report is gone. Run the command that made it again.\n',
  });
  return {
    show: async (title, markdown) => {
      made++;
      kept.set(String(made), markdown);
      kept.delete(String(made - MOST_KEPT));
      const uri = Uri.from({ scheme: SCHEME, path: `/${title}.md`, query: String(made) });
      const document = await workspace.openTextDocument(uri);
      await languages.setTextDocumentLanguage(document, 'markdown');
      if (previewIsInert()) {
        try {
          await commands.executeCommand('markdown.showPreview', uri);
          return;
        } catch {
          // Whoever has switched the preview off reads the text.
        }
      }
      await window.showTextDocument(document, { preview: true });
    },
    dispose: () => registration.dispose(),
  };
}

/** Older previews make links of what looks like an address, also where Markdown's own signs were escaped. */
function previewIsInert(): boolean {
  const [, minor = '0'] = version.split('.');
  return Number(minor) >= 100;
}
