// A pool let run on into the future at an even pace: whoever can serve shares the work by the size of his plan, who runs dry
// leaves his part to the others, who resets is back.

import type { WindowSlot } from "./quota-cost.ts";

const HOUR_MS = 3_600_000;

export interface PoolMember {
  /** Its part of the work, beside the others' parts. */
  readonly share: number;
  /** Epoch ms */
  readonly usableFrom: number;
  /** Without any it never runs dry. */
  readonly windows: readonly MemberWindow[];
}

export interface MemberWindow {
  readonly slot: WindowSlot;
  readonly capacity: number;
  /** Credits left now. */
  readonly left: number;
  /** Epoch ms, ahead. */
  readonly resetsAt: number;
  readonly windowMs: number;
}

/** Credits an hour that the whole pool burns of each window. */
export type Demand = Readonly<Record<WindowSlot, number>>;

export interface Ahead {
  readonly now: number;
  readonly until: number;
}

export interface Projected {
  /** Epoch ms from which nobody can serve; null where somebody can until the end. */
  readonly runsDryAt: number | null;
  /** When the first is back; null where nobody comes back by himself. */
  readonly backAt: number | null;
}

/** Member by step: so much work a projection is at most. Of a large pool, events close together are then taken as one. */
const MOST_WORK = 50_000;

/** Steps from event to event: a window that empties, a reset, an account that has rested. */
export function projectPool(members: readonly PoolMember[], demand: Demand, { now, until }: Ahead): Projected {
  const grainMs = ((until - now) * members.length) / MOST_WORK;
  const running = members.map(runningOf);
  for (let at = now; ;) {
    const serving = running.filter((member) => canServe(member, at));
    if (serving.length === 0) return { runsDryAt: at, backAt: backAt(running, at) };
    if (at >= until) return { runsDryAt: null, backAt: null };
    const shares = serving.reduce((sum, { share }) => sum + share, 0);
    const burns = (member: Running, slot: WindowSlot): number => (demand[slot] * member.share) / shares / HOUR_MS;
    let next = until;
    for (const member of running) {
      if (member.usableFrom > at) next = Math.min(next, member.usableFrom);
      for (const { resetsAt } of member.windows) next = Math.min(next, resetsAt);
    }
    for (const member of serving) {
      for (const { slot, left } of member.windows) next = Math.min(next, at + left / burns(member, slot));
    }
    next = Math.min(until, Math.max(next, at + grainMs));
    for (const member of serving) {
      for (const window of member.windows) {
        const left = window.left - burns(member, window.slot) * (next - at);
        window.left = left < window.capacity * NOTHING ? 0 : left;
      }
    }
    for (const { windows } of running) for (const window of windows) renew(window, next);
    at = next;
  }
}

/** What rounding leaves of an empty window. */
const NOTHING = 1e-9;

interface Running {
  readonly share: number;
  readonly usableFrom: number;
  readonly windows: RunningWindow[];
}

type RunningWindow = { -readonly [Key in keyof MemberWindow]: MemberWindow[Key] };

function runningOf({ share, usableFrom, windows }: PoolMember): Running {
  return { share, usableFrom, windows: windows.map((window) => ({ ...window })) };
}

function canServe({ usableFrom, windows }: Running, at: number): boolean {
  return usableFrom <= at && windows.every(({ left }) => left > 0);
}

function renew(window: RunningWindow, at: number): void {
  if (window.resetsAt > at) return;
  window.left = window.capacity;
  window.resetsAt += (Math.floor((at - window.resetsAt) / window.windowMs) + 1) * window.windowMs;
}

function backAt(members: readonly Running[], at: number): number | null {
  const backs = members.map(({ usableFrom, windows }) =>
    Math.max(at, usableFrom, ...windows.flatMap(({ left, resetsAt }) => (left > 0 ? [] : [resetsAt]))),
  );
  const first = Math.min(...backs);
  return Number.isFinite(first) ? first : null;
}

const DOUBLINGS = 12;
const HALVINGS = 12;

/** How many times the demand would just last, to one part in four thousand; 0 where it is dry now, null where it always lasts. */
export function headroomOf(members: readonly PoolMember[], demand: Demand, ahead: Ahead): number | null {
  const lasts = (times: number): boolean =>
    projectPool(members, { primary: demand.primary * times, secondary: demand.secondary * times }, ahead).runsDryAt ===
    null;
  if (!lasts(0)) return 0;
  let tooMuch = 1;
  let doublings = 0;
  for (; lasts(tooMuch); tooMuch *= 2) if ((doublings += 1) > DOUBLINGS) return null;
  let enough = doublings === 0 ? 0 : tooMuch / 2;
  for (let halvings = 0; halvings < HALVINGS; halvings += 1) {
    const middle = (enough + tooMuch) / 2;
    if (lasts(middle)) enough = middle;
    else tooMuch = middle;
  }
  return enough;
}
