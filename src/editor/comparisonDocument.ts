import { type Disposable, languages, Uri, window, workspace } from 'vscode';

const SCHEME = 'enclave-trail-comparison';

/** Comparisons that can be read on while newer ones are made; older ones are gone. */
const MOST_KEPT = 20;

/** Comparisons that were asked for, each as a read-only document of its own. */
export interface ComparisonDocument extends Disposable {
  readonly show: (markdown: string) => Promise<void>;
}

export function comparisonDocument(): ComparisonDocument {
  const kept = new Map<string, string>();
  let made = 0;
  const registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) =>
      kept.get(uri.query) ?? 'This comparison is gone. Run “Enclave Trail: Compare with Another …” again.\n',
  });
  return {
    show: async (markdown) => {
      made++;
      kept.set(String(made), markdown);
      kept.delete(String(made - MOST_KEPT));
      const uri = Uri.from({ scheme: SCHEME, path: '/Comparison.md', query: String(made) });
      const document = await workspace.openTextDocument(uri);
      await languages.setTextDocumentLanguage(document, 'markdown');
      await window.showTextDocument(document, { preview: true });
    },
    dispose: () => registration.dispose(),
  };
}
