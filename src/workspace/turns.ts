/** Milliseconds of work after which the extension host gets a turn. */
export const TURN = 10;

/** Resolves when the extension host has had a turn; both hosts have timers, only one has setImmediate. */
export function yieldNow(): Promise<void> {
  return pause(0);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Gives the host a turn whenever the work since the last one has taken so long that it is due. */
export function turns(): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last > TURN) {
      await yieldNow();
      last = Date.now();
    }
  };
}

export interface Debounced {
  readonly ask: () => void;
  readonly dispose: () => void;
}

/** Runs once, `milliseconds` after it was last asked to. */
export function debounced(run: () => void, milliseconds: number): Debounced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ask: () => {
      clearTimeout(timer);
      timer = setTimeout(run, milliseconds);
    },
    dispose: () => clearTimeout(timer),
  };
}
