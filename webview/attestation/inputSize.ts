import { LARGEST_INPUT } from '../../src/panel/protocol.ts';

/** Why text or a file of this size is not sent, in one sentence; undefined for one that is small enough. */
export function refusal(size: number, unit: 'characters' | 'bytes'): string | undefined {
  return size > LARGEST_INPUT
    ? `This has ${size.toLocaleString('en')} ${unit}. An attestation document has a few thousand bytes, and ` +
        `at most 1 MiB (${LARGEST_INPUT.toLocaleString('en')} ${unit}) is read here.`
    : undefined;
}
