// A month of requests in a database, written through the store: what the benchmarks of the records look through.

import type { RequestRecord } from "../../src/domain/request-record.ts";
import type { Store } from "../../src/store/open-store.ts";
import { sampleRecord } from "../../test/support/sample-record.ts";

export const MONTH_MS = 30 * 86_400_000;
const BATCH = 500;

const MODELS = ["gpt-5.5", "gpt-5.4-mini", "claude-opus-5-5", "claude-sonnet-5", "gemini-2.5-pro"];
const ROUTES = ["POST /v1/responses", "POST /v1/messages", "POST /v1/chat/completions"];
const PROVIDERS = ["codex", "claude", "gemini"];

/** Request number `index` of `count` within the month that ends at `now`: mostly well, every kind of exception among them. */
export function recordAt(index: number, count: number, now: number): RequestRecord {
  const startedAt = Math.floor(now - MONTH_MS + ((index + 1) / count) * MONTH_MS) - 1;
  const account = (index * 7) % 20;
  const outcome = outcomeAt(index);
  const errorCode = outcome === "error" ? (index % 3 === 0 ? "usage_limit_reached" : "upstream_error") : null;
  return sampleRecord({
    id: `req_${startedAt.toString(36).padStart(9, "0")}${index.toString(16).padStart(15, "0")}`,
    startedAt,
    outcome,
    status: outcome === "ok" ? 200 : 502,
    errorCode,
    errorMessage: errorCode === null ? null : `The upstream said no, case ${index}`,
    accountId: index % 250_000 === 100 ? "acc_rare" : `acc_${account}`,
    accountLabel: `account${account}@example.com`,
    clientKey: index % 250_000 === 200 ? "rare-key" : `key-${index % 8}`,
    modelServed: index % 250_000 === 300 ? "rare-model" : (MODELS[index % MODELS.length] ?? null),
    provider: index % 250_000 === 400 ? "kimi" : (PROVIDERS[index % PROVIDERS.length] ?? null),
    route: index % 250_000 === 500 ? "POST /v1/audio/transcriptions" : (ROUTES[index % ROUTES.length] ?? ""),
    firstByteMs: 200 + ((index * 37) % 3000),
    totalMs: index % 250_000 === 600 ? 900_000 : 900 + ((index * 53) % 40_000),
  });
}

function outcomeAt(index: number): RequestRecord["outcome"] {
  if (index % 100 === 7) return "error";
  return index % 50 === 9 ? "cancelled" : "ok";
}

/** Returns µs a record. */
export async function fill(store: Store, count: number, now: number): Promise<number> {
  const startedAt = performance.now();
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from);
    await store.records.write(Array.from({ length: size }, (_, index) => recordAt(from + index, count, now)));
  }
  return ((performance.now() - startedAt) * 1000) / count;
}
