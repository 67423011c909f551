import { expect, test } from "bun:test";

import { forecastedAccount, NOW } from "../../test/support/forecast-account.ts";
import { forecastAccount } from "./forecast.ts";
import { forecastHints, spell } from "./forecast-hints.ts";
import { forecastPool } from "./forecast-pool.ts";

function hints(...accounts: readonly Parameters<typeof forecastedAccount>[1][]): readonly string[] {
  const forecasts = accounts.map((words, index) =>
    forecastAccount(forecastedAccount(["ada", "ben", "cleo"][index] ?? "", words), { now: NOW, costs: new Map() }),
  );
  return forecastHints(forecastPool("codex", forecasts, NOW), forecasts, NOW).map(({ text }) => text);
}

test("says who runs dry, and that nobody can serve", () => {
  // 50 % at 25 %/h: 2 h; reset in 3 h 30 min.
  expect(hints({ primary: { used: 50, resetsIn: 3.5, pace: 25 } })).toEqual([
    "codex: At this pace nobody can serve in 2 h, for 1 h 30 min.",
    "ada@example.com runs dry in 2 h, 1 h 30 min before its 5-hour window resets.",
  ]);
});

test("says whose windows reset soon", () => {
  const soon = { secondary: { used: 95, resetsIn: 2, pace: 0 } };
  expect(hints(soon, soon, { secondary: { used: 10, resetsIn: 90, pace: 0 } })).toEqual([
    "Two accounts reset within 3 h.",
  ]);
});

test("says what would be lost", () => {
  // 70 % left; 20 h at 1 %/h use 20 of it.
  expect(hints({ secondary: { used: 30, resetsIn: 20, pace: 1 } })).toEqual([
    "ada@example.com resets in 20 h with about 50 % of its week unused.",
  ]);
});

test("says whose usage is unknown", () => {
  expect(hints({ more: { quota: null } })).toEqual([
    "One account does not say what it has left: for how long is unknown.",
  ]);
  expect(hints({ more: { quota: null, isUnmetered: true } })).toEqual([]);
});

test("says nothing where there is nothing to say, and nothing of who cannot serve anyhow", () => {
  expect(hints({ secondary: { used: 10, resetsIn: 90, pace: 0.1 } })).toEqual([]);
  expect(hints({ more: { quota: null }, usableIn: Number.POSITIVE_INFINITY })).toEqual([
    "codex: Nobody can serve now; nobody comes back by himself.",
  ]);
});

test.each([
  [10_000, "1 min"],
  [59 * 60_000, "59 min"],
  [3 * 3_600_000, "3 h"],
  [140 * 60_000, "2 h 20 min"],
  [30.4 * 3_600_000, "30 h"],
  [96 * 3_600_000, "4 days"],
])("%p ms is spelled %s", (ms, text) => expect(spell(ms)).toBe(text));
