import { holdsEvents } from './eventsText.ts';
import { type MeasurementsFile, readMeasurementsFile } from './measurementsFile.ts';
import type { ReferenceSource } from './referenceMeasurement.ts';
import { looksLikeToolOutput, readToolOutput } from './toolOutput.ts';

/** A name by which a file says that it is for reference measurements, whatever it holds. */
export const MEASUREMENTS_FILE_NAME = 'enclave-measurements.json';

/** UTF-8 bytes up to which a file of another name is looked into: people and tools write less, trails more. */
export const MOST_BYTES_OF_OTHERS = 2 * 1024 * 1024;

/**
 * Whether a text holds reference measurements. Events of a trail do not: their fields are what callers chose, and must
 * not become what calls are measured by.
 */
export function looksLikeReferences(text: string): boolean {
  return (looksLikeMeasurementsFile(text) || looksLikeToolOutput(text)) && !holdsEvents(text);
}

function looksLikeMeasurementsFile(text: string): boolean {
  return /"measurements"\s*:\s*\[/.test(text);
}

/** Reads reference measurements from a file, by what it holds: a measurements file, or what a tool printed. */
export function readReferences(text: string, source: ReferenceSource): MeasurementsFile {
  return looksLikeToolOutput(text) ? readToolOutput(text, source) : readMeasurementsFile(text, source);
}
