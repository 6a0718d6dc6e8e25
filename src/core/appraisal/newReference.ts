import { type Digest, isZero } from '../measurement/digest.ts';
import { type Measurements, measurementAt } from '../measurement/measurements.ts';
import type { Platform } from '../measurement/pcr.ts';
import { whyNotAReference } from '../measurement/referenceMeasurement.ts';
import { failed, ok, type Result } from '../result.ts';
import { isDebug } from './outcome.ts';

/** PCRs that tell what runs; PCR3 and PCR4 of an enclave tell where, and the rest of NitroTPM's change from boot to boot. */
const IMAGE_PCRS: Readonly<Record<Platform, readonly number[]>> = { enclave: [0, 1, 2, 8], 'nitro-tpm': [4, 7] };

/** The PCRs by which an image can be known from now on, or why there are none. */
export function imagePcrs(
  measurements: Measurements,
): Result<{ readonly platform: Platform; readonly pcrs: ReadonlyMap<number, Digest> }, string> {
  const { platform } = measurements;
  if (platform === undefined) {
    return failed('it cannot be told whether it came from an enclave or from NitroTPM');
  }
  if (isDebug(measurements)) {
    return failed('the enclave ran in debug mode, in which the image is not measured');
  }
  const pcrs = new Map<number, Digest>();
  for (const index of IMAGE_PCRS[platform]) {
    const digest = measurementAt(measurements, index);
    if (digest !== undefined && !isZero(digest)) {
      pcrs.set(index, digest);
    }
  }
  const reason = whyNotAReference(platform, pcrs);
  return reason === undefined ? ok({ platform, pcrs }) : failed('it has no image measurement that can be read');
}
