// What is counted while requests are played again, or read as they really went: the same for both, so that they compare.

import type { AccountId } from "./ids.ts";
import type { WindowSlot } from "./quota-cost.ts";
import { createRecent } from "./recent.ts";

export interface ReplayOutcome {
  readonly requests: number;
  readonly served: number;
  readonly refused: number;
  /** By status and code, e.g. `429 usage_limit_reached`. */
  readonly refusals: Readonly<Record<string, number>>;
  /** The first of them. */
  readonly firstRefusals: readonly Refusal[];
  /** Requests that waited for a place at an account, and how long in all. */
  readonly waited: number;
  readonly waitedMs: number;
  readonly conversations: number;
  /** Requests whose conversation was served by another account before: its prompt cache is cold. */
  readonly moved: number;
  /** The tokens that those had read from the prompt cache when they really were served. */
  readonly movedCachedTokens: number;
  readonly costUsd: number;
  /** The busiest first. */
  readonly accounts: readonly AccountOutcome[];
  readonly refusedOverTime: readonly number[];
}

export interface Refusal {
  readonly at: number;
  readonly status: number;
  readonly code: string;
}

export interface AccountOutcome {
  readonly accountId: AccountId;
  readonly requests: number;
  readonly costUsd: number;
  /** How often a window was used up. */
  readonly usedUp: number;
  /** Used percent at the end of each bucket; null where it is unknown. */
  readonly primary: readonly (number | null)[];
  readonly secondary: readonly (number | null)[];
}

export interface Buckets {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface ReplayTally {
  served(request: { readonly accountId: AccountId; readonly costUsd: number }): void;
  refused(refusal: Refusal): void;
  waited(ms: number): void;
  /** A turn of a conversation, in the order of time. */
  spoke(turn: { readonly session: string; readonly accountId: AccountId; readonly cachedTokens: number }): void;
  usedUp(accountId: AccountId): void;
  /** The used percent in a bucket; a later one of the same bucket counts. */
  used(point: {
    readonly accountId: AccountId;
    readonly slot: WindowSlot;
    readonly bucket: number;
    readonly percent: number;
  }): void;
  outcome(): ReplayOutcome;
}

const MOST_REFUSALS_SAID = 100;

export function bucketOf({ from, to, count }: Buckets, at: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(((at - from) / (to - from)) * count)));
}

export function createReplayTally(buckets: Buckets): ReplayTally {
  const accounts = new Map<AccountId, AccountTally>();
  const spokenBy = createRecent<AccountId>();
  const refusals = createRefusals(buckets);
  const sums = { served: 0, waited: 0, waitedMs: 0, conversations: 0, moved: 0, movedCachedTokens: 0, costUsd: 0 };
  const tallyOf = (accountId: AccountId): AccountTally => {
    const known = accounts.get(accountId);
    if (known !== undefined) return known;
    const fresh = newTally(buckets.count);
    accounts.set(accountId, fresh);
    return fresh;
  };
  return {
    served({ accountId, costUsd }) {
      const tally = tallyOf(accountId);
      tally.requests += 1;
      tally.costUsd += costUsd;
      sums.served += 1;
      sums.costUsd += costUsd;
    },
    refused: refusals.add,
    waited(ms) {
      sums.waited += 1;
      sums.waitedMs += ms;
    },
    spoke({ session, accountId, cachedTokens }) {
      const before = spokenBy.get(session);
      spokenBy.set(session, accountId);
      if (before === undefined) sums.conversations += 1;
      if (before === undefined || before === accountId) return;
      sums.moved += 1;
      sums.movedCachedTokens += cachedTokens;
    },
    usedUp(accountId) {
      tallyOf(accountId).usedUp += 1;
    },
    used({ accountId, slot, bucket, percent }) {
      tallyOf(accountId)[slot][bucket] = percent;
    },
    outcome() {
      const refused = refusals.sums();
      const busiest = [...accounts].map(([accountId, tally]) => ({ accountId, ...tally })).toSorted(byRequests);
      return { ...sums, ...refused, requests: sums.served + refused.refused, accounts: busiest };
    },
  };
}

function byRequests(a: AccountOutcome, b: AccountOutcome): number {
  return b.requests - a.requests || (a.accountId < b.accountId ? -1 : 1);
}

type RefusalSums = Pick<ReplayOutcome, "refused" | "refusals" | "firstRefusals" | "refusedOverTime">;

function createRefusals(buckets: Buckets): { add(refusal: Refusal): void; sums(): RefusalSums } {
  const refusals: Record<string, number> = {};
  const firstRefusals: Refusal[] = [];
  const refusedOverTime = Array.from({ length: buckets.count }, () => 0);
  let refused = 0;
  return {
    add(refusal) {
      const kind = `${refusal.status} ${refusal.code}`;
      refusals[kind] = (refusals[kind] ?? 0) + 1;
      const bucket = bucketOf(buckets, refusal.at);
      refusedOverTime[bucket] = (refusedOverTime[bucket] ?? 0) + 1;
      if (firstRefusals.length < MOST_REFUSALS_SAID) firstRefusals.push(refusal);
      refused += 1;
    },
    sums: () => ({ refused, refusals, firstRefusals, refusedOverTime }),
  };
}

interface AccountTally {
  requests: number;
  costUsd: number;
  usedUp: number;
  readonly primary: (number | null)[];
  readonly secondary: (number | null)[];
}

function newTally(count: number): AccountTally {
  const empty = (): (number | null)[] => Array.from({ length: count }, () => null);
  return { requests: 0, costUsd: 0, usedUp: 0, primary: empty(), secondary: empty() };
}
