import { grouped, type KmsCall } from '../core/index.ts';
import { inLabel } from './fileText.ts';

/** What a call asked of KMS, for labels of lists: never empty. */
export function operationLabel({ operation }: KmsCall): string {
  const label = operation === undefined ? '' : inLabel(operation.value, 40);
  return label.trim() === '' ? 'KMS call' : label;
}

/** The first and the last digits of a digest, by which people tell digests apart. */
export function shortHex(hex: string): string {
  return `${hex.slice(0, 12)}…${hex.slice(-6)}`;
}

export function countOfCalls(calls: number): string {
  return `${grouped(calls)} ${calls === 1 ? 'call' : 'calls'}`;
}
