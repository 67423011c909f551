// The limits of client keys over real gateways: whatever comes at once, however it ends and whoever is killed in between, a
// limit is never passed and nothing stays held.

import { describe, expect, test } from "bun:test";
import { Client } from "pg";

import { chat } from "../support/asks.ts";
import { type SignedIn, signIn } from "../support/api-client.ts";
import { askWith, atRest, bearer, errorOf, makeKey, type MadeKey, usedIn, viewKey } from "../support/client-keys.ts";
import { until } from "../support/until.ts";
import { seenCall, startWorld, type World } from "../support/world.ts";

const ALWAYS = Number.POSITIVE_INFINITY;
const MANY = 200;
const LOCKED = { config: { "api-key-auth-enabled": true } };
const isExchange = ({ path }: { readonly path: string }): boolean => path.endsWith("/responses");

interface Asked {
  readonly status: number;
  readonly code: unknown;
  readonly retryAfter: number;
}

/** So many at once, half of them streams, that want 50 tokens at most; each answer read to its end. */
function askMany(world: Pick<World, "post">, key: MadeKey, count = MANY): Promise<readonly Asked[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const answer = await askWith(world, key, { stream: index % 2 === 0, max_tokens: 50 });
      const code = answer.ok ? null : (await errorOf(answer))["code"];
      if (answer.ok) await answer.text();
      return { status: answer.status, code, retryAfter: Number(answer.headers.get("retry-after")) };
    }),
  );
}

const served = (asked: readonly Asked[]): number => asked.filter(({ status }) => status === 200).length;

/** The key's counters and totals equal what the records say, and nothing is held. */
async function expectCounted(world: World, api: SignedIn, key: MadeKey): Promise<void> {
  const view = await atRest(api, key);
  await until("all records are settled", () => world.records().every(({ outcome }) => outcome !== "open"));
  const used = await until("all answers are in the records", () => {
    const sums = usedIn(world.records());
    return sums.requests === view.totals?.requests ? sums : null;
  });
  const { totals } = view;
  expect((totals?.input_tokens ?? 0) + (totals?.output_tokens ?? 0)).toBe(used.tokens);
  expect(totals?.cost_usd).toBeCloseTo(used.cost, 9);
  const known = { requests: used.requests, tokens: used.tokens, cost_usd: used.cost };
  for (const { kind, current, reserved } of view.limits) {
    expect(current).toBeCloseTo(known[kind], 9);
    expect(reserved).toBe(0);
  }
}

describe(`${MANY} requests at once`, () => {
  test("of a key with a limit of requests: exactly as many are served, the others hear when to come back", async () => {
    await using world = await startWorld(LOCKED);
    const api = await signIn(world);
    const limits = [
      { kind: "requests", window: "day", max: 60 },
      { kind: "requests", window: "month", max: 100 },
    ];
    const key = await makeKey(api, { limits });
    const asked = await askMany(world, key);
    expect(served(asked)).toBe(60);
    for (const { status, code, retryAfter } of asked.filter((one) => one.status !== 200)) {
      expect(status).toBe(429);
      expect(["key_limit_exceeded", "key_busy"]).toContain(String(code));
      expect(retryAfter).toBeGreaterThan(0);
    }
    expect(world.exchanges()).toHaveLength(60);
    await expectCounted(world, api, key);
    await api.call("patch", "/api/client-keys/{id}", {
      params: { id: key.id },
      json: { limits: [{ kind: "requests", window: "month", max: 100 }] },
    });
    expect(served(await askMany(world, key))).toBe(40);
    await expectCounted(world, api, key);
  });

  test("of a key with limits of tokens and cost: neither is passed by more than one request's use, and both can be used up", async () => {
    await using world = await startWorld(LOCKED);
    const api = await signIn(world);
    const limits = [
      { kind: "tokens", window: "day", max: 4000 },
      { kind: "cost_usd", window: "5h", max: 0.05 },
    ];
    const key = await makeKey(api, { limits });
    for (let isUsedUp = false; !isUsedUp;) {
      const asked = await askMany(world, key);
      isUsedUp = asked.some(({ code }) => code === "key_limit_exceeded");
      // What was refused before was held by those that ran, never for good.
      expect(isUsedUp || served(asked) > 0).toBe(true);
    }
    await expectCounted(world, api, key);
    const records = world.records().map((record) => usedIn([record]));
    const [tokens, cost] = (await viewKey(api, key)).limits;
    expect(Math.max((tokens?.current ?? 0) / 4000, (cost?.current ?? 0) / 0.05)).toBeGreaterThanOrEqual(1);
    expect(tokens?.current ?? 0).toBeLessThan(4000 + Math.max(...records.map((used) => used.tokens)));
    expect(cost?.current ?? 0).toBeLessThan(0.05 + Math.max(...records.map((used) => used.cost)));
  }, 60_000);

  test("of a key with a cap on concurrency: no more ever run, and all are served in the end", async () => {
    await using world = await startWorld({ ...LOCKED, accounts: 3 });
    const api = await signIn(world);
    const key = await makeKey(api, { concurrency: 5 });
    world.fault({ fault: { kind: "delay", ms: 30 }, times: ALWAYS });
    let left = 40;
    while (left > 0) left -= served(await askMany(world, key, left));
    const calls = world.exchanges();
    expect(calls).toHaveLength(40);
    const moments = calls.flatMap(({ at, end }) => [
      { at, change: 1 },
      { at: end?.at ?? at, change: -1 },
    ]);
    let running = 0;
    for (const { change } of moments.toSorted((a, b) => a.at - b.at || a.change - b.change)) {
      running += change;
      expect(running).toBeLessThanOrEqual(5);
    }
    await expectCounted(world, api, key);
  }, 30_000);
});

