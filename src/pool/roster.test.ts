import { describe, expect, test } from "bun:test";

import { failure, type FailureKind } from "../domain/failure.ts";
import type { Quota } from "../domain/quota.ts";
import type { AccountState } from "../domain/ports.ts";
import { createFakeMemory, makeAccount } from "../../test/support/pool-world.ts";
import { createRoster } from "./roster.ts";

const T = Date.UTC(2026, 0, 2);
const HOUR_MS = 3_600_000;
const ada = makeAccount("ada");
const bob = makeAccount("bob");

function setUp(remembered: ReadonlyMap<string, AccountState> = new Map(), defaultCap = 0) {
  const memory = createFakeMemory();
  const changes: string[] = [];
  const roster = createRoster({
    states: memory.states,
    remembered,
    defaultCap: () => defaultCap,
    changed: (id) => void changes.push(id),
  });
  /** Whom a change concerned, by what was told. */
  const toldBy = (change: () => void): readonly string[] => {
    changes.length = 0;
    change();
    return changes;
  };
  return { memory, roster, toldBy };
}
const failed = (kind: FailureKind) =>
  ({ kind: "failed", at: T, failure: { ...failure(kind, kind, "no"), resetsAt: T + HOUR_MS }, model: null }) as const;
const quota: Quota = {
  primary: { usedPercent: 40, windowMs: 5 * HOUR_MS, resetsAt: T + HOUR_MS },
  secondary: null,
  plan: "plus",
  allowed: true,
  observedAt: T,
};

describe("who is in the pool", () => {
  test("is who the auth files say, each provider's in a fixed order", () => {
    const { roster } = setUp();
    expect(roster.replace([bob, ada], T).added).toHaveLength(2);
    expect(roster.all().map(({ id }) => id)).toEqual([ada.id, bob.id].toSorted());
    expect(roster.replace([bob], T).removed.map(({ id }) => id)).toEqual([ada.id]);
    expect(roster.find(ada.id)).toBeNull();
    expect(roster.all().map(({ id }) => id)).toEqual([bob.id]);
  });

  test("the list in use is never changed under a choice", () => {
    const { roster } = setUp();
    roster.replace([ada, bob], T);
    const before = roster.all();
    roster.replace([bob], T);
    expect(before).toHaveLength(2);
  });

  test("whatever changes about one account is told", () => {
    const { roster, toldBy } = setUp();
    roster.replace([ada, bob], T);
    expect(toldBy(() => roster.touch(ada.id, T))).toEqual([ada.id]);
    expect(toldBy(() => roster.observe(ada.id, quota))).toEqual([ada.id]);
    expect(toldBy(() => roster.report(ada.id, failed("rate_limited")))).toEqual([ada.id]);
    expect(toldBy(() => roster.adopt({ ...ada, paused: true }, T))).toEqual([ada.id]);
    expect(toldBy(() => roster.touch("acc_gone", T))).toEqual([]);
  });

  test("an account keeps its requests under way, its health and its numbers when its file changes", () => {
    const { roster } = setUp();
    roster.replace([ada], T);
    const live = roster.find(ada.id);
    if (live === null) throw new Error("gone");
    live.inFlight = 3;
    roster.report(ada.id, failed("quota_exceeded"));
    roster.observe(ada.id, quota);
    roster.replace([{ ...ada, paused: true, priority: 7, concurrencyCap: 2 }], T);
    expect(roster.find(ada.id)).toBe(live);
    expect(live).toMatchObject({ inFlight: 3, paused: true, priority: 7, concurrencyCap: 2, primaryUsedPercent: 40 });
    expect(live.condition.kind).toBe("quota_exceeded");
  });

  test("the cap of accounts without one of their own follows the settings", () => {
    let cap = 4;
    const roster = createRoster({
      states: createFakeMemory().states,
      remembered: new Map(),
      defaultCap: () => cap,
      changed: () => undefined,
    });
    roster.replace([ada, { ...bob, concurrencyCap: 1 }], T);
    expect(roster.find(ada.id)?.concurrencyCap).toBe(4);
    cap = 0;
    roster.recap();
    expect(roster.find(ada.id)?.concurrencyCap).toBe(Infinity);
    expect(roster.find(bob.id)?.concurrencyCap).toBe(1);
  });
});

