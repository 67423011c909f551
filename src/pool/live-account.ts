// One account as it lives in the pool: what its file says, how it is doing, and the flat numbers a choice compares.

import { type AccountHealth, HEALTHY, type HealthEvent, nextHealth, usableFrom } from "../domain/account-health.ts";
import type { Account } from "../domain/account.ts";
import type { Candidate } from "../domain/availability.ts";
import type { AccountState } from "../domain/ports.ts";
import type { Quota } from "../domain/quota.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface LiveAccount extends Mutable<Candidate> {
  account: Account;
  health: AccountHealth;
  quota: Quota | null;
}

export function liveAccount(account: Account, state: AccountState | null, defaultCap: number): LiveAccount {
  const health = healthOf(account, state);
  const live: LiveAccount = {
    account,
    health,
    quota: state?.quota ?? null,
    id: account.id,
    label: labelOf(account),
    place: 0,
    priority: account.priority,
    weight: account.weight,
    paused: account.paused,
    coolingDisabled: account.coolingDisabled,
    condition: health.condition,
    usableFrom: 0,
    closedModels: null,
    primaryUsedPercent: null,
    secondaryUsedPercent: null,
    primaryResetsAt: Number.POSITIVE_INFINITY,
    secondaryResetsAt: Number.POSITIVE_INFINITY,
    lastUsedAt: state?.lastUsedAt ?? 0,
    inFlight: 0,
    concurrencyCap: Number.POSITIVE_INFINITY,
  };
  takeAccount(live, account, defaultCap);
  takeHealth(live, health);
  if (live.quota !== null) takeQuota(live, live.quota);
  return live;
}

/** A login that was found dead stays so, unless its file brings tokens from after that (it was signed in elsewhere). */
function healthOf({ credentials }: Account, state: AccountState | null): AccountHealth {
  if (state === null) return HEALTHY;
  const { condition } = state.health;
  if (condition.kind !== "reauth_required" && condition.kind !== "deactivated") return state.health;
  const obtainedAt = credentials.kind === "oauth" ? credentials.refreshedAt : null;
  const isNewer = obtainedAt !== null && obtainedAt > condition.since;
  return isNewer ? nextHealth(state.health, { kind: "signed_in", at: obtainedAt }) : state.health;
}

/** `defaultCap`: the concurrency cap of accounts that have none of their own; 0 = none. */
export function takeAccount(live: LiveAccount, account: Account, defaultCap: number): void {
  live.account = account;
  live.label = labelOf(account);
  live.priority = account.priority;
  live.weight = account.weight;
  live.paused = account.paused;
  live.coolingDisabled = account.coolingDisabled;
  live.concurrencyCap = account.concurrencyCap ?? (defaultCap > 0 ? defaultCap : Number.POSITIVE_INFINITY);
}

/** Returns true where the event changed anything. */
export function applyHealth(live: LiveAccount, event: HealthEvent): boolean {
  const next = nextHealth(live.health, event);
  if (next === live.health) return false;
  takeHealth(live, next);
  return true;
}

export function takeQuota(live: LiveAccount, quota: Quota): void {
  // A partial report (one window, no plan) does not wipe out what an earlier one told.
  const merged: Quota = {
    ...quota,
    primary: quota.primary ?? live.quota?.primary ?? null,
    secondary: quota.secondary ?? live.quota?.secondary ?? null,
  };
  live.quota = merged;
  live.primaryUsedPercent = merged.primary?.usedPercent ?? null;
  live.primaryResetsAt = merged.primary?.resetsAt ?? Number.POSITIVE_INFINITY;
  live.secondaryUsedPercent = merged.secondary?.usedPercent ?? null;
  live.secondaryResetsAt = merged.secondary?.resetsAt ?? Number.POSITIVE_INFINITY;
}

export function stateOf(live: LiveAccount): AccountState {
  return { health: live.health, quota: live.quota, lastUsedAt: live.lastUsedAt === 0 ? null : live.lastUsedAt };
}

/** How the account is called in records and logs: its e-mail, else its upstream and part of its handle. */
function labelOf({ email, qualifier, authIndex }: Account): string {
  return email ?? `${qualifier} ${authIndex.slice(0, 8)}`;
}

function takeHealth(live: LiveAccount, health: AccountHealth): void {
  live.health = health;
  live.condition = health.condition;
  live.usableFrom = usableFrom(health.condition);
  live.closedModels = Object.keys(health.closedModels).length === 0 ? null : health.closedModels;
}
