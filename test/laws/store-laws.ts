// What every store promises, whatever the database. Run by src/store/open-store.test.ts on each of them.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { HEALTHY } from "../../src/domain/account-health.ts";
import type { AccountState, QuotaSample } from "../../src/domain/ports.ts";
import type { HourlyUsage, RequestOutcome } from "../../src/domain/request-record.ts";
import type { Store } from "../../src/store/open-store.ts";
import { createFakeIds } from "../support/fake-ids.ts";
import { openRecord, sampleRecord } from "../support/sample-record.ts";
import { activityLaws } from "./activity-laws.ts";
import { recordedLaws } from "./recorded-laws.ts";
import { clientKeyLaws } from "./client-key-laws.ts";
import { inspectionLaws } from "./inspection-laws.ts";
import { signInLaws } from "./sign-in-laws.ts";
import { usageLaws } from "./usage-laws.ts";

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 0, 1, 12);
const DAY = { from: NOON - 12 * HOUR_MS, to: NOON + 12 * HOUR_MS };

/** The laws of a store; `open` gives an empty one. */
export function storeLaws(name: string, open: () => Promise<Store>): void {
  describe(`${name}: a store`, () => {
    let store: Store;
    let ids = createFakeIds();
    beforeEach(async () => {
      store = await open();
      ids = createFakeIds();
    });
    afterEach(() => store.close());
    const world: World = { store: () => store, nextId: () => ids.requestId() };

    test("answers a ping", () => store.ping());
    recordLaws(world);
    settlingLaws(world);
    usageLaws(world);
    activityLaws(world);
    recordedLaws(world);
    listingLaws(world);
    accountStateLaws(world);
    quotaSampleLaws(world);
    affinityLaws(world);
    leaseLaws(world);
    clientKeyLaws(world);
    inspectionLaws(world);
    signInLaws(world);
    retentionLaws(world);
  });
}

interface World {
  store(): Store;
  nextId(): string;
}

async function onlyHour(store: Store): Promise<HourlyUsage> {
  const hours = await store.records.hourly(DAY);
  expect(hours).toHaveLength(1);
  const [hour] = hours;
  if (hour === undefined) throw new Error("no hour");
  return hour;
}

function recordLaws({ store, nextId }: World): void {
  test("gives back every field of a record", async () => {
    const settled = sampleRecord({ id: nextId() });
    const opened = openRecord({ id: nextId(), streamed: false, clientKey: null, userAgent: null, modelAsked: null });
    await store().records.write([settled, opened]);
    expect(await store().records.find(settled.id)).toEqual(settled);
    expect(await store().records.find(opened.id)).toEqual(opened);
    expect(await store().records.find("req_unknown")).toBeNull();
  });

  test("gives back attempts with their failures and decisions", async () => {
    const [attempt] = sampleRecord({ id: "" }).attempts;
    if (attempt === undefined) throw new Error("no attempt");
    const failed = { ...attempt, failure: { kind: "rate_limited", code: "slow_down", message: "Slow" } } as const;
    const record = sampleRecord({ id: nextId(), attempts: [failed, { ...attempt, accountId: null, endedMs: null }] });
    await store().records.write([record]);
    expect((await store().records.find(record.id))?.attempts).toEqual(record.attempts);
  });

  test("takes an empty batch", () => store().records.write([]));

  test("takes a batch of any size", async () => {
    const batch = Array.from({ length: 700 }, () => sampleRecord({ id: nextId() }));
    await store().records.write(batch);
    expect(await store().records.list({ limit: 1000, before: null })).toHaveLength(700);
    expect((await onlyHour(store())).requests).toBe(700);
  });

  test("takes whatever text a client sends", async () => {
    const nasty = `a\0b\ud800 ü 😀 '";--`;
    const long = "m".repeat(20_000);
    const names = { modelAsked: nasty, modelServed: null, userAgent: nasty, errorMessage: nasty };
    const record = sampleRecord({ id: nextId(), ...names });
    const huge = sampleRecord({ id: nextId(), modelAsked: long, modelServed: long, clientKey: long });
    await store().records.write([record, huge]);
    expect((await store().records.find(record.id))?.userAgent).toBe(`ab\ufffd ü 😀 '";--`);
    expect((await store().records.find(huge.id))?.modelAsked).toBe(long);
    expect(await store().records.hourly(DAY)).toHaveLength(2);
  });

  test("takes whatever number an upstream sends", async () => {
    const usage = { inputTokens: 10.4, cachedInputTokens: Number.NaN, cacheWriteTokens: 0, outputTokens: 2 ** 45 };
    const record = sampleRecord({
      id: nextId(),
      usage: { ...usage, reasoningTokens: Number.POSITIVE_INFINITY },
      totalMs: 12.6,
      costUsd: Number.NaN,
    });
    await store().records.write([record]);
    expect(await store().records.find(record.id)).toMatchObject({
      usage: { inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 2 ** 45, reasoningTokens: 0 },
      totalMs: 13,
      costUsd: null,
    });
  });
}

