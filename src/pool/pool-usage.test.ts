import { expect, test } from "bun:test";

import { failure, type FailureKind } from "../domain/failure.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { makeAccount } from "../../test/support/pool-world.ts";
import { applyHealth, type LiveAccount, liveAccount, takeQuota } from "./live-account.ts";
import { createPoolUsage } from "./pool-usage.ts";

const HOUR_MS = 3_600_000;

function setUp() {
  const clock = createFakeClock();
  const lives: LiveAccount[] = [];
  const add = (name: string, used: number | null, resetsIn: number | null = HOUR_MS): LiveAccount => {
    const live = liveAccount(makeAccount(name), null, 0);
    const resetsAt = resetsIn === null ? null : clock.now() + resetsIn;
    const primary = used === null ? null : { usedPercent: used, windowMs: 5 * HOUR_MS, resetsAt };
    takeQuota(live, { primary, secondary: null, plan: "plus", allowed: null, observedAt: clock.now() });
    lives.push(live);
    return live;
  };
  const fail = (live: LiveAccount, kind: FailureKind): void =>
    void applyHealth(live, { kind: "failed", at: clock.now(), failure: failure(kind, kind, "no"), model: null });
  const measure = createPoolUsage({ clock, accounts: () => lives });
  return { clock, add, fail, usage: () => measure("codex"), usageElsewhere: () => measure("claude") };
}

test("a window is the mean over those who have it, with the earliest reset ahead", () => {
  const { add, usage, clock } = setUp();
  add("a", 10, 3 * HOUR_MS);
  add("b", 50, 2 * HOUR_MS);
  add("c", 90, -1);
  add("d", null);
  add("e", 40, null);
  expect(usage()).toEqual({
    primary: { usedPercent: 25, windowMs: 5 * HOUR_MS, resetsAt: clock.now() + 2 * HOUR_MS },
    secondary: null,
    allowed: true,
    plan: "plus",
  });
});

test("accounts that are paused or signed out do not count, those out of quota do", () => {
  const { add, fail, usage } = setUp();
  add("a", 0).paused = true;
  fail(add("b", 0), "reauth_required");
  fail(add("c", 100), "quota_exceeded");
  expect(usage()).toMatchObject({ primary: { usedPercent: 100 }, allowed: false });
});

test("an empty pool has nothing and allows nothing", () => {
  expect(setUp().usage()).toEqual({ primary: null, secondary: null, allowed: false, plan: null });
});

test("a plan is told only where all share it", () => {
  const { add, usage, clock } = setUp();
  const live = add("a", 1);
  add("b", 1);
  expect(usage().plan).toBe("plus");
  if (live.quota !== null) live.quota = { ...live.quota, plan: "pro" };
  clock.advance(1000);
  expect(usage().plan).toBeNull();
});

test("it is computed once a second, however often it is asked for", () => {
  const { add, usage, clock } = setUp();
  add("a", 10);
  const first = usage();
  add("b", 90);
  clock.advance(999);
  expect(usage()).toBe(first);
  clock.advance(1);
  expect(usage().primary?.usedPercent).toBe(50);
});

test("accounts of another provider are no part of it", () => {
  const { add, usageElsewhere } = setUp();
  add("a", 10);
  expect(usageElsewhere()).toEqual({ primary: null, secondary: null, allowed: false, plan: null });
});
