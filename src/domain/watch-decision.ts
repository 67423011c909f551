// When the account that a tool uses is to be changed before its window runs dry, and for which. Pure.

import { isUsable, remainingOf, type SwitchCandidate, wordsFor } from "./best-account.ts";
import type { AccountId } from "./ids.ts";

export interface WatchRules {
  /** A switch is due where less than this is left, percent. */
  readonly shortBelow: number;
  readonly weeklyBelow: number;
  /** The other has to have this many percent more in its scarcer window, so that two do not take turns. */
  readonly marginPercent: number;
  /** Least time between two switches, ms; an account with nothing left is not waited for. */
  readonly restMs: number;
}

export const WATCH_DEFAULTS: WatchRules = { shortBelow: 10, weeklyBelow: 5, marginPercent: 10, restMs: 10 * 60_000 };

export interface WatchInput {
  readonly now: number;
  /** The account that the tool uses; null where it is none of ours. */
  readonly active: SwitchCandidate | null;
  /** Everybody that it could use instead. */
  readonly others: readonly SwitchCandidate[];
  /** Epoch ms of the last switch; null: never. */
  readonly switchedAt: number | null;
  readonly isMidTurn: boolean;
  readonly rules: WatchRules;
}

export type WatchDecision =
  /** `because`: in words, for the log. */
  | { readonly kind: "switch"; readonly to: AccountId; readonly because: string }
  /** Nothing is to be done. */
  | { readonly kind: "stay"; readonly because: string }
  /** A switch is due and cannot be made now. */
  | { readonly kind: "blocked"; readonly because: string };

export function watchDecision(input: WatchInput): WatchDecision {
  const { active, now, rules, switchedAt } = input;
  if (active === null) return stay("the tool uses none of the accounts");
  if (active.isKey) return stay("the tool uses an API key, which has no window");
  const need = needFor(active, input);
  if (need === null) return stay(`enough is left: ${wordsFor(remainingOf(active, now))}`);
  const { condition } = active.health;
  const isOver = !isUsable({ ...active, paused: false }, now);
  const better = betterThan(active, input);
  if (better === null) return blocked(`${need}, but nobody else is clearly better`);
  if (!isOver && switchedAt !== null && now - switchedAt < rules.restMs) {
    return blocked(`${need}, but the last switch is less than ${Math.round(rules.restMs / 60_000)} min ago`);
  }
  // A turn whose account is dead ends in any case.
  const isDead = condition.kind === "reauth_required" || condition.kind === "deactivated";
  if (input.isMidTurn && !isDead) return blocked(`${need}, but the tool is at work on a turn`);
  return { kind: "switch", to: better.id, because: `${need}; the other has ${wordsFor(remainingOf(better, now))}` };
}

/** Why a switch is due; null where it is not. What is not known is no reason. */
function needFor(active: SwitchCandidate, { now, rules }: WatchInput): string | null {
  const { condition } = active.health;
  if (condition.kind === "reauth_required" || condition.kind === "deactivated") return "its login is dead";
  const { short, weekly } = remainingOf(active, now);
  if (short !== null && short < rules.shortBelow) return `5 h window: ${Math.floor(short)} % left`;
  if (weekly !== null && weekly < rules.weeklyBelow) return `weekly window: ${Math.floor(weekly)} % left`;
  return isUsable({ ...active, paused: false }, now) ? null : "the upstream refuses it for now";
}

/**
 * The one with the most left, where that is clearly more and would not itself be left again at once. A key costs money: it is
 * never taken without being asked for. One of which nothing is known is better than one that has nothing.
 */
function betterThan(active: SwitchCandidate, { others, now, rules }: WatchInput): SwitchCandidate | null {
  const usable = others.filter((other) => other.id !== active.id && !other.isKey && isUsable(other, now));
  const isOver = !isUsable({ ...active, paused: false }, now);
  const floor = isOver ? 0 : (remainingOf(active, now).least ?? 0) + rules.marginPercent;
  const known = usable.flatMap((other) => {
    const { short, weekly, least } = remainingOf(other, now);
    const isLasting = (short ?? 100) >= rules.shortBelow && (weekly ?? 100) >= rules.weeklyBelow;
    return least !== null && least >= floor && isLasting ? [{ other, least }] : [];
  });
  const [most] = known.toSorted((a, b) => b.least - a.least);
  if (most !== undefined) return most.other;
  return isOver ? (usable.find((other) => remainingOf(other, now).least === null) ?? null) : null;
}

function stay(because: string): WatchDecision {
  return { kind: "stay", because };
}

function blocked(because: string): WatchDecision {
  return { kind: "blocked", because };
}
