import { Diagnostic, DiagnosticSeverity, type Range, Uri, workspace } from 'vscode';
import { diagnosticSeverity, type SeveritySetting } from '../workspace/settings.ts';
import { DEFAULT_SEVERITIES, type DiagnosticCode } from './diagnosticSeverities.ts';
import { visible } from './fileText.ts';

export const DIAGNOSTIC_SOURCE = 'Enclave Trail';

const SEVERITIES: Readonly<Record<Exclude<SeveritySetting, 'off'>, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Makes diagnostics, each with its code, a link to what is said of it in the documentation, and the user's severity. */
export type DiagnosticMaker = (code: DiagnosticCode, message: string, range: Range) => Diagnostic | undefined;

/** The documentation comes with the extension; where it cannot be read, diagnostics have no link. */
export async function diagnosticMaker(extensionUri: Uri): Promise<DiagnosticMaker> {
  const document = Uri.joinPath(extensionUri, 'docs', 'diagnostics.md');
  const lines = await workspace.fs.readFile(document).then(
    (bytes) => new TextDecoder().decode(bytes).split('\n'),
    () => [],
  );
  return (code, message, range) => {
    const severity = diagnosticSeverity(code) ?? DEFAULT_SEVERITIES[code];
    if (severity === 'off') {
      return undefined;
    }
    const diagnostic = new Diagnostic(range, visible(message, 1000), SEVERITIES[severity]);
    const line = lines.indexOf(`## ${code}`) + 1;
    diagnostic.source = DIAGNOSTIC_SOURCE;
    diagnostic.code = line === 0 ? code : { value: code, target: document.with({ fragment: `L${line}` }) };
    return diagnostic;
  };
}
