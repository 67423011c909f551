// Codex shows its user the limits that come along with each turn. By HTTP they are headers (answer-headers), by WebSocket
// an event of the vendor's: either way the pool's, not those of the one account that happened to serve.

import type { PoolUsage, PoolWindow } from "../pool/pool-usage.ts";

const LIMITS = /^\{"type": ?"codex\.rate_limits"/;

/** The event with the pool's limits in place of an account's; null where the pool's are not known; others as they are. */
export function withPoolLimits(event: string, usage: () => PoolUsage): string | null {
  if (!LIMITS.test(event)) return event;
  const { primary, secondary, allowed, plan } = usage();
  if (primary === null && secondary === null) return null;
  return JSON.stringify({
    type: "codex.rate_limits",
    plan_type: plan ?? "unknown",
    rate_limits: { allowed, limit_reached: !allowed, primary: windowOf(primary), secondary: windowOf(secondary) },
    credits: null,
  });
}

function windowOf(window: PoolWindow | null): object | null {
  if (window === null) return null;
  const { usedPercent, windowMs, resetsAt } = window;
  return {
    used_percent: Math.round(usedPercent * 10) / 10,
    window_minutes: Math.round(windowMs / 60_000),
    reset_at: resetsAt === null ? null : Math.round(resetsAt / 1000),
  };
}
