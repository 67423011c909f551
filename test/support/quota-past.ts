// A past for pages that look ahead and back: Ada was used up while Ben was paused. Written through the store while no gateway
// runs.

import { join } from "node:path";

import { HEALTHY } from "../../src/domain/account-health.ts";
import type { QuotaSample } from "../../src/domain/ports.ts";
import type { Quota } from "../../src/domain/quota.ts";
import type { RequestRecord } from "../../src/domain/request-record.ts";
import { openStore } from "../../src/store/open-store.ts";
import { sampleRecord } from "./sample-record.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How much is used, percent, and in how many hours it resets. */
interface Used {
  readonly used: number;
  readonly resetsIn: number;
}

/** What is known of an account's windows at the moment. */
export async function seedQuotas(
  { dataDir }: { readonly dataDir: string },
  accounts: ReadonlyMap<string, { readonly primary: Used; readonly secondary: Used; readonly pace?: number }>,
): Promise<void> {
  const now = Date.now();
  const window = ({ used, resetsIn }: Used, hours: number) => ({
    usedPercent: used,
    windowMs: hours * HOUR_MS,
    resetsAt: now + resetsIn * HOUR_MS,
  });
  const store = await openStore({ url: join(dataDir, "switchyard.db") });
  try {
    await store.accountStates.save(
      new Map(
        [...accounts].map(([id, { primary, secondary }]) => {
          const quota: Quota = {
            primary: window(primary, 5),
            secondary: window(secondary, 168),
            plan: "plus",
            allowed: true,
            observedAt: now,
          };
          return [id, { health: HEALTHY, quota, lastUsedAt: now }];
        }),
      ),
    );
    await store.quotaSamples.append(
      [...accounts].flatMap(([accountId, { primary, secondary, pace = 0 }]): readonly QuotaSample[] => {
        const seen = (hoursAgo: number): QuotaSample => ({
          accountId,
          observedAt: now - hoursAgo * HOUR_MS,
          primaryUsedPercent: null,
          primaryResetsAt: now + primary.resetsIn * HOUR_MS,
          secondaryUsedPercent: Math.max(0, secondary.used - pace * hoursAgo),
          secondaryResetsAt: now + secondary.resetsIn * HOUR_MS,
        });
        return [seen(12), seen(0)];
      }),
    );
  } finally {
    await store.close();
  }
}

/**
 * Some hours ago: 20 % of the account's 5 hours were used, then it served eight requests of two conversations in two hours,
 * 10 % each; two more were refused.
 */
export async function seedRefusals({ dataDir }: { readonly dataDir: string }, accountId: string): Promise<void> {
  const start = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 5 * HOUR_MS;
  const record = (id: string, minutes: number, changes: Partial<RequestRecord>): RequestRecord =>
    sampleRecord({
      id,
      startedAt: start + minutes * MINUTE_MS,
      accountId,
      accountLabel: "ada@example.com",
      modelAsked: "gpt-5.5",
      modelServed: "gpt-5.5",
      attempts: [],
      usage: { inputTokens: 200_000, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
      costUsd: 1,
      ...changes,
    });
  const served = Array.from({ length: 8 }, (_, index) =>
    record(`req_served${index}`, index * 15, { session: index % 2 === 0 ? "even" : "odd" }),
  );
  const refused = [130, 140].map((minutes) =>
    record(`req_refused${minutes}`, minutes, {
      outcome: "error",
      status: 429,
      errorCode: "usage_limit_reached",
      provider: null,
      accountId: null,
      accountLabel: null,
      usage: null,
      costUsd: null,
      totalMs: 3,
    }),
  );
  const sample = (hours: number, used: number): QuotaSample => ({
    accountId,
    observedAt: start + hours * HOUR_MS,
    primaryUsedPercent: used,
    primaryResetsAt: start + 5 * HOUR_MS,
    secondaryUsedPercent: null,
    secondaryResetsAt: null,
  });
  const store = await openStore({ url: join(dataDir, "switchyard.db") });
  try {
    await store.records.write([...served, ...refused]);
    await store.quotaSamples.append([sample(0, 20), sample(1, 60), sample(2, 100)]);
  } finally {
    await store.close();
  }
}
