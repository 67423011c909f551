import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { sampleClientKey, sampleLimit } from "../../test/support/sample-client-key.ts";
import type { ClientKey } from "./client-key.ts";
import type { Amounts, KeyCharge } from "./key-charge.ts";
import {
  EMPTY_LEDGER,
  type KeyLedger,
  reserve,
  type Reservation,
  settle,
  standingOf,
  withoutCounts,
} from "./key-ledger.ts";
import { NO_USAGE } from "./usage.ts";

const START = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const HOLDER = "process_1";

const charge = (amounts: Partial<KeyCharge["amounts"]>): KeyCharge => ({
  amounts: { requests: 1, tokens: 0, cost_usd: 0, ...amounts },
  usage: NO_USAGE,
  costUsd: 0,
});
const expected = (amounts: Partial<Amounts> = {}): Amounts => ({ requests: 1, tokens: 0, cost_usd: 0, ...amounts });

/** A ledger that a test works on step by step. */
function setUp(key: ClientKey, holder = HOLDER) {
  let ledger = EMPTY_LEDGER;
  return {
    now: START,
    ledger: () => ledger,
    reset: () => void (ledger = withoutCounts(ledger)),
    ask(amounts: Partial<Amounts> = {}): Reservation | string {
      const reserved = reserve(key, ledger, { holder, now: this.now, expected: expected(amounts) });
      if (reserved.kind !== "reserved") return reserved.kind;
      ({ ledger } = reserved);
      return reserved.reservation;
    },
    held(amounts: Partial<Amounts> = {}): Reservation {
      const reserved = this.ask(amounts);
      if (typeof reserved === "string") throw new Error(reserved);
      return reserved;
    },
    end(reservation: Reservation, amounts: Partial<KeyCharge["amounts"]> = {}): void {
      ledger = settle(key, ledger, { holder, now: this.now, reservation, charge: charge(amounts) });
    },
    used: () => standingOf(key, ledger, START).map(({ count, held }) => [count.used, held]),
  };
}

describe("requests", () => {
  test("pass as many as the limit says and no more, and the refusal says when they pass again", () => {
    const key = sampleClientKey({ limits: [sampleLimit("requests", 2)] });
    const world = setUp(key);
    const both = [world.held(), world.held()];
    expect(world.ask()).toBe("busy");
    for (const one of both) world.end(one);
    expect(reserve(key, world.ledger(), { holder: HOLDER, now: START, expected: expected() })).toEqual({
      kind: "exceeded",
      limit: sampleLimit("requests", 2),
      resetsAt: START + DAY_MS,
    });
    world.now += DAY_MS;
    expect(typeof world.ask()).toBe("object");
  });

  test("that were refused give their place back", () => {
    const world = setUp(sampleClientKey({ limits: [sampleLimit("requests", 1)] }));
    world.end(world.held(), { requests: 0 });
    expect(typeof world.ask()).toBe("object");
  });

  test("count in the window in which they began, however long they run", () => {
    const world = setUp(sampleClientKey({ limits: [sampleLimit("requests", 1, "minute")] }));
    const long = world.held();
    world.now += 60_000;
    const next = world.held();
    expect(world.ask()).toBe("busy");
    world.end(long);
    expect(world.ask()).toBe("busy");
    world.end(next);
    expect(world.ask()).toBe("exceeded");
  });
});

describe("tokens and cost", () => {
  test("of running requests are held; what was not used is free again", () => {
    const world = setUp(sampleClientKey({ limits: [sampleLimit("tokens", 100), sampleLimit("cost_usd", 1)] }));
    const one = world.held({ tokens: 60, cost_usd: 0.1 });
    const last = world.held({ tokens: 60, cost_usd: 0.1 });
    expect(world.used()).toEqual([
      [0, 100],
      [0, 0.2],
    ]);
    expect(world.ask({ tokens: 1 })).toBe("busy");
    world.end(one, { tokens: 10, cost_usd: 0.01 });
    world.end(last, { tokens: 20, cost_usd: 0.02 });
    expect(world.used()).toEqual([
      [30, 0],
      [0.03, 0],
    ]);
  });

  test("that nobody told count as they were held", () => {
    const world = setUp(sampleClientKey({ limits: [sampleLimit("tokens", 100)] }));
    world.end(world.held({ tokens: 60 }), { tokens: null });
    expect(world.used()).toEqual([[60, 0]]);
  });

  test("of a request that runs on into the next window are held and counted there", () => {
    const world = setUp(sampleClientKey({ limits: [sampleLimit("tokens", 100)] }));
    const long = world.held({ tokens: 80 });
    world.now += DAY_MS;
    expect(world.ask({ tokens: 50 })).toMatchObject({ "tokens/day": { used: 20 } });
    world.end(long, { tokens: 70 });
    expect(world.ledger().counts["tokens/day"]).toEqual({ startsAt: START + DAY_MS, used: 70 });
  });
});

