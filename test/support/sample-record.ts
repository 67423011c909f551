// A request record with every field set, for tests that care about a few of them.

import type { RequestRecord } from "../../src/domain/request-record.ts";

/** A settled record that succeeded on `acc_ada`; `changes` say what is different. */
export function sampleRecord(changes: Partial<RequestRecord> & Pick<RequestRecord, "id">): RequestRecord {
  return {
    startedAt: Date.UTC(2026, 0, 1, 12, 30),
    outcome: "ok",
    status: 200,
    errorCode: null,
    errorMessage: null,
    route: "POST /v1/responses",
    transport: "http",
    dialect: "openai-responses",
    clientKey: "laptop",
    userAgent: "codex_cli_rs/0.169.0",
    modelAsked: "gpt-5.5",
    modelServed: "gpt-5.5-2026-01",
    streamed: true,
    session: "5f0c1d2e3b4a6978",
    provider: "codex",
    accountId: "acc_ada",
    accountLabel: "ada@example.com",
    attempts: [
      {
        accountId: "acc_ada",
        provider: "codex",
        model: "gpt-5.5",
        accountLabel: "ada@example.com",
        decision: {
          strategy: "usage_weighted",
          rule: "least weekly usage, then least 5-hour usage",
          chosen: "acc_ada",
          considered: [
            {
              accountId: "acc_ada",
              label: "ada@example.com",
              exclusion: null,
              priority: 0,
              primaryUsedPercent: 12.5,
              secondaryUsedPercent: 40,
              inFlight: 1,
            },
            {
              accountId: "acc_bob",
              label: "bob@example.com",
              exclusion: { reason: "rate_limited", until: Date.UTC(2026, 0, 1, 13) },
              priority: 0,
              primaryUsedPercent: null,
              secondaryUsedPercent: null,
              inFlight: 0,
            },
          ],
          omitted: 0,
          ruledOut: { rate_limited: 1 },
        },
        startedMs: 2,
        endedMs: 900,
        status: 200,
        failure: null,
      },
    ],
    firstByteMs: 210,
    totalMs: 900,
    usage: { inputTokens: 1000, cachedInputTokens: 600, cacheWriteTokens: 0, outputTokens: 50, reasoningTokens: 20 },
    costUsd: 0.25,
    ...changes,
  };
}

/** The same request as it was when it was opened: nothing known of its end. */
export function openRecord(changes: Partial<RequestRecord> & Pick<RequestRecord, "id">): RequestRecord {
  return sampleRecord({
    outcome: "open",
    status: 0,
    modelServed: null,
    provider: null,
    accountId: null,
    accountLabel: null,
    attempts: [],
    firstByteMs: null,
    totalMs: null,
    usage: null,
    costUsd: null,
    ...changes,
  });
}
