import { describe, expect, test } from "bun:test";

import type { Choice } from "../domain/choose-account.ts";
import { failure } from "../domain/failure.ts";
import { makeTokens } from "../../test/support/auth-json.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import {
  codexProvider,
  createFakeAuthFiles,
  createFakeLeases,
  createFakeMemory,
  createFakeUpstream,
  makeAccount,
  ownerOf,
  settled,
} from "../../test/support/pool-world.ts";
import { createPool, type PoolSettings } from "./pool.ts";

const ada = makeAccount("ada");
const NOTHING_TRIED = { tie: null, tried: new Set<string>() };

async function setUp(now = Date.UTC(2026, 0, 2)) {
  const clock = createFakeClock(now);
  const upstream = createFakeUpstream();
  const authFiles = createFakeAuthFiles(["ada", "bob"]);
  const memory = createFakeMemory();
  const changes: string[] = [];
  const storeFailures: unknown[] = [];
  let settings: PoolSettings = {
    strategy: "usage_weighted",
    preferEarlierReset: false,
    disableCooling: false,
    switchProject: true,
    accountConcurrency: 0,
    quotaPollMs: 60_000,
    models: {
      aliases: new Map(),
      fallbacks: new Map(),
      needsPrefix: false,
      defaultProvider: null,
      loginAliases: new Map(),
      loginExcluded: new Map(),
      switchPreviewModel: true,
    },
  };
  const pool = createPool({
    clock,
    client: upstream.client,
    providers: new Map([["codex", codexProvider]]),
    modelData: { codex: { families: ["gpt-*"], models: [] } },
    authFiles,
    states: memory.states,
    remembered: new Map(),
    samples: memory.samples,
    affinities: memory.affinities,
    leases: createFakeLeases(),
    holder: "us",
    events: {
      healthChanged: ({ id, condition }) => void changes.push(`${id} ${condition.kind}`),
      attemptFailed: () => undefined,
      quotaObserved: () => undefined,
      storeFailed: (error) => void storeFailures.push(error),
    },
    settings: () => settings,
  });
  pool.replaceAccounts(await authFiles.load());
  const configure = (more: Partial<PoolSettings>): void => {
    settings = { ...settings, ...more };
    pool.reconfigure();
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settled();
  };
  const choose = (): Choice => {
    const found = pool.routes.find("gpt-5.5", { purpose: "any", fits: () => true });
    if (found.kind === "unknown") throw new Error("unknown model");
    return pool.choose({ leg: found.route.legs[0], ...NOTHING_TRIED });
  };
  return { clock, upstream, authFiles, memory, changes, storeFailures, pool, configure, pass, choose };
}

describe("a request", () => {
  test("goes where the lease before it did not", async () => {
    const { pool, choose } = await setUp();
    const first = choose();
    if (first.kind !== "chosen") throw new Error(first.kind);
    const lease = pool.lease(first.candidate.id);
    const second = choose();
    expect(second.kind === "chosen" && second.candidate.id !== first.candidate.id).toBe(true);
    lease.release();
  });

  test("among no accounts finds nobody", async () => {
    const { pool } = await setUp();
    expect(pool.choose({ leg: { name: "m", previewOf: null, candidates: [] }, ...NOTHING_TRIED }).kind).toBe("nobody");
    pool.lease("acc_gone").release();
  });

  test("waits where all are at the cap of the settings, and goes on once one is free", async () => {
    const { pool, configure, choose } = await setUp();
    configure({ accountConcurrency: 1 });
    const leases = pool.accounts().map(({ id }) => pool.lease(id));
    expect(choose().kind).toBe("busy");
    const freed = pool.whenFreed(1000, new AbortController().signal);
    leases[0]?.release();
    expect(await freed).toBe(true);
    expect(choose().kind).toBe("chosen");
  });

  test("finds an account gone as soon as its file is", async () => {
    const { pool } = await setUp();
    pool.replaceAccounts({ accounts: [ada], broken: [] });
    expect(pool.accounts().map(({ id }) => id)).toEqual([ada.id]);
    expect(pool.account(makeAccount("bob").id)).toBeNull();
  });
});

describe("the health of an account", () => {
  test("is told to who listens once it changes, and not with each event", async () => {
    const { pool, changes, clock } = await setUp();
    pool.failed(ada.id, failure("rate_limited", "slow", "no"), null);
    pool.failed(ada.id, failure("rate_limited", "slow", "no"), null);
    pool.succeeded(ada.id, clock.now() + 1);
    pool.failed("acc_gone", failure("deactivated", "gone", "no"), null);
    expect(changes).toEqual([`${ada.id} rate_limited`, `${ada.id} healthy`]);
  });

  test("suffers from a token that can not be refreshed", async () => {
    const { pool, upstream, changes } = await setUp(Date.UTC(2026, 0, 11));
    upstream.answer(() => ({ status: 400, json: { error: "invalid_grant" } }));
    expect((await pool.fresh(ada)).kind).toBe("failed");
    expect(changes).toEqual([`${ada.id} reauth_required`]);
  });
});

describe("in the background", () => {
  test("what changed is saved each second, and a last time at the end", async () => {
    const { pool, memory, pass } = await setUp();
    pool.start();
    pool.lease(ada.id).release();
    await pass(1000);
    expect(memory.states.rows.has(ada.id)).toBe(true);
    pool.affinity.bind("response:1", ada.id, 60_000);
    await pool.stop();
    expect(memory.affinities.rows.has("response:1")).toBe(true);
  });

  test("a store that fails is told of, and saved to again", async () => {
    const { pool, memory, storeFailures, pass } = await setUp();
    pool.start();
    pool.lease(ada.id).release();
    memory.failure = new Error("away");
    await pass(1000);
    expect(storeFailures).toHaveLength(1);
    memory.failure = null;
    await pass(1000);
    expect(memory.states.rows.has(ada.id)).toBe(true);
    await pool.stop();
  });

  test("tokens are refreshed ahead of their expiry, of accounts nobody uses as well", async () => {
    const { pool, upstream, authFiles, pass } = await setUp(Date.UTC(2026, 0, 11) - 60_000);
    upstream.answer(({ url }) =>
      url.includes("oauth")
        ? { status: 200, json: makeTokens({ ...ownerOf("ada"), mark: "two", expiresAt: Date.UTC(2027, 0, 1) }) }
        : { status: 500, json: {} },
    );
    pool.start();
    await pass(5000);
    await pass(5000);
    expect(authFiles.log.filter((step) => step === "saved").length).toBeGreaterThanOrEqual(1);
    await pool.stop();
  });

  test("nothing goes on after the end", async () => {
    const { pool, clock, upstream } = await setUp();
    pool.start();
    await settled();
    await pool.stop();
    const asked = upstream.calls.length;
    clock.advance(600_000);
    await settled();
    expect(upstream.calls).toHaveLength(asked);
    expect(clock.timers).toBe(0);
  });
});
