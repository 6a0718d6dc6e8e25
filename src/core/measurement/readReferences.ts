import { type MeasurementsFile, readMeasurementsFile } from './measurementsFile.ts';
import type { ReferenceSource } from './referenceMeasurement.ts';
import { looksLikeToolOutput, readToolOutput } from './toolOutput.ts';

/** Reads reference measurements from a file, by what it holds: a measurements file, or what a tool printed. */
export function readReferences(text: string, source: ReferenceSource): MeasurementsFile {
  return looksLikeToolOutput(text) ? readToolOutput(text, source) : readMeasurementsFile(text, source);
}
