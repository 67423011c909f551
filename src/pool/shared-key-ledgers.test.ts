import { expect, test } from "bun:test";

import { createFakeClock, type FakeClock } from "../../test/support/fake-clock.ts";
import { sampleClientKey, sampleLimit } from "../../test/support/sample-client-key.ts";
import { sampleRecord } from "../../test/support/sample-record.ts";
import type { ClientKey } from "../domain/client-key.ts";
import { ONE_REQUEST } from "../domain/key-charge.ts";
import { EMPTY_LEDGER, type KeyLedger, type StoredLedgers } from "../domain/key-ledger.ts";
import type { Admission, KeyLedgers, KeyPlace } from "./key-ledgers.ts";
import { createSharedKeyLedgers } from "./shared-key-ledgers.ts";

const KEY = sampleClientKey({ limits: [sampleLimit("requests", 100)], concurrency: 2 });
const RECORD = sampleRecord({ id: "req_1" });

/** One ledger that several processes work on; a change takes some turns of the event loop, as a database's does. */
function createSharedStore() {
  const ledgers = new Map([[KEY.id, EMPTY_LEDGER]]);
  let last: Promise<unknown> = Promise.resolve();
  const store = {
    ledgers,
    writes: 0,
    /** What becomes of the next change: refused before it is made, or made and its answer lost. */
    next: "made" as "made" | "refused" | "lost",
    /** Holds up the next change until it is resolved. */
    pause: null as PromiseWithResolvers<void> | null,
  };
  const stored: StoredLedgers = {
    load: async () => new Map(ledgers),
    save: async () => undefined,
    change(id, change) {
      const run = async (): Promise<boolean> => {
        await store.pause?.promise;
        const fate = store.next;
        store.next = "made";
        const ledger = ledgers.get(id);
        if (ledger === undefined) return false;
        const changed = change(ledger);
        if (fate === "refused") throw new Error("away");
        store.writes += 1;
        ledgers.set(id, changed);
        if (fate === "lost") throw new Error("the answer was lost");
        return true;
      };
      const done = last.then(run, run);
      last = done.catch(() => undefined);
      return done;
    },
  };
  return { store, stored };
}

interface Replica {
  readonly ledgers: KeyLedgers;
  readonly failures: unknown[];
  ask(): Promise<Admission>;
  place(): Promise<KeyPlace>;
}

function createReplica(stored: StoredLedgers, clock: FakeClock, at: { holder: string; key?: ClientKey }): Replica {
  const key = at.key ?? KEY;
  const failures: unknown[] = [];
  const ledgers = createSharedKeyLedgers({
    clock,
    stored,
    ring: { get: (id) => (id === key.id ? key : null) },
    holder: at.holder,
    failed: (error) => void failures.push(error),
  });
  const ask = async (): Promise<Admission> => ledgers.reserve(key, ONE_REQUEST);
  return {
    ledgers,
    failures,
    ask,
    async place() {
      const admission = await ask();
      if (admission.kind !== "admitted") throw new Error(admission.kind);
      return admission.place;
    },
  };
}

function setUp(key = KEY) {
  const clock = createFakeClock();
  const { store, stored } = createSharedStore();
  const replica = (holder: string): Replica => createReplica(stored, clock, { holder, key });
  return {
    clock,
    store,
    one: replica("one"),
    two: replica("two"),
    ledger: () => store.ledgers.get(KEY.id) as KeyLedger,
  };
}

/** Lets what was begun go on. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

test("replicas together admit as many as the limit says, whoever asks at the same time", async () => {
  const { one, two, store } = setUp();
  const admissions = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : two).ask()));
  expect(admissions.filter(({ kind }) => kind === "admitted")).toHaveLength(2);
  // Those who wait go together: a busy key is no more work for the database than a quiet one.
  expect(store.writes).toBeLessThan(10);
});

test("what ended makes room before the next one of the same process asks", async () => {
  const { one } = setUp();
  const [place] = [await one.place(), await one.place()];
  expect((await one.ask()).kind).toBe("busy");
  place.settle(RECORD);
  expect((await one.ask()).kind).toBe("admitted");
});

test("and for other processes a moment later", async () => {
  const { clock, one, two } = setUp();
  const [place] = [await one.place(), await one.place()];
  place.settle(RECORD);
  clock.advance(10);
  await rest();
  expect((await two.ask()).kind).toBe("admitted");
});

test("what a lost process held is free a minute after its last word, what a living one holds stays held", async () => {
  const { clock, one, two } = setUp();
  await one.place();
  await one.place();
  for (let seconds = 0; seconds < 180; seconds += 20) {
    clock.advance(20_000);
    await rest();
    expect((await two.ask()).kind).toBe("busy");
  }
  const { store, stored } = createSharedStore();
  const lost = createReplica(stored, createFakeClock(), { holder: "lost" });
  await lost.place();
  await lost.place();
  const later = createFakeClock(createFakeClock().now() + 60_001);
  expect((await createReplica(stored, later, { holder: "next" }).ask()).kind).toBe("admitted");
  expect(Object.keys(store.ledgers.get(KEY.id)?.shares ?? {})).toEqual(["next"]);
});

test("a store that fails refuses those who ask and loses nothing of what ended", async () => {
  const { clock, store, one, ledger } = setUp();
  const place = await one.place();
  place.settle(RECORD);
  store.next = "refused";
  await expect(one.ask()).rejects.toThrow("away");
  clock.advance(1000);
  await rest();
  expect(ledger().totals.requests).toBe(1);
  expect(ledger().shares["one"]?.calls).toBe(0);
});

test("what a write counted whose answer was lost is not counted again, and who was refused by it holds nothing", async () => {
  const { clock, store, one, ledger } = setUp();
  (await one.place()).settle(RECORD);
  store.next = "lost";
  await expect(one.ask()).rejects.toThrow("lost");
  expect(ledger().totals.requests).toBe(1);
  clock.advance(1000);
  await rest();
  expect(ledger().totals.requests).toBe(1);
  expect(ledger().shares["one"]?.calls).toBe(0);
});

test("what ends while another write is under way is counted after it, though nobody asks any more", async () => {
  const { clock, store, one, ledger } = setUp();
  const place = await one.place();
  store.pause = Promise.withResolvers();
  const asking = one.ask();
  place.settle(RECORD);
  clock.advance(10);
  await rest();
  store.pause.resolve();
  await asking;
  await rest();
  clock.advance(10);
  await rest();
  expect(ledger().totals.requests).toBe(1);
});

test("a key without any limit is admitted without a word to the store, and counted a moment later", async () => {
  const { clock, store, one, ledger } = setUp(sampleClientKey());
  const place = await one.place();
  expect(store.writes).toBe(0);
  place.settle(RECORD);
  clock.advance(10);
  await rest();
  expect(ledger().totals.requests).toBe(1);
});

test("a key that is gone is told so", async () => {
  const { store, one } = setUp();
  store.ledgers.clear();
  expect((await one.ask()).kind).toBe("unknown");
});

test("a process that stops counts what ended and holds nothing any more", async () => {
  const { one, ledger } = setUp();
  (await one.place()).settle(RECORD);
  await one.place();
  await one.ledgers.close();
  expect(ledger().totals.requests).toBe(1);
  expect(ledger().shares).toEqual({});
});
