// A client key for tests that care about a few of its fields.

import type { ClientKey } from "../../src/domain/client-key.ts";
import type { KeyLimit } from "../../src/domain/key-limit.ts";

/** Made at the start of 2026, allowed everything; `changes` say what is different. */
export function sampleClientKey(changes: Partial<ClientKey> = {}): ClientKey {
  const { id = "key_1" } = changes;
  return {
    id,
    name: `name of ${id}`,
    hash: `hash of ${id}`,
    prefix: "sk-sy-abcd",
    enabled: true,
    createdAt: Date.UTC(2026, 0, 1),
    revision: 1,
    expiresAt: null,
    models: null,
    accounts: null,
    concurrency: null,
    limits: [],
    ...changes,
  };
}

/** A limit whose windows begin at the start of 2026. */
export function sampleLimit(kind: KeyLimit["kind"], max: number, window: KeyLimit["window"] = "day"): KeyLimit {
  return { kind, window, max, since: Date.UTC(2026, 0, 1) };
}
