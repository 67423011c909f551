// The requests as the dashboard sees them, over a real gateway: found, paged, told in words, saved as a file.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Input } from "../../contract/client.ts";
import type { RequestRecord } from "../../src/domain/request-record.ts";
import { chat } from "../support/asks.ts";
import { type SignedIn, signIn } from "../support/api-client.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { seedRecords } from "../support/seeded-records.ts";
import { ranked, requestIdOf, startWorld, type World } from "../support/world.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.now();

let world: World;
let api: SignedIn;

/** Ten requests of the last ten hours, the newest last. */
function past(): readonly RequestRecord[] {
  const changes: readonly Partial<RequestRecord>[] = [
    {},
    { accountId: "acc_gone", accountLabel: "gone@example.com" },
    { clientKey: "desk", modelServed: "claude-opus-5-5", provider: "claude", route: "POST /v1/messages" },
    { outcome: "error", status: 429, errorCode: "usage_limit_reached", errorMessage: "All used up" },
    { outcome: "error", status: 429, errorCode: "rate_limited", errorMessage: "Too fast" },
    {
      outcome: "error",
      status: 502,
      errorCode: "upstream_error",
      errorMessage: '=HYPERLINK("http://bad","x"), she said',
    },
    { outcome: "cancelled", status: 499, errorCode: "request_cancelled", errorMessage: "The client left" },
    { outcome: "interrupted", totalMs: null },
    { totalMs: 120_000 },
    { modelServed: "gpt-5.5", costUsd: 0.0038 },
  ];
  return changes.map((change, index) =>
    sampleRecord({ id: `req_past${index}0000000000`, startedAt: NOW - (10 - index) * HOUR_MS, ...change }),
  );
}
const id = (index: number): string => `req_past${index}0000000000`;

type Query = Input<"get", "/api/requests">["query"];

async function find(query: Query): Promise<readonly string[]> {
  const { requests } = await api.call("get", "/api/requests", { query });
  return requests.map((request) => request.id);
}

