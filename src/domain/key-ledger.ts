// What a client key has used and what its running requests hold, as a value: a request reserves before it is sent and settles
// when it has ended. Used and held together never pass a limit, whoever asks at the same time.

import type { ClientKey } from "./client-key.ts";
import type { Amounts, KeyCharge } from "./key-charge.ts";
import { countAt, endOf, type KeyLimit, limitId, type WindowCount } from "./key-limit.ts";
import { NO_USAGE, type Usage } from "./usage.ts";

export interface KeyLedger {
  /** By limit. */
  readonly counts: Readonly<Record<string, WindowCount>>;
  /** Of all time, whatever becomes of limits. */
  readonly totals: KeyTotals;
  /** Epoch ms of the last request's end; null: never. */
  readonly lastUsedAt: number | null;
  /** What the running requests of each process hold. */
  readonly shares: Readonly<Record<string, HeldShare>>;
}

export interface KeyTotals {
  readonly requests: number;
  readonly usage: Usage;
  readonly costUsd: number;
}

export interface HeldShare {
  /** Requests that run. */
  readonly calls: number;
  /** By limit: held amounts. Requests are held in the window in which they began; tokens and cost in whichever it is. */
  readonly amounts: Readonly<Record<string, WindowCount>>;
  /** Epoch ms: beyond it the process is taken to be gone. */
  readonly until: number;
  /** Which of the process's writes this is: a write whose answer was lost is recognised by it. */
  readonly turn: number;
}

export const EMPTY_LEDGER: KeyLedger = {
  counts: {},
  totals: { requests: 0, usage: NO_USAGE, costUsd: 0 },
  lastUsedAt: null,
  shares: {},
};

export const EMPTY_SHARE: HeldShare = { calls: 0, amounts: {}, until: Number.POSITIVE_INFINITY, turn: 0 };

/** What a running request holds: by limit, the amount and its window. */
export type Reservation = Readonly<Record<string, WindowCount>>;

export type Reserved =
  | { readonly kind: "reserved"; readonly ledger: KeyLedger; readonly reservation: Reservation }
  | KeyRefusal;

export type KeyRefusal =
  /** The limit is used up until its next window. */
  | { readonly kind: "exceeded"; readonly limit: KeyLimit; readonly resetsAt: number }
  /** Running requests hold what is left of the limit; null: they are as many as may run at once. */
  | { readonly kind: "busy"; readonly limit: KeyLimit | null };

/** Where a ledger is worked on: the process, and the time there. */
export interface LedgerPlace {
  readonly holder: string;
  readonly now: number;
}

/**
 * All limits or none. Of tokens and cost the last request before a limit gets what is left, be it less than it expects to use:
 * so a limit can be used to its end, and only that one request can pass it.
 */
export function reserve(
  key: ClientKey,
  ledger: KeyLedger,
  asking: LedgerPlace & { readonly expected: Amounts },
): Reserved {
  const { expected, holder, now } = asking;
  const standing = standingOf(key, ledger, now);
  const refusal = refusalOf(key, standing, callsOf(ledger, now));
  if (refusal !== null) return refusal;
  const share = ledger.shares[holder] ?? EMPTY_SHARE;
  const reservation: Record<string, WindowCount> = {};
  const amounts: Record<string, WindowCount> = { ...share.amounts };
  for (const { limit, id, count, left } of standing) {
    const amount = limit.kind === "requests" ? 1 : Math.min(left, expected[limit.kind]);
    const known = amounts[id];
    const before =
      known === undefined || (limit.kind === "requests" && known.startsAt < count.startsAt) ? 0 : known.used;
    reservation[id] = { startsAt: count.startsAt, used: amount };
    amounts[id] = { startsAt: count.startsAt, used: before + amount };
  }
  return {
    kind: "reserved",
    reservation,
    ledger: withShare(ledger, holder, { ...share, calls: share.calls + 1, amounts }),
  };
}

/** Counts what was used and gives back what was held; `reservation` is null where nothing was. */
export function settle(
  key: ClientKey,
  ledger: KeyLedger,
  ended: LedgerPlace & { readonly reservation: Reservation | null; readonly charge: KeyCharge },
): KeyLedger {
  const { reservation, charge, holder, now } = ended;
  const counts = Object.fromEntries(
    key.limits.map((limit) => {
      const id = limitId(limit);
      const count = countAt(limit, ledger.counts[id], now);
      return [id, { ...count, used: count.used + countedIn(limit, count, { held: reservation?.[id], charge }) }];
    }),
  );
  const { totals } = ledger;
  return {
    ...release(ledger, holder, reservation),
    counts,
    totals: {
      requests: totals.requests + (charge.amounts.requests ?? 0),
      usage: added(totals.usage, charge.usage),
      costUsd: totals.costUsd + charge.costUsd,
    },
    lastUsedAt: now,
  };
}

