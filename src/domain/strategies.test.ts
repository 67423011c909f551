import { describe, expect, test } from "bun:test";

import { makeCandidate } from "../../test/support/candidate.ts";
import type { Candidate } from "./availability.ts";
import { chooseAccount } from "./choose-account.ts";
import type { RoutingStrategy } from "./strategies.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Row {
  readonly guarantee: string;
  readonly first: Partial<Candidate>;
  readonly other: Partial<Candidate>;
}

/** In each row the first goes before the other, in whichever order the pool has them. The other has the smaller id. */
function check(rule: { readonly strategy: RoutingStrategy; readonly preferEarlierReset?: boolean }, row: Row): void {
  const first = makeCandidate({ id: "z-first", ...row.first });
  const other = makeCandidate({ id: "a-other", ...row.other });
  for (const candidates of [
    [first, other],
    [other, first],
  ]) {
    const choice = chooseAccount({
      candidates,
      now: NOW,
      preferEarlierReset: false,
      model: null,
      tie: null,
      tried: new Set(),
      ...rule,
    });
    expect(choice.decision.chosen).toBe(first.id);
  }
}

const rows = (table: readonly Row[]): [string, Row][] => table.map((row) => [row.guarantee, row]);

describe("usage_weighted", () => {
  test.each(
    rows([
      {
        guarantee: "the least weekly usage goes first, before the 5-hour usage",
        first: { secondaryUsedPercent: 10, primaryUsedPercent: 90 },
        other: { secondaryUsedPercent: 11, primaryUsedPercent: 0 },
      },
      {
        guarantee: "equal weekly usage: the least 5-hour usage goes first",
        first: { secondaryUsedPercent: 10, primaryUsedPercent: 20, lastUsedAt: 9 },
        other: { secondaryUsedPercent: 10, primaryUsedPercent: 21, lastUsedAt: 1 },
      },
      {
        guarantee: "equal usage: the one that rested longest goes first",
        first: { secondaryUsedPercent: 10, lastUsedAt: 1 },
        other: { secondaryUsedPercent: 10, lastUsedAt: 2 },
      },
      {
        guarantee: "whoever weighs twice as much may be used twice as much",
        first: { secondaryUsedPercent: 39, weight: 2 },
        other: { secondaryUsedPercent: 20 },
      },
      {
        guarantee: "whoever weighs twice as much is due again in half the time",
        first: { lastUsedAt: NOW - 600, weight: 2 },
        other: { lastUsedAt: NOW - 1000 },
      },
      {
        guarantee: "without a weekly window the 5-hour one counts as the weekly",
        first: { secondaryUsedPercent: 30 },
        other: { secondaryUsedPercent: null, primaryUsedPercent: 31 },
      },
      {
        guarantee: "unknown usage counts as none",
        first: { secondaryUsedPercent: null, primaryUsedPercent: null, lastUsedAt: 9 },
        other: { secondaryUsedPercent: 1 },
      },
      {
        guarantee: "a window whose reset has passed counts as unused",
        first: { secondaryUsedPercent: 100, secondaryResetsAt: NOW },
        other: { secondaryUsedPercent: 1 },
      },
      {
        guarantee: "a request under way counts as 2.5 %, so that a burst spreads",
        first: { secondaryUsedPercent: 12, inFlight: 0 },
        other: { secondaryUsedPercent: 10, inFlight: 1 },
      },
      {
        guarantee: "a request under way counts as no more than that",
        first: { secondaryUsedPercent: 10, inFlight: 1 },
        other: { secondaryUsedPercent: 13, inFlight: 0 },
      },
      {
        guarantee: "a reset that comes sooner changes nothing unless it is preferred",
        first: { secondaryUsedPercent: 10, secondaryResetsAt: NOW + 6 * DAY_MS },
        other: { secondaryUsedPercent: 11, secondaryResetsAt: NOW + HOUR_MS },
      },
    ]),
  )("%s", (_, row) => check({ strategy: "usage_weighted" }, row));

  test("the smaller id goes first where nothing else decides", () => {
    const candidates = ["b", "a", "c"].map((id) => makeCandidate({ id }));
    const input = { candidates, now: NOW, model: null, tie: null, tried: new Set<string>(), preferEarlierReset: false };
    expect(chooseAccount({ ...input, strategy: "usage_weighted" }).decision.chosen).toBe("a");
    expect(chooseAccount({ ...input, strategy: "round_robin" }).decision.chosen).toBe("a");
    expect(chooseAccount({ ...input, strategy: "fill_first" }).decision.chosen).toBe("a");
  });
});

describe("usage_weighted, earlier reset preferred", () => {
  test.each(
    rows([
      {
        guarantee: "fewer whole days to the weekly reset go before less usage",
        first: { secondaryUsedPercent: 90, secondaryResetsAt: NOW + DAY_MS - 1 },
        other: { secondaryUsedPercent: 0, secondaryResetsAt: NOW + DAY_MS },
      },
      {
        guarantee: "within the same day usage decides, not the hour",
        first: { secondaryUsedPercent: 10, secondaryResetsAt: NOW + 2 * DAY_MS + 23 * HOUR_MS },
        other: { secondaryUsedPercent: 11, secondaryResetsAt: NOW + 2 * DAY_MS },
      },
      {
        guarantee: "a known reset goes before an unknown one",
        first: { secondaryUsedPercent: 90, secondaryResetsAt: NOW + 300 * DAY_MS },
        other: { secondaryUsedPercent: 0 },
      },
      {
        guarantee: "a reset that has passed counts as unknown: a fresh window is in no hurry",
        first: { secondaryUsedPercent: 90, secondaryResetsAt: NOW + 6 * DAY_MS },
        other: { secondaryUsedPercent: 90, secondaryResetsAt: NOW - 1 },
      },
    ]),
  )("%s", (_, row) => check({ strategy: "usage_weighted", preferEarlierReset: true }, row));
});

describe("round_robin", () => {
  test.each(
    rows([
      {
        guarantee: "the least recently used goes first, whatever it has used",
        first: { lastUsedAt: 1, secondaryUsedPercent: 99 },
        other: { lastUsedAt: 2, secondaryUsedPercent: 0 },
      },
      { guarantee: "one that was never used goes first", first: { lastUsedAt: 0 }, other: { lastUsedAt: 1 } },
      {
        guarantee: "used in the same millisecond: the less busy goes first",
        first: { lastUsedAt: 5, inFlight: 1 },
        other: { lastUsedAt: 5, inFlight: 2 },
      },
    ]),
  )("%s", (_, row) => {
    check({ strategy: "round_robin" }, row);
    check({ strategy: "round_robin", preferEarlierReset: true }, row);
  });
});

describe("fill_first", () => {
  test.each(
    rows([
      {
        guarantee: "the most used week goes first",
        first: { secondaryUsedPercent: 50 },
        other: { secondaryUsedPercent: 49, primaryUsedPercent: 99 },
      },
      {
        guarantee: "equal weeks: the most used 5 hours go first",
        first: { secondaryUsedPercent: 50, primaryUsedPercent: 2 },
        other: { secondaryUsedPercent: 50, primaryUsedPercent: 1 },
      },
      {
        guarantee: "requests under way do not drive the next one elsewhere",
        first: { secondaryUsedPercent: 50, inFlight: 20 },
        other: { secondaryUsedPercent: 49 },
      },
      {
        guarantee: "a window whose reset has passed is no begun one",
        first: { secondaryUsedPercent: 1 },
        other: { secondaryUsedPercent: 99, secondaryResetsAt: NOW },
      },
    ]),
  )("%s", (_, row) => check({ strategy: "fill_first" }, row));
});