describe("a place is given back", () => {
  const LIMITS = { limits: [{ kind: "requests", window: "day", max: 1 }], concurrency: 1 };

  test("where the client leaves before the first byte: then the request counts, and nothing else", async () => {
    await using world = await startWorld(LOCKED);
    const api = await signIn(world);
    const key = await makeKey(api, { concurrency: 1, limits: [{ kind: "tokens", window: "day", max: 50_000 }] });
    world.fault({ fault: { kind: "hang" } });
    const leaving = new AbortController();
    askWith(world, key, { stream: true, signal: leaving.signal }).catch(() => undefined);
    await seenCall(world, "the call", isExchange);
    expect((await errorOf(await askWith(world, key)))["code"]).toBe("key_busy");
    leaving.abort();
    expect(await atRest(api, key)).toMatchObject({ totals: { requests: 1 }, limits: [{ current: 0, reserved: 0 }] });
    expect((await askWith(world, key)).status).toBe(200);
  });

  test("where the client leaves in mid-answer: then what was reserved counts, as nobody told what was used", async () => {
    await using world = await startWorld(LOCKED);
    const api = await signIn(world);
    const key = await makeKey(api, { concurrency: 1, limits: [{ kind: "tokens", window: "day", max: 50_000 }] });
    world.fault({ fault: { kind: "hang-after", events: 8 } });
    const leaving = new AbortController();
    const answer = await askWith(world, key, { stream: true, max_tokens: 1000, signal: leaving.signal });
    await answer.body?.getReader().read();
    leaving.abort();
    const { limits } = await atRest(api, key);
    expect(limits[0]?.current ?? 0).toBeGreaterThan(1000);
    expect(limits[0]?.current ?? 0).toBeLessThan(1200);
    expect((await askWith(world, key)).status).toBe(200);
  });

  test("where the request is refused, here or by the upstream", async () => {
    await using world = await startWorld(LOCKED);
    const api = await signIn(world);
    const key = await makeKey(api, LIMITS);
    expect((await askWith(world, key, { model: "no-such-model" })).status).toBe(404);
    expect((await world.post("/v1/chat/completions", "{", bearer(key))).status).toBe(400);
    world.fault({ fault: { kind: "status", status: 400, body: { detail: "no" }, headers: {} } });
    expect((await askWith(world, key)).status).toBe(400);
    expect(await atRest(api, key)).toMatchObject({ limits: [{ current: 0, reserved: 0 }] });
    expect((await askWith(world, key)).status).toBe(200);
  });

  test("where every account fails, and a failover counts once", async () => {
    await using world = await startWorld(LOCKED);
    const api = await signIn(world);
    const key = await makeKey(api, { limits: [{ kind: "requests", window: "day", max: 1 }], concurrency: 1 });
    world.fault({ fault: { kind: "status", status: 500, body: {}, headers: {} }, times: ALWAYS });
    expect((await askWith(world, key)).status).toBeGreaterThanOrEqual(500);
    world.sandbox.clearFaults();
    world.fault({ fault: { kind: "status", status: 500, body: {}, headers: {} } });
    expect((await askWith(world, key)).status).toBe(200);
    expect(await atRest(api, key)).toMatchObject({ limits: [{ current: 1, reserved: 0 }] });
  });
});

test("a restart keeps keys and counters", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const key = await makeKey(api, { limits: [{ kind: "requests", window: "month", max: 3 }] });
  for (let times = 0; times < 2; times += 1) await (await askWith(world, key)).text();
  const before = await viewKey(api, key);
  expect(await world.stop()).toBe(0);
  await world.start();
  expect(await viewKey(api, key)).toEqual(before);
  expect(served(await askMany(world, key, 5))).toBe(1);
});

