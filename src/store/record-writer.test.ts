import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { createFakeClock, type FakeClock } from "../../test/support/fake-clock.ts";
import { createFakeIds } from "../../test/support/fake-ids.ts";
import { openRecord, sampleRecord } from "../../test/support/sample-record.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { openStore, type Store } from "./open-store.ts";
import { createRecordWriter, type RecordWriter, type RecordWriterProblem } from "./record-writer.ts";

/** A database whose answers the test gives. */
function createFakeRecords() {
  const batches: (readonly RequestRecord[])[] = [];
  let broken = false;
  let gate: Promise<void> = Promise.resolve();
  let running = 0;
  let mostAtOnce = 0;
  return {
    batches,
    async write(batch: readonly RequestRecord[]) {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      batches.push(batch);
      await gate;
      running -= 1;
      if (broken) throw new Error("the database is away");
    },
    fail(now: boolean) {
      broken = now;
    },
    /** Writes wait until the returned function is called. */
    hold(): () => void {
      let open = (): void => {};
      gate = new Promise((resolve) => (open = resolve));
      return open;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
  };
}

let clock: FakeClock;
let records: ReturnType<typeof createFakeRecords>;
let problems: RecordWriterProblem[];
let writer: RecordWriter;
let nextId: () => string;

beforeEach(() => {
  clock = createFakeClock();
  records = createFakeRecords();
  problems = [];
  writer = createRecordWriter({ records, clock, onError: (problem) => problems.push(problem) });
  nextId = createFakeIds().requestId;
});

/** Lets what has been promised happen; no time passes. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
}
const idsOf = (batch: readonly RequestRecord[] | undefined) => batch?.map(({ id }) => id);

describe("batching", () => {
  test("records put within 35 ms are written together", async () => {
    const ids = [nextId(), nextId(), nextId()];
    for (const id of ids) {
      writer.put(sampleRecord({ id }));
      await pass(11);
    }
    expect(records.batches).toEqual([]);
    expect(writer.pending).toBe(3);
    await pass(2);
    expect(records.batches.map(idsOf)).toEqual([ids]);
    expect(writer.pending).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test("a request opened and ended within one window is written once", async () => {
    const id = nextId();
    writer.put(openRecord({ id }));
    writer.put(openRecord({ id, accountId: "acc_ada" }));
    writer.put(sampleRecord({ id }));
    await pass(35);
    expect(records.batches).toEqual([[sampleRecord({ id })]]);
  });

  test("a request that has just begun waits for the next window, and no longer", async () => {
    const [ended, short, long] = [nextId(), nextId(), nextId()];
    writer.put(sampleRecord({ id: ended }));
    await pass(30);
    for (const id of [short, long]) writer.put(openRecord({ id }));
    await pass(5);
    expect(records.batches.map(idsOf)).toEqual([[ended]]);
    writer.put(sampleRecord({ id: short }));
    await pass(35);
    expect(records.batches.slice(1)).toEqual([[sampleRecord({ id: short }), openRecord({ id: long })]]);
    expect(writer.pending).toBe(0);
  });

  test("a state that comes after the end is ignored, even while the end is being written", async () => {
    const id = nextId();
    writer.put(sampleRecord({ id }));
    writer.put(openRecord({ id }));
    const letGo = records.hold();
    clock.advance(35);
    writer.put(openRecord({ id }));
    expect(writer.find(id)).toEqual(sampleRecord({ id }));
    letGo();
    await settle();
    await pass(100);
    expect(records.batches).toEqual([[sampleRecord({ id })]]);
  });

  test("one write runs at a time, and what comes meanwhile is written 35 ms later", async () => {
    const [first, second] = [nextId(), nextId()];
    const letGo = records.hold();
    writer.put(openRecord({ id: first }));
    await pass(35);
    writer.put(sampleRecord({ id: first }));
    writer.put(sampleRecord({ id: second }));
    await pass(1000);
    expect(records.batches).toHaveLength(1);
    expect(writer.find(first)?.outcome).toBe("ok");
    letGo();
    await settle();
    await pass(35);
    expect(records.batches.map(idsOf)).toEqual([[first], [first, second]]);
    expect(records.mostAtOnce).toBe(1);
  });

  test("a backlog is written in pieces, with time for requests in between", async () => {
    for (let index = 0; index < 1200; index += 1) writer.put(sampleRecord({ id: nextId() }));
    await pass(35);
    expect(records.batches.map(({ length }) => length)).toEqual([500]);
    await pass(0);
    await pass(35);
    expect(records.batches.map(({ length }) => length)).toEqual([500, 500, 200]);
  });

  test("finds the newest state until it is in the database", async () => {
    const id = nextId();
    expect(writer.find(id)).toBeNull();
    writer.put(openRecord({ id }));
    expect(writer.find(id)).toEqual(openRecord({ id }));
    await pass(35);
    expect(writer.find(id)).toBeNull();
  });
});

describe("a database that is away", () => {
  test("loses no record: the batch is tried again, later and later, at most 5 s apart", async () => {
    records.fail(true);
    const id = nextId();
    writer.put(openRecord({ id }));
    await pass(35);
    for (const wait of [100, 200, 400, 800, 1600, 3200, 5000, 5000]) {
      const tries = records.batches.length;
      await pass(wait - 1);
      expect(records.batches).toHaveLength(tries);
      await pass(1);
      expect(records.batches).toHaveLength(tries + 1);
    }
    writer.put(sampleRecord({ id }));
    records.fail(false);
    await pass(5000);
    expect(records.batches.at(-1)).toEqual([sampleRecord({ id })]);
    expect(writer.pending).toBe(0);
    expect(problems[0]).toMatchObject({ kind: "write_failed", pending: 1, retryInMs: 100 });
    expect(problems.every(({ kind }) => kind === "write_failed")).toBe(true);
  });

  test("the buffer ends at 50,000 records: the oldest go, and are counted", async () => {
    records.fail(true);
    const first = nextId();
    writer.put(sampleRecord({ id: first }));
    await pass(35);
    for (let index = 0; index < 50_009; index += 1) writer.put(sampleRecord({ id: nextId() }));
    expect(writer.pending).toBe(50_000);
    expect(writer.find(first)).toBeNull();
    records.fail(false);
    await writer.flush();
    expect(problems.filter(({ kind }) => kind === "records_dropped")).toEqual([{ kind: "records_dropped", count: 10 }]);
    expect(records.batches.slice(1).flat()).toHaveLength(50_000);
  });

  test("a flush says that it failed, and the records stay", async () => {
    records.fail(true);
    writer.put(sampleRecord({ id: nextId() }));
    await expect(writer.flush()).rejects.toThrow("away");
    expect(writer.pending).toBe(1);
    records.fail(false);
    await writer.flush();
    expect(writer.pending).toBe(0);
    expect(clock.timers).toBe(0);
  });
});

describe("stopping", () => {
  test("loses no record, not even those of the write under way and those put meanwhile", async () => {
    const ids = [nextId(), nextId(), nextId()] as const;
    const letGo = records.hold();
    writer.put(sampleRecord({ id: ids[0] }));
    await pass(35);
    writer.put(sampleRecord({ id: ids[1] }));
    const closed = writer.close();
    writer.put(sampleRecord({ id: ids[2] }));
    letGo();
    await closed;
    expect(records.batches.flatMap(idsOf)).toEqual([...ids]);
    expect(problems).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  test("waits some seconds for a database that is away", async () => {
    records.fail(true);
    writer.put(sampleRecord({ id: nextId() }));
    const closed = writer.close();
    for (const wait of [0, 100, 200]) await pass(wait);
    records.fail(false);
    await pass(400);
    await closed;
    expect(writer.pending).toBe(0);
    expect(problems.every(({ kind }) => kind === "write_failed")).toBe(true);
  });

  test("ends although the database stays away, and says what is lost", async () => {
    records.fail(true);
    writer.put(sampleRecord({ id: nextId() }));
    const closed = writer.close();
    for (const wait of [0, 100, 200, 400, 800, 1600]) await pass(wait);
    await closed;
    expect(problems.at(-1)).toEqual({ kind: "records_dropped", count: 1 });
    writer.put(sampleRecord({ id: nextId() }));
    expect(problems.at(-1)).toEqual({ kind: "records_dropped", count: 1 });
    expect(clock.timers).toBe(0);
  });
});

describe("with a real store", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore({ url: "sqlite::memory:" });
  });
  afterEach(() => store.close());

  test("every request is stored and counted once, however its states fall into batches", async () => {
    const real = createRecordWriter({ records: store.records, clock, onError: (problem) => problems.push(problem) });
    const ids = Array.from({ length: 300 }, nextId);
    for (const [index, id] of ids.entries()) {
      real.put(openRecord({ id }));
      if (index % 3 === 0) await pass(35);
      real.put(sampleRecord({ id }));
      if (index % 5 === 0) await pass(35);
    }
    await real.close();
    const [hour] = await store.records.hourly({ from: 0, to: Number.MAX_SAFE_INTEGER });
    expect(hour?.requests).toBe(300);
    const stored = await store.records.list({ limit: 1000, before: null });
    expect(stored.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(stored.every(({ outcome }) => outcome === "ok")).toBe(true);
    expect(problems).toEqual([]);
  });
});
