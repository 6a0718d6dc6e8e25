/** What may be in use at a time, such as bytes of memory. */
export interface Budget {
  /** Resolves once so much is free, in the order of asking; more than there is waits until nothing else is in use. */
  readonly take: (amount: number) => Promise<void>;
  readonly giveBack: (amount: number) => void;
}

export function budget(most: number): Budget {
  const waiting: { readonly amount: number; readonly go: () => void }[] = [];
  let used = 0;
  const fits = (amount: number): boolean => used === 0 || used + amount <= most;
  const next = (): void => {
    for (let first = waiting[0]; first !== undefined && fits(first.amount); first = waiting[0]) {
      waiting.shift();
      used += first.amount;
      first.go();
    }
  };
  return {
    take: (amount) =>
      new Promise((go) => {
        waiting.push({ amount, go });
        next();
      }),
    giveBack: (amount) => {
      used -= amount;
      next();
    },
  };
}
