import { expect, test } from "bun:test";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import { sampleClientKey, sampleLimit } from "../../test/support/sample-client-key.ts";
import { sampleRecord } from "../../test/support/sample-record.ts";
import type { ClientKey } from "../domain/client-key.ts";
import { ONE_REQUEST } from "../domain/key-charge.ts";
import { EMPTY_LEDGER, type KeyLedger } from "../domain/key-ledger.ts";
import { type Admission, createKeyLedgers, type KeyPlace } from "./key-ledgers.ts";

const KEY = sampleClientKey({ limits: [sampleLimit("requests", 2)], concurrency: 1 });
const RECORD = sampleRecord({ id: "req_1" });

function setUp(keys: readonly ClientKey[] = [KEY], begin: ReadonlyMap<string, KeyLedger> = new Map()) {
  const clock = createFakeClock();
  const saved: ReadonlyMap<string, KeyLedger>[] = [];
  const failures: unknown[] = [];
  const store = { fails: false };
  const ledgers = createKeyLedgers(
    {
      clock,
      stored: {
        load: async () => new Map(),
        async save(batch) {
          if (store.fails) throw new Error("away");
          saved.push(batch);
        },
        change: async () => false,
      },
      ring: { get: (id) => keys.find((key) => key.id === id) ?? null },
      holder: "process_1",
      failed: (error) => void failures.push(error),
    },
    begin,
  );
  const ask = (key = KEY): Admission => {
    const admission = ledgers.reserve(key, ONE_REQUEST);
    if (admission instanceof Promise) throw new Error("one process has nobody to wait for");
    return admission;
  };
  const place = (): KeyPlace => {
    const admission = ask();
    if (admission.kind !== "admitted") throw new Error(admission.kind);
    return admission.place;
  };
  /** Lets writes that were begun go on. */
  const rest = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const lastSaved = (): KeyLedger | undefined => saved.at(-1)?.get(KEY.id);
  return { clock, ledgers, ask, place, rest, saved, lastSaved, store, failures };
}

test("a place that is given back twice counts once", () => {
  const { ask, place } = setUp();
  const one = place();
  one.settle(RECORD);
  one.settle(RECORD);
  place().settle(RECORD);
  expect(ask().kind).toBe("exceeded");
});

test("the store is told a moment after a request has ended, once for all that ended meanwhile, and never what runs", async () => {
  const { clock, place, rest, saved, lastSaved } = setUp();
  place().settle(RECORD);
  place().settle(RECORD);
  clock.advance(39);
  expect(saved).toEqual([]);
  clock.advance(1);
  await rest();
  expect(saved).toHaveLength(1);
  expect(lastSaved()).toMatchObject({ totals: { requests: 2 }, shares: {} });
});

test("what the store would not take is written later, and nothing of it is lost or counted twice", async () => {
  const { clock, place, rest, lastSaved, store, failures } = setUp();
  store.fails = true;
  place().settle(RECORD);
  clock.advance(40);
  await rest();
  expect(failures).toHaveLength(1);
  store.fails = false;
  clock.advance(1000);
  await rest();
  expect(lastSaved()?.totals.requests).toBe(1);
});

test("a start begins with what was counted before, and with nothing held", () => {
  const share = { calls: 1, amounts: {}, until: Number.MAX_SAFE_INTEGER, turn: 1 };
  const counts = { "requests/day": { startsAt: Date.UTC(2026, 0, 1), used: 1 } };
  const { ask, place } = setUp([KEY], new Map([[KEY.id, { ...EMPTY_LEDGER, counts, shares: { process_0: share } }]]));
  place().settle(RECORD);
  expect(ask().kind).toBe("exceeded");
});

test("limits changed while a request runs count from its end on", () => {
  const keys = [KEY];
  const { ask, place } = setUp(keys);
  const one = place();
  const tightened = { ...KEY, limits: [sampleLimit("requests", 1)] };
  keys[0] = tightened;
  one.settle(RECORD);
  expect(ask(tightened).kind).toBe("exceeded");
});

test("a request of a key that is gone ends without a trace", async () => {
  const keys = [KEY];
  const { clock, ledgers, place, rest, saved } = setUp(keys);
  const one = place();
  keys.pop();
  ledgers.forget(KEY.id);
  one.settle(RECORD);
  clock.advance(40);
  await rest();
  expect(saved).toEqual([]);
});

test("closing writes what is left, and gives up on a store that stays away", async () => {
  const { ledgers, place, lastSaved, store, failures } = setUp();
  place().settle(RECORD);
  await ledgers.close();
  expect(lastSaved()?.totals.requests).toBe(1);
  store.fails = true;
  place().settle(RECORD);
  await ledgers.close();
  expect(failures.length).toBeGreaterThan(0);
});
