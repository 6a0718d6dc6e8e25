import {
  type Diagnostic,
  DiagnosticRelatedInformation,
  Disposable,
  Location,
  type LogOutputChannel,
  languages,
  Range,
  Uri,
  window,
} from 'vscode';
import { type Conflict, conflictsAmong, differing, referenceTitle, type Span } from '../core/index.ts';
import { isMeasurementsFile, type ReferenceFile, type ReferenceFiles } from '../workspace/referenceFiles.ts';
import { onSettingsChanged } from '../workspace/settings.ts';
import { textPositions } from '../workspace/textPositions.ts';
import { type DiagnosticMaker, diagnosticMaker } from './diagnosticCodes.ts';
import { visible } from './fileText.ts';

/** Names, in files of reference measurements, the entries that do not count or contradict others, and why. */
export function registerMeasurementsDiagnostics(
  files: ReferenceFiles,
  extensionUri: Uri,
  log: LogOutputChannel,
): Disposable {
  const collection = languages.createDiagnosticCollection('enclave-trail');
  const maker = diagnosticMaker(extensionUri);

  const publish = async (): Promise<void> => {
    const make = await maker;
    const all = files.files();
    const places = placesIn(all);
    // Each folder of a workspace has names of its own.
    const folders = new Set(all.map(({ folder }) => folder));
    const conflicts = [...folders].flatMap((folder) =>
      conflictsAmong(all.filter((file) => file.folder === folder).flatMap(({ entries }) => entries)),
    );
    const conflictsOf = new Map<string, Conflict[]>(all.map(({ uri }) => [uri.toString(), []]));
    for (const conflict of conflicts) {
      conflictsOf.get(conflict.reference.source.uri)?.push(conflict);
    }
    collection.clear();
    for (const file of all) {
      const contradicting = conflictsOf.get(file.uri.toString()) ?? [];
      const diagnostics = [
        ...file.problems.map(({ code, message, ...span }) => make(code, message, places(file.uri, span))),
        ...contradicting.map((conflict) => conflictDiagnostic(conflict, make, places)),
      ].filter((diagnostic) => diagnostic !== undefined);
      if (diagnostics.length > 0) {
        collection.set(file.uri, diagnostics);
      }
    }
  };
  const failed = (error: unknown): void => log.error('Reference measurements', String(error));
  const publishAgain = (): void => {
    publish().catch(failed);
  };
  const lookForFiles = (): void => {
    if (window.visibleTextEditors.some((editor) => isMeasurementsFile(editor.document))) {
      files.ready().catch(failed);
    }
  };
  lookForFiles();
  return Disposable.from(
    collection,
    window.onDidChangeVisibleTextEditors(lookForFiles),
    files.onDidChange(publishAgain),
    onSettingsChanged(publishAgain),
  );
}

type Places = (uri: Uri, span: Span) => Range;

/** Where spans of files are; each text is gone through once. */
function placesIn(files: readonly ReferenceFile[]): Places {
  const texts = new Map(files.map(({ uri, text }) => [uri.toString(), text]));
  const positions = new Map<string, ReturnType<typeof textPositions>>();
  return (uri, { start, end }) => {
    const key = uri.toString();
    const positionAt = positions.get(key) ?? textPositions(texts.get(key) ?? '');
    positions.set(key, positionAt);
    return new Range(positionAt(start), positionAt(end));
  };
}

function conflictDiagnostic(
  { reference, other, pcrs }: Conflict,
  make: DiagnosticMaker,
  places: Places,
): Diagnostic | undefined {
  const where =
    other.source.uri === reference.source.uri ? 'further in this file' : `in ${visible(other.source.label)}`;
  const message = `"${referenceTitle(reference)}" is defined differently ${where}: ${differing(pcrs)}. Give each image a name or a version of its own.`;
  const diagnostic = make('conflicting-references', message, places(Uri.parse(reference.source.uri), reference.place));
  if (diagnostic !== undefined) {
    const uri = Uri.parse(other.source.uri);
    const location = new Location(uri, places(uri, other.place));
    diagnostic.relatedInformation = [new DiagnosticRelatedInformation(location, 'the other definition')];
  }
  return diagnostic;
}
