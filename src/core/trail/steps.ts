/** Long work in steps: yields over how many UTF-16 units it went since it last did, wherever its host may take a turn. */
export type Steps<T> = Generator<number, T, void>;

export interface TurnOptions {
  readonly signal: AbortSignal;
  /** Resolves when the host has had a turn. */
  readonly yieldNow: () => Promise<void>;
  /** UTF-16 units between two turns; where nothing is said, the clock tells when one is due. */
  readonly step?: number;
}

/** UTF-16 units between two yields: half a millisecond of a scan, and some while the engine still learns what runs often. */
export const STEP = 128 * 1024;
/** Milliseconds of work between two turns of the host. */
const TURN = 6;

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}

/** What the work gives if it is done within about so many units; undefined if it has to go on. */
export function within<T>(steps: Steps<T>, units: number): T | undefined {
  for (let gone = 0; gone <= units; ) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
    gone += step.value;
  }
  return undefined;
}

/** Does the work, or goes on with it, in turns with the host; undefined once the signal is aborted. */
export async function inTurns<T>(steps: Steps<T>, options: TurnOptions): Promise<T | undefined> {
  let gone = 0;
  let last = Date.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return options.signal.aborted ? undefined : step.value;
    }
    gone += step.value;
    if (options.step === undefined ? Date.now() - last >= TURN : gone >= options.step) {
      await options.yieldNow();
      gone = 0;
      last = Date.now();
    }
    if (options.signal.aborted) {
      return undefined;
    }
  }
}
