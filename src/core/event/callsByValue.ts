import type { AttestedCall } from './attestedCall.ts';
import { type CallValue, type MeasuredValue, recordedValues } from './callValue.ts';

/** Which calls of a trail have which values, by their indexes in ascending order. */
export interface CallsByValue {
  readonly having: (value: CallValue) => readonly number[];
  /** The digests of a PCR on all platforms, in the order in which they were first seen. */
  readonly digestsOf: (pcr: number) => readonly DigestOfCalls[];
}

export interface DigestOfCalls {
  readonly value: MeasuredValue;
  readonly calls: readonly number[];
}

export interface CallsByValueReader {
  readonly add: (index: number, call: AttestedCall) => void;
  readonly found: CallsByValue;
}

/** Takes calls one by one, so that whoever has many of them can pause in between. */
export function readCallsByValue(): CallsByValueReader {
  const enclaves = new Map<string, number[]>();
  const digests = new Map<number, Map<string, { readonly value: MeasuredValue; readonly calls: number[] }>>();
  const add = (index: number, call: AttestedCall): void => {
    for (const { value } of recordedValues(call)) {
      if (value.kind === 'module-id') {
        const calls = enclaves.get(value.moduleId) ?? [];
        calls.push(index);
        enclaves.set(value.moduleId, calls);
      } else {
        const ofPcr = digests.get(value.pcr) ?? new Map();
        digests.set(value.pcr, ofPcr);
        const known = ofPcr.get(keyOf(value)) ?? { value, calls: [] };
        known.calls.push(index);
        ofPcr.set(keyOf(value), known);
      }
    }
  };
  const having = (value: CallValue): readonly number[] =>
    (value.kind === 'module-id' ? enclaves.get(value.moduleId) : digests.get(value.pcr)?.get(keyOf(value))?.calls) ??
    [];
  return { add, found: { having, digestsOf: (pcr) => [...(digests.get(pcr)?.values() ?? [])] } };
}

function keyOf({ platform, hex }: MeasuredValue): string {
  return `${platform} ${hex}`;
}