function settlingLaws({ store, nextId }: World): void {
  test("an open record is replaced by its end and then counted once", async () => {
    const id = nextId();
    await store().records.write([openRecord({ id })]);
    await store().records.write([openRecord({ id, accountId: "acc_bob" })]);
    expect(await store().records.hourly(DAY)).toEqual([]);
    await store().records.write([sampleRecord({ id })]);
    expect(await store().records.find(id)).toEqual(sampleRecord({ id }));
    expect((await onlyHour(store())).requests).toBe(1);
  });

  test("a record that has ended is neither counted nor overwritten again", async () => {
    const id = nextId();
    const end = sampleRecord({ id });
    const other = sampleRecord({ id: nextId() });
    await store().records.write([end]);
    await store().records.write([end]);
    await store().records.write([other, sampleRecord({ id, outcome: "error", status: 500 }), end]);
    await store().records.write([openRecord({ id })]);
    expect(await store().records.find(id)).toEqual(end);
    expect(await onlyHour(store())).toMatchObject({ requests: 2, failures: 0, costUsd: 0.5 });
  });

  test("of several states in one batch the first end counts", async () => {
    const id = nextId();
    const end = sampleRecord({ id });
    await store().records.write([openRecord({ id }), end, sampleRecord({ id, outcome: "error" }), openRecord({ id })]);
    expect(await store().records.find(id)).toEqual(end);
    expect(await onlyHour(store())).toMatchObject({ requests: 1, failures: 0 });
  });

  test("writers of the same records at the same time count each once", async () => {
    const batch = Array.from({ length: 60 }, () => sampleRecord({ id: nextId() }));
    const writers = Array.from({ length: 6 }, (_, writer) => (writer % 2 === 0 ? batch : batch.toReversed()));
    await Promise.all(writers.map((each) => store().records.write(each)));
    expect((await onlyHour(store())).requests).toBe(60);
  });

  test("hours are kept apart by account, model and client key, and add up their requests", async () => {
    const outcomes: readonly RequestOutcome[] = ["ok", "error", "cancelled", "interrupted"];
    await store().records.write(outcomes.map((outcome) => sampleRecord({ id: nextId(), outcome })));
    const nobody = { accountId: null, clientKey: null, modelServed: null, usage: null, costUsd: null };
    await store().records.write([
      sampleRecord({ id: nextId(), ...nobody }),
      sampleRecord({ id: nextId(), ...nobody, modelAsked: null }),
      sampleRecord({ id: nextId(), startedAt: NOON + HOUR_MS }),
      sampleRecord({ id: nextId(), startedAt: DAY.to }),
    ]);
    const hours = await store().records.hourly(DAY);
    const ada = { accountId: "acc_ada", model: "gpt-5.5-2026-01", clientKey: "laptop" };
    const usage = { inputTokens: 4000, cachedInputTokens: 2400, cacheWriteTokens: 0, outputTokens: 200 };
    expect(hours).toHaveLength(4);
    expect(hours).toContainEqual({
      ...{ ...ada, hour: NOON, requests: 4, failures: 2, cancelled: 1, costUsd: 1 },
      usage: { ...usage, reasoningTokens: 80 },
    });
    expect(hours.map(({ hour, accountId, model, clientKey }) => [hour, accountId, model, clientKey])).toEqual([
      [NOON, null, "", null],
      [NOON, null, "gpt-5.5", null],
      [NOON, "acc_ada", "gpt-5.5-2026-01", "laptop"],
      [NOON + HOUR_MS, "acc_ada", "gpt-5.5-2026-01", "laptop"],
    ]);
  });

  test("what an earlier run left open becomes interrupted and counts as a failure, once", async () => {
    const left = openRecord({ id: nextId(), totalMs: 5 });
    const ended = sampleRecord({ id: nextId() });
    const later = openRecord({ id: nextId(), startedAt: left.startedAt + 10 });
    await store().records.write([left, ended, later]);
    expect(await store().records.closeInterrupted(left.startedAt + 1)).toBe(1);
    expect(await store().records.closeInterrupted(left.startedAt + 1)).toBe(0);
    expect(await store().records.find(left.id)).toEqual({ ...left, outcome: "interrupted", totalMs: null });
    expect(await store().records.find(ended.id)).toEqual(ended);
    expect(await store().records.find(later.id)).toEqual(later);
    await store().records.write([sampleRecord({ id: left.id })]);
    const hours = await store().records.hourly(DAY);
    expect(hours.map(({ requests, failures }) => [requests, failures])).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });
}

