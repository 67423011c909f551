// The headers an answer carries to the client.

import type { PoolUsage } from "../pool/pool-usage.ts";

export const REQUEST_ID_HEADER = "x-switchyard-request-id";

/** Of the upstream's headers these mean something to the vendor's own client (wire facts 1.3). */
const NATIVE = ["openai-model", "x-models-etag", "x-reasoning-included", "x-codex-turn-state", "x-request-id", "etag"];

export function streamHeaders(requestId: string): Record<string, string> {
  return {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
    [REQUEST_ID_HEADER]: requestId,
  };
}

export function wholeHeaders(requestId: string): Record<string, string> {
  return { "content-type": "application/json", [REQUEST_ID_HEADER]: requestId };
}

/** Adds what the vendor's own client reads: its upstream's headers, and the quota of the pool in place of one account's. */
export function addNativeHeaders(headers: Record<string, string>, upstream: Headers | null, usage: PoolUsage): void {
  for (const name of NATIVE) {
    const value = upstream?.get(name) ?? null;
    if (value !== null) headers[name] = value;
  }
  for (const slot of ["primary", "secondary"] as const) {
    const window = usage[slot];
    if (window === null) continue;
    headers[`x-codex-${slot}-used-percent`] = window.usedPercent.toFixed(1);
    headers[`x-codex-${slot}-window-minutes`] = String(Math.round(window.windowMs / 60_000));
    if (window.resetsAt !== null) headers[`x-codex-${slot}-reset-at`] = String(Math.round(window.resetsAt / 1000));
  }
  if (usage.plan !== null) headers["x-codex-plan-type"] = usage.plan;
}
