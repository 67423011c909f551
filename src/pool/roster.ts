// Who is in the pool: kept in step with the auth files, remembered between runs.

import type { HealthEvent } from "../domain/account-health.ts";
import type { Account } from "../domain/account.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AccountState, AccountStates } from "../domain/ports.ts";
import type { Quota } from "../domain/quota.ts";
import { applyHealth, type LiveAccount, liveAccount, stateOf, takeAccount, takeQuota } from "./live-account.ts";
import { createStateSaving } from "./state-saving.ts";

export interface Roster {
  /** In a fixed order. */
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
  /** Drops what is remembered of an account that has left for good; one that is here is left alone. */
  forget(id: AccountId): Promise<void>;
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
  /** One account is not as it was. Not told of each where all may be others: after `replace` and `recap`. */
  changed(id: AccountId): void;
}

export function createRoster({ states, remembered, defaultCap, changed }: RosterDeps): Roster {
  const byId = new Map<AccountId, LiveAccount>();
  let all: readonly LiveAccount[] = [];
  /** What is known of accounts that are not here (yet, or any more): whoever comes back is as he was. */
  const absent = new Map(remembered);
  const saving = createStateSaving({
    states,
    stateOf(id) {
      const live = byId.get(id);
      return live === undefined ? (absent.get(id) ?? null) : stateOf(live);
    },
  });

  const enter = (account: Account): LiveAccount => {
    const live = liveAccount(account, absent.get(account.id) ?? null, defaultCap());
    absent.delete(account.id);
    byId.set(account.id, live);
    return live;
  };
  const leave = (live: LiveAccount): void => {
    absent.set(live.id, stateOf(live));
    byId.delete(live.id);
  };
  const update = (live: LiveAccount, account: Account, at: number): void => {
    const events = eventsOf(live.account, account, at);
    takeAccount(live, account, defaultCap());
    for (const event of events) if (applyHealth(live, event)) saving.changed(live.id);
  };

  return {
    all: () => all,
    find: (id) => byId.get(id) ?? null,
    replace(accounts, at) {
      const present = new Set(accounts.map(({ id }) => id));
      const removed = [...byId.values()].filter(({ id }) => !present.has(id));
      for (const live of removed) leave(live);
      const added: LiveAccount[] = [];
      for (const account of accounts) {
        const known = byId.get(account.id);
        if (known === undefined) added.push(enter(account));
        else update(known, account, at);
      }
      if (added.length > 0 || removed.length > 0) all = inPlaces([...byId.values()]);
      return { added, removed };
    },
    ...reporting(byId, {
      update,
      changed(id) {
        saving.changed(id);
        changed(id);
      },
    }),
    recap() {
      for (const live of byId.values()) takeAccount(live, live.account, defaultCap());
    },
    async forget(id) {
      if (byId.has(id)) return;
      absent.delete(id);
      await states.forget(id);
    },
    save: saving.save,
  };
}

function inPlaces(accounts: readonly LiveAccount[]): readonly LiveAccount[] {
  const sorted = accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const [place, live] of sorted.entries()) live.place = place;
  return sorted;
}

interface ReportingParts {
  update(live: LiveAccount, account: Account, at: number): void;
  changed(id: AccountId): void;
}

/** What happens to single accounts. */
function reporting(
  byId: ReadonlyMap<AccountId, LiveAccount>,
  { update, changed }: ReportingParts,
): Pick<Roster, "adopt" | "report" | "observe" | "touch"> {
  return {
    adopt(account, at) {
      const live = byId.get(account.id);
      if (live === undefined) return;
      update(live, account, at);
      changed(live.id);
    },
    report(id, event) {
      const live = byId.get(id);
      if (live === undefined || !applyHealth(live, event)) return false;
      changed(id);
      return true;
    },
    observe(id, quota) {
      const live = byId.get(id);
      if (live === undefined) return;
      takeQuota(live, quota);
      applyHealth(live, { kind: "quota_observed", at: quota.observedAt, quota });
      changed(id);
    },
    touch(id, at) {
      const live = byId.get(id);
      if (live === undefined) return;
      live.lastUsedAt = at;
      changed(id);
    },
  };
}

/** What it means for its health that an account is another now. */
function eventsOf(before: Account, after: Account, at: number): readonly HealthEvent[] {
  const events: HealthEvent[] = [];
  if (hasNewLogin(before, after)) events.push({ kind: "signed_in", at });
  if (before.proxyUrl !== after.proxyUrl || before.baseUrl !== after.baseUrl) events.push({ kind: "rerouted", at });
  return events;
}

/** A sign-in brings another refresh token; a refresh of ours does as well, and proves the login alive just the same. */
function hasNewLogin(before: Account, after: Account): boolean {
  const [old, fresh] = [before.credentials, after.credentials];
  if (old.kind !== "oauth" || fresh.kind !== "oauth") return old.kind !== fresh.kind;
  return old.accessToken.reveal() !== fresh.accessToken.reveal();
}
