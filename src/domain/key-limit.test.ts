import { expect, test } from "bun:test";

import { sampleLimit } from "../../test/support/sample-client-key.ts";
import { countAt, endOf, LIMIT_WINDOWS, withLimits } from "./key-limit.ts";

const START = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

test("windows follow one another from the instant the limit was set, each with a count of its own", () => {
  const limit = sampleLimit("requests", 10);
  expect(countAt(limit, undefined, START)).toEqual({ startsAt: START, used: 0 });
  const count = { startsAt: START, used: 7 };
  expect(countAt(limit, count, START + DAY_MS - 1)).toEqual(count);
  expect(countAt(limit, count, START + DAY_MS)).toEqual({ startsAt: START + DAY_MS, used: 0 });
  expect(countAt(limit, count, START + 40.5 * DAY_MS)).toEqual({ startsAt: START + 40 * DAY_MS, used: 0 });
});

test("a minute, five hours, a day, a week and 30 days are as long as they are called", () => {
  const lengths = LIMIT_WINDOWS.map((window) => {
    const limit = sampleLimit("requests", 1, window);
    return endOf(limit, countAt(limit, undefined, START)) - START;
  });
  expect(lengths).toEqual([MINUTE_MS, 5 * HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS]);
});

test("a clock that jumps ahead and back forgets nothing of the last window and keeps nobody waiting for a far one", () => {
  const limit = sampleLimit("requests", 10);
  const ahead = countAt(limit, { startsAt: START, used: 3 }, START + 365 * DAY_MS);
  expect(ahead).toEqual({ startsAt: START + 365 * DAY_MS, used: 0 });
  const back = countAt(limit, { ...ahead, used: 10 }, START + 1);
  expect(back).toEqual({ startsAt: START, used: 10 });
  expect(endOf(limit, back)).toBe(START + DAY_MS);
  expect(countAt(limit, { startsAt: START, used: 3 }, START - DAY_MS)).toEqual({ startsAt: START, used: 3 });
});

test("a limit that stays keeps its windows whatever becomes of its maximum; a new one begins now", () => {
  const kept = sampleLimit("tokens", 100);
  const now = START + 5 * HOUR_MS;
  const limits = withLimits(
    [kept],
    [
      { kind: "tokens", window: "day", max: 50 },
      { kind: "requests", window: "day", max: 1 },
    ],
    now,
  );
  expect(limits.map(({ max, since }) => [max, since])).toEqual([
    [50, START],
    [1, now],
  ]);
});
