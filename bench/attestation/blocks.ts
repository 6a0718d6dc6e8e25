import { setImmediate as turn } from 'node:timers/promises';

/** The longest time in milliseconds for which nothing else could run while `work` did, its own first part included. */
export async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let isDone = false;
  let longest = 0;
  let last = performance.now();
  const done = work().finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await turn();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  await done;
  return longest;
}
