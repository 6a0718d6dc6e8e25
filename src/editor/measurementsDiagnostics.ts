import {
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  type LogOutputChannel,
  languages,
  Position,
  Range,
  window,
} from 'vscode';
import { isMeasurementsFile, type ReferenceFile, type ReferenceFiles } from '../workspace/referenceFiles.ts';
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
  const starts = lineStarts(file.text);
  return file.problems.map((problem) => {
    const range = new Range(positionIn(starts, problem.start), positionIn(starts, problem.end));
    const diagnostic = new Diagnostic(range, visible(problem.message), DiagnosticSeverity.Warning);
    diagnostic.source = 'Enclave Trail';
    diagnostic.code = problem.code;
    return diagnostic;
  });
}

/** Offsets at which lines start, as a document has them: lines end with LF, CRLF or CR. */
function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
}

function positionIn(starts: readonly number[], offset: number): Position {
  let line = 0;
  let end = starts.length;
  while (end - line > 1) {
    const middle = (line + end) >> 1;
    if ((starts[middle] ?? 0) <= offset) {
      line = middle;
    } else {
      end = middle;
    }
  }
  return new Position(line, offset - (starts[line] ?? 0));
}
