import { describe, expect, test } from "bun:test";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import { makeAccount, settled } from "../../test/support/pool-world.ts";
import { createAccountLeases } from "./leases.ts";
import { liveAccount } from "./live-account.ts";

const FOREVER = new AbortController().signal;

function setUp() {
  const clock = createFakeClock();
  const changes: string[] = [];
  const leases = createAccountLeases({ clock, changed: (id) => void changes.push(id) });
  return { clock, leases, changes, live: liveAccount(makeAccount(), null, 0) };
}

describe("a lease", () => {
  test("counts as a request under way until it is given back, however often that is said", () => {
    const { leases, live } = setUp();
    const [first, second] = [leases.take(live), leases.take(live)];
    expect(live.inFlight).toBe(2);
    first.release();
    first.release();
    expect(live.inFlight).toBe(1);
    second.release();
    expect(live.inFlight).toBe(0);
  });
});

test("taking a lease is told, and giving it back, once each", () => {
  const { leases, changes, live } = setUp();
  const lease = leases.take(live);
  expect(changes).toEqual([live.id]);
  lease.release();
  lease.release();
  expect(changes).toEqual([live.id, live.id]);
});

describe("waiting for a place", () => {
  test("whoever came first is woken first, one for each place", async () => {
    const { leases, live } = setUp();
    const held = [leases.take(live), leases.take(live)];
    const woken: string[] = [];
    for (const name of ["first", "second", "third"])
      void leases.whenFreed(1000, FOREVER).then((freed) => woken.push(`${name} ${freed}`));
    held[0]?.release();
    await settled();
    expect(woken).toEqual(["first true"]);
    held[1]?.release();
    await settled();
    expect(woken).toEqual(["first true", "second true"]);
  });

  test("ends after its time", async () => {
    const { leases, clock } = setUp();
    const waiting = leases.whenFreed(1000, FOREVER);
    clock.advance(1000);
    expect(await waiting).toBe(false);
    expect(clock.timers).toBe(0);
  });

  test("ends when the client leaves, before or while it waits, and its place goes to the next", async () => {
    const { leases, live, clock } = setUp();
    const held = leases.take(live);
    const leaving = new AbortController();
    const gone = leases.whenFreed(1000, leaving.signal);
    const next = leases.whenFreed(1000, FOREVER);
    leaving.abort();
    expect(await gone).toBe(false);
    held.release();
    expect(await next).toBe(true);
    expect(await leases.whenFreed(1000, leaving.signal)).toBe(false);
    expect(clock.timers).toBe(0);
  });
});
