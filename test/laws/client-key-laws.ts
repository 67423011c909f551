// What every store promises of client keys and their ledgers. Part of the store laws.

import { expect, test } from "bun:test";

import { EMPTY_LEDGER, type KeyLedger } from "../../src/domain/key-ledger.ts";
import type { Store } from "../../src/store/open-store.ts";
import { sampleClientKey, sampleLimit } from "../support/sample-client-key.ts";
import { sampleRecord } from "../support/sample-record.ts";

const HOUR_MS = 3_600_000;
const MADE = Date.UTC(2026, 0, 1, 12, 30);
const ALL = { from: 0, to: Date.UTC(2030, 0) };

interface World {
  store(): Store;
  nextId(): string;
}

const full = sampleClientKey({
  id: "key_full",
  expiresAt: Date.UTC(2027, 0),
  models: ["gpt-*", 'o"\u00fc\ud83d\ude00'],
  accounts: ["acc_1"],
  concurrency: 3,
  enabled: false,
  limits: [sampleLimit("requests", 10), sampleLimit("cost_usd", 2.5, "5h")],
});

const ledgerWith = (requests: number): KeyLedger => ({
  ...EMPTY_LEDGER,
  counts: { "requests/day": { startsAt: MADE, used: requests } },
  totals: { ...EMPTY_LEDGER.totals, requests, costUsd: 0.1 + 0.2 },
  lastUsedAt: MADE,
  shares: { process_1: { calls: 2, amounts: { "tokens/day": { startsAt: MADE, used: 4096 } }, until: MADE, turn: 7 } },
});

