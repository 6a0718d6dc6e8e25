import { LONGEST_EVENT } from '../eventRecord.ts';
import { type BracketRuns, bracketRuns } from './bracketRun.ts';
import { CodeUnits } from './codeUnits.ts';
import { EventLocator, LOOK_AHEAD } from './eventLocator.ts';

/** Units of one step: they stay in the processor's cache from the search for keys to that for brackets. */
export const STEP = 128 * 1024;

/** Units from which on vector instructions are worth what it takes to have them. */
const LARGE = STEP;

/** What is looked at together, and how; for tests, which have no megabytes. */
export interface LocateOptions {
  /** Units of a value beyond which it is no event, but may be a list of some. */
  readonly longest: number;
  /** Units of a step. */
  readonly step: number;
  readonly runs: BracketRuns | undefined;
}

/**
 * Where each event record that holds an attested call begins and ends: pairs [start, end) of bytes, or of UTF-16 units in a
 * string, in the order of the text; for records in strings, their raw range in the outermost text.
 *
 * These are the calls of `openTrail` for every text that is JSON, or JSON values in lines or rows. In text that is not,
 * what is broken costs the value around it: `streamAttestedCalls` says where.
 */
export function locateAttestedCalls(
  source: Uint8Array | string,
  { longest, step, runs }: LocateOptions = {
    longest: LONGEST_EVENT,
    step: STEP,
    runs: source.length > LARGE ? bracketRuns() : undefined,
  },
): Float64Array {
  const units = new CodeUnits(source, runs);
  const places: number[] = [];
  const locator = new EventLocator(
    units,
    {
      call: ({ start, end }) => {
        places.push(start, end);
      },
      problem: () => undefined,
    },
    longest,
  );
  let limit = 0;
  while (units.length - limit > step + LOOK_AHEAD) {
    limit += step;
    locator.advance(limit, false);
  }
  locator.advance(units.length, true);
  return Float64Array.from(places);
}
