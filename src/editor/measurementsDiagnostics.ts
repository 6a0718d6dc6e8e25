import { Diagnostic, DiagnosticSeverity, Disposable, type LogOutputChannel, languages, Range, window } from 'vscode';
import { isMeasurementsFile, type ReferenceFile, type ReferenceFiles } from '../workspace/referenceFiles.ts';
import { textPositions } from '../workspace/textPositions.ts';
import { visible } from './fileText.ts';

/** Names, in files of reference measurements, the entries that do not count and why. */
export function registerMeasurementsDiagnostics(files: ReferenceFiles, log: LogOutputChannel): Disposable {
  const collection = languages.createDiagnosticCollection('enclave-trail');

  const publish = (): void => {
    collection.clear();
    for (const file of files.files().filter((file) => file.problems.length > 0)) {
      collection.set(file.uri, diagnosticsOf(file));
    }
  };
  const lookForFiles = (): void => {
    if (window.visibleTextEditors.some((editor) => isMeasurementsFile(editor.document))) {
      files.ready().catch((error: unknown) => log.error('Reference measurements', String(error)));
    }
  };
  lookForFiles();
  const subscriptions = [collection, window.onDidChangeVisibleTextEditors(lookForFiles), files.onDidChange(publish)];
  return Disposable.from(...subscriptions);
}

function diagnosticsOf(file: ReferenceFile): readonly Diagnostic[] {
  const positionAt = textPositions(file.text);
  return file.problems.map((problem) => {
    const range = new Range(positionAt(problem.start), positionAt(problem.end));
    const diagnostic = new Diagnostic(range, visible(problem.message), DiagnosticSeverity.Warning);
    diagnostic.source = 'Enclave Trail';
    diagnostic.code = problem.code;
    return diagnostic;
  });
}
