/** Milliseconds of work after which the extension host gets a turn. */
export const TURN = 8;

/** Resolves when the extension host has had a turn; both hosts have timers, only one has setImmediate. */
export function yieldNow(): Promise<void> {
  return pause(0);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** The host's turns during long work: one is due when the work since the last has taken so long. */
export interface Turns {
  readonly isDue: () => boolean;
  readonly take: () => Promise<void>;
}

export function turns(): Turns {
  let last = Date.now();
  return {
    isDue: () => Date.now() - last > TURN,
    take: async () => {
      await yieldNow();
      last = Date.now();
    },
  };
}

/** Does work that is made in steps, and gives the host its turns between them. */
export async function inTurnsWithHost<T>(steps: Generator<unknown, T, void>): Promise<T> {
  const turn = turns();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
    if (turn.isDue()) {
      await turn.take();
    }
  }
}

export interface Debounced {
  readonly ask: () => void;
  readonly dispose: () => void;
}

/**
 * Runs `milliseconds` after it was asked to, however often that was, and again where it is asked meanwhile: never twice at
 * a time.
 */
export function oneAtATime(run: () => Promise<void>, milliseconds: number): Debounced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  let isDisposed = false;
  const start = (): void => {
    isAsked = false;
    run().finally(() => {
      timer = undefined;
      if (isAsked) {
        ask();
      }
    });
  };
  const ask = (): void => {
    isAsked = true;
    if (!isDisposed) {
      timer ??= setTimeout(start, milliseconds);
    }
  };
  return {
    ask,
    dispose: () => {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
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
