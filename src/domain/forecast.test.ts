import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { forecastedAccount, HOUR_MS, NOW } from "../../test/support/forecast-account.ts";
import { type AccountForecast, forecastAccount } from "./forecast.ts";
import { costKey } from "./quota-cost.ts";

const NO_COSTS = { now: NOW, costs: new Map() };
const forecast = (words: Parameters<typeof forecastedAccount>[1], at = NO_COSTS): AccountForecast =>
  forecastAccount(forecastedAccount("ada", words), at);
const inHours = (at: number | null): number | null => (at === null ? null : (at - NOW) / HOUR_MS);

describe("the forecast of a window", () => {
  test("runs dry before its reset where the pace is too fast", () => {
    // 60 % left at 20 %/h: dry in 3 h, a reset in 4 h. 60 % over 4 h = 15 %/h would just last. 20 % of 225 = 45 credits/h.
    const { primary } = forecast({ primary: { used: 40, resetsIn: 4, pace: 20 } });
    expect(inHours(primary?.runsDryAt ?? null)).toBeCloseTo(3, 6);
    expect(primary).toMatchObject({ usedPercent: 40, survives: false, safePercentPerHour: 15 });
    expect(primary?.burn).toMatchObject({ source: "samples" });
    expect(primary?.burn?.percentPerHour).toBeCloseTo(20, 6);
    expect(primary?.burn?.creditsPerHour).toBeCloseTo(45, 6);
  });

  test("survives where the reset comes first, or at the same moment", () => {
    // 60 % left at 10 %/h would be 6 h; the reset is in 4 h.
    expect(forecast({ primary: { used: 40, resetsIn: 4, pace: 10 } }).primary).toMatchObject({
      survives: true,
      runsDryAt: null,
    });
    // 60 % left at 15 %/h is 4 h: the reset is there in time.
    const even = { ...forecastedAccount("ada", { primary: { used: 40, resetsIn: 4, pace: 0 } }) };
    const tokens = {
      now: NOW,
      costs: new Map([[costKey("codex", "primary"), { creditsPerWeight: 33.75, samples: 9, weight: 9 }]]),
    };
    const hours = [0, 1, 2, 3, 4, 5].map((ago) => ({ hour: NOW - ago * HOUR_MS, weight: ago === 0 ? 0 : 1 }));
    // 5 hours of weight 1 in 5 h: 1 an hour × 33.75 credits = 33.75 of 225 = 15 %/h.
    expect(forecastAccount({ ...even, samples: [], hours }, tokens).primary).toMatchObject({
      survives: true,
      runsDryAt: null,
      burn: { percentPerHour: 15, creditsPerHour: 33.75, source: "tokens" },
      confidence: { level: "low", samples: 0 },
    });
  });

  test("idle: lasts at a pace of nothing", () => {
    expect(forecast({ secondary: { used: 99, resetsIn: 100, pace: 0 } }).secondary).toMatchObject({
      burn: { percentPerHour: 0, creditsPerHour: 0 },
      survives: true,
      runsDryAt: null,
    });
  });

  test("exhausted: has run dry now, whatever the pace", () => {
    const { primary } = forecast({ primary: { used: 100, resetsIn: 2 } });
    expect(primary).toMatchObject({ survives: false, runsDryAt: NOW, burn: null, safePercentPerHour: 0 });
  });

  test("a reset that has passed begins a new window with the next use", () => {
    // Unused, and whole for 5 h from now: at 30 %/h dry in 3 h 20 min; 20 %/h would just last.
    const { primary } = forecast({ primary: { used: 90, resetsIn: -0.01, pace: 30 } });
    expect(primary).toMatchObject({ usedPercent: 0, resetsAt: null, survives: false, safePercentPerHour: 20 });
    expect(inHours(primary?.runsDryAt ?? null)).toBeCloseTo(100 / 30, 6);
  });

  test("without a known pace it is unknown whether it lasts", () => {
    const { primary } = forecast({ primary: { used: 40, resetsIn: 4 } });
    expect(primary).toMatchObject({ survives: null, runsDryAt: null, burn: null });
    expect(primary?.confidence).toEqual({ level: "none", samples: 0, spanMs: 0 });
  });

  test("without a known reset it lasts where it would last a whole window, and else nobody knows", () => {
    // 60 % left at 10 %/h = 6 h, and a reset is 5 h away at most.
    expect(forecast({ primary: { used: 40, resetsIn: null, pace: 10 } }).primary).toMatchObject({ survives: true });
    // 60 % left at 20 %/h = 3 h: the reset may come before or after.
    expect(forecast({ primary: { used: 40, resetsIn: null, pace: 20 } }).primary).toMatchObject({
      survives: null,
      runsDryAt: null,
      safePercentPerHour: null,
    });
  });

  test("a plan of unknown size has a pace in percent alone", () => {
    const { primary } = forecast({ plan: "galactic", primary: { used: 40, resetsIn: 4, pace: 20 } });
    expect(primary?.burn).toMatchObject({ creditsPerHour: null });
    expect(primary?.survives).toBe(false);
  });

  test("confidence grows with samples and the time they span", () => {
    const account = forecastedAccount("ada", { primary: { used: 40, resetsIn: 4 } });
    const samples = Array.from({ length: 20 }, (_, index) => ({
      accountId: "ada",
      observedAt: NOW - (20 - index) * 5 * 60_000,
      primaryUsedPercent: 20 + index,
      primaryResetsAt: NOW + 4 * HOUR_MS,
      secondaryUsedPercent: null,
      secondaryResetsAt: null,
    }));
    // 20 samples over 95 minutes, a third of 5 h; the last 5 over 20 minutes; the last 2 over 5.
    const levels = [20, 5, 2].map((count) => forecastAccount({ ...account, samples: samples.slice(-count) }, NO_COSTS));
    expect(levels.map(({ primary }) => primary?.confidence.level)).toEqual(["high", "medium", "low"]);
  });
});

