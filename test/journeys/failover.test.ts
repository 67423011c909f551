// An account that cannot serve is replaced before the client notices; once content has flowed, the client is told the truth.
// Whatever happens, the request's record says what was tried and why.

import { describe, expect, test } from "bun:test";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat, chatText, codexTurn, responses, sseEvents, sseJson } from "../support/asks.ts";
import { ranked, requestIdOf, startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";

/** Conversations of journeys open alike: stuck to an account they would tell nothing of the choice. */
const LOOSE = { routing: { "sticky-threads-enabled": false } } as const;

/** Each way in which clients ask, and how each finds the text of the answer. */
const WAYS = [
  {
    name: "chat stream",
    ask: (world: World) => world.post("/v1/chat/completions", chat("hi", { stream: true })),
    said: async (response: Response) => chatText(await response.text()),
  },
  {
    name: "chat",
    ask: (world: World) => world.post("/v1/chat/completions", chat("hi")),
    said: async (response: Response) =>
      ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]?.message.content,
  },
  {
    name: "responses stream",
    ask: (world: World) => world.post("/v1/responses", responses("hi", { stream: true })),
    said: async (response: Response) => deltas(await response.text()),
  },
  {
    name: "responses",
    ask: (world: World) => world.post("/v1/responses", responses("hi")),
    said: async (response: Response) => JSON.stringify(await response.json()),
  },
  {
    name: "codex",
    ask: (world: World) => world.post("/backend-api/codex/responses", codexTurn("hi")),
    said: async (response: Response) => deltas(await response.text()),
  },
] as const;

function deltas(stream: string): string {
  return sseJson(stream)
    .filter(({ type }) => type === "response.output_text.delta")
    .map(({ delta }) => delta)
    .join("");
}

interface Trouble {
  readonly name: string;
  readonly fault: faults.Fault;
  /** What the record calls it; the two lanes come upon a broken stream in two ways. */
  readonly failure: string | readonly string[];
  readonly status: number | null;
  /** What rules the account out afterwards; null where it may serve again at once. */
  readonly restsAs: string | null;
}

const OVERLOADED = { code: "server_is_overloaded", message: "Our servers are currently overloaded." } as const;

const BROKEN = ["stream_broken", "upstream_error"];

const BEFORE_CONTENT: readonly Trouble[] = [
  { name: "a 500", fault: faults.serverError(), failure: "upstream_error", status: 500, restsAs: null },
  { name: "an overload (503)", fault: faults.overloaded(), failure: "upstream_error", status: 503, restsAs: null },
  {
    name: "an overload as the first event of a 200",
    fault: { kind: "error-event", ...OVERLOADED, afterEvents: 0 },
    failure: "upstream_error",
    status: 200,
    restsAs: null,
  },
  {
    name: "response.failed before content",
    fault: { kind: "failed-event", ...OVERLOADED, afterEvents: 2 },
    failure: "upstream_error",
    status: 200,
    restsAs: null,
  },
  {
    name: "an empty 200",
    fault: { kind: "end-early", events: 0 },
    failure: BROKEN,
    status: 200,
    restsAs: null,
  },
  {
    name: "a clean end without a terminal event",
    fault: { kind: "end-early", events: 2 },
    failure: BROKEN,
    status: 200,
    restsAs: null,
  },
  {
    name: "a cut before content",
    fault: { kind: "cut", events: 2 },
    failure: "stream_broken",
    status: 200,
    restsAs: null,
  },
  { name: "garbage", fault: { kind: "garbage" }, failure: BROKEN, status: 200, restsAs: null },
  {
    name: "a rate limit",
    fault: faults.rateLimited(60_000),
    failure: "rate_limited",
    status: 429,
    restsAs: "rate_limited",
  },
  {
    name: "a used-up quota",
    fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }),
    failure: "quota_exceeded",
    status: 429,
    restsAs: "quota_exceeded",
  },
  {
    name: "a plan without Codex",
    fault: faults.usageNotIncluded(),
    failure: "quota_exceeded",
    status: 429,
    restsAs: "quota_exceeded",
  },
  {
    name: "a deactivated workspace (402)",
    fault: faults.deactivatedWorkspace(),
    failure: "deactivated",
    status: 402,
    restsAs: "deactivated",
  },
  {
    name: "a challenge page (403)",
    fault: faults.cloudflareChallenge(),
    failure: "forbidden",
    status: 403,
    restsAs: "backing_off",
  },
  {
    name: "a model that the account may not use",
    fault: faults.modelNotSupported("gpt-5.5"),
    failure: "model_unsupported",
    status: 400,
    restsAs: "model_refused",
  },
];

