import { describe, expect, test } from "bun:test";

import { HEALTHY } from "./account-health.ts";
import type { SwitchCandidate } from "./best-account.ts";
import { WATCH_DEFAULTS, watchDecision, type WatchInput } from "./watch-decision.ts";

const NOW = Date.UTC(2026, 10, 21);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** By percent left of the 5 h window and of the week; null: not known. */
function account(
  id: string,
  left: readonly [number, number] | null,
  more: Partial<SwitchCandidate> = {},
): SwitchCandidate {
  const window = (percent: number, windowMs: number) => ({
    usedPercent: 100 - percent,
    windowMs,
    resetsAt: NOW + HOUR_MS,
  });
  const quota =
    left === null
      ? null
      : {
          primary: window(left[0], 5 * HOUR_MS),
          secondary: window(left[1], 168 * HOUR_MS),
          plan: null,
          allowed: null,
          observedAt: NOW,
        };
  return { id, health: HEALTHY, paused: false, isKey: false, quota, ...more };
}

function decide(input: Partial<WatchInput>) {
  const asked = {
    now: NOW,
    active: null,
    others: [],
    switchedAt: null,
    isMidTurn: false,
    rules: WATCH_DEFAULTS,
    ...input,
  };
  return watchDecision(asked);
}

const FULL = account("full", [90, 90]);

describe("the watch stays", () => {
  test("where enough is left, where nothing is known, and where no account of ours is in use", () => {
    expect(decide({ active: account("a", [10, 5]), others: [FULL] }).kind).toBe("stay");
    expect(decide({ active: account("a", null), others: [FULL] }).kind).toBe("stay");
    expect(decide({ active: null, others: [FULL] }).kind).toBe("stay");
  });

  test("with an API key, which has no window", () => {
    expect(decide({ active: account("key", null, { isKey: true }), others: [FULL] }).kind).toBe("stay");
  });
});

describe("the watch switches", () => {
  test("below either threshold, to the one with the most left", () => {
    const others = [account("some", [40, 90]), FULL];
    expect(decide({ active: account("a", [9.9, 80]), others })).toMatchObject({ kind: "switch", to: "full" });
    expect(decide({ active: account("a", [80, 4.9]), others })).toMatchObject({ kind: "switch", to: "full" });
  });

  test("away from a dead login even in the middle of a turn, which is lost in any case", () => {
    const condition = { kind: "reauth_required", since: NOW, code: "x", reason: "x" } as const;
    const active = account("a", [50, 50], { health: { ...HEALTHY, condition } });
    expect(decide({ active, others: [FULL], isMidTurn: true })).toMatchObject({ kind: "switch", to: "full" });
  });

  test("to one of unknown numbers only where nothing at all is left", () => {
    const unknown = account("unknown", null);
    expect(decide({ active: account("a", [0, 50]), others: [unknown] })).toMatchObject({
      kind: "switch",
      to: "unknown",
    });
    expect(decide({ active: account("a", [5, 50]), others: [unknown] }).kind).toBe("blocked");
  });
});

describe("the watch waits", () => {
  test("where nobody is clearly better: two accounts do not take turns", () => {
    expect(decide({ active: account("a", [8, 50]), others: [account("b", [17, 50])] }).kind).toBe("blocked");
    expect(decide({ active: account("a", [8, 50]), others: [account("b", [18, 50])] }).kind).toBe("switch");
  });

  test("where the other would have to be left again at once", () => {
    const rules = { ...WATCH_DEFAULTS, shortBelow: 50 };
    expect(decide({ active: account("a", [8, 50]), others: [account("b", [49, 50])], rules }).kind).toBe("blocked");
  });

  test("for the end of a turn", () => {
    expect(decide({ active: account("a", [5, 50]), others: [FULL], isMidTurn: true }).kind).toBe("blocked");
  });

  test("after a switch, unless nothing is left", () => {
    const switchedAt = NOW - WATCH_DEFAULTS.restMs + 1;
    expect(decide({ active: account("a", [5, 50]), others: [FULL], switchedAt }).kind).toBe("blocked");
    expect(decide({ active: account("a", [0, 50]), others: [FULL], switchedAt }).kind).toBe("switch");
  });

  test("rather than take a key, a paused account, or one that the upstream refuses", () => {
    const condition = { kind: "rate_limited", since: NOW, until: NOW + 1, code: "x", reason: "x" } as const;
    const others = [
      account("key", null, { isKey: true }),
      account("paused", [90, 90], { paused: true }),
      account("refused", [90, 90], { health: { ...HEALTHY, condition } }),
    ];
    expect(decide({ active: account("a", [0, 50]), others }).kind).toBe("blocked");
  });
});
