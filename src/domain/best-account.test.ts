import { describe, expect, test } from "bun:test";

import { HEALTHY } from "./account-health.ts";
import { bestAccount, type SwitchCandidate } from "./best-account.ts";

const NOW = Date.UTC(2026, 10, 21);
const HOUR_MS = 3_600_000;

interface Input extends Partial<Omit<SwitchCandidate, "id" | "quota">> {
  /** Percent used of the 5 h window and of the week; null: no such window. */
  readonly used?: readonly [short: number | null, weekly: number | null];
  readonly resetsAt?: number;
}

function candidate(id: string, { used, resetsAt = NOW + HOUR_MS, ...input }: Input = {}): SwitchCandidate {
  const window = (usedPercent: number | null, windowMs: number) =>
    usedPercent === null ? null : { usedPercent, windowMs, resetsAt };
  const quota =
    used === undefined
      ? null
      : {
          primary: window(used[0], 5 * HOUR_MS),
          secondary: window(used[1], 168 * HOUR_MS),
          plan: null,
          allowed: null,
          observedAt: NOW,
        };
  return { id, health: HEALTHY, paused: false, isKey: false, quota, ...input };
}

const best = (...candidates: SwitchCandidate[]): string => {
  const found = bestAccount(candidates, NOW);
  return found.kind === "best" ? found.id : `nobody: ${found.because}`;
};

const dead = { condition: { kind: "reauth_required", since: NOW, code: "x", reason: "x" } } as const;

describe("the best account", () => {
  test("is the one with the most left in its scarcer window", () => {
    expect(best(candidate("a", { used: [5, 90] }), candidate("b", { used: [50, 40] }))).toBe("b");
  });

  test("may have one window alone", () => {
    expect(best(candidate("weekly", { used: [null, 20] }), candidate("both", { used: [0, 30] }))).toBe("weekly");
  });

  test("has known numbers rather than unknown ones, however small", () => {
    expect(best(candidate("unknown"), candidate("known", { used: [99, 99] }))).toBe("known");
  });

  test("is of unknown numbers rather than used up", () => {
    expect(best(candidate("empty", { used: [100, 0] }), candidate("unknown"))).toBe("unknown");
  });

  test("counts a window whose reset has passed as full", () => {
    expect(best(candidate("a", { used: [100, 100], resetsAt: NOW }), candidate("b", { used: [1, 1] }))).toBe("a");
  });

  test("is an API key only where no login is left", () => {
    const key = candidate("key", { isKey: true });
    expect(best(key, candidate("login", { used: [99, 99] }))).toBe("login");
    expect(best(key, candidate("unknown"))).toBe("unknown");
    expect(best(key, candidate("empty", { used: [100, 0] }))).toBe("key");
  });

  test("is never a dead login, a paused account, or one that the upstream refuses for now", () => {
    const limited = { kind: "quota_exceeded", since: NOW, until: NOW + 1, code: "x", reason: "x" } as const;
    expect(
      best(
        candidate("dead", { used: [0, 0], health: { ...HEALTHY, ...dead } }),
        candidate("paused", { used: [0, 0], paused: true }),
        candidate("limited", { used: [0, 0], health: { ...HEALTHY, condition: limited } }),
      ),
    ).toBe("nobody: every account is used up, paused or needs a new sign-in");
  });
});
