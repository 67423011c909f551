// Whether anything is wrong, in the order of how much it matters. Pure: from what the gateway says to what the operator reads.

import type { Forecast } from "../../lib/forecast-query.ts";
import type { Overview } from "./overview-query.ts";

export type Finding =
  | { readonly kind: "no_accounts" }
  /** `provider` is null where it is true of all of them. Epoch ms; null where nobody comes back without help. */
  | { readonly kind: "nobody_serves"; readonly provider: string | null; readonly backAt: number | null }
  /** Dead logins: only the operator can bring them back. */
  | { readonly kind: "accounts_need_you"; readonly count: number }
  | { readonly kind: "failing"; readonly percent: number; readonly requests: number }
  | { readonly kind: "runs_dry"; readonly provider: string; readonly at: number }
  /** Files that hold no account, oddities of config.yaml, records that were lost. */
  | { readonly kind: "to_look_at"; readonly count: number };

export interface Verdict {
  readonly tone: "good" | "warn" | "bad";
  /** The worst first; none: all is good. */
  readonly findings: readonly Finding[];
}

const HOUR_MS = 3_600_000;
/** What runs dry later than this is told with the pool, and troubles nobody today. */
const AHEAD_MS = 24 * HOUR_MS;
/** Of ten minutes each. */
const CELLS = 3;
/** Of few requests one failure says nothing. */
const LEAST_REQUESTS = 5;
const FAILING_SHARE = 0.25;

const BAD: ReadonlySet<Finding["kind"]> = new Set(["no_accounts", "nobody_serves", "failing"]);

export function verdictOf(overview: Overview, forecast: Forecast | null, now: number): Verdict {
  const { attention, pools } = overview;
  if (pools.every(({ accounts }) => accounts === 0)) return { tone: "bad", findings: [{ kind: "no_accounts" }] };
  const { reauth_required: reauth = 0, deactivated = 0 } = overview.accounts_by_status;
  const things = attention.filter(({ kind }) => kind !== "account").length;
  const findings: readonly Finding[] = [
    ...nobodyServes(overview, forecast, now),
    ...failing(overview),
    ...(reauth + deactivated > 0 ? [{ kind: "accounts_need_you" as const, count: reauth + deactivated }] : []),
    ...runsDry(overview, forecast, now),
    ...(things > 0 ? [{ kind: "to_look_at" as const, count: things }] : []),
  ];
  const [worst] = findings;
  return { tone: worst === undefined ? "good" : BAD.has(worst.kind) ? "bad" : "warn", findings };
}

function nobodyServes({ pools }: Overview, forecast: Forecast | null, now: number): readonly Finding[] {
  const backAtOf = (provider: string): number | null => {
    const pool = forecast?.pools.find((one) => one.provider === provider);
    const at = timeOf(pool?.back_at ?? pool?.next_reset_at ?? null);
    return at === null || at <= now ? null : at;
  };
  const idle = pools.filter(({ usable }) => usable === 0);
  if (idle.length === pools.length) {
    const backs = idle.flatMap(({ provider }) => backAtOf(provider) ?? []);
    return [{ kind: "nobody_serves", provider: null, backAt: backs.length === 0 ? null : Math.min(...backs) }];
  }
  // A provider whose accounts all are paused is the operator's wish; dead logins are counted on their own.
  return idle
    .filter(({ provider }) => (forecast?.pools.find((one) => one.provider === provider)?.serving ?? 0) > 0)
    .map(({ provider }) => ({ kind: "nobody_serves", provider, backAt: backAtOf(provider) }));
}

function failing({ health }: Overview): readonly Finding[] {
  const lately = health.slice(-CELLS);
  const requests = lately.reduce((sum, cell) => sum + cell.requests, 0);
  const failures = lately.reduce((sum, cell) => sum + cell.failures, 0);
  if (requests < LEAST_REQUESTS || failures / requests < FAILING_SHARE) return [];
  return [{ kind: "failing", percent: (failures / requests) * 100, requests }];
}

function runsDry({ pools }: Overview, forecast: Forecast | null, now: number): readonly Finding[] {
  return (forecast?.pools ?? []).flatMap(({ provider, runs_dry_at }) => {
    const at = timeOf(runs_dry_at);
    const isServing = pools.some((pool) => pool.provider === provider && pool.usable > 0);
    return at !== null && at > now && at <= now + AHEAD_MS && isServing ? [{ kind: "runs_dry", provider, at }] : [];
  });
}

function timeOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}