/** Gives back what was held. */
export function release(ledger: KeyLedger, holder: string, reservation: Reservation | null): KeyLedger {
  if (reservation === null) return ledger;
  return withShare(ledger, holder, released(ledger.shares[holder] ?? EMPTY_SHARE, reservation));
}

/** Begins all counters anew; what runs goes on holding, and the totals stay. */
export function withoutCounts(ledger: KeyLedger): KeyLedger {
  return { ...ledger, counts: {} };
}

/** The ledger with what one process holds. */
export function withShare(ledger: KeyLedger, holder: string, share: HeldShare): KeyLedger {
  return { ...ledger, shares: { ...ledger.shares, [holder]: share } };
}

export interface LimitStanding {
  readonly limit: KeyLimit;
  readonly id: string;
  readonly count: WindowCount;
  /** What running requests hold of it. */
  readonly held: number;
  /** What another request may take; never below 0. */
  readonly left: number;
  /** Epoch ms at which the next window begins. */
  readonly resetsAt: number;
}

/** How each limit of the key stands. */
export function standingOf(key: ClientKey, ledger: KeyLedger, now: number): readonly LimitStanding[] {
  const shares = liveShares(ledger, now);
  return key.limits.map((limit) => {
    const id = limitId(limit);
    const count = countAt(limit, ledger.counts[id], now);
    const held = shares.reduce((sum, { amounts }) => sum + heldIn(limit, count, amounts[id]), 0);
    const left = Math.max(0, limit.max - count.used - held);
    return { limit, id, count, held, left, resetsAt: endOf(limit, count) };
  });
}

/** How many requests of the key run. */
export function callsOf(ledger: KeyLedger, now: number): number {
  return liveShares(ledger, now).reduce((sum, { calls }) => sum + calls, 0);
}

function liveShares({ shares }: KeyLedger, now: number): readonly HeldShare[] {
  return Object.values(shares).filter(({ until }) => until > now);
}

function refusalOf(key: ClientKey, standing: readonly LimitStanding[], calls: number): KeyRefusal | null {
  // Of several that are used up the one that keeps the client waiting longest is the one to tell.
  const exceeded = standing
    .filter(({ limit, count }) => count.used >= limit.max)
    .toSorted((a, b) => b.resetsAt - a.resetsAt)[0];
  if (exceeded !== undefined) return { kind: "exceeded", limit: exceeded.limit, resetsAt: exceeded.resetsAt };
  if (key.concurrency !== null && calls >= key.concurrency) return { kind: "busy", limit: null };
  const held = standing.find(({ limit, left }) => (limit.kind === "requests" ? left < 1 : left <= 0));
  return held === undefined ? null : { kind: "busy", limit: held.limit };
}

function heldIn(limit: KeyLimit, count: WindowCount, held: WindowCount | undefined): number {
  if (held === undefined || (limit.kind === "requests" && held.startsAt < count.startsAt)) return 0;
  return held.used;
}

function countedIn(
  limit: KeyLimit,
  count: WindowCount,
  { held, charge }: { readonly held: WindowCount | undefined; readonly charge: KeyCharge },
): number {
  const charged = charge.amounts[limit.kind];
  // A request counts where it began: in a window before this one, or before there was this limit, is none of its business.
  if (limit.kind === "requests") return held !== undefined && held.startsAt >= count.startsAt ? (charged ?? 1) : 0;
  return charged ?? held?.used ?? 0;
}

function released(share: HeldShare, reservation: Reservation): HeldShare {
  const calls = Math.max(0, share.calls - 1);
  // The last one leaves nothing behind, not even what fractions lose in sums.
  if (calls === 0) return { ...share, calls, amounts: {} };
  const amounts = Object.fromEntries(
    Object.entries(share.amounts).map(([id, held]) => {
      const back = reservation[id];
      const isOfOldWindow = id.startsWith("requests/") && back !== undefined && back.startsAt < held.startsAt;
      const used = back === undefined || isOfOldWindow ? held.used : Math.max(0, held.used - back.used);
      return [id, { ...held, used }];
    }),
  );
  return { ...share, calls, amounts };
}

function added(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
  };
}

/** The ledgers as they are remembered. A key has one from its making to its end. */
export interface StoredLedgers {
  load(): Promise<ReadonlyMap<string, KeyLedger>>;
  /** For the one process that has them: the newest states. Keys that are gone are left out. */
  save(ledgers: ReadonlyMap<string, KeyLedger>): Promise<void>;
  /** For several processes: one at a time changes a ledger, and sees what the others did. False where the key is gone. */
  change(id: string, change: (ledger: KeyLedger) => KeyLedger): Promise<boolean>;
}