export function clientKeyLaws({ store, nextId }: World): void {
  test("gives back every field of a client key, oldest first", async () => {
    const later = sampleClientKey({ id: "key_b", createdAt: full.createdAt + 1 });
    expect(await store().clientKeys.add(later)).toBe(true);
    expect(await store().clientKeys.add(full)).toBe(true);
    expect(await store().clientKeys.list()).toEqual([full, later]);
  });

  test("no two client keys ever have the same name, also not one that a key had before; a deleted key's is free", async () => {
    const { clientKeys } = store();
    await clientKeys.add(full);
    expect(await clientKeys.add(sampleClientKey({ id: "key_b", name: full.name }))).toBe(false);
    await clientKeys.add(sampleClientKey({ id: "key_c", name: "c" }));
    expect(await clientKeys.change("key_c", (key) => ({ ...key, name: full.name }))).toEqual({ kind: "name_taken" });
    expect((await clientKeys.change(full.id, (key) => ({ ...key, name: "new" }))).kind).toBe("changed");
    expect((await clientKeys.change("key_c", (key) => ({ ...key, name: full.name }))).kind).toBe("name_taken");
    expect((await clientKeys.list()).map(({ name }) => name).toSorted()).toEqual(["c", "new"]);
    expect(await clientKeys.remove(full.id)).toBe(true);
    expect(await clientKeys.remove(full.id)).toBe(false);
    expect((await clientKeys.change("key_c", (key) => ({ ...key, name: full.name }))).kind).toBe("changed");
  });

  test("changes of one client key at the same time all last, and each moves the revision", async () => {
    const { clientKeys } = store();
    await clientKeys.add({ ...full, concurrency: 0 });
    const one = (): Promise<unknown> =>
      clientKeys.change(full.id, (key) => ({ ...key, concurrency: (key.concurrency ?? 0) + 1 }));
    await Promise.all(Array.from({ length: 10 }, one));
    expect((await clientKeys.list())[0]).toMatchObject({ concurrency: 10, revision: 11 });
    expect(await clientKeys.change("key_none", (key) => key)).toEqual({ kind: "unknown" });
  });

  test("the stamp of the client keys is another one after each change", async () => {
    const { clientKeys } = store();
    const stamps = [await clientKeys.stamp()];
    const note = async (): Promise<void> => void stamps.push(await clientKeys.stamp());
    await clientKeys.add(full);
    await note();
    await clientKeys.change(full.id, (key) => key);
    await note();
    await clientKeys.remove(full.id);
    await clientKeys.add({ ...full, createdAt: full.createdAt + 1 });
    await note();
    expect(new Set(stamps).size).toBe(4);
    expect(await clientKeys.stamp()).toBe(stamps[3] ?? "");
  });

  test("a client key has an empty ledger from the first, and gives back every field of it", async () => {
    await store().clientKeys.add(full);
    expect(await store().keyLedgers.load()).toEqual(new Map([[full.id, EMPTY_LEDGER]]));
    await store().keyLedgers.save(new Map([[full.id, ledgerWith(3)]]));
    expect(await store().keyLedgers.load()).toEqual(new Map([[full.id, ledgerWith(3)]]));
  });

  test("the ledger of a client key that is gone is neither kept nor made again", async () => {
    await store().clientKeys.add(full);
    await store().clientKeys.remove(full.id);
    await store().keyLedgers.save(new Map([[full.id, ledgerWith(3)]]));
    expect(await store().keyLedgers.change(full.id, () => ledgerWith(4))).toBe(false);
    expect(await store().keyLedgers.load()).toEqual(new Map());
  });

  test("changes of one ledger at the same time each see what the others did", async () => {
    await store().clientKeys.add(full);
    const one = (): Promise<boolean> =>
      store().keyLedgers.change(full.id, ({ totals }) => ledgerWith(totals.requests + 1));
    expect(await Promise.all(Array.from({ length: 10 }, one))).toEqual(Array.from({ length: 10 }, () => true));
    expect((await store().keyLedgers.load()).get(full.id)?.totals.requests).toBe(10);
  });

  test("a change of a ledger that throws changes nothing", async () => {
    await store().clientKeys.add(full);
    const failing = store().keyLedgers.change(full.id, () => {
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect((await store().keyLedgers.load()).get(full.id)).toEqual(EMPTY_LEDGER);
  });

  test("the usage of a client key stands under all its names, not under those of keys before it or of others", async () => {
    const { clientKeys, records } = store();
    const key = sampleClientKey({ id: "key_u", name: "laptop", createdAt: MADE });
    await clientKeys.add(key);
    await clientKeys.change("key_u", (one) => ({ ...one, name: "desk" }));
    const asked = (clientKey: string | null, startedAt: number, modelServed: string | null = "gpt-5.5") =>
      sampleRecord({ id: nextId(), clientKey, startedAt, modelServed });
    await records.write([
      asked("laptop", MADE - HOUR_MS),
      asked("laptop", MADE),
      asked("laptop", MADE + HOUR_MS, "o9"),
      { ...asked("desk", MADE + HOUR_MS), outcome: "error" },
      { ...asked("desk", MADE + HOUR_MS, "o9"), outcome: "cancelled", usage: null },
      asked("other", MADE),
      asked(null, MADE),
    ]);
    const hours = await clientKeys.usage({ of: { id: "key_u" }, ...ALL });
    const noon = MADE - HOUR_MS / 2;
    expect(
      hours.map(({ hour, model, requests, failures, cancelled }) => [hour, model, requests, failures, cancelled]),
    ).toEqual([
      [noon, "gpt-5.5", 1, 0, 0],
      [noon + HOUR_MS, "gpt-5.5", 1, 1, 0],
      [noon + HOUR_MS, "o9", 2, 0, 1],
    ]);
    const { usage, costUsd } = sampleRecord({ id: "" });
    expect(hours[0]).toMatchObject({ usage: usage ?? {}, costUsd: costUsd ?? 0 });
    expect(await clientKeys.usage({ of: { id: "key_u" }, from: noon + HOUR_MS, to: noon + 2 * HOUR_MS })).toHaveLength(
      2,
    );
    expect((await clientKeys.usage({ of: { name: "other" }, ...ALL })).map(({ requests }) => requests)).toEqual([1]);
  });
}
