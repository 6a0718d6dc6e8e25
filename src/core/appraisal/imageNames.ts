import { type Measurements, measurementAt } from '../measurement/measurements.ts';
import { identifyingPcrs } from '../measurement/referenceMeasurement.ts';

/**
 * What an image is told apart by within one file, or undefined where that cannot be read: the PCRs that would name it,
 * platforms apart.
 */
export function imageIdentity(measurements: Measurements): string | undefined {
  const { platform } = measurements;
  if (platform === undefined) {
    return undefined;
  }
  const digests = identifyingPcrs(platform).map((pcr) => measurementAt(measurements, pcr)?.hex ?? '');
  return digests.every((hex) => hex === '') ? undefined : `${platform} ${digests.join(' ')}`;
}

/** `image A` for the first image of a file, `image Z` for the 26th, then `image AA`. */
export function shortImageName(position: number): string {
  let letters = '';
  for (let rest = position + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `image ${letters}`;
}
