const PATIENCE = 15_000;
const PAUSE = 25;

/** Tries until the attempt gives something, and says what was waited for where it never does. */
export async function until<T>(what: string, attempt: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const result = await attempt();
      if (result !== undefined) return result;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  throw last instanceof Error ? last : new Error(`waited in vain for ${what}`);
}

/** Tries until an assertion holds. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  await until('an assertion to hold', async () => {
    await check();
    return true;
  });
}