describe("before content, another account answers and the client notices nothing of", () => {
  for (const { name, fault, failure, status, restsAs } of BEFORE_CONTENT) {
    test(name, async () => {
      await using world = await startWorld({ accounts: ranked(2), config: LOOSE });
      const answers: Response[] = [];
      for (const way of WAYS) {
        world.fault({ account: ADA, fault });
        const answer = await way.ask(world);
        expect([way.name, answer.status]).toEqual([way.name, 200]);
        expect(await way.said(answer)).toContain("You said: hi");
        answers.push(answer);
        // Where ada rests from now on, the fault finds nobody to strike.
        world.sandbox.clearFaults();
        // A success in between: one or two failures are the weather and do not add up over the ways.
        if (restsAs === null) await healthy(world);
      }
      for (const [index, answer] of answers.entries()) {
        const record = await world.record(answer);
        expect(record).toMatchObject({ outcome: "ok", status: 200, accountLabel: BEN });
        if (restsAs !== null && index > 0) expectRested(record, restsAs);
        else expectReplaced(record, { failure, status, restsAs });
      }
    });
  }
});

/** Ada was not even asked. */
function expectRested({ attempts }: RequestRecord, restsAs: string): void {
  expect(attempts).toHaveLength(1);
  expect(attempts[0]?.decision.ruledOut).toEqual({ [restsAs]: 1 });
}

/** Ada was asked and failed so, and ben was asked next. */
function expectReplaced({ attempts }: RequestRecord, trouble: Pick<Trouble, "failure" | "status" | "restsAs">): void {
  const { failure, status, restsAs } = trouble;
  expect([failure].flat()).toContain(attempts[0]?.failure?.kind ?? "none");
  expect(attempts).toMatchObject([
    { accountLabel: ADA, status },
    { accountLabel: BEN, status: 200, failure: null },
  ]);
  expect(attempts[1]?.decision.ruledOut).toEqual({ [restsAs ?? "already_tried"]: 1 });
}

/** Ada serves, and her failures are forgotten. */
async function healthy(world: World): Promise<void> {
  expect((await world.post("/v1/chat/completions", chat("all well?"))).status).toBe(200);
  expect(world.exchanges().at(-1)?.account).toBe(ADA);
}

describe("after content, the client is told the truth in its stream and no other account is asked:", () => {
  /** Its events come one by one, so that the client has content before the fault strikes. */
  const PACED = "sandbox-stream-40x10";
  const SPOKEN = 15;
  const AFTER_CONTENT: readonly (readonly [string, faults.Fault, string])[] = [
    ["a cut", { kind: "cut", events: SPOKEN }, "upstream_stream_broken"],
    ["a clean end", { kind: "end-early", events: SPOKEN }, "upstream_stream_broken"],
    ["a silence", { kind: "hang-after", events: SPOKEN }, "upstream_stalled"],
    ["response.failed", { kind: "failed-event", ...OVERLOADED, afterEvents: SPOKEN }, "server_is_overloaded"],
    ["an error event", { kind: "error-event", ...OVERLOADED, afterEvents: SPOKEN }, "server_is_overloaded"],
  ];
  for (const [name, fault, code] of AFTER_CONTENT) {
    test(name, async () => {
      await using world = await startWorld({ accounts: ranked(2), config: { "stream-idle-timeout-seconds": 0.3 } });

      world.fault({ account: ADA, fault });
      const chatAnswer = await world.post("/v1/chat/completions", chat("hi", { stream: true, model: PACED }));
      expect(chatAnswer.status).toBe(200);
      const chatFrames = sseEvents(await chatAnswer.text());
      expect(JSON.parse(chatFrames.at(-1)?.data ?? "")).toMatchObject({ error: { code } });
      expect(chatFrames.map(({ data }) => data)).not.toContain("[DONE]");

      world.fault({ account: ADA, fault });
      const answer = await world.post("/v1/responses", responses("hi", { stream: true, model: PACED }));
      const frames = sseJson(await answer.text());
      const ends = frames.filter(({ type }) => /^response\.(completed|failed|incomplete)$/.test(String(type)));
      expect(ends).toMatchObject([{ type: "response.failed", response: { error: { code } } }]);
      expect(frames.at(-1)).toBe(ends[0] as Record<string, unknown>);

      world.fault({ account: ADA, fault });
      const codexAnswer = await world.post("/backend-api/codex/responses", codexTurn("hi", { model: PACED }));
      expect(sseJson(await codexAnswer.text()).at(-1)).toMatchObject({
        type: "response.failed",
        response: { error: { code } },
      });

      for (const each of [chatAnswer, answer, codexAnswer]) {
        const record = await world.record(each);
        expect(record).toMatchObject({ outcome: "error", status: 200, errorCode: code, accountLabel: ADA });
        expect(record.attempts).toHaveLength(1);
      }
      expect(world.exchanges().map(({ account }) => account)).toEqual([ADA, ADA, ADA]);
    });
  }

  test("an answer that is not streamed may still go elsewhere, for the client has seen nothing", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    world.fault({ account: ADA, fault: { kind: "cut", events: SPOKEN } });
    const answer = await world.post("/v1/chat/completions", chat("hi", { model: PACED }));
    expect(answer.status).toBe(200);
    expect(await world.record(answer)).toMatchObject({ outcome: "ok", accountLabel: BEN });
  });
});

