import { type Span, touches } from '../located.ts';
import type { Platform } from '../measurement/pcr.ts';
import type { AttestedCall } from './attestedCall.ts';

/** What calls can have in common, in whatever trails they are: a measurement, or the enclave or instance. */
export type CallValue = MeasuredValue | { readonly kind: 'module-id'; readonly moduleId: string };

export interface MeasuredValue {
  readonly kind: 'digest';
  readonly platform: Platform;
  readonly pcr: number;
  readonly hex: string;
}

/** A value of a call: the span is that of its raw text. */
export interface RecordedValue extends Span {
  readonly value: CallValue;
  readonly keySpan: Span;
}

/** What can be read and counts of a recipient; of a digest whose platform cannot be told it is not known what it measures. */
export function recordedValues({ recipient }: AttestedCall): readonly RecordedValue[] {
  const { moduleId, platform, pcrs } = recipient;
  const values: RecordedValue[] = [];
  if (moduleId !== undefined) {
    const { start, end, keySpan } = moduleId;
    values.push({ value: { kind: 'module-id', moduleId: moduleId.value }, start, end, keySpan });
  }
  for (const { index, digest, start, end, keySpan } of platform === undefined ? [] : pcrs) {
    if (platform !== undefined && digest !== undefined) {
      values.push({ value: { kind: 'digest', platform, pcr: index, hex: digest.hex }, start, end, keySpan });
    }
  }
  return values;
}

/** The value at an offset, which is anywhere in it or in its member's name. */
export function recordedValueAt(call: AttestedCall, offset: number): RecordedValue | undefined {
  return recordedValues(call).find((value) => touches(value, offset) || touches(value.keySpan, offset));
}

/** Where a call has a value. */
export function recordedPlace(call: AttestedCall, value: CallValue): Span | undefined {
  return recordedValues(call).find((recorded) => isSameValue(recorded.value, value));
}

function isSameValue(one: CallValue, other: CallValue): boolean {
  if (one.kind === 'module-id' || other.kind === 'module-id') {
    return one.kind === 'module-id' && other.kind === 'module-id' && one.moduleId === other.moduleId;
  }
  return one.platform === other.platform && one.pcr === other.pcr && one.hex === other.hex;
}
