// Ids that a test can foresee: counters in the form of the real ones.

import type { Ids } from "../../src/domain/ports.ts";

/** Request ids sort in the order they were made; each prefix counts its own tokens, from 1. */
export function createFakeIds(): Ids {
  let requests = 0;
  const tokens = new Map<string, number>();
  return {
    requestId() {
      requests += 1;
      return `req_${String(requests).padStart(24, "0")}`;
    },
    token(prefix) {
      const count = (tokens.get(prefix) ?? 0) + 1;
      tokens.set(prefix, count);
      return `${prefix}_${String(count).padStart(32, "0")}`;
    },
  };
}