describe("a fault of the request", () => {
  const REFUSAL = {
    error: {
      message: "Invalid value: 'zzz'",
      type: "invalid_request_error",
      param: "input[0].role",
      code: "invalid_value",
    },
  };
  for (const status of [400, 404, 413, 422]) {
    test(`${status}: is told in the upstream's own words, asks no other account and punishes none`, async () => {
      await using world = await startWorld({ accounts: ranked(2) });
      world.fault({ account: ADA, fault: { kind: "status", status, body: REFUSAL }, times: 2 });
      for (const stream of [true, false]) {
        const answer = await world.post("/v1/responses", responses("hi", { stream }));
        expect(answer.status).toBe(status);
        expect(await answer.json()).toEqual(REFUSAL);
        expect(await world.record(answer)).toMatchObject({
          outcome: "error",
          status,
          errorCode: "invalid_value",
          attempts: [{ accountLabel: ADA, failure: { kind: "request_fault" } }],
        });
      }
      await healthy(world);
    });
  }

  test("the backend's bare `detail` becomes an error in the client's own shape", async () => {
    await using world = await startWorld({ accounts: 1 });
    world.fault({ fault: { kind: "status", status: 400, body: { detail: "Stream must be set to true" } } });
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { message: "Stream must be set to true", type: "invalid_request_error" },
    });
  });
});

