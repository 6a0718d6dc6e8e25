/** Long work in steps: yields over how many UTF-16 units it went since it last did, wherever its host may take a turn. */
export type Steps<T> = Generator<number, T, void>;

export interface TurnOptions {
  readonly signal: AbortSignal;
  /** Resolves when the host has had a turn. */
  readonly yieldNow: () => Promise<void>;
  /** UTF-16 units between two turns. */
  readonly step?: number;
}

export const STEP = 1024 * 1024;

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
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return options.signal.aborted ? undefined : step.value;
    }
    gone += step.value;
    if (gone >= (options.step ?? STEP)) {
      gone = 0;
      await options.yieldNow();
    }
    if (options.signal.aborted) {
      return undefined;
    }
  }
}