function listingLaws({ store, nextId }: World): void {
  test("pages lead from the newest record to the oldest, each once", async () => {
    const written = Array.from({ length: 25 }, () => sampleRecord({ id: nextId() }));
    await store().records.write(written.toReversed());
    const seen: string[] = [];
    for (let before: string | null = null; ;) {
      const page = await store().records.list({ limit: 10, before });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
      before = page.at(-1)?.id ?? null;
    }
    expect(seen).toEqual(written.map(({ id }) => id).toReversed());
  });

  test("ids sort by their bytes, whatever the locale of the database", async () => {
    const sorted = ["req_0Z", "req_0_", "req_0a", "req_10", "req_a", "req_é"];
    await store().records.write(sorted.map((id) => sampleRecord({ id })));
    const page = await store().records.list({ limit: 10, before: null });
    expect(page.map(({ id }) => id).toReversed()).toEqual(sorted);
  });
}

function accountStateLaws({ store }: World): void {
  const since = { since: NOON, code: "x", reason: "because" };
  const tired: AccountState = {
    health: {
      condition: { kind: "quota_exceeded", until: NOON + HOUR_MS, ...since },
      failuresInARow: 3,
      closedModels: { "gpt-5.5": { reason: "model_refused", until: NOON + 1 } },
    },
    quota: {
      primary: { usedPercent: 99.5, windowMs: 5 * HOUR_MS, resetsAt: null },
      secondary: null,
      plan: "plus",
      allowed: false,
      observedAt: NOON,
    },
    lastUsedAt: NOON,
  };
  const fresh: AccountState = { health: HEALTHY, quota: null, lastUsedAt: null };

  test("account states come back as they were saved, the newest of each account", async () => {
    const dead: AccountState = { ...fresh, health: { ...HEALTHY, condition: { kind: "reauth_required", ...since } } };
    await store().accountStates.save(new Map([["acc_ada", fresh]]));
    await store().accountStates.save(
      new Map([
        ["acc_ada", tired],
        ["acc_bob", fresh],
        ["acc_eve", dead],
      ]),
    );
    const loaded = await store().accountStates.load();
    expect(Object.fromEntries(loaded)).toEqual({ acc_ada: tired, acc_bob: fresh, acc_eve: dead });
  });

  test("thousands of account states are saved at once", async () => {
    const many = new Map(Array.from({ length: 3000 }, (_, index) => [`acc_${index}`, tired]));
    await store().accountStates.save(many);
    expect((await store().accountStates.load()).size).toBe(3000);
  });

  test("a forgotten account leaves nothing behind, and nobody else goes with it", async () => {
    const both = new Map([
      ["acc_ada", tired],
      ["acc_bob", fresh],
    ]);
    await store().accountStates.save(both);
    await store().accountStates.forget("acc_ada");
    expect([...(await store().accountStates.load()).keys()]).toEqual(["acc_bob"]);
  });

  test("saving no states is no error", () => store().accountStates.save(new Map()));
}

function quotaSampleLaws({ store }: World): void {
  const sample = (accountId: string, observedAt: number): QuotaSample => ({
    ...{ accountId, observedAt, primaryUsedPercent: 12.5, primaryResetsAt: NOON + HOUR_MS },
    ...{ secondaryUsedPercent: null, secondaryResetsAt: null },
  });

  test("quota samples of one account come oldest first, from the asked time on", async () => {
    const ada = [3, 1, 2].map((hour) => sample("acc_ada", NOON + hour * HOUR_MS));
    await store().quotaSamples.append([...ada, sample("acc_bob", NOON)]);
    expect(await store().quotaSamples.list("acc_ada", NOON + 2 * HOUR_MS)).toEqual([
      sample("acc_ada", NOON + 2 * HOUR_MS),
      sample("acc_ada", NOON + 3 * HOUR_MS),
    ]);
    const [from, to] = [NOON + HOUR_MS, NOON + 2 * HOUR_MS];
    expect(await store().quotaSamples.list("acc_ada", from, to)).toEqual([sample("acc_ada", from)]);
    expect(await store().quotaSamples.list("acc_nobody", 0)).toEqual([]);
  });

  test("appending samples again repeats nothing", async () => {
    await store().quotaSamples.append([sample("acc_ada", NOON), sample("acc_ada", NOON)]);
    await store().quotaSamples.append([sample("acc_ada", NOON)]);
    await store().quotaSamples.append([]);
    expect(await store().quotaSamples.list("acc_ada", 0)).toEqual([sample("acc_ada", NOON)]);
  });
}