describe("when every account fails", () => {
  test("an exhausted pool is 429 usage_limit_reached with the first reset, in the shape of each dialect", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    const startedAt = Date.now();
    world.fault({ account: ADA, fault: faults.usageLimitReached({ resetsInMs: 7_200_000 }) });
    world.fault({ account: BEN, fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
    for (const way of WAYS) {
      const answer = await way.ask(world);
      expect([way.name, answer.status]).toEqual([way.name, 429]);
      const { error } = (await answer.json()) as { error: Record<string, unknown> };
      expect(error).toMatchObject({ type: "usage_limit_reached", message: "The usage limit has been reached" });
      const resetsAt = Number(error["resets_at"]) * 1000;
      expect(resetsAt).toBeGreaterThan(startedAt + 3_590_000);
      expect(resetsAt).toBeLessThan(startedAt + 3_620_000);
      const retryAfter = Number(answer.headers.get("retry-after"));
      expect(retryAfter).toBeGreaterThan(3500);
      expect(retryAfter).toBeLessThanOrEqual(3601);
      expect(await world.record(answer)).toMatchObject({ outcome: "error", errorCode: "usage_limit_reached" });
    }
    // Asked once each; from then on nobody is asked in vain.
    expect(world.exchanges()).toHaveLength(2);
    const last = world.records().at(-1)?.attempts.at(-1);
    expect(last).toMatchObject({
      accountId: null,
      decision: { rule: "every account's quota is used up", chosen: null, ruledOut: { quota_exceeded: 2 } },
    });
  });

  test("a rate limit of all is 429 and says when to come back", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    world.fault({ fault: faults.rateLimited(30_000), times: 2 });
    for (const way of WAYS) {
      const answer = await way.ask(world);
      expect([way.name, answer.status]).toEqual([way.name, 429]);
      expect(Number(answer.headers.get("retry-after"))).toBeWithin(25, 31);
      const { error } = (await answer.json()) as { error: { type: string } };
      expect(error.type).toBe("rate_limit_error");
    }
    expect(world.exchanges()).toHaveLength(2);
  });

  test("a 500 of all is told as it came, once every attempt is used", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: { "request-retry": 3 } });
    world.fault({ fault: faults.serverError(), times: Number.POSITIVE_INFINITY });
    for (const stream of [true, false]) {
      const answer = await world.post("/v1/chat/completions", chat("hi", { stream }));
      expect(answer.status).toBe(500);
      expect(await answer.json()).toMatchObject({ error: { code: "server_error" } });
      const { attempts } = await world.record(answer);
      expect(attempts.length).toBeGreaterThanOrEqual(stream ? 4 : 1);
    }
  });

  test("broken answers of all are 502, streamed or not", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: LOOSE });
    for (const fault of [{ kind: "garbage" }, { kind: "end-early", events: 0 }, { kind: "cut", events: 2 }] as const) {
      world.fault({ fault, times: Number.POSITIVE_INFINITY });
      for (const way of WAYS) {
        const answer = await way.ask(world);
        expect([way.name, fault.kind, answer.status]).toEqual([way.name, fault.kind, 502]);
        expect(await answer.json()).toMatchObject({ error: { code: expect.stringMatching(/^upstream_/) } });
      }
      world.sandbox.clearFaults();
    }
  });

  test("a hang before the first byte is 504 in the client's shape", async () => {
    const config = { "first-byte-timeout-seconds": 0.15, "request-retry": 1 };
    await using world = await startWorld({ accounts: ranked(2), config });
    world.fault({ fault: { kind: "hang" }, times: Number.POSITIVE_INFINITY });
    const answer = await world.post("/v1/chat/completions", chat("hi", { stream: true }));
    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ error: { code: "upstream_timeout", type: "server_error" } });
    const asked = (await world.record(answer)).attempts.map(({ accountLabel }) => accountLabel);
    expect(asked).toEqual([ADA, BEN, ADA, BEN]);
    for (const call of world.exchanges()) expect(call.end?.kind).toBe("aborted");
  });

  test("one account that hangs before its first byte is replaced", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: { "first-byte-timeout-seconds": 0.15 } });
    world.fault({ account: ADA, fault: { kind: "hang" } });
    const answer = await world.post("/v1/responses", responses("hi"));
    expect(answer.status).toBe(200);
    expect(await world.record(answer)).toMatchObject({
      accountLabel: BEN,
      attempts: [{ failure: { kind: "unreachable", code: "first_byte_timeout" } }, { failure: null }],
    });
  });

  test("an upstream where nobody listens is 502", async () => {
    const nowhere = Bun.serve({ port: 0, fetch: () => new Response() });
    const refused = `http://127.0.0.1:${nowhere.port}`;
    await nowhere.stop(true);
    const upstreams = { codex: { "base-url": refused, "auth-url": refused }, openai: { "base-url": refused } };
    await using world = await startWorld({ accounts: 2, config: { upstreams } });
    for (const path of ["/v1/chat/completions", "/v1/responses"]) {
      const body = path.endsWith("responses") ? responses("hi") : chat("hi");
      const answer = await world.post(path, body);
      expect(answer.status).toBe(502);
      expect(await answer.json()).toMatchObject({ error: { code: "upstream_unreachable" } });
      expect(await world.record(answer)).toMatchObject({ outcome: "error", errorCode: "upstream_unreachable" });
    }
  });

  test("an account whose own proxy is gone is replaced by one that has a way out", async () => {
    const nowhere = Bun.serve({ port: 0, fetch: () => new Response() });
    const proxy = `http://127.0.0.1:${nowhere.port}`;
    await nowhere.stop(true);
    await using world = await startWorld({
      accounts: [{ file: { priority: 9, proxy_url: proxy } }, {}],
    });
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(200);
    expect(await world.record(answer)).toMatchObject({ accountLabel: BEN });
  });

  test("a pool without accounts is 503 no_accounts and says how to add one", async () => {
    await using world = await startWorld({ accounts: 0 });
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(503);
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe("no_accounts");
    expect(error.message).toContain("switchyard import");
  });

  test("nobody usable is told kind by kind and names no account", async () => {
    const accounts = [{ file: { disabled: true } }, { file: { priority: 1 } }];
    await using world = await startWorld({ accounts });
    world.fault({ fault: faults.deactivatedWorkspace() });
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(text).toContain("1 paused");
    expect(text).toContain("1 deactivated by the upstream");
    expect(text).not.toContain("example.com");
  });
});

