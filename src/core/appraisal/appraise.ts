import type { AttestedCall } from '../event/attestedCall.ts';
import { isZero } from '../measurement/digest.ts';
import { type Measurements, measurementAt } from '../measurement/measurements.ts';
import { SINGLE_RAMDISK_PCR2 } from '../measurement/pcr.ts';
import type { ReferenceIndex } from '../measurement/referenceIndex.ts';
import { type Appraised, matchReferences } from './outcome.ts';
import { type SelfCheck, selfChecks } from './selfChecks.ts';

/** Everything that is said of one attested call. */
export interface Appraisal extends Appraised {
  readonly selfChecks: readonly SelfCheck[];
  /** The image was built without a signing certificate. Told only where debug mode, in which PCR8 means nothing, is ruled out. */
  readonly unsigned: boolean;
  /** PCR2 is the measurement of nothing: the image has a single ramdisk. */
  readonly singleRamdisk: boolean;
}

export function appraiseCall(call: AttestedCall, index: ReferenceIndex): Appraisal {
  const appraised = matchReferences(call.recipient, index);
  const isEnclave = call.recipient.platform === 'enclave';
  const signature = measurementAt(call.recipient, 8);
  return {
    ...appraised,
    selfChecks: selfChecks(call),
    unsigned: isEnclave && isMeasured(call.recipient) && signature !== undefined && isZero(signature),
    singleRamdisk: isEnclave && measurementAt(call.recipient, 2)?.hex === SINGLE_RAMDISK_PCR2,
  };
}

/** Whether the image was measured, as it is outside of debug mode. */
function isMeasured(measurements: Measurements): boolean {
  const image = measurementAt(measurements, 0);
  return image !== undefined && !isZero(image);
}
