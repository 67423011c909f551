// `GET /v1/usage`: what the holder of a key may know of it, in the form that clients of codex-lb read (facts codex-lb 2.8).

import { Fault } from "../../domain/faults.ts";
import type { LimitStanding } from "../../domain/key-ledger.ts";
import type { LimitKind, LimitWindow } from "../../domain/key-limit.ts";
import type { OwnUsage } from "../../management/client-keys/key-usage.ts";
import type { PoolUsage, PoolWindow } from "../../pool/pool-usage.ts";
import type { Client } from "../../proxy/identify-client.ts";

/** The client with its key, which is asked for here even where the rest asks for none. Throws Fault. */
export function requireKey(client: Client): Client & { readonly name: string } {
  const { name } = client;
  if (name !== null) return { ...client, name };
  throw new Fault("missing_api_key", "Send the API key whose usage is asked for as 'Authorization: Bearer <key>'");
}

const TYPES: Readonly<Record<LimitKind, string>> = {
  requests: "requests",
  tokens: "total_tokens",
  cost_usd: "cost_usd",
};
const WINDOWS: Readonly<Record<LimitWindow, string>> = {
  minute: "minute",
  "5h": "5h",
  day: "daily",
  week: "weekly",
  month: "monthly",
};

export function keyUsageView({ totals, limits }: OwnUsage, pool: PoolUsage): object {
  const { requests, usage, costUsd } = totals;
  return {
    request_count: requests,
    total_tokens: usage.inputTokens + usage.outputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    total_cost_usd: costUsd,
    limits: limits.map(limitView),
    upstream_limits: [],
    account_pool_usage:
      pool.primary === null && pool.secondary === null
        ? null
        : { primary: poolView(pool.primary), secondary: poolView(pool.secondary) },
  };
}

/** Cost is counted in millionths of a dollar there. */
const MILLION = 1_000_000;

function limitView({ limit, count, held, resetsAt }: LimitStanding): object {
  const unit = limit.kind === "cost_usd" ? MILLION : 1;
  const used = Math.min(limit.max, count.used + held);
  return {
    limit_type: TYPES[limit.kind],
    limit_window: WINDOWS[limit.window],
    max_value: Math.round(limit.max * unit),
    current_value: Math.round(used * unit),
    remaining_value: Math.round((limit.max - used) * unit),
    model_filter: null,
    reset_at: new Date(resetsAt).toISOString(),
    source: "api_key_limit",
  };
}

function poolView(window: PoolWindow | null): object | null {
  if (window === null) return null;
  return {
    used_percent: Math.round(window.usedPercent),
    window_minutes: Math.round(window.windowMs / 60_000),
    reset_at: window.resetsAt === null ? null : new Date(window.resetsAt).toISOString(),
  };
}
