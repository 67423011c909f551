// Which account a tool had best use next: the one with the most left where it has least. Pure.

import { type AccountHealth, usableFrom } from "./account-health.ts";
import type { AccountId } from "./ids.ts";
import { type Quota, usedPercentAt } from "./quota.ts";

export interface SwitchCandidate {
  readonly id: AccountId;
  readonly health: AccountHealth;
  /** The operator's pause. */
  readonly paused: boolean;
  /** An API key: it has no windows, each request costs money. */
  readonly isKey: boolean;
  readonly quota: Quota | null;
}

export type BestAccount =
  | { readonly kind: "best"; readonly id: AccountId; readonly because: string }
  | { readonly kind: "nobody"; readonly because: string };

/** 0..100; null where not known or where there is no such window. */
export interface Remaining {
  readonly short: number | null;
  readonly weekly: number | null;
  /** The smaller of the known ones. */
  readonly least: number | null;
}

/** What is left at `now`. A window whose reset has passed is full again. */
export function remainingOf({ quota }: Pick<SwitchCandidate, "quota">, now: number): Remaining {
  const short = left(usedPercentAt(quota?.primary ?? null, now));
  const weekly = left(usedPercentAt(quota?.secondary ?? null, now));
  const known = [short, weekly].filter((percent) => percent !== null);
  return { short, weekly, least: known.length === 0 ? null : Math.min(...known) };
}

/**
 * Known numbers go before unknown ones, and keys last; of equal ones the first counts. Dead logins, paused accounts and those
 * that have nothing left are never chosen.
 */
export function bestAccount(candidates: readonly SwitchCandidate[], now: number): BestAccount {
  if (candidates.length === 0) return { kind: "nobody", because: "there is no account for it" };
  const usable = candidates.filter((candidate) => isUsable(candidate, now));
  const logins = usable.filter(({ isKey }) => !isKey);
  const known = logins.flatMap((candidate) => {
    const remaining = remainingOf(candidate, now);
    return remaining.least === null ? [] : [{ candidate, remaining, least: remaining.least }];
  });
  const [most] = known.toSorted((a, b) => b.least - a.least);
  if (most !== undefined) {
    return { kind: "best", id: most.candidate.id, because: `it has the most left: ${wordsFor(most.remaining)}` };
  }
  const unknown = logins.find((candidate) => remainingOf(candidate, now).least === null);
  if (unknown !== undefined) {
    return { kind: "best", id: unknown.id, because: "what it has left is not known; no other has anything left" };
  }
  const key = usable.find(({ isKey }) => isKey);
  if (key !== undefined)
    return { kind: "best", id: key.id, because: "no login has anything left, so an API key it is" };
  return { kind: "nobody", because: "every account is used up, paused or needs a new sign-in" };
}

/** Alive, and not known to be used up or refused for the time being. */
export function isUsable(candidate: SwitchCandidate, now: number): boolean {
  const { condition } = candidate.health;
  // A pause after failures is about this gateway's calls; a tool may fare better.
  if (condition.kind !== "backing_off" && usableFrom(condition) > now) return false;
  return !candidate.paused && (remainingOf(candidate, now).least ?? 1) > 0;
}

/** `5 h 62 %, weekly 80 %`. */
export function wordsFor({ short, weekly }: Remaining): string {
  const parts = [
    ...(short === null ? [] : [`5 h ${Math.floor(short)} %`]),
    ...(weekly === null ? [] : [`weekly ${Math.floor(weekly)} %`]),
  ];
  return parts.length === 0 ? "not known" : parts.join(", ");
}

function left(usedPercent: number | null): number | null {
  return usedPercent === null ? null : Math.min(100, Math.max(0, 100 - usedPercent));
}
