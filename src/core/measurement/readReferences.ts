import { holdsEvents } from './eventsText.ts';
import type { KeyPolicyProblem } from './keyPolicy/keyPolicy.ts';
import { policyReferences } from './keyPolicy/policyReferences.ts';
import { looksLikeKeyPolicy, readKeyPolicies } from './keyPolicy/readKeyPolicies.ts';
import { type MeasurementsFile, type MeasurementsFileProblem, readMeasurementsFile } from './measurementsFile.ts';
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
  const looksLike = looksLikeMeasurementsFile(text) || looksLikeToolOutput(text) || looksLikeKeyPolicy(text);
  return looksLike && !holdsEvents(text);
}

function looksLikeMeasurementsFile(text: string): boolean {
  return /"measurements"\s*:\s*\[/.test(text);
}

/** Whether a text is for people to add references to: what tools printed and key policies are not. */
export function takesReferences(text: string): boolean {
  return kindOf(text) === 'measurements-file';
}

/**
 * Reads reference measurements from a file, by what it holds: a measurements file, key policies, or what a tool
 * printed.
 */
export function readReferences(text: string, source: ReferenceSource): MeasurementsFile {
  switch (kindOf(text)) {
    case 'measurements-file':
      return readMeasurementsFile(text, source);
    case 'tool-output':
      return readToolOutput(text, source);
    case 'key-policy': {
      const { policies, problems } = readKeyPolicies(text);
      const read = policyReferences(policies, source);
      return { entries: read.entries, problems: [...problems.map(asFileProblem), ...read.problems] };
    }
  }
}

/** Templates may have parameters that are called PCR0, so a policy decides before the output of a tool. */
function kindOf(text: string): 'measurements-file' | 'tool-output' | 'key-policy' {
  if (!looksLikeMeasurementsFile(text) && looksLikeKeyPolicy(text)) {
    return 'key-policy';
  }
  return looksLikeToolOutput(text) ? 'tool-output' : 'measurements-file';
}

function asFileProblem({ code, message, start, end }: KeyPolicyProblem): MeasurementsFileProblem {
  return { code: code === 'not-json' || code === 'too-large' ? code : 'statement-not-read', message, start, end };
}
