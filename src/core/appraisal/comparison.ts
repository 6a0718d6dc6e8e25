import { type Measurements, measurementAt } from '../measurement/measurements.ts';
import type { ReferenceMeasurement } from '../measurement/referenceMeasurement.ts';

/** A call's measurements against one reference: the PCRs that the reference fixes, each in one of three lists. */
export interface Comparison {
  readonly reference: ReferenceMeasurement;
  /** The call's. */
  readonly measurements: Measurements;
  readonly equal: readonly number[];
  readonly different: readonly number[];
  /** Fixed by the reference, and not in the call or not readable there. */
  readonly absent: readonly number[];
}

export function compare(measurements: Measurements, reference: ReferenceMeasurement): Comparison {
  const equal: number[] = [];
  const different: number[] = [];
  const absent: number[] = [];
  for (const [index, fixed] of reference.pcrs) {
    const measured = measurementAt(measurements, index);
    if (measured === undefined) {
      absent.push(index);
    } else if (measured.hex === fixed.hex) {
      equal.push(index);
    } else {
      different.push(index);
    }
  }
  return { reference, measurements, equal, different, absent };
}
