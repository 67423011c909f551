// The operator's client keys, found by the hash of what a client shows: one lookup a request, whatever the number of keys.

import type { ClientKey, ClientKeys } from "../domain/client-key.ts";

export interface KeyRing {
  readonly size: number;
  /** By the sha256 of the key; null where no such key was made (or it is gone). */
  find(hash: string): ClientKey | null;
  get(id: string): ClientKey | null;
  /** Oldest first. */
  all(): readonly ClientKey[];
  /** A new key, or a newer state of one. */
  put(key: ClientKey): void;
  remove(id: string): void;
  /** Looks what the store has; true where something is different. Rejects where the store does. */
  refresh(): Promise<boolean>;
}

export function createKeyRing(deps: { readonly keys: Pick<ClientKeys, "list" | "stamp"> }): KeyRing {
  let byId = new Map<string, ClientKey>();
  let byHash = new Map<string, ClientKey>();
  let known: string | null = null;
  let changes = 0;
  const index = (): void => void (byHash = new Map([...byId.values()].map((key) => [key.hash, key])));
  return {
    get size() {
      return byId.size;
    },
    find: (hash) => byHash.get(hash) ?? null,
    get: (id) => byId.get(id) ?? null,
    all: () => [...byId.values()],
    put(key) {
      changes += 1;
      byId.set(key.id, key);
      index();
    },
    remove(id) {
      changes += 1;
      byId.delete(id);
      index();
    },
    async refresh() {
      const stamp = await deps.keys.stamp();
      if (stamp === known) return false;
      const before = changes;
      const keys = await deps.keys.list();
      // What changed here meanwhile may not be in the list: it is read anew next time.
      if (changes !== before) return false;
      // Not the newest stamp but the one from before the list: what changed in between is seen next time.
      known = stamp;
      byId = new Map(keys.map((key) => [key.id, key]));
      index();
      return true;
    },
  };
}
