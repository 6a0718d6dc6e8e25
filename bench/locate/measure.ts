/** Times in turns, so that what else the machine does hits all the same; the best of each counts. */
export interface Contestant {
  readonly name: string;
  /** Fewer turns for what takes long. */
  readonly turns: number;
  readonly run: () => unknown;
}

export interface Measured {
  readonly name: string;
  /** Undefined for what failed or was left out; then `note` says why. */
  readonly milliseconds: number | undefined;
  readonly note?: string;
}

export function measureInTurns(contestants: readonly Contestant[]): readonly Measured[] {
  const best = new Map<string, number>();
  const notes = new Map<string, string>();
  const most = Math.max(...contestants.map(({ turns }) => turns));
  for (let turn = 0; turn < most; turn++) {
    for (const { name, turns, run } of contestants) {
      if (turn < turns && !notes.has(name)) {
        try {
          const start = performance.now();
          run();
          best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - start));
        } catch (error) {
          notes.set(name, error instanceof Error ? error.message : String(error));
        }
      }
    }
  }
  return contestants.map(({ name }) => {
    const note = notes.get(name);
    return { name, milliseconds: best.get(name), ...(note !== undefined && { note }) };
  });
}

export function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(3));
}
