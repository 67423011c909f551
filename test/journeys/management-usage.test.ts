// GET /usage and its neighbours: what they say equals what the request records say, also after a restart.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat, responses } from "../support/asks.ts";
import { manage, type Manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { startWorld, type World } from "../support/world.ts";

interface Detail {
  readonly timestamp: string;
  readonly source: string;
  readonly auth_index: string;
  readonly latency_ms: number;
  readonly tokens: Readonly<Record<string, number>>;
  readonly failed: boolean;
}

interface Recent {
  readonly time: string;
  readonly success: number;
  readonly failed: number;
}

interface Usage {
  readonly total_requests: number;
  readonly success_count: number;
  readonly failure_count: number;
  readonly total_tokens: number;
  readonly requests_by_day: Readonly<Record<string, number>>;
  readonly requests_by_hour: Readonly<Record<string, number>>;
  readonly tokens_by_day: Readonly<Record<string, number>>;
  readonly tokens_by_hour: Readonly<Record<string, number>>;
  readonly apis: Readonly<
    Record<
      string,
      {
        readonly total_requests: number;
        readonly total_tokens: number;
        readonly models: Readonly<
          Record<
            string,
            { readonly total_requests: number; readonly total_tokens: number; readonly details: readonly Detail[] }
          >
        >;
      }
    >
  >;
}

let world: World;
let call: Manage;
beforeAll(async () => {
  const config = {
    "remote-management": { "secret-key": MANAGEMENT_KEY },
    "claude-api-key": [{ "api-key": "sk-ant-1", "base-url": "http://127.0.0.1:9" }],
  };
  world = await startWorld({ accounts: 1, config });
  call = manage(world);
});
afterAll(() => world[Symbol.asyncDispose]());

async function usage(): Promise<Usage> {
  const { body } = await call("GET /usage");
  const { usage: all, failed_requests: failed } = body as { readonly usage: Usage; readonly failed_requests: number };
  expect(failed).toBe(all.failure_count);
  return all;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

describe("usage", () => {
  test("before the first request there is nothing, in the full shape", async () => {
    expect(await usage()).toEqual({
      ...{ total_requests: 0, success_count: 0, failure_count: 0, total_tokens: 0 },
      ...{ requests_by_day: {}, requests_by_hour: {}, tokens_by_day: {}, tokens_by_hour: {}, apis: {} },
    });
  });

  test("every sum equals what the records say, at once and after a restart", async () => {
    for (const text of ["one", "two", "three"]) await world.post("/v1/chat/completions", chat(text));
    await world.post("/v1/responses", responses("four"));
    world.fault({ fault: { kind: "status", status: 400, body: { detail: "no" } } });
    await world.post("/v1/responses", responses("five"));
    await world.post("/v1/responses", responses("six", { model: "nobody/has-this" }));
    const now = await usage();
    const records = world.records();
    const tokens = sum(records.map((record) => (record.usage?.inputTokens ?? 0) + (record.usage?.outputTokens ?? 0)));
    expect(tokens).toBeGreaterThan(0);
    expect(now).toMatchObject({
      total_requests: records.length,
      success_count: records.filter(({ outcome }) => outcome === "ok").length,
      total_tokens: tokens,
    });
    expect(now.success_count + now.failure_count).toBe(now.total_requests);
    for (const sums of [now.requests_by_day, now.requests_by_hour])
      expect(sum(Object.values(sums))).toBe(records.length);
    for (const sums of [now.tokens_by_day, now.tokens_by_hour]) expect(sum(Object.values(sums))).toBe(tokens);
    expect(Object.keys(now.apis)).toEqual(["POST /v1/chat/completions", "POST /v1/responses"]);
    for (const api of Object.values(now.apis)) {
      const models = Object.values(api.models);
      expect(sum(models.map((model) => model.total_requests))).toBe(api.total_requests);
      expect(sum(models.map((model) => model.total_tokens))).toBe(api.total_tokens);
      for (const model of models) expect(model.details).toHaveLength(model.total_requests);
    }
    expect(now.apis["POST /v1/chat/completions"]?.models["gpt-5.5"]?.details[0]).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      source: "ada@....com",
      auth_index: expect.stringMatching(/^[0-9a-f]{16}$/),
      latency_ms: expect.any(Number),
      tokens: {
        ...{ input_tokens: expect.any(Number), output_tokens: expect.any(Number), total_tokens: expect.any(Number) },
        ...{ reasoning_tokens: expect.any(Number), cached_tokens: expect.any(Number) },
      },
      failed: false,
    });
    await world.stop();
    await world.start();
    expect(await usage()).toEqual(now);
  });

  test("is zeros while the operator wants none shown, and whole again afterwards", async () => {
    const before = await usage();
    expect(before.total_requests).toBeGreaterThan(0);
    await call("PUT /usage-statistics-enabled", { body: { value: false } });
    expect((await usage()).total_requests).toBe(0);
    await call("PUT /usage-statistics-enabled", { body: { value: true } });
    expect(await usage()).toEqual(before);
  });

  test("an account's file says how often it succeeded and failed", async () => {
    const { body } = await call("GET /auth-files");
    const [file] = (body as { readonly files: readonly Record<string, unknown>[] }).files;
    const records = world.records().filter(({ accountId }) => accountId !== null);
    const succeeded = records.filter(({ outcome }) => outcome === "ok").length;
    expect(file).toMatchObject({ success: succeeded, failed: records.length - succeeded });
    expect(file?.["recent_requests"]).toHaveLength(20);
  });

  test("recent requests are counted in the present span of ten minutes, those before a restart too", async () => {
    const present = async () => {
      const { body } = await call("GET /auth-files");
      const [file] = (body as { readonly files: readonly { readonly recent_requests: readonly Recent[] }[] }).files;
      return file?.recent_requests.at(-1);
    };
    const before = await present();
    await world.post("/v1/chat/completions", chat("recent"));
    const after = await present();
    expect(after?.time).toMatch(/^\d\d:\d0-\d\d:\d0$/);
    // A new span may just have begun.
    const known = before !== undefined && before.time === after?.time ? before : { success: 0, failed: 0 };
    expect(after).toMatchObject({ success: known.success + 1, failed: known.failed });
  });

  test("the usage of the configuration's keys stands under their address and key", async () => {
    const { status, body } = await call("GET /api-key-usage");
    expect(status).toBe(200);
    expect(body).toEqual({
      claude: { "http://127.0.0.1:9|sk-ant-1": { success: 0, failed: 0, recent_requests: expect.any(Array) } },
    });
  });

  test("the queue hands out each request once, the oldest first", async () => {
    await call("GET /usage-queue?count=100");
    world.fault({ fault: faults.usageLimitReached({ resetsInMs: 1000 }) });
    for (const text of ["a", "b"]) await world.post("/v1/chat/completions", chat(text));
    const first = await call("GET /usage-queue");
    expect(first.body).toEqual([
      expect.objectContaining({
        ...{ failed: true, fail: { status_code: 429, body: expect.any(String) }, model: "gpt-5.5" },
        endpoint: "POST /v1/chat/completions",
      }),
    ]);
    expect((await call("GET /usage-queue?count=10")).body).toHaveLength(1);
    expect((await call("GET /usage-queue")).body).toEqual([]);
  });

  test.each(["0", "-1", "x", "1.5", ""])("a count of '%s' is refused", async (count) => {
    expect(await call(`GET /usage-queue?count=${count}`)).toMatchObject({
      ...{ status: 400, body: { error: "count must be a positive integer" } },
    });
  });
});
