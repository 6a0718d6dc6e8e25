import { type ReferenceMeasurement, referenceTitle } from './referenceMeasurement.ts';

/** Two references of one title that fix a PCR to different values. */
export interface Conflict {
  readonly reference: ReferenceMeasurement;
  /** The one that it contradicts, the first of several. */
  readonly other: ReferenceMeasurement;
  /** Those that both fix, and differ in. */
  readonly pcrs: readonly number[];
}

/**
 * References that contradict others of the same title, each once, in the order they were given. A tool's output and an
 * image have a title of their own only with a version: without one, they are called as their file is. The time that this
 * takes grows with the number of PCRs that are fixed, not with its square.
 */
export function conflictsAmong(references: readonly ReferenceMeasurement[]): readonly Conflict[] {
  const conflicts = new Map<ReferenceMeasurement, Conflict>();
  const add = (reference: ReferenceMeasurement, other: ReferenceMeasurement, pcrs: readonly number[]): void => {
    if (!conflicts.has(reference)) {
      conflicts.set(reference, { reference, other, pcrs });
    }
  };
  const first = new Map<string, ReferenceMeasurement>();
  for (const reference of references.filter(hasOwnTitle)) {
    const title = JSON.stringify([reference.platform, referenceTitle(reference)]);
    const differing = new Map<ReferenceMeasurement, number[]>();
    for (const [pcr, { hex }] of reference.pcrs) {
      const key = `${title} ${pcr}`;
      const definition = first.get(key);
      if (definition === undefined) {
        first.set(key, reference);
      } else if (definition.pcrs.get(pcr)?.hex !== hex) {
        differing.set(definition, [...(differing.get(definition) ?? []), pcr]);
      }
    }
    for (const [other, pcrs] of differing) {
      add(other, reference, pcrs);
      add(reference, other, pcrs);
    }
  }
  return references.flatMap((reference) => conflicts.get(reference) ?? []);
}

function hasOwnTitle({ source, version }: ReferenceMeasurement): boolean {
  const isNamedByPeople = source.kind === 'measurements-file' || source.kind === 'settings' || source.kind === 'sample';
  return isNamedByPeople || version !== undefined;
}