describe("new tokens", () => {
  test("heal a dead login, by a changed file and by adoption alike", () => {
    for (const way of ["replace", "adopt"] as const) {
      const { roster } = setUp();
      roster.replace([ada], T);
      roster.report(ada.id, failed("reauth_required"));
      roster.replace([ada], T);
      expect(roster.find(ada.id)?.condition.kind).toBe("reauth_required");
      const renewed = makeAccount("ada", { mark: "two" });
      if (way === "adopt") roster.adopt(renewed, T);
      else roster.replace([renewed], T);
      expect(roster.find(ada.id)?.condition.kind).toBe("healthy");
      expect(roster.find(ada.id)?.account).toBe(renewed);
    }
  });

  test("refill no quota and lift no pause", () => {
    const { roster } = setUp();
    roster.replace([{ ...ada, paused: true }], T);
    roster.report(ada.id, failed("quota_exceeded"));
    roster.adopt({ ...makeAccount("ada", { mark: "two" }), paused: true }, T);
    expect(roster.find(ada.id)).toMatchObject({ paused: true, condition: { kind: "quota_exceeded" } });
  });

  test("of an account that is gone are nobody's", () => {
    const { roster } = setUp();
    roster.adopt(ada, T);
    expect(roster.all()).toEqual([]);
  });
});

describe("what is remembered", () => {
  const after = (kind: FailureKind, since: number): AccountState => {
    const { roster, memory } = setUp();
    roster.replace([ada], since);
    roster.report(ada.id, { ...failed(kind), at: since });
    roster.touch(ada.id, since);
    const live = roster.find(ada.id);
    if (live === null) throw new Error("gone");
    return { health: live.health, quota: memory.states.rows.get(ada.id)?.quota ?? null, lastUsedAt: live.lastUsedAt };
  };

  test("comes back with the account after a restart", () => {
    const { roster } = setUp(new Map([[ada.id, { ...after("quota_exceeded", T), quota }]]));
    roster.replace([ada], T);
    expect(roster.find(ada.id)).toMatchObject({
      condition: { kind: "quota_exceeded" },
      usableFrom: T + HOUR_MS,
      lastUsedAt: T,
      primaryUsedPercent: 40,
    });
  });

  test("comes back with an account whose file was away for a moment", () => {
    const { roster } = setUp();
    roster.replace([ada], T);
    roster.report(ada.id, failed("quota_exceeded"));
    roster.touch(ada.id, T);
    roster.replace([], T);
    roster.replace([ada], T);
    expect(roster.find(ada.id)).toMatchObject({ condition: { kind: "quota_exceeded" }, lastUsedAt: T });
  });

  test("a dead login stays dead over a restart, unless its file was signed in again meanwhile", () => {
    const dead = new Map([[ada.id, after("reauth_required", T)]]);
    const { roster } = setUp(dead);
    roster.replace([ada], T);
    expect(roster.find(ada.id)?.condition.kind).toBe("reauth_required");
    const { roster: second } = setUp(dead);
    second.replace([makeAccount("ada", { mark: "two", refreshedAt: T + 1000 })], T);
    expect(second.find(ada.id)?.condition.kind).toBe("healthy");
  });

  test("is written once it changed, also of an account that has left since", async () => {
    const { roster, memory } = setUp();
    roster.replace([ada, bob], T);
    await roster.save();
    expect(memory.states.rows.size).toBe(0);
    roster.touch(ada.id, T);
    roster.report(bob.id, failed("deactivated"));
    roster.replace([ada], T);
    await roster.save();
    expect(memory.states.rows.get(ada.id)?.lastUsedAt).toBe(T);
    expect(memory.states.rows.get(bob.id)?.health.condition.kind).toBe("deactivated");
    memory.states.rows.clear();
    await roster.save();
    expect(memory.states.rows.size).toBe(0);
  });

  test("is written later where the store fails", async () => {
    const { roster, memory } = setUp();
    roster.replace([ada], T);
    roster.touch(ada.id, T);
    memory.failure = new Error("away");
    await expect(roster.save()).rejects.toThrow("away");
    memory.failure = null;
    roster.touch(ada.id, T + 5);
    await roster.save();
    expect(memory.states.rows.get(ada.id)?.lastUsedAt).toBe(T + 5);
  });
});

test("a partial report of the quota keeps what an earlier one told of the other window", () => {
  const { roster } = setUp();
  roster.replace([ada], T);
  roster.observe(ada.id, quota);
  const weekly = { usedPercent: 7, windowMs: 168 * HOUR_MS, resetsAt: null };
  roster.observe(ada.id, { ...quota, primary: null, secondary: weekly });
  expect(roster.find(ada.id)).toMatchObject({
    primaryUsedPercent: 40,
    secondaryUsedPercent: 7,
    secondaryResetsAt: Infinity,
  });
});

describe("an account that left for good", () => {
  test("begins anew where it comes back; one that is here keeps its condition", async () => {
    const { roster } = setUp();
    roster.replace([ada], T);
    roster.report(ada.id, failed("reauth_required"));
    await roster.forget(ada.id);
    expect(roster.find(ada.id)?.condition.kind).toBe("reauth_required");
    roster.replace([], T);
    await roster.forget(ada.id);
    roster.replace([ada], T);
    expect(roster.find(ada.id)?.condition.kind).toBe("healthy");
  });
});
