// Turns for one connection, first come first served.

export interface Mutex {
  /** Resolves when it is the caller's turn. */
  lock(): Promise<void>;
  /** Ends the turn. */
  unlock(): void;
}

/** A mutex for a database that has one connection. */
export function createMutex(): Mutex {
  let taken = false;
  const waiting: (() => void)[] = [];
  return {
    lock() {
      if (taken) return new Promise((resolve) => waiting.push(resolve));
      taken = true;
      return Promise.resolve();
    },
    unlock() {
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}
