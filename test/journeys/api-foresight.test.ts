// Forecasts and simulations over a real gateway, whose past was written through its store while it stood still.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";

import type { Answer } from "../../contract/client.ts";
import { HEALTHY } from "../../src/domain/account-health.ts";
import type { QuotaSample } from "../../src/domain/ports.ts";
import type { Quota } from "../../src/domain/quota.ts";
import type { RequestRecord } from "../../src/domain/request-record.ts";
import { openStore } from "../../src/store/open-store.ts";
import { type SignedIn, signIn } from "../support/api-client.ts";
import { chat } from "../support/asks.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The past that is simulated: three hours, long enough ago. */
const START = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 5 * HOUR_MS;
const STRETCH = { from: new Date(START).toISOString(), to: new Date(START + 3 * HOUR_MS).toISOString() };
/** Many requests, a day before. */
const BUSY = START - 48 * HOUR_MS;

type Simulation = Answer<"get", "/api/simulations/{simulation_id}">;
type Wish = Parameters<typeof begin>[0];

let world: World;
let api: SignedIn;
let ada = "";
let ben = "";
/** When the past was written: after what the gateway's first run saw. */
let writtenAt = 0;

beforeAll(async () => {
  world = await startWorld({
    accounts: [{}, { file: { disabled: true } }],
    config: { "quota-poll-seconds": 3600 },
  });
  api = await signIn(world);
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  const idOf = (email: string): string => accounts.find((account) => account.email === email)?.account_id ?? "";
  ada = idOf("ada@example.com");
  ben = idOf("ben@example.com");
  await world.stop();
  writtenAt = Date.now();
  await writePast();
  await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

const quota = (secondaryUsed: number): Quota => ({
  primary: { usedPercent: 10, windowMs: 5 * HOUR_MS, resetsAt: writtenAt + 4 * HOUR_MS },
  secondary: { usedPercent: secondaryUsed, windowMs: 168 * HOUR_MS, resetsAt: writtenAt + 50 * HOUR_MS },
  plan: "plus",
  allowed: true,
  observedAt: writtenAt,
});

const sample = (at: number, primary: number | null, secondary: number | null): QuotaSample => ({
  accountId: ada,
  observedAt: at,
  primaryUsedPercent: primary,
  primaryResetsAt: START + 5 * HOUR_MS,
  secondaryUsedPercent: secondary,
  secondaryResetsAt: writtenAt + 50 * HOUR_MS,
});

/** 200,000 tokens of input at 5 USD a million: a weight of 1. */
const record = (id: string, changes: Partial<RequestRecord>): RequestRecord =>
  sampleRecord({
    id,
    accountId: ada,
    accountLabel: "ada@example.com",
    modelAsked: "gpt-5.5",
    modelServed: "gpt-5.5",
    attempts: [],
    usage: { inputTokens: 200_000, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    costUsd: 1,
    ...changes,
  });

/**
 * Ada alone: 20 % of her 5 hours used, then 8 requests in two hours, 10 % each; two more were refused. Her week went from 48
 * to 60 % in twelve hours.
 */
async function writePast(): Promise<void> {
  const store = await openStore({ url: join(world.dataDir, "switchyard.db") });
  const served = Array.from({ length: 8 }, (_, index) =>
    record(`req_served${index}`, {
      startedAt: START + index * 15 * MINUTE_MS,
      session: index % 2 === 0 ? "even" : "odd",
    }),
  );
  const refused = [0, 1].map((index) =>
    record(`req_refused${index}`, {
      startedAt: START + (130 + index * 10) * MINUTE_MS,
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
  const faulty = record("req_faulty", { ...refused[0], id: "req_faulty", errorCode: "invalid_json", status: 400 });
  await store.records.write([...served, ...refused, faulty]);
  for (let piece = 0; piece < 10; piece += 1) {
    await store.records.write(
      Array.from({ length: 500 }, (_, index) =>
        record(`req_busy${piece}_${index}`, {
          startedAt: BUSY + (piece * 500 + index) * 100,
          usage: null,
          costUsd: null,
        }),
      ),
    );
  }
  await store.quotaSamples.append([
    sample(writtenAt - 12 * HOUR_MS, null, 48),
    sample(START, 20, null),
    sample(START + HOUR_MS, 60, null),
    sample(START + 2 * HOUR_MS, 100, null),
    sample(writtenAt, null, 60),
  ]);
  await store.accountStates.save(
    new Map([
      [ada, { health: HEALTHY, quota: quota(60), lastUsedAt: writtenAt }],
      [ben, { health: HEALTHY, quota: quota(0), lastUsedAt: null }],
    ]),
  );
  await store.close();
}

describe("GET /api/forecast", () => {
  test("says at what pace an account is used up, and when: 40 % of a week at 1 %/h last 40 hours", async () => {
    const { accounts } = await api.call("get", "/api/forecast");
    const { secondary, primary, survives, ...account } =
      accounts.find(({ account_id }) => account_id === ada) ?? never();
    expect(account).toMatchObject({ label: "ada@example.com", provider: "codex", plan: "plus" });
    expect(survives).toBe(false);
    expect(secondary).toMatchObject({
      used_percent: 60,
      survives: false,
      burn_source: "samples",
      window_minutes: 10_080,
    });
    expect(secondary?.burn_percent_per_hour).toBeCloseTo(1, 2);
    expect(secondary?.burn_credits_per_hour).toBeCloseTo(75.6, 0);
    expect(secondary?.safe_percent_per_hour).toBeCloseTo(0.8, 2);
    expect((Date.parse(secondary?.runs_dry_at ?? "") - writtenAt) / HOUR_MS).toBeCloseTo(40, 1);
    expect(Date.parse(secondary?.resets_at ?? "")).toBe(writtenAt + 50 * HOUR_MS);
    expect(primary).toMatchObject({ used_percent: 10 });
  });

  test("says how long the pool lasts: ada alone, as ben is paused", async () => {
    const { pools } = await api.call("get", "/api/forecast");
    expect(pools).toHaveLength(1);
    expect(pools[0]).toMatchObject({ provider: "codex", accounts: 2, serving: 1, survives: false });
    expect((Date.parse(pools[0]?.runs_dry_at ?? "") - writtenAt) / HOUR_MS).toBeCloseTo(40, 0);
    expect(pools[0]?.headroom).toBeCloseTo(0.8, 1);
    expect(pools[0]?.secondary).toMatchObject({ accounts: 1, capacity_credits: 7560, used_percent: 60 });
    expect(pools[0]?.hints.map(({ kind }) => kind)).toEqual(["pool_runs_dry", "account_runs_dry"]);
  });

  test("a viewer may read it", async () => {
    const viewer = await signIn(world, "viewer");
    expect((await viewer.call("get", "/api/forecast")).accounts).toHaveLength(2);
  });
});

async function begin(wish: NonNullable<Parameters<typeof simulated>[0]>, as = api): Promise<Simulation> {
  return as.call("post", "/api/simulations", { json: wish });
}

async function simulated(wish: {
  from?: string;
  to?: string;
  last?: string;
  strategy?: "usage_weighted" | "round_robin" | "fill_first";
  sticky?: boolean;
  accounts?: {
    include?: string[];
    exclude?: string[];
    add?: { provider: string; plan?: string; count?: number }[];
    priority?: Record<string, number>;
    concurrency?: Record<string, number | null>;
  };
}): Promise<NonNullable<Simulation["result"]>> {
  const { id } = await begin(wish);
  const done = await until("the simulation ends", async () => {
    const found = await api.call("get", "/api/simulations/{simulation_id}", { params: { simulation_id: id } });
    return found.state === "running" ? null : found;
  });
  expect(done).toMatchObject({ state: "done", progress: 1 });
  await api.call("delete", "/api/simulations/{simulation_id}", { params: { simulation_id: id } });
  return done.result ?? never();
}

const requestsOf = ({ outcome }: { outcome: NonNullable<Simulation["result"]>["recorded"] }): Record<string, number> =>
  Object.fromEntries(
    outcome.accounts.filter(({ requests }) => requests > 0).map((one) => [one.account_id, one.requests]),
  );

describe("POST /api/simulations", () => {
  test("as things are set it says what really happened: 8 served, 2 refused", async () => {
    const result = await simulated(STRETCH);
    // 80 % of 225 credits in 5 hours for a weight of 8 is 22.5 a request.
    const model = result.quota_model.find(({ window }) => window === "primary");
    expect(model).toMatchObject({ provider: "codex", credits_per_usd: 22.5 });
    expect(result).toMatchObject({ played: 10, left_out: 1 });
    for (const outcome of [result.recorded, result.baseline.outcome, result.simulated.outcome]) {
      expect(outcome).toMatchObject({
        requests: 10,
        served: 8,
        refused: 2,
        refusals: { "429 usage_limit_reached": 2 },
        conversations: 2,
        cache_breaks: 0,
        cost_usd: 8,
      });
      expect(outcome.first_refusals.map(({ at }) => (Date.parse(at) - START) / MINUTE_MS)).toEqual([130, 140]);
      expect(outcome.accounts[0]).toMatchObject({ account_id: ada, requests: 8 });
      // The last of 96 buckets of 3 hours.
      expect(outcome.refused_over_time).toHaveLength(96);
    }
    expect(result.baseline.outcome.accounts[0]?.primary.at(-1)).toBe(100);
    expect(result.against_baseline).toMatchObject({ refused: 0, cache_breaks: 0, cost_usd: 0 });
    expect(result.against_recorded).toMatchObject({ refused: 0 });
  });

  test("an account more removes the refusals: one that is paused, or one that does not exist", async () => {
    const resumed = await simulated({ ...STRETCH, accounts: { include: [ada, ben] } });
    expect(resumed.baseline.outcome.refused).toBe(2);
    expect(resumed.simulated.outcome).toMatchObject({ served: 10, refused: 0, cost_usd: 10 });
    expect(resumed.against_baseline).toMatchObject({ refused: -2, cost_usd: 2 });

    const bought = await simulated({ ...STRETCH, accounts: { add: [{ provider: "codex", plan: "plus" }] } });
    expect(bought.simulated.accounts.map(({ account_id, is_new }) => [account_id, is_new])).toEqual([
      [ada, false],
      ["new_codex_plus_1", true],
    ]);
    expect(bought.simulated.outcome.refused).toBe(0);
  });

  test("strategies spread differently", async () => {
    const accounts = { include: [ada, ben] };
    const turns = await simulated({ ...STRETCH, strategy: "round_robin", sticky: false, accounts });
    expect(requestsOf(turns.simulated)).toEqual({ [ada]: 5, [ben]: 5 });
    const first = await simulated({ ...STRETCH, strategy: "fill_first", sticky: false, accounts });
    expect(requestsOf(first.simulated)).toEqual({ [ada]: 8, [ben]: 2 });
    const ranked = await simulated({ ...STRETCH, sticky: false, accounts: { ...accounts, priority: { [ben]: 9 } } });
    expect(requestsOf(ranked.simulated)).toEqual({ [ben]: 10 });
  });

  test("without any account everything is refused", async () => {
    const { simulated: none, against_recorded } = await simulated({ ...STRETCH, accounts: { exclude: [ada] } });
    expect(none.outcome).toMatchObject({ served: 0, refused: 10, refusals: { "503 no_accounts": 10 } });
    expect(against_recorded).toMatchObject({ refused: 8, requests: [{ account_id: ada, requests: -8 }] });
  });

  test("a stretch without requests, and the last so many hours", async () => {
    const early = { from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" };
    expect(await simulated(early)).toMatchObject({ played: 0, left_out: 0, recorded: { requests: 0 } });
    expect((await simulated({ last: "24h" })).played).toBe(10);
  });
});

describe("simulations of a session", () => {
  test("are listed, are nobody else's, and are forgotten when deleted", async () => {
    const { id } = await begin(STRETCH);
    const listed = await api.call("get", "/api/simulations");
    expect(listed.simulations.map((one) => one.id)).toEqual([id]);
    const path = `/api/simulations/${id}`;
    const other = await signIn(world);
    expect((await other.call("get", "/api/simulations")).simulations).toEqual([]);
    expect(await other.refused("GET", path)).toMatchObject({ status: 404, code: "simulation_not_found" });
    expect(await other.refused("DELETE", path)).toMatchObject({ status: 404, code: "simulation_not_found" });
    expect((await api.raw("DELETE", path)).body).toEqual({ status: "deleted" });
    expect(await api.refused("GET", path)).toMatchObject({ status: 404, code: "simulation_not_found" });
    expect(await api.refused("DELETE", path)).toMatchObject({ status: 404 });
  });

  test("run two at a time; a cancelled one makes room", async () => {
    const busy: Wish = { from: new Date(BUSY).toISOString(), to: new Date(BUSY + HOUR_MS).toISOString() };
    const [one, two] = [await begin(busy), await begin(busy)];
    expect(await api.refused("POST", "/api/simulations", { body: busy })).toMatchObject({
      status: 429,
      code: "simulations_busy",
    });
    for (const { id } of [one, two]) expect((await api.raw("DELETE", `/api/simulations/${id}`)).status).toBe(200);
    const { id } = await begin(busy);
    await until("it makes progress", async () => {
      const { simulations } = await api.call("get", "/api/simulations");
      const found = simulations.find((each) => each.id === id);
      return (found?.progress ?? 0) > 0 ? found : null;
    });
    await api.raw("DELETE", `/api/simulations/${id}`);
  });
});

describe("bad input is refused by name", () => {
  test.each([
    [{}, 422, "last: either `last` or `from` is needed"],
    [{ last: "24h", from: STRETCH.from }, 422, "last: either `last` or `from` is needed"],
    [{ from: STRETCH.to, to: STRETCH.from }, 422, "from: must be before `to`"],
    [{ last: "9999d" }, 422, "from: at most 366 days before `to`"],
    [{ last: "soon" }, 422, "last"],
    [{ from: "yesterday" }, 422, "from"],
    [{ last: "24h", strategy: "best" }, 422, "strategy"],
    [{ last: "24h", colour: "red" }, 422, "colour: is no field of this call"],
    [{ last: "24h", accounts: { remove: [] } }, 422, "accounts.remove: is no field of this call"],
    [{ last: "24h", accounts: { add: [{ plan: "plus" }] } }, 422, "accounts.add.0.provider"],
    [{ last: "24h", accounts: { add: [{ provider: "codex", count: 0 }] } }, 422, "accounts.add.0.count"],
    [{ last: "24h", accounts: { concurrency: { acc_1: 0 } } }, 422, "accounts.concurrency.acc_1"],
    [{ last: "24h", accounts: { exclude: ["acc_nobody"] } }, 404, "acc_nobody"],
    [{ last: "24h", accounts: { priority: { acc_nobody: 1 } } }, 404, "acc_nobody"],
  ])("%j", async (body, status, what) => {
    const refused = await api.refused("POST", "/api/simulations", { body });
    expect(refused.status).toBe(status);
    expect(refused.message).toContain(what);
  });
});

test("a conversation's requests share a fingerprint in the record, which tells nothing of it", async () => {
  const ask = (session: string): Promise<Response> =>
    world.post("/v1/chat/completions", chat("hello"), { headers: { "session-id": session } });
  const answers = [await ask("my-secret-session"), await ask("my-secret-session"), await ask("another")];
  const [first, second, third] = await Promise.all(answers.map(async (answer) => (await world.record(answer)).session));
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  expect(second).toBe(first ?? "");
  expect(third).not.toBe(first);
});

test("a simulation under way does not hold up a stop, and its end is no defect", async () => {
  await begin({ from: new Date(BUSY).toISOString(), to: new Date(BUSY + HOUR_MS).toISOString() });
  expect(await world.stop()).toBe(0);
  expect(world.log().filter(({ event }) => event === "defect")).toEqual([]);
});

function never(): never {
  throw new Error("not there");
}