function affinityLaws({ store }: World): void {
  const binding = (key: string, accountId: string, expiresAt = NOON) => ({ key, accountId, expiresAt });

  test("the newest binding of a key wins, within a batch too", async () => {
    await store().affinities.save([binding("response:1", "acc_ada"), binding("response:2", "acc_ada")]);
    await store().affinities.save([binding("response:1", "acc_bob"), binding("response:1", "acc_eve", NOON + 1)]);
    expect(await store().affinities.find("response:1", 0)).toEqual(binding("response:1", "acc_eve", NOON + 1));
    expect(await store().affinities.find("response:2", 0)).toEqual(binding("response:2", "acc_ada"));
    expect(await store().affinities.find("response:3", 0)).toBeNull();
  });

  test("an expired binding is not found, and a sweep drops just those", async () => {
    await store().affinities.save([binding("a", "acc_ada"), binding("b", "acc_ada", NOON + 1)]);
    expect(await store().affinities.find("a", NOON - 1)).not.toBeNull();
    expect(await store().affinities.find("a", NOON)).toBeNull();
    expect(await store().affinities.sweep(NOON)).toBe(1);
    expect(await store().affinities.find("a", 0)).toBeNull();
    expect(await store().affinities.find("b", 0)).not.toBeNull();
  });

  test("a sweep drops any number", async () => {
    await store().affinities.save([]);
    await store().affinities.save(Array.from({ length: 1200 }, (_, index) => binding(`k${index}`, "acc_ada")));
    expect(await store().affinities.sweep(NOON)).toBe(1200);
  });

  test("keys of any text and length are told apart", async () => {
    const keys = ["a\0b", `${"k".repeat(9000)}1`, `${"k".repeat(9000)}2`, "ü😀"];
    await store().affinities.save(keys.map((key, index) => binding(key, `acc_${index}`)));
    for (const [index, key] of keys.entries()) {
      expect(await store().affinities.find(key, 0)).toEqual(binding(key, `acc_${index}`));
    }
  });
}

function leaseLaws({ store }: World): void {
  const lease = (holder: string, now: number) => ({ name: "refresh:acc_ada", holder, now, ttlMs: 1000 });

  test("of many that ask for a lease at once exactly one gets it", async () => {
    const asked = Array.from({ length: 12 }, (_, index) => store().leases.acquire(lease(`holder-${index}`, NOON)));
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
  });

  test("a lease is renewed by its holder and taken by another only when it has expired", async () => {
    expect(await store().leases.acquire(lease("one", NOON))).toBe(true);
    expect(await store().leases.acquire(lease("two", NOON + 999))).toBe(false);
    expect(await store().leases.acquire(lease("one", NOON + 999))).toBe(true);
    expect(await store().leases.acquire(lease("two", NOON + 1998))).toBe(false);
    expect(await store().leases.acquire(lease("two", NOON + 1999))).toBe(true);
    expect(await store().leases.acquire(lease("one", NOON + 2000))).toBe(false);
  });

  test("only its holder releases a lease", async () => {
    await store().leases.acquire(lease("one", NOON));
    await store().leases.release("refresh:acc_ada", "two");
    expect(await store().leases.acquire(lease("two", NOON))).toBe(false);
    await store().leases.release("refresh:acc_ada", "one");
    expect(await store().leases.acquire(lease("two", NOON))).toBe(true);
  });

  test("leases of different names do not meet", async () => {
    expect(await store().leases.acquire(lease("one", NOON))).toBe(true);
    expect(await store().leases.acquire({ ...lease("two", NOON), name: "refresh:acc_bob" })).toBe(true);
  });
}

function retentionLaws({ store, nextId }: World): void {
  test("retention drops what is older, and keeps the rest and the roll-ups", async () => {
    const old = Array.from({ length: 1100 }, () => sampleRecord({ id: nextId(), startedAt: NOON }));
    const young = sampleRecord({ id: nextId(), startedAt: NOON + 1 });
    await store().records.write([...old, young]);
    const used = { primaryUsedPercent: 1, primaryResetsAt: null, secondaryUsedPercent: 2, secondaryResetsAt: null };
    const samples = [0, 1, 2].map((observedAt) => ({ accountId: "acc_ada", observedAt, ...used }));
    await store().quotaSamples.append(samples);
    expect(await store().prune({ records: NOON + 1, samples: 2, slots: 0 })).toEqual({ records: 1100, samples: 2 });
    expect(await store().records.list({ limit: 10, before: null })).toEqual([young]);
    expect(await store().quotaSamples.list("acc_ada", 0)).toEqual(samples.slice(2));
    expect((await onlyHour(store())).requests).toBe(1101);
  });
}
