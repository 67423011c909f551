// What ties a request to an account: who owns a response id, a turn, a session. Kept in memory, remembered in the store.

import type { AccountId } from "../domain/ids.ts";
import type { Affinities, AffinityBinding, Clock } from "../domain/ports.ts";

export interface Affinity {
  /** The account that `key` is bound to, or null. `hard` ties are looked up in the store, soft ones only after a restart. */
  find(key: string, strength: "hard" | "soft"): AccountId | null | Promise<AccountId | null>;
  bind(key: string, accountId: AccountId, ttlMs: number): void;
  /** Writes what was bound since the last save. */
  save(): Promise<void>;
}

/** Beyond this the oldest bindings live in the store alone. */
const MOST_IN_MEMORY = 50_000;
/** A binding is renewed once this share of its life is over: not with each request. */
const RENEW_AFTER = 0.1;

/** Conversations from before a restart that go on do so within this time, or their caches have gone cold. */
const RECALL_MS = 60 * 60_000;

interface Entry {
  readonly accountId: AccountId;
  readonly expiresAt: number;
}

export function createAffinity({
  affinities,
  clock,
}: {
  readonly affinities: Affinities;
  readonly clock: Clock;
}): Affinity {
  // A Map keeps the order of insertion: its first entries are the oldest.
  const entries = new Map<string, Entry>();
  let dirty = new Map<string, AffinityBinding>();

  const remember = (key: string, entry: Entry): void => {
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size <= MOST_IN_MEMORY) return;
    const [oldest] = entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
  };

  const startedAt = clock.now();

  const peek = (key: string): AccountId | null => {
    const entry = entries.get(key);
    return entry !== undefined && entry.expiresAt > clock.now() ? entry.accountId : null;
  };

  const recall = async (key: string): Promise<AccountId | null> => {
    const found = await affinities.find(key, clock.now()).catch(() => null);
    // What was bound while the store was asked is newer than what it says.
    const meanwhile = peek(key);
    if (found === null || meanwhile !== null) return meanwhile;
    remember(key, found);
    return found.accountId;
  };

  return {
    find(key, strength) {
      const known = peek(key);
      // A warm cache is no reason to wait for the database with each new conversation.
      const mayBeStored = strength === "hard" || clock.now() - startedAt < RECALL_MS;
      return known !== null || !mayBeStored ? known : recall(key);
    },
    bind(key, accountId, ttlMs) {
      const expiresAt = clock.now() + ttlMs;
      const known = entries.get(key);
      if (known?.accountId === accountId && Math.abs(known.expiresAt - expiresAt) < ttlMs * RENEW_AFTER) return;
      remember(key, { accountId, expiresAt });
      dirty.set(key, { key, accountId, expiresAt });
    },
    async save() {
      if (dirty.size === 0) return;
      const batch = dirty;
      dirty = new Map();
      try {
        await affinities.save([...batch.values()]);
      } catch (error) {
        // A store that stays away does not fill the memory: what was bound last counts most.
        dirty = new Map([...batch, ...dirty].slice(-MOST_IN_MEMORY));
        throw error;
      }
    },
  };
}
