// The conversations heard of lately: what is remembered of them does not grow with their number.

export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/** As many as the pool remembers (pool/affinity). */
const MOST = 50_000;

export function createRecent<Value>(): Recent<Value> {
  // A Map keeps the order of insertion: its first entries are the oldest.
  const known = new Map<string, Value>();
  return {
    get: (key) => known.get(key),
    set(key, value) {
      known.delete(key);
      known.set(key, value);
      if (known.size <= MOST) return;
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    },
  };
}