test("of several limits all hold, and the one that takes longest is the one told of", () => {
  const key = sampleClientKey({ limits: [sampleLimit("requests", 1, "minute"), sampleLimit("requests", 1, "week")] });
  const world = setUp(key);
  world.end(world.held());
  const refusal = reserve(key, world.ledger(), { holder: HOLDER, now: START, expected: expected() });
  expect(refusal).toMatchObject({ kind: "exceeded", resetsAt: START + 7 * DAY_MS });
  world.now += 60_000;
  expect(world.ask()).toBe("exceeded");
});

test("no more run at once than the key's concurrency, and each end makes room", () => {
  const world = setUp(sampleClientKey({ concurrency: 2 }));
  const one = world.held();
  world.held();
  expect(world.ask()).toBe("busy");
  world.end(one);
  expect(typeof world.ask()).toBe("object");
});

test("counters begin anew at the operator's word; what runs goes on holding and the totals stay", () => {
  const world = setUp(sampleClientKey({ limits: [sampleLimit("requests", 3)] }));
  world.end(world.held());
  world.held();
  world.reset();
  expect(world.used()).toEqual([[0, 1]]);
  expect(world.ledger().totals.requests).toBe(1);
});

test("what a process held that has not been heard of for too long counts no more", () => {
  const key = sampleClientKey({ concurrency: 1 });
  const share = { calls: 1, amounts: {}, turn: 1, until: START + 60_000 };
  const ledger: KeyLedger = { ...EMPTY_LEDGER, shares: { lost: share } };
  const ask = (now: number) => reserve(key, ledger, { holder: HOLDER, now, expected: expected() }).kind;
  expect(ask(START + 59_999)).toBe("busy");
  expect(ask(START + 60_000)).toBe("reserved");
});

test("whatever comes in whatever order: requests never pass their limit, tokens by the last admitted one at most, nothing stays held", () => {
  const limits = [sampleLimit("requests", 20), sampleLimit("tokens", 1000)];
  const key = sampleClientKey({ limits, concurrency: 6 });
  const step = fc.record({
    kind: fc.constantFrom("ask", "ask", "end", "later"),
    pick: fc.nat(),
    tokens: fc.integer({ min: 1, max: 300 }),
    used: fc.integer({ min: 0, max: 300 }),
    counted: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const world = setUp(key);
      let running: { reservation: Reservation; tokens: number }[] = [];
      for (const { kind, pick, tokens, used, counted } of steps) {
        if (kind === "later") world.now += 7_000_000;
        if (kind === "ask") {
          const reservation = world.ask({ tokens });
          if (typeof reservation !== "string") running.push({ reservation, tokens });
        }
        const one = kind === "end" ? running[pick % Math.max(1, running.length)] : undefined;
        if (one !== undefined) {
          running = running.filter((other) => other !== one);
          // No request uses more than it was expected to.
          world.end(one.reservation, { requests: counted ? 1 : 0, tokens: Math.min(used, one.tokens) });
        }
        const [requests, spent] = standingOf(key, world.ledger(), world.now);
        if (requests === undefined || spent === undefined) throw new Error("no limits");
        expect(requests.count.used + requests.held).toBeLessThanOrEqual(20);
        expect(spent.count.used).toBeLessThanOrEqual(1000 + 300);
        expect(running.length).toBeLessThanOrEqual(6);
      }
      for (const { reservation } of running) world.end(reservation);
      expect(standingOf(key, world.ledger(), world.now).map(({ held }) => held)).toEqual([0, 0]);
    }),
    { numRuns: 300 },
  );
});
