import type { TextDocument } from 'vscode';
import { type ReferenceMeasurement, readReferences } from '../core/index.ts';
import { sourceIn } from './referenceFile.ts';
import type { ReferenceFiles } from './referenceFiles.ts';
import { readSampleMeasurements } from './references.ts';
import { SAMPLE_MEASUREMENTS } from './sampleFiles.ts';

/** The reference measurements in a document's present text; none where it is no file of them. */
export async function referencesIn(
  document: TextDocument,
  files: ReferenceFiles,
): Promise<readonly ReferenceMeasurement[]> {
  const uri = document.uri.toString();
  if (uri === SAMPLE_MEASUREMENTS.toString()) {
    return readSampleMeasurements(document.getText());
  }
  await files.ready();
  const file = files.files().find((file) => file.uri.toString() === uri);
  if (file === undefined) {
    return [];
  }
  // A change that has not settled, or line ends that VS Code has made alike: the places have to be the document's.
  const text = document.getText();
  return (file.text === text ? file : readReferences(text, sourceIn(document.uri, 'measurements-file'))).entries;
}
