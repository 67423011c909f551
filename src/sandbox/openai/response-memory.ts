// Responses the public API has stored, each for the key that asked for it.

export interface ResponseMemory {
  remember(key: string, id: string, conversation: readonly unknown[]): void;
  /** The conversation up to and with that response; null where it is unknown to the key. */
  recall(key: string, id: string): readonly unknown[] | null;
}

/** Benchmarks store by default: old responses are forgotten. */
const REMEMBERED_A_KEY = 500;

/** An empty memory. */
export function createResponseMemory(): ResponseMemory {
  const keys = new Map<string, Map<string, readonly unknown[]>>();
  return {
    remember(key, id, conversation) {
      const stored = keys.get(key) ?? new Map<string, readonly unknown[]>();
      keys.set(key, stored.set(id, conversation));
      const oldest = stored.keys().next().value;
      if (stored.size > REMEMBERED_A_KEY && oldest !== undefined) stored.delete(oldest);
    },
    recall: (key, id) => keys.get(key)?.get(id) ?? null,
  };
}