describe("what an account may not do", () => {
  test("encrypted reasoning of another account: sent once more without it, to the same account", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    world.fault({ account: ADA, fault: faults.invalidEncryptedContent() });
    const sealed = { type: "reasoning", summary: [], encrypted_content: "gAAAAof-somebody-else" };
    const message = { type: "message", role: "user", content: [{ type: "input_text", text: "go on" }] };
    const answer = await world.post("/backend-api/codex/responses", codexTurn("", { input: [sealed, message] }));
    expect(answer.status).toBe(200);
    expect(deltas(await answer.text())).toContain("go on");
    const [first, second, ...more] = world.exchanges();
    expect(more).toEqual([]);
    expect(first).toMatchObject({ account: ADA, body: { input: [sealed, message] } });
    expect(second).toMatchObject({ account: ADA, body: { input: [message] } });
    expect((await world.record(answer)).attempts).toMatchObject([
      { accountLabel: ADA, failure: { kind: "foreign_reasoning" } },
      { accountLabel: ADA, failure: null },
    ]);
  });

  test("a model refused to one account is asked of it no more, other models are", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: LOOSE });
    world.fault({ account: ADA, fault: faults.modelNotSupported("gpt-5.5") });
    for (const model of ["gpt-5.5", "gpt-5.5", "gpt-5.4"]) {
      expect((await world.post("/v1/chat/completions", chat("hi", { model }))).status).toBe(200);
    }
    expect(world.exchanges().map(({ account }) => account)).toEqual([ADA, BEN, BEN, ADA]);
  });
});

describe("every answer", () => {
  test("carries the id under which its record is found, errors too", async () => {
    await using world = await startWorld({ accounts: 1, config: { "max-body-bytes": 2048 } });
    const ok = await world.post("/v1/chat/completions", chat("hi", { stream: true }));
    await ok.text();
    world.fault({ fault: { kind: "status", status: 422, body: { error: { message: "no" } } } });
    const refused = await world.post("/v1/responses", responses("hi"));
    const answers = [
      ok,
      refused,
      await world.post("/v1/chat/completions", "{"),
      await world.post("/v1/chat/completions", chat("x".repeat(4000))),
      await world.get("/v1/nothing/here"),
      await world.get("/v1/chat/completions"),
      await world.get("/v1/models"),
    ];
    const ids = answers.map(requestIdOf);
    expect(new Set(ids).size).toBe(answers.length);
    for (const id of ids) expect(id).toMatch(/^req_[0-9a-z]{24}$/);
    expect((await world.record(ok)).outcome).toBe("ok");
    expect((await world.record(refused)).outcome).toBe("error");
  });

  test("has a record that says why: the rule, who was considered and what ruled each out", async () => {
    const accounts = [{ file: { priority: 5 } }, { file: { priority: 5, disabled: true } }, { file: { priority: 1 } }];
    await using world = await startWorld({ accounts });
    const answer = await world.post("/v1/chat/completions", chat("hi"), { headers: { "user-agent": "journey/1" } });
    const record = await world.record(answer);
    expect(record).toMatchObject({
      route: "POST /v1/chat/completions",
      transport: "http",
      dialect: "openai-chat",
      userAgent: "journey/1",
      modelAsked: "gpt-5.5",
      modelServed: "gpt-5.5",
      streamed: false,
      provider: "codex",
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    });
    const [attempt] = record.attempts;
    expect(attempt?.decision).toMatchObject({
      strategy: "usage_weighted",
      rule: "least weekly usage, then least 5-hour usage",
      ruledOut: { paused: 1 },
      omitted: 0,
    });
    expect(
      attempt?.decision.considered
        .map(({ label, exclusion, priority }) => ({ label, priority, why: exclusion?.reason ?? null }))
        .toSorted((a, b) => a.label.localeCompare(b.label)),
    ).toEqual([
      { label: ADA, priority: 5, why: null },
      { label: BEN, priority: 5, why: "paused" },
      { label: "cleo@example.com", priority: 1, why: null },
    ]);
    expect(record.costUsd).toBeGreaterThan(0);
  });
});