beforeAll(async () => {
  world = await startWorld({ accounts: ranked(2), prepare: (place) => seedRecords(place, past()) });
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

describe("the list of requests", () => {
  test("comes newest first, page by page, each once, whatever comes meanwhile", async () => {
    const first = await api.call("get", "/api/requests", { query: { limit: 4, to: new Date(NOW).toISOString() } });
    expect(first.requests.map((request) => request.id)).toEqual([id(9), id(8), id(7), id(6)]);
    await world.post("/v1/chat/completions", chat("meanwhile"));
    const second = await api.call("get", "/api/requests", { query: { limit: 4, cursor: first.next_cursor ?? "" } });
    expect(second.requests.map((request) => request.id)).toEqual([id(5), id(4), id(3), id(2)]);
    const third = await api.call("get", "/api/requests", { query: { limit: 4, cursor: second.next_cursor ?? "" } });
    expect(third.requests.map((request) => request.id)).toEqual([id(1), id(0)]);
    expect(third.next_cursor).toBeNull();
  });

  test.each([
    ["an account", { account_id: "acc_gone" }, [1]],
    ["accounts", { account_id: ["acc_gone", "acc_nobody"] }, [1]],
    ["a client key", { client_key: "desk" }, [2]],
    ["a provider", { provider: "claude" }, [2]],
    ["a model", { model: ["claude-opus-5-5"] }, [2]],
    ["a route", { route: "POST /v1/messages" }, [2]],
    ["an outcome", { outcome: "quota" }, [3]],
    ["outcomes", { outcome: ["rate_limit", "interrupted", "cancelled"] }, [7, 6, 4]],
    ["an error's code", { error_code: "upstream_error" }, [5]],
    ["a least duration", { min_ms: 100_000 }, [8]],
    [
      "a span",
      { from: new Date(NOW - 9.5 * HOUR_MS).toISOString(), to: new Date(NOW - 7.5 * HOUR_MS).toISOString() },
      [2, 1],
    ],
    ["part of an account's label", { search: "GONE@" }, [1]],
    ["part of a model", { search: "opus" }, [2]],
    ["part of an error", { search: "used UP" }, [3]],
    ["an id", { search: id(4) }, [4]],
    ["nothing that is there", { search: "xyzzy" }, []],
  ] as readonly (readonly [string, Query, readonly number[]])[])("is filtered by %s", async (_, query, expected) => {
    expect(await find(query)).toEqual(expected.map(id));
  });

  test("has a request the moment it has ended", async () => {
    const answer = await world.post("/v1/chat/completions", chat("now"));
    await answer.text();
    expect(await find({ search: requestIdOf(answer), limit: 1 })).toEqual([requestIdOf(answer)]);
  });

  test("refuses what it does not understand, by name", async () => {
    for (const [query, named] of [
      ["colour=red", "colour"],
      ["limit=0", "limit"],
      ["limit=501", "limit"],
      ["outcome=fine", "outcome"],
      ["from=yesterday", "from"],
      ["min_ms=-1", "min_ms"],
      [`search=${"x".repeat(101)}`, "search"],
    ] as const) {
      const refused = await api.refused("GET", `/api/requests?${query}`);
      expect(refused).toMatchObject({ status: 422, code: "validation_error" });
      expect(refused.message).toContain(named);
    }
    for (const cursor of ["nonsense", "", Buffer.from("1 ").toString("base64url")]) {
      expect(await api.refused("GET", `/api/requests?cursor=${cursor}`)).toMatchObject({
        status: 400,
        code: "invalid_cursor",
      });
    }
  });

  test("says what it can be filtered by, accounts that are gone by their last name", async () => {
    const options = await api.call("get", "/api/requests/options");
    expect(options.accounts).toContainEqual({ value: "acc_gone", label: "gone@example.com" });
    expect(options.client_keys).toEqual(["desk", "laptop"]);
    expect(options.models).toContain("claude-opus-5-5");
    expect(options.error_codes).toEqual(["rate_limited", "upstream_error", "usage_limit_reached"]);
    expect(options.outcomes).toContain("rate_limit");
  });
});

describe("one request", () => {
  test("tells why it went as it did: attempts, who was ruled out and why, in words", async () => {
    world.fault({ account: "ada@example.com", fault: { kind: "garbage" } });
    const answer = await world.post("/v1/chat/completions", chat("tell me"));
    await answer.text();
    await world.record(answer);
    const request = await api.call("get", "/api/requests/{request_id}", {
      params: { request_id: requestIdOf(answer) },
    });
    expect(request).toMatchObject({ outcome: "ok", status: 200, route: "POST /v1/chat/completions" });
    expect(request.attempts.length).toBe(request.attempt_count);
    expect(request.story.at(0)).toContain("POST /v1/chat/completions for gpt-5.5");
    expect(request.story).toContainEqual(expect.stringContaining("Attempt 1: ada@example.com was chosen"));
    expect(request.story).toContainEqual(expect.stringContaining("Attempt 2: ben@example.com was chosen"));
    expect(request.story).toContainEqual(expect.stringContaining("ada@example.com (tried for this request already)"));
    const parts = Object.values(request.cost ?? {}).reduce((sum, part) => sum + part, 0);
    expect(parts).toBeCloseTo(request.cost_usd ?? -1, 12);
  });

  test("has no parts of a cost that was reckoned at other prices", async () => {
    const request = await api.call("get", "/api/requests/{request_id}", { params: { request_id: id(8) } });
    expect(request.cost_usd).toBe(0.25);
    expect(request.cost).toBeNull();
  });

  test("that is unknown is 404", async () => {
    expect(await api.refused("GET", "/api/requests/req_nobody")).toMatchObject({
      status: 404,
      code: "request_not_found",
    });
  });
});

test("a viewer sees the requests, and not which programs people run", async () => {
  const viewer = await signIn(world, "viewer");
  const { requests } = await viewer.call("get", "/api/requests", { query: { limit: 1, search: id(0) } });
  expect(requests).toMatchObject([{ id: id(0), client_key: "laptop", user_agent: null }]);
  const own = await api.call("get", "/api/requests", { query: { limit: 1, search: id(0) } });
  expect(own.requests[0]?.user_agent).toBe("codex_cli_rs/0.169.0");
  const csv = await viewer.raw("GET", `/api/requests.csv?search=${id(0)}`);
  expect(csv.body).not.toContain("codex_cli_rs");
});

test("the file has every request of the filter, and nothing that a spreadsheet would run", async () => {
  const { body, headers } = await api.raw("GET", `/api/requests.csv?to=${new Date(NOW).toISOString()}`);
  const lines = String(body).trimEnd().split("\r\n");
  expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(headers.get("content-disposition")).toBe('attachment; filename="requests.csv"');
  expect(lines).toHaveLength(11);
  expect(lines[0]).toStartWith("id,started_at,outcome,");
  expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(id));
  expect(String(body)).toContain(`"'=HYPERLINK(""http://bad"",""x""), she said"`);
});

describe("the failures", () => {
  const causes = async (query: Query) => {
    const { limit: _, cursor: __, ...filters } = query ?? {};
    const summary = await api.call("get", "/api/requests/failures", { query: filters });
    return { ...summary, causes: summary.causes.map(({ error_code, outcome, count }) => [error_code, outcome, count]) };
  };
  const before = { to: new Date(NOW).toISOString() };

  test("are gathered by cause, with the newest of each and the accounts that it hit", async () => {
    expect(await causes(before)).toEqual({
      causes: [
        ["interrupted", "interrupted", 1],
        ["upstream_error", "error", 1],
        ["rate_limited", "rate_limit", 1],
        ["usage_limit_reached", "quota", 1],
      ],
      counted: 4,
      complete: true,
    });
    const { causes: all } = await api.call("get", "/api/requests/failures", { query: before });
    expect(all.find(({ error_code }) => error_code === "rate_limited")).toMatchObject({
      latest: { id: id(4), status: 429, message: "Too fast" },
      accounts: [{ account_id: "acc_ada", label: "ada@example.com", count: 1 }],
    });
  });

  test("are those of the filters, and none where no failure is looked for", async () => {
    expect(await causes({ ...before, outcome: ["quota", "ok"] })).toMatchObject({ counted: 1 });
    expect(await causes({ ...before, error_code: "upstream_error" })).toMatchObject({ counted: 1 });
    expect(await causes({ ...before, outcome: "ok" })).toEqual({ causes: [], counted: 0, complete: true });
  });
});
