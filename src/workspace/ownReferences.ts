import { type MeasurementsFile, readMeasurementsFile } from '../core/index.ts';
import { ownMeasurements } from './settings.ts';

/** The setting's name, by which the settings editor finds it. */
export const OWN_REFERENCES_SETTING = 'enclaveTrail.referenceMeasurements.own';

/** The reference measurements of the user's settings, read by the same rules as a file of them. */
export function ownReferences(): MeasurementsFile {
  return readMeasurementsFile(JSON.stringify({ measurements: ownMeasurements() }), {
    kind: 'settings',
    uri: OWN_REFERENCES_SETTING,
    label: 'your settings',
    trusted: true,
  });
}
