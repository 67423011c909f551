// Who is in the pool: kept in step with the auth files, remembered between runs.

import type { HealthEvent } from "../domain/account-health.ts";
import type { Account } from "../domain/account.ts";
import type { AccountId, ProviderId } from "../domain/ids.ts";
import type { AccountState, AccountStates } from "../domain/ports.ts";
import type { Quota } from "../domain/quota.ts";
import { applyHealth, type LiveAccount, liveAccount, stateOf, takeAccount, takeQuota } from "./live-account.ts";

export interface Roster {
  /** In a fixed order; the array is replaced, never changed, when accounts come or go. */
  of(provider: ProviderId): readonly LiveAccount[];
  all(): readonly LiveAccount[];
  find(id: AccountId): LiveAccount | null;
  /** The accounts as the auth files now are. */
  replace(accounts: readonly Account[], at: number): RosterChange;
  /** One account's new tokens. */
  adopt(account: Account, at: number): void;
  /** Returns true where the account's health changed. */
  report(id: AccountId, event: HealthEvent): boolean;
  observe(id: AccountId, quota: Quota): void;
  touch(id: AccountId, at: number): void;
  recap(): void;
  /** Writes what changed since the last save. */
  save(): Promise<void>;
}

export interface RosterChange {
  readonly added: readonly LiveAccount[];
  readonly removed: readonly LiveAccount[];
}

interface RosterDeps {
  readonly states: AccountStates;
  readonly remembered: ReadonlyMap<AccountId, AccountState>;
  /** Concurrency cap of accounts without one of their own; 0 = none. */
  defaultCap(): number;
}

const NOBODY: readonly LiveAccount[] = [];

export function createRoster({ states, remembered, defaultCap }: RosterDeps): Roster {
  const byId = new Map<AccountId, LiveAccount>();
  let byProvider = new Map<ProviderId, readonly LiveAccount[]>();
  let dirty = new Set<AccountId>();

  const reindex = (): void => {
    const next = new Map<ProviderId, LiveAccount[]>();
    const ordered = [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const live of ordered) {
      const group = next.get(live.account.provider);
      if (group === undefined) next.set(live.account.provider, [live]);
      else group.push(live);
    }
    byProvider = next;
  };

  const update = (live: LiveAccount, account: Account, at: number): void => {
    const signedIn = hasNewLogin(live.account, account);
    takeAccount(live, account, defaultCap());
    if (signedIn && applyHealth(live, { kind: "signed_in", at })) dirty.add(live.id);
  };

  return {
    of: (provider) => byProvider.get(provider) ?? NOBODY,
    all: () => [...byId.values()],
    find: (id) => byId.get(id) ?? null,
    replace(accounts, at) {
      const added: LiveAccount[] = [];
      const present = new Set<AccountId>();
      for (const account of accounts) {
        present.add(account.id);
        const known = byId.get(account.id);
        if (known !== undefined) {
          update(known, account, at);
          continue;
        }
        const live = liveAccount(account, remembered.get(account.id) ?? null, defaultCap());
        byId.set(account.id, live);
        added.push(live);
      }
      const removed = [...byId.values()].filter((live) => !present.has(live.id));
      for (const live of removed) byId.delete(live.id);
      if (added.length > 0 || removed.length > 0) reindex();
      return { added, removed };
    },
    adopt(account, at) {
      const live = byId.get(account.id);
      if (live !== undefined) update(live, account, at);
    },
    report(id, event) {
      const live = byId.get(id);
      if (live === undefined || !applyHealth(live, event)) return false;
      dirty.add(id);
      return true;
    },
    observe(id, quota) {
      const live = byId.get(id);
      if (live === undefined) return;
      takeQuota(live, quota);
      applyHealth(live, { kind: "quota_observed", at: quota.observedAt, quota });
      dirty.add(id);
    },
    touch(id, at) {
      const live = byId.get(id);
      if (live === undefined) return;
      live.lastUsedAt = at;
      dirty.add(id);
    },
    recap() {
      for (const live of byId.values()) takeAccount(live, live.account, defaultCap());
    },
    async save() {
      if (dirty.size === 0) return;
      const batch = dirty;
      dirty = new Set();
      const rows = new Map<AccountId, AccountState>();
      for (const id of batch) {
        const live = byId.get(id);
        if (live !== undefined) rows.set(id, stateOf(live));
      }
      try {
        await states.save(rows);
      } catch (error) {
        for (const id of batch) dirty.add(id);
        throw error;
      }
    },
  };
}

/** A sign-in brings another refresh token; a refresh of ours does as well, and proves the login alive just the same. */
function hasNewLogin(before: Account, after: Account): boolean {
  const [old, fresh] = [before.credentials, after.credentials];
  if (old.kind !== "oauth" || fresh.kind !== "oauth") return old.kind !== fresh.kind;
  return old.accessToken.reveal() !== fresh.accessToken.reveal();
}
