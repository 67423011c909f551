import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { burnRate, lookBackMs, type WindowPoint } from "./burn-rate.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const FIVE_HOURS = 5 * HOUR_MS;
const WEEK = 168 * HOUR_MS;

/** A point so many hours ago, of a window that resets so many hours from now. */
const point = (hoursAgo: number, usedPercent: number, resetsIn: number | null = 3): WindowPoint => ({
  at: NOW - hoursAgo * HOUR_MS,
  usedPercent,
  resetsAt: resetsIn === null ? null : NOW + resetsIn * HOUR_MS,
});
const rate = (points: readonly WindowPoint[], windowMs = FIVE_HOURS): number | null =>
  burnRate(points, { now: NOW, windowMs })?.percentPerHour ?? null;

describe("the pace of a window", () => {
  test("is the slope where use is even", () => {
    // 10 % in 1 h and 10 % in the next: 10 % an hour, whatever counts how much.
    expect(rate([point(2, 20), point(1, 30), point(0, 40)])).toBeCloseTo(10, 9);
  });

  test("is nothing where nothing is used", () => {
    expect(rate([point(2, 20), point(1, 20), point(0, 20)])).toBe(0);
  });

  test("says from how much it was read", () => {
    const read = burnRate([point(2, 20), point(1, 30), point(0, 40)], { now: NOW, windowMs: FIVE_HOURS });
    expect(read).toMatchObject({ samples: 3, spanMs: 2 * HOUR_MS });
  });

  test("follows what was used lately", () => {
    // Half-life of a week: 24 h. Weight of the day before yesterday's day: ∫ 2^(-t/24) over 24..48 h, half of that of
    // the last 24 h. So (0 %/h × 0.5 + 1 %/h × 1) / 1.5 = 2/3 %/h.
    expect(rate([point(48, 10, 100), point(24, 10, 100), point(0, 34, 100)], WEEK)).toBeCloseTo(2 / 3, 9);
  });

  test("goes on across a reset: before it and after it, without the fall", () => {
    // Half-life 5 h / 7. The window ended 1 h ago at 95 %: 90 → 95 in the half hour from 2 h to 1.5 h ago is 10 %/h;
    // from 1.5 h to 1 h ago nothing is known; 10 % in the hour since is 10 %/h as well. Any mean of them is 10.
    const points = [point(2, 90, -1), point(1.5, 95, -1), point(0, 10, 4)];
    expect(rate(points)).toBeCloseTo(10, 9);
    // 0.5 h + 1 h are known of the 2.
    expect(burnRate(points, { now: NOW, windowMs: FIVE_HOURS })?.spanMs).toBe(1.5 * HOUR_MS);
  });

  test("counts an early reset from when the new window began", () => {
    // Would have reset in 2 h; fell from 80 to 6 with a reset 4.5 h ahead: it began 0.5 h ago. 6 % in 0.5 h = 12 %/h.
    expect(rate([point(1, 80, 2), point(0, 6, 4.5)])).toBeCloseTo(12, 9);
  });

  test("leaves out a fall that no reset explains", () => {
    // 40 → 20 without a new reset says nothing; 20 → 25 in 1 h does.
    expect(rate([point(2, 40), point(1, 20), point(0, 25)])).toBeCloseTo(5, 9);
  });

  test("is not fooled by an unused window that begins anew with every look", () => {
    expect(rate([point(1, 0, 4), point(0.5, 0, 4.5), point(0, 0, 5)])).toBe(0);
  });

  test("is not fooled by a reset that moves while use goes on", () => {
    // 2 % in 1 h, although the reset is 30 minutes later each time.
    expect(rate([point(1, 40, 2), point(0.5, 41, 2.5), point(0, 42, 3)])).toBeCloseTo(2, 9);
  });

  test("takes the mean of a gap inside one window", () => {
    // 30 % in 2 h without a look in between.
    expect(rate([point(2, 10), point(0, 40)])).toBeCloseTo(15, 9);
  });

  test("says nothing of a gap longer than the window where no reset is told", () => {
    expect(rate([point(200, 10, null), point(0, 40, null)], WEEK)).toBeNull();
  });

  test("ignores the wavering of a rounded number", () => {
    // Up and down by half a percent around 20: the sum of all steps is 0.
    expect(rate([point(2, 20), point(1.5, 20.5), point(1, 20), point(0.5, 19.5), point(0, 20)])).toBeLessThan(0.4);
    // 0 → 20 in 2 h in steps that waver: 10 %/h, to within the last wavering's weight.
    const noisy = Array.from({ length: 21 }, (_, i) => point(2 - i / 10, i + (i % 2 === 0 ? 0.4 : -0.4)));
    expect(rate(noisy)).toBeGreaterThan(9.5);
    expect(rate(noisy)).toBeLessThan(10.5);
  });

  test("takes no notice of the future, where the clock jumped back", () => {
    expect(rate([point(1, 20), point(0, 30), point(-2, 90)])).toBeCloseTo(10, 9);
  });

  test("is unknown from too little", () => {
    expect(rate([])).toBeNull();
    expect(rate([point(0, 20)])).toBeNull();
    // 1 % in 1 minute is no 60 % an hour.
    expect(rate([point(1 / 60, 20), point(0, 21)])).toBeNull();
    expect(rate([point(1, 20, 100), point(0, 21, 100)], WEEK)).toBeNull();
  });

  test("looks back for three half-lives", () => {
    expect(lookBackMs(WEEK)).toBe(72 * HOUR_MS);
    expect(rate([point(100, 0, 60), point(73, 60, 60), point(24, 60, 60), point(0, 60, 60)], WEEK)).toBe(0);
  });
});

const points = fc.array(
  fc.record({
    at: fc.integer({ min: NOW - 6 * HOUR_MS, max: NOW + HOUR_MS }),
    usedPercent: fc.double({ min: 0, max: 100, noNaN: true }),
    resetsAt: fc.option(fc.integer({ min: NOW - 6 * HOUR_MS, max: NOW + 6 * HOUR_MS })),
  }),
  { maxLength: 40 },
);

test("whatever the samples, the pace is a number and never negative", () => {
  fc.assert(
    fc.property(points, (given) => {
      const read = rate(given);
      expect(read === null || (Number.isFinite(read) && read >= 0)).toBe(true);
    }),
  );
});

test("an even pace is found whenever the looks were taken", () => {
  const moments = fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(moments, fc.double({ min: 0, max: 20, noNaN: true }), (minutes, pace) => {
      fc.pre(Math.max(...minutes) - Math.min(...minutes) >= 5);
      const given = minutes.map((ago) => ({
        at: NOW - ago * MINUTE_MS,
        usedPercent: 50 - (pace * ago) / 60,
        resetsAt: NOW + HOUR_MS,
      }));
      expect(rate(given)).toBeCloseTo(pace, 6);
    }),
  );
});
