import {
  type Digest,
  type Platform,
  parseDigest,
  type ReferenceMeasurement,
  type ReferenceSource,
} from '../../src/core/index.ts';

export const TRUSTED: ReferenceSource = {
  kind: 'measurements-file',
  uri: 'test:/own/enclave-measurements.json',
  label: 'own/enclave-measurements.json',
  trusted: true,
};

export const UNTRUSTED: ReferenceSource = { ...TRUSTED, trusted: false };

export function digestOf(bytes: Buffer): Digest {
  const digest = parseDigest(bytes.toString('hex'));
  if (digest === undefined) {
    throw new Error(`${bytes.length} bytes are no digest`);
  }
  return digest;
}

/** A reference that fixes these PCRs. */
export function reference(
  pcrs: Readonly<Record<number, Buffer>>,
  others: Partial<ReferenceMeasurement> = {},
): ReferenceMeasurement {
  const fixed = Object.entries(pcrs).map(([index, bytes]) => [Number(index), digestOf(bytes)] as const);
  return {
    name: 'payments',
    platform: 'enclave' satisfies Platform,
    pcrs: new Map(fixed),
    source: TRUSTED,
    place: { start: 0, end: 1 },
    ...others,
  };
}
