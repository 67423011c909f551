import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { forecastedAccount, HOUR_MS, NOW } from "../../test/support/forecast-account.ts";
import { forecastAccount } from "./forecast.ts";
import { forecastPool, type PoolForecast } from "./forecast-pool.ts";

type Words = Parameters<typeof forecastedAccount>[1];

const pool = (...accounts: readonly Words[]): PoolForecast =>
  forecastPool(
    "codex",
    accounts.map((words, index) =>
      forecastAccount(forecastedAccount(`account${index}`, words), { now: NOW, costs: new Map() }),
    ),
    NOW,
  );
const inHours = (at: number | null): number | null => (at === null ? null : (at - NOW) / HOUR_MS);

describe("the forecast of a pool", () => {
  test("of one account is the account's", () => {
    // 40 % left at 1 %/h = 40 h, reset in 50 h. 40 / 50 = 0.8 %/h would just last: 0.8 times today's pace.
    const one = pool({ secondary: { used: 60, resetsIn: 50, pace: 1 } });
    expect(inHours(one.runsDryAt)).toBeCloseTo(40, 6);
    expect(inHours(one.backAt)).toBeCloseTo(50, 6);
    expect(one).toMatchObject({ accounts: 1, serving: 1, survives: false, confidence: "low" });
    expect(one.headroom).toBeCloseTo(0.8, 2);
    expect(one.secondary).toMatchObject({ capacityCredits: 7560, usedPercent: 60, accounts: 1 });
    // 1 % of 7560 = 75.6 credits/h; 40 % = 3024 credits left.
    expect(one.secondary?.burnCreditsPerHour).toBeCloseTo(75.6, 6);
    expect(one.secondary?.remainingCredits).toBeCloseTo(3024, 6);
    expect(one.secondary?.safePercentPerHour).toBeCloseTo(0.8, 2);
  });

  test("one account carries on when the other is dry: the pool is dry when both are", () => {
    // Equal plans, each 1 %/h; the pool's pace is 2 % of one account an hour.
    // A has 10 % and B 50 %: both serve for 10 h (A empty, B at 40 %), then B alone at 2 %/h for 20 h: dry at 30 h.
    const two = pool(
      { secondary: { used: 90, resetsIn: 60, pace: 1 } },
      { secondary: { used: 50, resetsIn: 80, pace: 1 } },
    );
    expect(inHours(two.runsDryAt)).toBeCloseTo(30, 6);
    expect(inHours(two.backAt)).toBeCloseTo(60, 6);
    expect(inHours(two.until)).toBeCloseTo(80, 6);
    expect(inHours(two.nextResetAt)).toBeCloseTo(60, 6);
    expect(two.secondary?.burnPercentPerHour).toBeCloseTo(1, 6);
  });

  test("a reset in time saves the pool", () => {
    // As above, but A resets after 20 h: B has then 40 - 2 × 10 = 20 %. From there 1 % an hour each: B lasts until 40 h,
    // A then has 80 % for 2 %/h: until 80 h, where B has reset.
    const saved = pool(
      { secondary: { used: 90, resetsIn: 20, pace: 1 } },
      { secondary: { used: 50, resetsIn: 79, pace: 1 } },
    );
    expect(saved).toMatchObject({ survives: true, runsDryAt: null, backAt: null });
    expect(saved.headroom ?? 0).toBeGreaterThan(1);
  });

  test("the larger plan takes the larger part", () => {
    // pro holds 50400 = 6⅔ × plus. Only pro has a pace: 1 %/h = 504 credits/h. By capacity plus takes 504 × 7560 / 57960
    // = 65.739/h of its 756 (10 % left): empty at 11.5 h. Pro has then 25200 - 438.261 × 11.5 = 20160, at 504/h 40 h: 51.5 h.
    const mixed = pool(
      { plan: "plus", secondary: { used: 90, resetsIn: 100, pace: 0 } },
      { plan: "pro", secondary: { used: 50, resetsIn: 100, pace: 1 } },
    );
    expect(inHours(mixed.runsDryAt)).toBeCloseTo(51.5, 6);
    // 57960 credits in all, of which 756 + 25200 are left.
    expect(mixed.secondary?.remainingCredits).toBeCloseTo(25_956, 6);
    expect(mixed.secondary?.usedPercent).toBeCloseTo(100 - (25_956 / 57_960) * 100, 6);
  });

  test("the 5 hours stop an account before the week does, and give it back", () => {
    // 5 h: 30 % left at 30 %/h, reset in 3 h: nobody serves from 1 h to 3 h. The week would last 80 h.
    const short = pool({
      primary: { used: 70, resetsIn: 3, pace: 30 },
      secondary: { used: 20, resetsIn: 100, pace: 1 },
    });
    expect(inHours(short.runsDryAt)).toBeCloseTo(1, 6);
    expect(inHours(short.backAt)).toBeCloseTo(3, 6);
  });

  test("while 5 hours are closed the week is spared", () => {
    // A alone, 5 h closed for another 2 h. From then 10 %/h of 5 h never ends it; the week has 10 % at 1 %/h: 10 h of
    // serving. B keeps the pool alive for the first 2 h: he has 4 %, the pool burns 1 % of an account an hour: 2 % are left.
    // From 2 h on both share: half a percent an hour each; B's 2 % last until 6 h, A then has 10 - 4 × 0.5 = 8 %: until 14 h.
    const spared = pool(
      { primary: { used: 100, resetsIn: 2, pace: 10 }, secondary: { used: 90, resetsIn: 100, pace: 1 } },
      { secondary: { used: 96, resetsIn: 100, pace: 0 } },
    );
    expect(inHours(spared.runsDryAt)).toBeCloseTo(14, 6);
  });

  test("idle: lasts, and says what pace would", () => {
    // 40 % left over 50 h.
    const idle = pool({ secondary: { used: 60, resetsIn: 50, pace: 0 } });
    expect(idle).toMatchObject({ survives: true, runsDryAt: null, headroom: null });
    expect(idle.secondary?.safePercentPerHour).toBeCloseTo(0.8, 2);
  });

  test("exhausted: dry now, back with the first reset", () => {
    const dry = pool(
      { secondary: { used: 100, resetsIn: 50, pace: 0 } },
      { primary: { used: 100, resetsIn: 2, pace: 0 }, secondary: { used: 10, resetsIn: 90, pace: 0 } },
    );
    expect(dry).toMatchObject({ runsDryAt: NOW, survives: false });
    expect(inHours(dry.backAt)).toBeCloseTo(2, 6);
  });

  test("who is paused serves nobody, and his work goes on elsewhere", () => {
    // B's 1 %/h goes on to A: 2 %/h of 40 % = 20 h.
    const paused = pool(
      { secondary: { used: 60, resetsIn: 50, pace: 1 } },
      { secondary: { used: 10, resetsIn: 50, pace: 1 }, usableIn: Number.POSITIVE_INFINITY },
    );
    expect(paused).toMatchObject({ accounts: 2, serving: 1 });
    expect(inHours(paused.runsDryAt)).toBeCloseTo(20, 6);
  });

  test("who rests comes in when he has rested", () => {
    // A alone at 2 %/h for 10 h (20 % left of 40), then half each: 1 %/h for 20 h, then B alone: 90 - 20 = 70 % at 2 %/h
    // would be 35 h more: beyond A's reset in 50 h.
    const resting = pool(
      { secondary: { used: 60, resetsIn: 50, pace: 1 } },
      { secondary: { used: 10, resetsIn: 50, pace: 1 }, usableIn: 10 },
    );
    expect(resting).toMatchObject({ serving: 2, survives: true });
  });

  test("nobody who may serve: dry, and back with nobody", () => {
    const nobody = pool({ secondary: { used: 10, resetsIn: 50, pace: 1 }, usableIn: Number.POSITIVE_INFINITY });
    expect(nobody).toMatchObject({ runsDryAt: NOW, backAt: null, survives: false, until: null, secondary: null });
  });

  test("what is not known is not promised", () => {
    const unknown = { more: { quota: null } };
    const known = { secondary: { used: 60, resetsIn: 50, pace: 0.1 } };
    expect(pool(known).survives).toBe(true);
    expect(pool(known, unknown)).toMatchObject({ survives: null, runsDryAt: null });
    expect(pool({ secondary: { used: 60, resetsIn: 50 } }).survives).toBeNull();
    expect(pool(unknown)).toMatchObject({ survives: null, until: null, primary: null, secondary: null });
  });

  test("an account that is billed by use never ends", () => {
    const paid = { more: { quota: null, isUnmetered: true } };
    expect(pool(paid, { secondary: { used: 99, resetsIn: 50, pace: 5 } })).toMatchObject({
      survives: true,
      headroom: null,
    });
  });
});

