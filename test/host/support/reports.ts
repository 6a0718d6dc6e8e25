import { workspace } from 'vscode';

/** The Markdown of the reports that were shown, oldest first; documents stay open for a while after their tabs. */
export function reportTexts(): readonly string[] {
  return workspace.textDocuments
    .filter(({ uri, languageId }) => uri.scheme === 'enclave-trail-report-of' && languageId === 'markdown')
    .sort((one, other) => Number(one.uri.query) - Number(other.uri.query))
    .map((document) => document.getText());
}
