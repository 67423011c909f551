// Who plays in a simulation: the accounts as they are, and as somebody wishes they were.

import type { AccountId, ProviderId } from "../../domain/ids.ts";
import { capacityOf } from "../../domain/plan-capacity.ts";
import type { QuotaSample } from "../../domain/ports.ts";
import type { QuotaWindow } from "../../domain/quota.ts";
import { pointsOf, WINDOW_MS, type WindowSlot } from "../../domain/quota-cost.ts";
import type { ReplayAccount } from "../../domain/replay-account.ts";
import type { ReplaySettings } from "../../domain/replay-pool.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import { type Evidence, planOf } from "./gather-evidence.ts";

/** What is to be different. What is left out stays as it is. */
export interface SimulationWish {
  /** Epoch ms: requests that began in `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly strategy?: ReplaySettings["strategy"] | undefined;
  readonly preferEarlierReset?: boolean | undefined;
  readonly sticky?: boolean | undefined;
  /** These alone; one that is paused or signed out takes part as if it were not. null: all that may serve. */
  readonly include: readonly AccountId[] | null;
  readonly exclude: readonly AccountId[];
  readonly add: readonly NewAccounts[];
  readonly priorities: ReadonlyMap<AccountId, number>;
  /** null: no cap. */
  readonly concurrency: ReadonlyMap<AccountId, number | null>;
}

export interface NewAccounts {
  readonly provider: ProviderId;
  readonly plan: string | null;
  readonly count: number;
  readonly priority: number;
  readonly concurrency: number | null;
}

export interface Cast {
  readonly baseline: readonly ReplayAccount[];
  readonly changed: readonly ReplayAccount[];
}

/** The accounts that a wish names and nobody knows. */
export function unknownAccounts(wish: SimulationWish, accounts: readonly LiveAccount[]): readonly AccountId[] {
  const known = new Set(accounts.map(({ id }) => id));
  const named = [...(wish.include ?? []), ...wish.exclude, ...wish.priorities.keys(), ...wish.concurrency.keys()];
  return [...new Set(named)].filter((id) => !known.has(id));
}

export function castOf(wish: SimulationWish, evidence: readonly Evidence[]): Cast {
  const all = evidence.map((one) => ({ live: one.live, account: replayable(one, wish.from) }));
  const isServing = ({ live }: { readonly live: LiveAccount }): boolean =>
    !live.paused && live.usableFrom !== Number.POSITIVE_INFINITY;
  const included = wish.include === null ? null : new Set(wish.include);
  const excluded = new Set(wish.exclude);
  const kept = all.filter((one) => !excluded.has(one.live.id) && (included?.has(one.live.id) ?? isServing(one)));
  return {
    baseline: all.filter(isServing).map(({ account }) => account),
    changed: [...kept.map(({ account }) => overridden(account, wish)), ...wish.add.flatMap(newAccounts)],
  };
}

function replayable({ live, samples }: Evidence, from: number): ReplayAccount {
  const { id, label, account, priority, weight, coolingDisabled, concurrencyCap } = live;
  const window = (slot: WindowSlot): QuotaWindow | null => windowAt({ live, samples, slot }, from);
  return {
    id,
    label,
    provider: account.provider,
    isNew: false,
    priority,
    weight,
    coolingDisabled,
    concurrencyCap,
    capacity: planOf(live).capacity,
    primary: window("primary"),
    secondary: window("secondary"),
  };
}

/** As it was when the stretch began: what was seen last before it, else first in it; unused where it was never seen. */
function windowAt(
  {
    live,
    samples,
    slot,
  }: { readonly live: LiveAccount; readonly samples: readonly QuotaSample[]; readonly slot: WindowSlot },
  from: number,
): QuotaWindow | null {
  const points = pointsOf(samples, slot);
  const seen = points.findLast(({ at }) => at <= from) ?? points[0];
  const known = live.quota?.[slot] ?? null;
  if (seen === undefined && known === null) return null;
  const windowMs = known?.windowMs ?? WINDOW_MS[slot];
  const isOver = seen === undefined || (seen.resetsAt !== null && seen.resetsAt <= from);
  return isOver
    ? { usedPercent: 0, windowMs, resetsAt: null }
    : { usedPercent: seen.usedPercent, windowMs, resetsAt: seen.resetsAt };
}

function overridden(account: ReplayAccount, { priorities, concurrency }: SimulationWish): ReplayAccount {
  const cap = concurrency.get(account.id);
  return {
    ...account,
    priority: priorities.get(account.id) ?? account.priority,
    concurrencyCap: cap === undefined ? account.concurrencyCap : (cap ?? Number.POSITIVE_INFINITY),
  };
}

/** Unused when the stretch begins; `new_<provider>_<plan>_<n>` in the results. */
function newAccounts({ provider, plan, count, priority, concurrency }: NewAccounts): readonly ReplayAccount[] {
  const capacity = capacityOf(provider, plan);
  const window = (slot: WindowSlot): QuotaWindow | null =>
    capacity?.[slot] === 0 ? null : { usedPercent: 0, windowMs: WINDOW_MS[slot], resetsAt: null };
  return Array.from({ length: count }, (_, index) => ({
    id: `new_${provider}_${plan ?? "account"}_${index + 1}`,
    label: `new ${plan ?? provider} account ${index + 1}`,
    provider,
    isNew: true,
    priority,
    weight: 1,
    coolingDisabled: null,
    concurrencyCap: concurrency ?? Number.POSITIVE_INFINITY,
    capacity,
    primary: window("primary"),
    secondary: window("secondary"),
  }));
}
