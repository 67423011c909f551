import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { capacityOf } from "./plan-capacity.ts";
import { costKey, type QuotaCosts } from "./quota-cost.ts";
import type { ReplayAccount } from "./replay-account.ts";
import { createReplay, type ReplaySettings } from "./replay-pool.ts";
import type { ReplayOutcome } from "./replay-tally.ts";
import type { ReplayedRequest } from "./replayed-request.ts";

const START = Date.UTC(2026, 0, 1, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Weight 1 uses 1 % of a plus account's 5 hours (2.25 of 225 credits) and 0.1 % of its week (7.56 of 7560). */
const COSTS: QuotaCosts = new Map([
  [costKey("codex", "primary"), { creditsPerWeight: 2.25, samples: 9, weight: 9 }],
  [costKey("codex", "secondary"), { creditsPerWeight: 7.56, samples: 9, weight: 9 }],
]);

const LEAST_USED: ReplaySettings = {
  strategy: "usage_weighted",
  preferEarlierReset: false,
  sticky: true,
  sessionTtlMs: HOUR_MS,
};

/** A plus account, so many percent of whose 5 hours and week are used; they reset in so many hours. */
function account(
  id: string,
  used: { readonly primary?: number; readonly primaryResetsIn?: number; readonly secondary?: number } = {},
  more: Partial<ReplayAccount> = {},
): ReplayAccount {
  const { primary = 0, primaryResetsIn = 4, secondary = 0 } = used;
  return {
    id,
    label: id,
    provider: "codex",
    isNew: false,
    priority: 0,
    weight: 1,
    coolingDisabled: null,
    concurrencyCap: Number.POSITIVE_INFINITY,
    capacity: capacityOf("codex", "plus"),
    primary: { usedPercent: primary, windowMs: 5 * HOUR_MS, resetsAt: START + primaryResetsIn * HOUR_MS },
    secondary: { usedPercent: secondary, windowMs: 168 * HOUR_MS, resetsAt: START + 100 * HOUR_MS },
    ...more,
  };
}

/** A request that begins so many minutes after the start, and takes one. */
function request(minute: number, more: Partial<ReplayedRequest> = {}): ReplayedRequest {
  return {
    id: `req_${minute}`,
    at: START + minute * MINUTE_MS,
    durationMs: MINUTE_MS,
    session: null,
    model: "gpt-5.5",
    group: "codex",
    weight: 10,
    costUsd: 0.5,
    cachedTokens: 0,
    recorded: { kind: "served", accountId: "ada" },
    ...more,
  };
}

function play(
  accounts: readonly ReplayAccount[],
  requests: readonly ReplayedRequest[],
  settings: Partial<ReplaySettings> = {},
): ReplayOutcome {
  const replay = createReplay({
    settings: { ...LEAST_USED, ...settings },
    accounts,
    costs: COSTS,
    buckets: { from: START, to: START + 2 * HOUR_MS, count: 4 },
    canServe: ({ provider }, group) => provider === group,
  });
  for (const one of requests) replay.take(one);
  return replay.end();
}

const spread = ({ accounts }: ReplayOutcome): Readonly<Record<string, number>> =>
  Object.fromEntries(
    accounts.filter(({ requests }) => requests > 0).map(({ accountId, requests }) => [accountId, requests]),
  );
const six = Array.from({ length: 6 }, (_, index) => request(index * 10));

describe("three accounts and six requests, one after another", () => {
  // A request uses 10 % of 5 hours and 1 % of a week. Weeks used: ada 0, ben 2.5, cleo 4.
  const three = [account("ada"), account("ben", { secondary: 2.5 }), account("cleo", { secondary: 4 })];

  test("usage_weighted: the least used week first", () => {
    // ada 0→1→2→3 (three requests: 0, 1, 2 < 2.5), then ben 2.5→3.5 (2.5 < 3), then ada 3→4 (3 < 3.5), then ben
    // 3.5→4.5 (3.5 < 4). ada 4, ben 2, cleo none.
    expect(spread(play(three, six))).toEqual({ ada: 4, ben: 2 });
  });

  test("round_robin: each in turn", () => {
    expect(spread(play(three, six, { strategy: "round_robin" }))).toEqual({ ada: 2, ben: 2, cleo: 2 });
  });

  test("fill_first: the most used, until it is full", () => {
    expect(spread(play(three, six, { strategy: "fill_first" }))).toEqual({ cleo: 6 });
  });

  test("the earlier reset first, where that is preferred", () => {
    const soon = { ...account("cleo", { secondary: 4 }) };
    const early = { ...soon, secondary: { usedPercent: 4, windowMs: 168 * HOUR_MS, resetsAt: START + 30 * HOUR_MS } };
    expect(spread(play([account("ada"), early], six, { preferEarlierReset: true }))).toEqual({ cleo: 6 });
  });

  test("a higher priority before everything", () => {
    const prior = [...three.slice(0, 2), { ...account("cleo", { secondary: 4 }), priority: 1 }];
    expect(spread(play(prior, six))).toEqual({ cleo: 6 });
  });

  test("windows fill over time, and what it costs is added up", () => {
    // ada: at 0, 10, 20 and 40 minutes, each ended a minute later. 30-minute buckets end with 3, 4, 4, 4 requests of 10 %
    // in 5 hours. 6 × 0.5 USD.
    const outcome = play(three, six);
    expect(outcome.accounts.find(({ accountId }) => accountId === "ada")?.primary).toEqual([30, 40, 40, 40]);
    expect(outcome.accounts.find(({ accountId }) => accountId === "ben")?.secondary).toEqual([2.5, 4.5, 4.5, 4.5]);
    expect(outcome.costUsd).toBeCloseTo(3, 9);
  });
});

describe("refusals", () => {
  // ada's 5 hours: 60 % used, back in 4 h. ben's week is 20 % used, his 5 hours 60 %. Each has room for 4 requests of 10 %.
  const two = [account("ada", { primary: 60 }), account("ben", { primary: 60, secondary: 20 })];

  test("a used-up pool refuses with 429, and says when", () => {
    // 8 are served, the ninth and tenth refused, at 80 and 90 minutes.
    const ten = Array.from({ length: 10 }, (_, index) => request(index * 10));
    const outcome = play(two, ten);
    expect(outcome).toMatchObject({ requests: 10, served: 8, refused: 2, refusals: { "429 usage_limit_reached": 2 } });
    expect(outcome.firstRefusals).toEqual([
      { at: START + 80 * MINUTE_MS, status: 429, code: "usage_limit_reached" },
      { at: START + 90 * MINUTE_MS, status: 429, code: "usage_limit_reached" },
    ]);
    // Buckets of 30 minutes: 80 min is in the third, 90 min in the fourth.
    expect(outcome.refusedOverTime).toEqual([0, 0, 1, 1]);
    expect(outcome.accounts.map(({ usedUp }) => usedUp)).toEqual([1, 1]);
  });

  test("another strategy avoids a refusal", () => {
    // Both have room for two requests of 10 % (5 hours 80 % used). Two come that either can serve, then two for ben alone.
    const model = { group: "only-ben" };
    const accounts = [account("ada", { primary: 80, secondary: 30 }), account("ben", { primary: 80, secondary: 10 })];
    const requests = [request(0), request(10), request(20, model), request(30, model)];
    const replay = (settings: Partial<ReplaySettings>): ReplayOutcome => {
      const run = createReplay({
        settings: { ...LEAST_USED, ...settings },
        accounts,
        costs: COSTS,
        buckets: { from: START, to: START + HOUR_MS, count: 1 },
        canServe: ({ id, provider }, group) => (group === "only-ben" ? id === "ben" : provider === group),
      });
      for (const one of requests) run.take(one);
      return run.end();
    };
    // usage_weighted spends ben (10 % of his week) on what ada could have served as well: his two later ones are refused.
    expect(replay({})).toMatchObject({ served: 2, refused: 2 });
    // fill_first spends ada (30 %) on them, and ben has room for both of his own.
    expect(replay({ strategy: "fill_first" })).toMatchObject({ served: 4, refused: 0 });
  });

  test("one account more removes them", () => {
    const ten = Array.from({ length: 10 }, (_, index) => request(index * 10));
    expect(play(two, ten).refused).toBe(2);
    expect(play([...two, account("new")], ten)).toMatchObject({ served: 10, refused: 0 });
  });

  test("one account less makes more of them", () => {
    const ten = Array.from({ length: 10 }, (_, index) => request(index * 10));
    expect(play(two.slice(0, 1), ten)).toMatchObject({ served: 4, refused: 6 });
  });

  test("end with the reset of the window", () => {
    // Full from the first request on (90 + 10), a reset at 36 min, whole again from the use at 40 min on.
    const full = [account("ada", { primary: 90, primaryResetsIn: 0.6 })];
    const outcome = play(full, [request(0), request(10), request(20), request(40)]);
    expect(outcome).toMatchObject({ served: 2, refused: 2 });
    expect(outcome.accounts[0]?.primary).toEqual([100, 10, 10, 10]);
  });

  test("an account that was full when the stretch began serves once it is back", () => {
    const outcome = play([account("ada", { primary: 100, primaryResetsIn: 0.25 })], [request(0), request(20)]);
    expect(outcome).toMatchObject({ served: 1, refused: 1 });
  });

  test("nobody there is a 503", () => {
    expect(play([], [request(0)])).toMatchObject({ refused: 1, refusals: { "503 no_accounts": 1 } });
  });

  test("a full house lets requests wait, 30 s at most", () => {
    // One at a time, a minute each. The first runs from 0 to 60 s. The second comes at 40 s: waits 20 s. The third comes at
    // 50 s and would wait until 120 s: refused at 80 s.
    const capped = [account("ada", {}, { concurrencyCap: 1 })];
    const outcome = play(capped, [request(0), request(2 / 3), request(5 / 6)]);
    expect(outcome).toMatchObject({ served: 2, refused: 1, waited: 1, waitedMs: 20_000 });
    expect(outcome.firstRefusals).toEqual([{ at: START + 80_000, status: 429, code: "concurrency_limit" }]);
  });
});

describe("conversations", () => {
  const two = [account("ada"), account("ben")];
  // Two of three turns each, by turns: a at 0, 20, 40; b at 10, 30, 50.
  const talk = [0, 1, 2, 3, 4, 5].map((index) =>
    request(index * 10, { session: index % 2 === 0 ? "a" : "b", cachedTokens: 100 }),
  );

  test("stay on their account where they are to", () => {
    expect(play(two, talk)).toMatchObject({ conversations: 2, moved: 0, movedCachedTokens: 0 });
  });

  test("are counted where they move", () => {
    // Least used, without ties: ada (0), ben (0 < 1), ada, ben...: a is always ada's, b ben's. With one turn of another
    // conversation in between the order shifts: a: ada, ben moved; b: moved.
    const shifted = [
      request(0, { session: "a" }),
      request(5),
      ...[10, 15, 20].map((at) => request(at, { session: "a", cachedTokens: 100 })),
    ];
    // Served by turns: ada (a), ben, ada (a), ben (a: moved), ada (a: moved).
    expect(play(two, shifted, { sticky: false })).toMatchObject({ conversations: 1, moved: 2, movedCachedTokens: 200 });
    expect(play(two, shifted)).toMatchObject({ conversations: 1, moved: 0 });
  });

  test("move when their account is used up", () => {
    const outcome = play(
      [account("ada", { primary: 80 }), account("ben", { secondary: 50 })],
      talk.map((one) => ({ ...one, session: "a" })),
    );
    // ada has room for two; from the third on ben serves: one move.
    expect(spread(outcome)).toEqual({ ada: 2, ben: 4 });
    expect(outcome.moved).toBe(1);
  });

  test("are forgotten after their time", () => {
    const later = [request(0, { session: "a" }), request(90, { session: "a" })];
    // After 1 h ada is no longer kept to, and ben is used less.
    expect(spread(play(two, later))).toEqual({ ada: 1, ben: 1 });
    expect(spread(play(two, later, { sessionTtlMs: 2 * HOUR_MS }))).toEqual({ ada: 2 });
  });
});

test("without a known cost windows stand aside: nobody is refused, everybody takes his turn", () => {
  const replay = createReplay({
    settings: LEAST_USED,
    accounts: [account("ada", { primary: 100 }), account("ben", { secondary: 90 })],
    costs: new Map(),
    buckets: { from: START, to: START + HOUR_MS, count: 1 },
    canServe: () => true,
  });
  for (const one of six) replay.take(one);
  expect(replay.end()).toMatchObject({ served: 6, refused: 0, accounts: [{ requests: 3 }, { requests: 3 }] });
});

test("whatever is played, every request is served or refused, once, and no window is over-full", () => {
  const requests = fc.array(
    fc.record({
      minute: fc.double({ min: 0, max: 119, noNaN: true }),
      weight: fc.double({ min: 0, max: 60, noNaN: true }),
      durationMs: fc.integer({ min: 0, max: 600_000 }),
      session: fc.option(fc.constantFrom("a", "b", "c")),
    }),
    { maxLength: 60 },
  );
  const caps = fc.array(fc.constantFrom(1, 2, Number.POSITIVE_INFINITY), { maxLength: 4 });
  const strategies = fc.constantFrom("usage_weighted", "round_robin", "fill_first");
  fc.assert(
    fc.property(requests, caps, strategies, (given, houses, strategy) => {
      const accounts = houses.map((concurrencyCap, index) =>
        account(`acc${index}`, { primary: 50 }, { concurrencyCap }),
      );
      const inOrder = given.toSorted((a, b) => a.minute - b.minute);
      const outcome = play(
        accounts,
        inOrder.map(({ minute, ...more }) => request(minute, more)),
        { strategy },
      );
      expect(outcome.served + outcome.refused).toBe(given.length);
      expect(outcome.accounts.reduce((sum, one) => sum + one.requests, 0)).toBe(outcome.served);
      for (const { primary, secondary } of outcome.accounts) {
        for (const used of [...primary, ...secondary]) expect(used ?? 0).toBeLessThanOrEqual(100);
      }
    }),
  );
});
