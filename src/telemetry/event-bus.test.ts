import { describe, expect, test } from "bun:test";

import type { Happening } from "../domain/happening.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { createFakeIds } from "../../test/support/fake-ids.ts";
import { sampleRecord } from "../../test/support/sample-record.ts";
import { type BusEvent, createEventBus, type EventBus, type Watching } from "./event-bus.ts";

const MOMENT_MS = 250;
const MINUTE_MS = 60_000;

function setUp(): { bus: EventBus; clock: ReturnType<typeof createFakeClock> } {
  const clock = createFakeClock();
  return { bus: createEventBus({ clock, ids: createFakeIds() }), clock };
}

const settings = (...keys: string[]): Happening => ({ kind: "settings_changed", keys });
const quota = (accountId: string, primaryUsedPercent: number): Happening => ({
  kind: "quota_moved",
  accountId,
  primaryUsedPercent,
  secondaryUsedPercent: null,
  primaryResetsAt: null,
  secondaryResetsAt: null,
});
const finished = (id: string): Happening => ({ kind: "request_finished", record: sampleRecord({ id }) });

/** What is there to be read; nothing is waited for. */
async function read(watching: Watching): Promise<readonly BusEvent[]> {
  const events = await watching.next(0);
  if (events === "ended") throw new Error("it has ended");
  return events ?? [];
}

async function begin(bus: EventBus, lastEventId: string | null = null): Promise<{ watching: Watching; id: string }> {
  const watching = bus.watch(lastEventId);
  const [first] = await read(watching);
  if (first === undefined) throw new Error("nothing was told");
  return { watching, id: first.id };
}

describe("who watches", () => {
  test("is told of what happens from then on, in order, each with an id of its own", async () => {
    const { bus, clock } = setUp();
    bus.publish(settings("before"));
    const { watching } = await begin(bus);
    bus.publish(settings("debug"));
    clock.advance(MOMENT_MS);
    bus.publish(settings("port"));
    clock.advance(MOMENT_MS);
    const events = await read(watching);
    expect(events.map((event) => event.kind === "told" && event.news.happenings)).toEqual([
      [settings("debug")],
      [settings("port")],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  test("is told of a kind at most four times a second, of the newest where there are many", async () => {
    const { bus, clock } = setUp();
    const { watching } = await begin(bus);
    for (let at = 0; at < 1000; at += 1) {
      bus.publish(finished(`req_${at}`));
      clock.advance(1);
    }
    const events = await read(watching);
    expect(events.length).toBeLessThanOrEqual(4);
    const last = events.at(-1);
    if (last?.kind !== "told") throw new Error("nothing told");
    expect(last.news.happenings).toHaveLength(50);
    expect(last.news.omitted).toBe(200);
    expect(last.news.happenings.at(-1)).toMatchObject({ record: { id: "req_999" } });
  });

  test("is told the newest of each account within a moment, once", async () => {
    const { bus, clock } = setUp();
    const { watching } = await begin(bus);
    for (const happening of [quota("acc_a", 1), quota("acc_b", 5), quota("acc_a", 2)]) bus.publish(happening);
    clock.advance(MOMENT_MS);
    const [event] = await read(watching);
    expect(event).toMatchObject({ news: { omitted: 0, happenings: [quota("acc_b", 5), quota("acc_a", 2)] } });
  });

  test("hears nothing in silence, and of news at once", async () => {
    const { bus, clock } = setUp();
    const { watching } = await begin(bus);
    const quiet = watching.next(1000);
    clock.advance(1000);
    expect(await quiet).toBeNull();
    const news = watching.next(1000);
    bus.publish(settings("debug"));
    clock.advance(MOMENT_MS);
    expect(await news).toHaveLength(1);
  });

  test("comes back and gets what it missed, and nothing twice", async () => {
    const { bus, clock } = setUp();
    const first = await begin(bus);
    first.watching.end();
    bus.publish(settings("while away"));
    clock.advance(MOMENT_MS);
    const back = await begin(bus, first.id);
    bus.publish(settings("since"));
    clock.advance(MOMENT_MS);
    expect(await read(back.watching)).toMatchObject([{ news: { happenings: [settings("since")] } }]);
    const again = bus.watch(back.id);
    expect(await read(again)).toMatchObject([{ news: { happenings: [settings("since")] } }]);
  });

  test("is told to begin anew where what it missed is no longer known", async () => {
    const { bus, clock } = setUp();
    const first = await begin(bus);
    for (let index = 0; index < 300; index += 1) {
      bus.publish(settings(`${index}`));
      clock.advance(MOMENT_MS);
    }
    for (const id of [first.id, "era_of_another_process-7", "nonsense", ""]) {
      expect(await read(bus.watch(id))).toMatchObject([{ kind: "reset" }]);
    }
  });

  test("is told to begin anew after a pause in which nobody watched", async () => {
    const { bus, clock } = setUp();
    const { watching, id } = await begin(bus);
    watching.end();
    clock.advance(MINUTE_MS);
    bus.publish(settings("unseen"));
    clock.advance(MOMENT_MS);
    expect(await read(bus.watch(id))).toMatchObject([{ kind: "reset" }]);
  });

  test("and reads slowly holds nobody, and is told to begin anew", async () => {
    const { bus, clock } = setUp();
    const slow = await begin(bus);
    const quick = await begin(bus);
    let told = 0;
    for (let index = 0; index < 100; index += 1) {
      bus.publish(settings(`${index}`));
      clock.advance(MOMENT_MS);
      told += (await read(quick.watching)).length;
    }
    expect(told).toBe(100);
    const events = await read(slow.watching);
    expect(events[0]).toMatchObject({ kind: "reset" });
    expect(events.length).toBeLessThanOrEqual(64);
    // From the id of the reset on it has everything.
    expect(events.slice(1)).toHaveLength(100 - 65);
  });

  test("is let go at the end, also while it waits, and who comes later too", async () => {
    const { bus } = setUp();
    const { watching } = await begin(bus);
    const waiting = watching.next(MINUTE_MS);
    bus.close();
    expect(await waiting).toBe("ended");
    expect(await watching.next(0)).toBe("ended");
    expect(await bus.watch(null).next(0)).toBe("ended");
  });
});

test("without watchers nothing is done: no timer is set, nothing is kept", async () => {
  const { bus, clock } = setUp();
  bus.publish(settings("debug"));
  expect(clock.timers).toBe(0);
  const { watching } = await begin(bus);
  watching.end();
  bus.publish(settings("debug"));
  clock.advance(2 * MINUTE_MS);
  bus.publish(settings("debug"));
  expect(clock.timers).toBe(0);
});