describe("whatever the pool", () => {
  const accounts = fc.array(
    fc.record({
      used: fc.double({ min: 0, max: 100, noNaN: true }),
      resetsIn: fc.double({ min: 1, max: 168, noNaN: true }),
      pace: fc.double({ min: 0, max: 10, noNaN: true }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const weekly = (given: readonly NonNullable<Words["secondary"]>[], times = 1): PoolForecast =>
    pool(...given.map((said) => ({ secondary: { ...said, pace: (said.pace ?? 0) * times } })));

  test("it runs dry, not in the past and not beyond what is looked at, exactly where it does not survive", () => {
    fc.assert(
      fc.property(accounts, (given) => {
        const forecast = weekly(given);
        expect(forecast.survives === false).toBe(forecast.runsDryAt !== null);
        expect(forecast.runsDryAt ?? NOW).toBeGreaterThanOrEqual(NOW);
        expect(forecast.runsDryAt ?? NOW).toBeLessThanOrEqual(forecast.until ?? NOW);
        expect(forecast.backAt ?? forecast.runsDryAt ?? NOW).toBeGreaterThanOrEqual(forecast.runsDryAt ?? NOW);
        expect(forecast.secondary?.burnPercentPerHour).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("a faster pace never makes it last longer, and the safe pace is where it turns", () => {
    fc.assert(
      fc.property(accounts, fc.double({ min: 1, max: 4, noNaN: true }), (given, times) => {
        const [slow, fast] = [weekly(given), weekly(given, times)];
        expect(fast.runsDryAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
          (slow.runsDryAt ?? Number.POSITIVE_INFINITY) + 1000,
        );
        const { headroom } = slow;
        if (headroom !== null && headroom > 0.01) expect(slow.survives).toBe(headroom >= 1);
      }),
    );
  });

  test("a thousand accounts are forecast in bounded work", () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({
      primary: { used: index % 100, resetsIn: 0.5 + (index % 9) / 2, pace: 5 },
      secondary: { used: index % 90, resetsIn: 1 + (index % 167), pace: 0.6 },
    }));
    const startedAt = performance.now();
    const forecast = pool(...many);
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(forecast.accounts).toBe(1000);
    expect(forecast.survives === false).toBe(forecast.runsDryAt !== null);
  });
});