test("kill -9 gives back what running requests held, and keeps what had been counted a moment before", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const limits = [
    { kind: "requests", window: "month", max: 3 },
    { kind: "tokens", window: "month", max: 100_000 },
  ];
  const key = await makeKey(api, { limits, concurrency: 1 });
  const done = await askWith(world, key);
  await done.text();
  const endedAt = performance.now();
  world.fault({ fault: { kind: "hang" } });
  askWith(world, key).catch(() => undefined);
  await until("the request runs", async () => (await viewKey(api, key)).in_flight === 1);
  // What is promised is 50 ms; a busy machine is late with that, too.
  await until("the moment is over", () => performance.now() - endedAt > 250);
  await world.kill9();
  await world.start();
  const view = await viewKey(api, key);
  expect(view).toMatchObject({ in_flight: 0, limits: [{ current: 1, reserved: 0 }, { reserved: 0 }] });
  world.sandbox.clearFaults();
  expect(
    served([...(await askMany(world, key, 1)), ...(await askMany(world, key, 1)), ...(await askMany(world, key, 1))]),
  ).toBe(2);
});

const SERVER = process.env["SWITCHYARD_TEST_POSTGRES_URL"];

describe.skipIf(SERVER === undefined)("two gateways on one PostgreSQL", () => {
  /** A database of their own, in a schema that goes with the test. */
  async function twoGateways() {
    const admin = new Client({ connectionString: SERVER });
    await admin.connect();
    const schema = `keys_test_${process.pid}_${Date.now()}`;
    await admin.query(`create schema ${schema}`);
    const url = new URL(SERVER ?? "");
    url.searchParams.set("options", `-c search_path=${schema}`);
    const options = { ...LOCKED, args: ["--database-url", url.href] };
    const one = await startWorld(options);
    const two = await startWorld(options);
    return {
      one,
      two,
      async [Symbol.asyncDispose]() {
        await one[Symbol.asyncDispose]();
        await two[Symbol.asyncDispose]();
        await admin.query(`drop schema ${schema} cascade`);
        await admin.end();
      },
    };
  }

  const known = (world: World, key: MadeKey): Promise<unknown> =>
    until("the other gateway knows the key", async () => (await world.get("/v1/models", bearer(key))).ok);

  test("a key made at one is known, changed and withdrawn at the other within moments", async () => {
    await using world = await twoGateways();
    const api = await signIn(world.one);
    const key = await makeKey(api);
    await known(world.two, key);
    await api.call("patch", "/api/client-keys/{id}", { params: { id: key.id }, json: { allowed_models: ["gpt-5.4"] } });
    await until("the change is known", async () => (await askWith(world.two, key)).status === 403);
    await api.call("delete", "/api/client-keys/{id}", { params: { id: key.id } });
    await until("the key is withdrawn", async () => (await askWith(world.two, key)).status === 401);
  }, 30_000);

  test(`${MANY} requests at once over both: exactly as many are served as the limit says`, async () => {
    await using world = await twoGateways();
    const api = await signIn(world.one);
    const key = await makeKey(api, { limits: [{ kind: "requests", window: "day", max: 70 }] });
    await known(world.two, key);
    const asked = await Promise.all([askMany(world.one, key, MANY / 2), askMany(world.two, key, MANY / 2)]);
    expect(asked.map(served).reduce((sum, of) => sum + of, 0)).toBe(70);
    expect(world.one.exchanges().length + world.two.exchanges().length).toBe(70);
    const view = await atRest(api, key);
    expect(view).toMatchObject({ totals: { requests: 70 }, limits: [{ current: 70, reserved: 0 }] });
    for (const at of [world.one, world.two]) expect((await askWith(at, key)).status).toBe(429);
  }, 60_000);

  test("a cap on concurrency holds over both", async () => {
    await using world = await twoGateways();
    const api = await signIn(world.one);
    const key = await makeKey(api, { concurrency: 2 });
    await known(world.two, key);
    for (const at of [world.one, world.two]) at.fault({ fault: { kind: "hang" }, times: ALWAYS });
    const leaving = new AbortController();
    for (const at of [world.one, world.two]) {
      askWith(at, key, { signal: leaving.signal }).catch(() => undefined);
      await seenCall(at, "the call", isExchange);
    }
    for (const at of [world.one, world.two]) expect((await errorOf(await askWith(at, key)))["code"]).toBe("key_busy");
    leaving.abort();
    await atRest(api, key);
    for (const at of [world.one, world.two]) at.sandbox.clearFaults();
    expect((await world.two.post("/v1/chat/completions", chat("hello"), bearer(key))).status).toBe(200);
  }, 30_000);
});
