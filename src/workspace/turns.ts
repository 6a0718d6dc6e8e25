/** Milliseconds of work after which the extension host gets a turn. */
export const TURN = 10;

/** Resolves when the extension host has had a turn; both hosts have timers, only one has setImmediate. */
export function yieldNow(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

export interface Debounced {
  readonly ask: () => void;
  readonly dispose: () => void;
}

/** Runs once, `milliseconds` after it was last asked to. */
export function debounced(run: () => void, milliseconds: number): Debounced {
  let timer: unknown;
  return {
    ask: () => {
      clearTimeout(timer);
      timer = setTimeout(run, milliseconds);
    },
    dispose: () => clearTimeout(timer),
  };
}