describe("the forecast of an account", () => {
  test("is the first of its windows to run dry", () => {
    // 5 h: 50 % left at 25 %/h = 2 h, reset in 3 h. Week: 10 % left at 1 %/h = 10 h, reset in 50 h.
    const both = forecast({
      primary: { used: 50, resetsIn: 3, pace: 25 },
      secondary: { used: 90, resetsIn: 50, pace: 1 },
    });
    expect(both.survives).toBe(false);
    expect(inHours(both.runsDryAt)).toBeCloseTo(2, 6);
    expect(inHours(both.secondary?.runsDryAt ?? null)).toBeCloseTo(10, 6);
  });

  test("the week ends it where the 5 hours would last", () => {
    const week = forecast({
      primary: { used: 10, resetsIn: 1, pace: 5 },
      secondary: { used: 99, resetsIn: 50, pace: 2 },
    });
    expect(week.primary?.survives).toBe(true);
    // 1 % left at 2 %/h.
    expect(inHours(week.runsDryAt)).toBeCloseTo(0.5, 6);
  });

  test("is unknown where a window is, and no other ends it", () => {
    const half = forecast({ primary: { used: 10, resetsIn: 1, pace: 5 }, secondary: { used: 50, resetsIn: 50 } });
    expect(half).toMatchObject({ survives: null, runsDryAt: null });
  });

  test("without windows it is unknown, or endless where it is billed by use", () => {
    expect(forecast({ more: { quota: null } })).toMatchObject({ primary: null, secondary: null, survives: null });
    expect(forecast({ more: { quota: null, isUnmetered: true } })).toMatchObject({ survives: true, runsDryAt: null });
  });
});

describe("whatever is known of an account", () => {
  const words = fc.record({
    used: fc.double({ min: 0, max: 100, noNaN: true }),
    resetsIn: fc.option(fc.double({ min: -10, max: 200, noNaN: true })),
    pace: fc.double({ min: 0, max: 50, noNaN: true }),
  });

  test("it runs dry, and not in the past, exactly where it does not survive; no pace is negative", () => {
    fc.assert(
      fc.property(words, words, (primary, secondary) => {
        const one = forecast({ primary, secondary });
        for (const each of [one.primary, one.secondary, one]) {
          if (each === null) continue;
          expect(each.survives === false).toBe(each.runsDryAt !== null);
          expect(each.runsDryAt ?? NOW).toBeGreaterThanOrEqual(NOW);
        }
        for (const window of [one.primary, one.secondary]) {
          if (window?.burn != null) expect(window.burn.percentPerHour).toBeGreaterThanOrEqual(0);
          if (window?.runsDryAt != null && window.resetsAt !== null && window.usedPercent < 100) {
            expect(window.runsDryAt).toBeLessThan(window.resetsAt);
          }
        }
      }),
    );
  });

  test("a faster pace never makes it last longer", () => {
    fc.assert(
      fc.property(words, fc.double({ min: 0, max: 50, noNaN: true }), (said, more) => {
        const end = (pace: number): number =>
          forecast({ secondary: { ...said, pace } }).runsDryAt ?? Number.POSITIVE_INFINITY;
        expect(end(said.pace + more)).toBeLessThanOrEqual(end(said.pace) + 1);
      }),
    );
  });
});
