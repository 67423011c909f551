import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { type Choice, chooseAccount } from "../domain/choose-account.ts";
import { failure } from "../domain/failure.ts";
import { ROUTING_STRATEGIES } from "../domain/strategies.ts";
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
import type { Lease } from "./leases.ts";
import type { RouteLeg } from "./model-routes.ts";
import { type ChooseRequest, createPool, type PoolSettings } from "./pool.ts";

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
  const legOf = (model: string): RouteLeg => {
    const found = pool.routes.find(model, { purpose: "any", fits: () => true });
    if (found.kind === "unknown") throw new Error("unknown model");
    return found.route.legs[0];
  };
  const configure = (more: Partial<PoolSettings>): void => {
    settings = { ...settings, ...more };
    pool.reconfigure();
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settled();
  };
  const choose = (): Choice => pool.choose({ leg: legOf("gpt-5.5"), ...NOTHING_TRIED });
  /** What a look at everybody says, whoever the pool keeps in mind. */
  const survey = ({ leg, ...request }: ChooseRequest): Choice =>
    chooseAccount({ ...settings, ...request, candidates: leg.candidates, model: leg.name, now: clock.now() });
  return {
    clock,
    upstream,
    authFiles,
    memory,
    changes,
    storeFailures,
    pool,
    configure,
    pass,
    legOf,
    choose,
    survey,
  };
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

describe("a large pool", () => {
  const everybody = Array.from({ length: 80 }, (_, index) => makeAccount(`account-${index}`));
  const MODELS = ["gpt-5.5", "gpt-5.4"] as const;
  const HOUR_MS = 3_600_000;
  const HAPPENINGS = [
    "lease",
    "lease",
    "release",
    "release",
    "succeeded",
    "failed",
    "quota",
    "reset",
    "settings",
    "file",
    "leaves",
    "time",
  ] as const;
  const FAILURES = ["rate_limited", "quota_exceeded", "model_unsupported", "upstream_error", "forbidden"] as const;
  const step = fc.record({
    what: fc.constantFrom(...HAPPENINGS),
    /** To whom; few enough for the same one to be met again. */
    seat: fc.nat({ max: 11 }),
    number: fc.nat({ max: 100 }),
    model: fc.constantFrom(...MODELS),
    tied: fc.boolean(),
  });
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
  type World = Awaited<ReturnType<typeof setUp>>;

  const idAt = (seat: number): string => everybody[seat]?.id ?? "";

  function happen({ pool, clock, configure }: World, leases: Lease[], { what, seat, number, model }: Step): void {
    const id = idAt(seat);
    const now = clock.now();
    switch (what) {
      case "lease":
        leases.push(pool.lease(id));
        return;
      case "release":
        leases.splice(number % Math.max(1, leases.length), 1)[0]?.release();
        return;
      case "succeeded":
        return pool.succeeded(id, now);
      case "failed": {
        const why = failure(FAILURES[number % FAILURES.length] ?? "forbidden", "code", "no");
        return pool.failed(id, { ...why, resetsAt: now + number * 100 }, number % 2 === 0 ? model : null);
      }
      case "quota": {
        const primary = { usedPercent: number, windowMs: 5 * HOUR_MS, resetsAt: now + number * 100 };
        return pool.observeQuota(id, { primary, secondary: null, plan: "plus", allowed: null, observedAt: now });
      }
      case "reset":
        pool.reset(id);
        return;
      case "settings":
        return configure({
          strategy: ROUTING_STRATEGIES[number % ROUTING_STRATEGIES.length] ?? "usage_weighted",
          disableCooling: number % 5 === 0,
          accountConcurrency: number % 3,
        });
      case "file": {
        const changed = { paused: number % 4 === 0, weight: number % 3 === 0 ? 2 : 1, priority: number % 2 };
        const accounts = everybody.map((account) => (account.id === id ? { ...account, ...changed } : account));
        return pool.replaceAccounts({ accounts, broken: [] });
      }
      case "leaves":
        return pool.replaceAccounts({ accounts: everybody.filter((account) => account.id !== id), broken: [] });
      case "time":
        clock.advance(number * 50);
        return;
    }
  }

  test("chooses whom a look at everybody would, whatever has happened, for requests on their way as well", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 100 }), async (steps) => {
        const world = await setUp();
        const { pool, legOf, survey } = world;
        pool.replaceAccounts({ accounts: everybody, broken: [] });
        const begun = legOf("gpt-5.5");
        const leases: Lease[] = [];
        for (const next of steps) {
          happen(world, leases, next);
          const tie = next.tied
            ? ({ strength: "soft", accountId: idAt(next.number % 12), by: "session" } as const)
            : null;
          for (const leg of [legOf(next.model), begun]) {
            const request = { leg, tie, tried: new Set<string>() };
            expect(pool.choose(request)).toEqual(survey(request));
            // A list is remembered once it has been asked for a while.
            for (let more = 0; more < 20; more += 1) pool.choose(request);
          }
        }
      }),
      { numRuns: 30 },
    );
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
