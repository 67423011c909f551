import { expect, test } from "bun:test";

import type { RecordedRequest } from "./recorded-request.ts";
import { createRecordReader, type RecordReader } from "./replayed-request.ts";

const record = (changes: Partial<RecordedRequest>): RecordedRequest => ({
  id: "req_1",
  startedAt: 1000,
  totalMs: 400,
  outcome: "ok",
  status: 200,
  errorCode: null,
  modelAsked: "gpt-5.5",
  modelServed: "gpt-5.5-2026-01",
  provider: "codex",
  accountId: "acc_ada",
  session: "5f0c",
  usage: { inputTokens: 100, cachedInputTokens: 60, cacheWriteTokens: 0, outputTokens: 10, reasoningTokens: 0 },
  costUsd: 0.5,
  ...changes,
});
const reader = (): RecordReader =>
  createRecordReader({
    weigh: ({ inputTokens }, model) => (model === "gpt-5.5-2026-01" ? inputTokens / 10 : 1),
    groupOf: ({ model, provider }) => provider ?? (model === "unheard-of" ? null : "codex"),
  });

test("what was served is played with its own length, weight and cost", () => {
  expect(reader()(record({}))).toEqual({
    id: "req_1",
    at: 1000,
    durationMs: 400,
    session: "5f0c",
    model: "gpt-5.5",
    group: "codex",
    weight: 10,
    costUsd: 0.5,
    cachedTokens: 60,
    recorded: { kind: "served", accountId: "acc_ada" },
  });
});

test("what was refused is taken to be like the mean of what the model served before", () => {
  const read = reader();
  read(record({}));
  // Means of 10 and 30, 400 and 600 ms, 0.5 and 1.5 USD.
  read(record({ usage: { ...(record({}).usage ?? never()), inputTokens: 300 }, totalMs: 600, costUsd: 1.5 }));
  const refused = { outcome: "error", status: 429, usage: null, costUsd: null, totalMs: 3, accountId: null } as const;
  expect(read(record({ ...refused, errorCode: "usage_limit_reached", provider: null }))).toMatchObject({
    group: "codex",
    weight: 20,
    durationMs: 500,
    costUsd: 1,
    recorded: { kind: "refused", status: 429, code: "usage_limit_reached" },
  });
  // Of a model that never served nothing is known.
  expect(read(record({ ...refused, errorCode: "no_accounts", modelAsked: "other" }))).toMatchObject({ weight: 0 });
});

test("a failure of the upstream or a client that left was a place taken, and is played with what it used", () => {
  expect(reader()(record({ outcome: "cancelled", status: 499 }))).toMatchObject({ weight: 10 });
  expect(reader()(record({ outcome: "error", errorCode: "upstream_error", usage: null }))).toMatchObject({
    weight: 0,
    recorded: { kind: "served", accountId: "acc_ada" },
  });
});

test("what never needed an account is left out: open, faulty, for a model that nobody here serves", () => {
  expect(reader()(record({ outcome: "open" }))).toBeNull();
  expect(reader()(record({ outcome: "error", errorCode: "model_not_found", accountId: null }))).toBeNull();
  expect(reader()(record({ provider: null, modelAsked: "unheard-of" }))).toBeNull();
});

function never(): never {
  throw new Error("no usage");
}
