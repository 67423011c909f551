import { describe, expect, test } from "bun:test";

import type { Account } from "../domain/account.ts";
import { failure, type FailureKind } from "../domain/failure.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { codexProvider, createFakeUpstream, makeAccount, settled } from "../../test/support/pool-world.ts";
import { applyHealth, type LiveAccount, liveAccount } from "./live-account.ts";
import { createQuotaPolling } from "./quota-polling.ts";
import type { FreshAccount } from "./token-freshness.ts";

const MINUTE_MS = 60_000;
const USAGE = {
  status: 200,
  json: {
    plan_type: "plus",
    rate_limit: { primary_window: { used_percent: 7, limit_window_seconds: 18_000, reset_at: 1 } },
  },
};

function setUp(names: readonly string[] = ["ada"]) {
  const clock = createFakeClock();
  const upstream = createFakeUpstream();
  const lives: LiveAccount[] = names.map((name) => liveAccount(makeAccount(name), null, 0));
  const observed: string[] = [];
  const failed: FailureKind[] = [];
  const refreshed: (string | undefined)[] = [];
  let fresh = (account: Account): FreshAccount => ({ kind: "fresh", account });
  upstream.answer(() => USAGE);
  const polling = createQuotaPolling({
    clock,
    client: upstream.client,
    accounts: () => lives,
    provider: () => codexProvider,
    async freshAccount(account, rejected) {
      if (rejected !== undefined) refreshed.push(rejected);
      return fresh(account);
    },
    intervalMs: () => MINUTE_MS,
    observed: (account) => void observed.push(account.id),
    failed: (_, why) => void failed.push(why.kind),
  });
  const cool = (kind: FailureKind): void => {
    for (const live of lives)
      applyHealth(live, { kind: "failed", at: clock.now(), failure: failure(kind, kind, "no"), model: null });
  };
  const onFresh = (next: (account: Account) => FreshAccount): void => void (fresh = next);
  return { clock, upstream, lives, observed, failed, refreshed, polling, cool, onFresh };
}

/** Polls in this many minutes of rounds every five seconds. */
async function pollsIn(world: ReturnType<typeof setUp>, minutes: number): Promise<number> {
  const before = world.upstream.calls.length;
  for (let round = 0; round < minutes * 12; round += 1) {
    world.clock.advance(5000);
    await world.polling.round();
  }
  return world.upstream.calls.length - before;
}

describe("asking at once", () => {
  test("does not wait until it is due, and says what came of it", async () => {
    const { polling, lives, observed, upstream } = setUp();
    const id = lives[0]?.id ?? "";
    await polling.round();
    expect(await polling.pollNow(id)).toEqual({ kind: "observed" });
    expect(observed).toEqual([id, id]);
    upstream.answer(() => ({ status: 503, json: {} }));
    expect(await polling.pollNow(id)).toMatchObject({ kind: "failed", failure: { status: 503 } });
    upstream.answer(() => ({ status: 200, json: { hello: "world" } }));
    expect(await polling.pollNow(id)).toEqual({ kind: "nothing" });
    expect(await polling.pollNow("acc_0")).toBeNull();
  });
});

describe("which accounts are polled", () => {
  test("all at the start, and what they say is told", async () => {
    const world = setUp(["ada", "bob"]);
    await world.polling.round();
    expect(world.observed).toEqual(world.lives.map(({ id }) => id));
  });

  test("one in use each interval, an idle one ten times more seldom", async () => {
    const world = setUp();
    await world.polling.round();
    expect(await pollsIn(world, 20)).toBe(2);
    const [live] = world.lives;
    if (live !== undefined) live.lastUsedAt = world.clock.now();
    expect(await pollsIn(world, 9)).toBe(9);
  });

  test("a cooling one each interval, used or not, so that an early reset is seen", async () => {
    const world = setUp();
    await world.polling.round();
    world.cool("quota_exceeded");
    expect(await pollsIn(world, 5)).toBe(5);
  });

  test("none that is paused or signed out, and no API key: it has no quota", async () => {
    const world = setUp();
    const [live] = world.lives;
    if (live === undefined) throw new Error("nobody");
    live.paused = true;
    expect(await pollsIn(world, 2)).toBe(0);
    live.paused = false;
    world.cool("reauth_required");
    expect(await pollsIn(world, 2)).toBe(0);
  });

  test("at most four at once, and a round under way is joined", async () => {
    const world = setUp(Array.from({ length: 10 }, (_, index) => `user${index}`));
    const gates: (() => void)[] = [];
    world.upstream.answer(async () => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return USAGE;
    });
    const rounds = [world.polling.round(), world.polling.round()];
    await settled();
    expect(world.upstream.calls).toHaveLength(4);
    while (world.observed.length < 10) {
      gates.shift()?.();
      await settled();
    }
    await Promise.all(rounds);
    expect(world.upstream.calls).toHaveLength(10);
  });
});

describe("what a poll says of the account", () => {
  test("a 401 is refreshed once and asked again", async () => {
    const world = setUp();
    world.upstream.answer(() => (world.refreshed.length === 0 ? { status: 401, json: {} } : USAGE));
    await world.polling.round();
    expect(world.refreshed).toHaveLength(1);
    expect(world.observed).toHaveLength(1);
    expect(world.failed).toEqual([]);
  });

  test("a 401 even after that signs nobody out, and is not asked for again for a while", async () => {
    const world = setUp();
    const [live] = world.lives;
    if (live !== undefined) live.lastUsedAt = world.clock.now();
    world.upstream.answer(() => ({ status: 401, json: {} }));
    await world.polling.round();
    expect(world.failed).toEqual([]);
    expect(world.refreshed).toHaveLength(1);
    await pollsIn(world, 9);
    expect(world.refreshed).toHaveLength(1);
  });

  test("troubles of the wire, the endpoint or the token endpoint are not the account's", async () => {
    const world = setUp();
    for (const reply of [
      { kind: "failed", failure: failure("unreachable", "connect_failed", "no") } as const,
      ...[429, 500, 403].map((status) => ({ status, json: {} })),
      { status: 200, json: "nonsense" },
    ]) {
      world.upstream.answer(() => reply);
      await pollsIn(world, 10);
    }
    world.onFresh(() => ({ kind: "failed", failure: failure("upstream_error", "refresh_busy", "no") }));
    await pollsIn(world, 10);
    expect(world.failed).toEqual([]);
    expect(world.observed).toEqual([]);
  });

  test("a dead login and a closed account are", async () => {
    const dead = setUp();
    dead.onFresh(() => ({ kind: "failed", failure: failure("reauth_required", "invalid_grant", "no") }));
    await dead.polling.round();
    expect(dead.failed).toEqual(["reauth_required"]);
    const closed = setUp();
    closed.upstream.answer(() => ({ status: 403, json: { error: { code: "account_deactivated", message: "no" } } }));
    await closed.polling.round();
    expect(closed.failed).toEqual(["deactivated"]);
  });
});
