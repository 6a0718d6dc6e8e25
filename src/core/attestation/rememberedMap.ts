/** A map that forgets what was not asked for the longest when it would hold more than its limit. */
export interface RememberedMap<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
  /** Forgets a key where it still stands for this value. */
  readonly forget: (key: string, value: T) => void;
}

export function createRememberedMap<T>(limit: number): RememberedMap<T> {
  // A map keeps the order in which keys were set: the first was used the longest ago.
  const values = new Map<string, T>();
  return {
    get: (key) => {
      const value = values.get(key);
      if (value !== undefined) {
        values.delete(key);
        values.set(key, value);
      }
      return value;
    },
    set: (key, value) => {
      values.delete(key);
      values.set(key, value);
      for (const oldest of values.keys()) {
        if (values.size <= limit) {
          break;
        }
        values.delete(oldest);
      }
    },
    forget: (key, value) => {
      if (values.get(key) === value) {
        values.delete(key);
      }
    },
  };
}
