/** What is kept of things that can be made again. */
const MOST_KEPT = 4;

/** Keeps a value as the newest one, and lets go of the oldest where there are too many; returns those. */
export function keepNewest<T>(kept: Map<string, T>, key: string, value: T): readonly T[] {
  kept.delete(key);
  kept.set(key, value);
  const oldest = [...kept].slice(0, -MOST_KEPT);
  for (const [old] of oldest) {
    kept.delete(old);
  }
  return oldest.map(([, old]) => old);
}
