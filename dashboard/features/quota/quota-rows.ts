// One row an account: its two windows as they stand, in instants that can be drawn and compared.

import type { Account } from "../../lib/accounts-query.ts";
import type { AccountForecast, WindowForecast } from "../../lib/forecast-query.ts";
import type { QuotaSearch } from "./quota-search.ts";

export interface QuotaRow {
  readonly id: string;
  readonly label: string;
  readonly provider: string;
  readonly plan: string | null;
  /** Why it serves nobody now; null: it may. */
  readonly standing: "paused" | "resting" | "needs_login" | "closed" | null;
  /** When its windows were seen last. */
  readonly observedAt: string | null;
  readonly short: Lane | null;
  readonly week: Lane | null;
}

/** Instants are epoch ms. */
export interface Lane {
  /** 0..100 */
  readonly usedPercent: number;
  /** What will be used when it resets, at today's pace, 0..100. */
  readonly projectedPercent: number;
  readonly windowMs: number;
  /** null: it has not begun. */
  readonly resetsAt: number | null;
  readonly dryAt: number | null;
  /** null: not known. */
  readonly survives: boolean | null;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Those with a window that is known; the others have nothing to draw. */
export function quotaRows(
  forecasts: readonly AccountForecast[],
  accounts: readonly Account[],
  now: number,
): readonly QuotaRow[] {
  const byId = new Map(accounts.map((account) => [account.account_id, account]));
  return forecasts.flatMap((forecast) => {
    if (forecast.primary === null && forecast.secondary === null) return [];
    const account = byId.get(forecast.account_id);
    return [
      {
        id: forecast.account_id,
        label: forecast.label,
        provider: forecast.provider,
        plan: forecast.plan,
        standing: account === undefined ? null : standingOf(account),
        observedAt: account?.quota_observed_at ?? null,
        short: laneOf(forecast.primary, now),
        week: laneOf(forecast.secondary, now),
      },
    ];
  });
}

export function shownRows(rows: readonly QuotaRow[], { provider, q = "", sort = "reset" }: QuotaSearch): QuotaRow[] {
  const wanted = q.trim().toLowerCase();
  const order = ORDERS[sort];
  return rows
    .filter((row) => provider === undefined || row.provider === provider)
    .filter((row) => wanted === "" || row.label.toLowerCase().includes(wanted) || row.plan?.includes(wanted) === true)
    .toSorted((a, b) => order(a) - order(b) || (a.label < b.label ? -1 : 1));
}

/** The lower comes first. */
const ORDERS: Readonly<Record<NonNullable<QuotaSearch["sort"]>, (row: QuotaRow) => number>> = {
  reset: ({ short, week }) => earliest(short?.resetsAt, week?.resetsAt),
  dry: ({ short, week }) => earliest(short?.dryAt, week?.dryAt),
  used: ({ short, week }) => -Math.max(short?.usedPercent ?? 0, week?.usedPercent ?? 0),
  name: () => 0,
};

function earliest(...instants: readonly (number | null | undefined)[]): number {
  return Math.min(...instants.map((at) => at ?? Number.MAX_SAFE_INTEGER));
}

function laneOf(window: WindowForecast | null, now: number): Lane | null {
  if (window === null) return null;
  const resetsAt = instant(window.resets_at);
  const hours = resetsAt === null ? 0 : Math.max(0, resetsAt - now) / HOUR_MS;
  const projected = window.used_percent + (window.burn_percent_per_hour ?? 0) * hours;
  return {
    usedPercent: window.used_percent,
    projectedPercent: Math.min(100, projected),
    windowMs: window.window_minutes * MINUTE_MS,
    resetsAt,
    dryAt: instant(window.runs_dry_at),
    survives: window.survives,
  };
}

function standingOf({ paused, problem }: Account): QuotaRow["standing"] {
  if (paused) return "paused";
  switch (problem?.kind) {
    case "reauth_required":
      return "needs_login";
    case "deactivated":
      return "closed";
    case undefined:
      return null;
    default:
      return "resting";
  }
}

function instant(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}
