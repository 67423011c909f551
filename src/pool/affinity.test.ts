import { describe, expect, test } from "bun:test";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import { createFakeMemory } from "../../test/support/pool-world.ts";
import { createAffinity } from "./affinity.ts";

const HOUR_MS = 3_600_000;

function setUp() {
  const clock = createFakeClock();
  const memory = createFakeMemory();
  return { clock, memory, affinity: createAffinity({ affinities: memory.affinities, clock }) };
}

describe("finding the owner", () => {
  test("what was bound is known at once, without the store", () => {
    const { affinity, memory } = setUp();
    affinity.bind("response:1", "acc_a", HOUR_MS);
    expect(affinity.find("response:1", "hard")).toBe("acc_a");
    expect(memory.affinities.finds).toBe(0);
  });

  test("a binding ends with its time", async () => {
    const { affinity, clock } = setUp();
    affinity.bind("response:1", "acc_a", HOUR_MS);
    clock.advance(HOUR_MS);
    expect(await affinity.find("response:1", "hard")).toBeNull();
  });

  test("an owner from before a restart is found in the store, and asked for there once", async () => {
    const { affinity, memory, clock } = setUp();
    const expiresAt = clock.now() + 9 * HOUR_MS;
    memory.affinities.rows.set("response:1", { key: "response:1", accountId: "acc_a", expiresAt });
    expect(await affinity.find("response:1", "hard")).toBe("acc_a");
    expect(affinity.find("response:1", "hard")).toBe("acc_a");
    expect(memory.affinities.finds).toBe(1);
  });

  test("a new session waits for the store only in the hour after a start", async () => {
    const { affinity, memory, clock } = setUp();
    await affinity.find("session:new", "soft");
    expect(memory.affinities.finds).toBe(1);
    clock.advance(HOUR_MS);
    expect(affinity.find("session:newer", "soft")).toBeNull();
    expect(memory.affinities.finds).toBe(1);
    await affinity.find("response:1", "hard");
    expect(memory.affinities.finds).toBe(2);
  });

  test("a store that is away knows nobody", async () => {
    const { affinity, memory } = setUp();
    memory.failure = new Error("away");
    expect(await affinity.find("response:1", "hard")).toBeNull();
  });

  test("what is bound while the store is asked is newer than its answer", async () => {
    const { affinity, memory, clock } = setUp();
    const expiresAt = clock.now() + 9 * HOUR_MS;
    memory.affinities.rows.set("session:1", { key: "session:1", accountId: "acc_old", expiresAt });
    const asked = affinity.find("session:1", "soft");
    affinity.bind("session:1", "acc_new", HOUR_MS);
    expect(await asked).toBe("acc_new");
    expect(affinity.find("session:1", "soft")).toBe("acc_new");
  });
});

describe("remembering", () => {
  test("bindings are written with the next save, once", async () => {
    const { affinity, memory } = setUp();
    affinity.bind("session:1", "acc_a", HOUR_MS);
    await affinity.save();
    expect(memory.affinities.rows.get("session:1")?.accountId).toBe("acc_a");
    memory.affinities.rows.clear();
    await affinity.save();
    expect(memory.affinities.rows.size).toBe(0);
  });

  test("a session in use is renewed now and then, not with each request", async () => {
    const { affinity, memory, clock } = setUp();
    affinity.bind("session:1", "acc_a", HOUR_MS);
    await affinity.save();
    const first = memory.affinities.rows.get("session:1")?.expiresAt;
    clock.advance(HOUR_MS / 20);
    affinity.bind("session:1", "acc_a", HOUR_MS);
    await affinity.save();
    expect(memory.affinities.rows.get("session:1")?.expiresAt).toBe(first);
    clock.advance(HOUR_MS / 10);
    affinity.bind("session:1", "acc_a", HOUR_MS);
    await affinity.save();
    expect(memory.affinities.rows.get("session:1")?.expiresAt).toBe(clock.now() + HOUR_MS);
  });

  test("a session that moves is bound anew at once", () => {
    const { affinity } = setUp();
    affinity.bind("session:1", "acc_a", HOUR_MS);
    affinity.bind("session:1", "acc_b", HOUR_MS);
    expect(affinity.find("session:1", "soft")).toBe("acc_b");
  });

  test("a failed save is tried again, and what came later wins", async () => {
    const { affinity, memory } = setUp();
    affinity.bind("a", "acc_old", HOUR_MS);
    affinity.bind("b", "acc_b", HOUR_MS);
    memory.failure = new Error("away");
    const saving = affinity.save();
    affinity.bind("a", "acc_new", HOUR_MS);
    await expect(saving).rejects.toThrow("away");
    memory.failure = null;
    await affinity.save();
    expect(memory.affinities.rows.get("a")?.accountId).toBe("acc_new");
    expect(memory.affinities.rows.get("b")?.accountId).toBe("acc_b");
  });

  test("memory is bounded: the oldest bindings live in the store alone", async () => {
    const { affinity, memory } = setUp();
    for (let index = 0; index < 60_000; index += 1) affinity.bind(`response:${index}`, "acc_a", HOUR_MS);
    await affinity.save();
    expect(affinity.find("response:59999", "hard")).toBe("acc_a");
    const asked = memory.affinities.finds;
    expect(await affinity.find("response:0", "hard")).toBe("acc_a");
    expect(memory.affinities.finds).toBe(asked + 1);
  });
});
