import type { Digest } from './digest.ts';
import type { Platform } from './pcr.ts';

/** Measured values of one enclave or instance: a call's recipient has them, and an attestation document. */
export interface Measurements {
  /** Undefined where it cannot be told. */
  readonly platform: Platform | undefined;
  readonly pcrs: readonly MeasuredPcr[];
}

export interface MeasuredPcr {
  readonly index: number;
  /** Undefined where the value cannot be read, or is no SHA-384. */
  readonly digest: Digest | undefined;
}

/** The PCR at `index`, whether or not its value could be read. */
export function measuredPcr<T extends MeasuredPcr>(
  measurements: { readonly pcrs: readonly T[] },
  index: number,
): T | undefined {
  return measurements.pcrs.find((pcr) => pcr.index === index);
}

/** The measurement at `index`, where it is there and could be read. */
export function measurementAt(measurements: Measurements, index: number): Digest | undefined {
  return measuredPcr(measurements, index)?.digest;
}
