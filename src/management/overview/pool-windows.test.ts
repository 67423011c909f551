import { expect, test } from "bun:test";

import type { Account } from "../../domain/account.ts";
import type { QuotaSample } from "../../domain/ports.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { createPaceReader, providerPools } from "./pool-windows.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 0, 1);

interface Wanted {
  readonly provider?: string;
  readonly plan?: string | null;
  readonly used: number;
  readonly resetsInMs?: number;
  readonly paused?: boolean;
}

/** Only what the windows are read from. */
function live(
  id: string,
  { provider = "codex", plan = "plus", used, resetsInMs = HOUR_MS, paused = false }: Wanted,
): LiveAccount {
  const window = { usedPercent: used, windowMs: 5 * HOUR_MS, resetsAt: NOW + resetsInMs };
  const quota = { primary: window, secondary: null, plan, allowed: null, observedAt: NOW };
  const account = { provider, plan } as Account;
  return { id, account, quota, paused, usableFrom: 0 } as LiveAccount;
}

test("a provider's accounts are added up by credits, those that are paused left out", () => {
  const accounts = [
    live("a", { plan: "plus", used: 40, resetsInMs: 2 * HOUR_MS }),
    live("b", { plan: "pro", used: 20 }),
    live("c", { used: 0, paused: true }),
    // Its reset has passed: it is whole again.
    live("d", { plan: "plus", used: 90, resetsInMs: -1 }),
  ];
  const paces = new Map([["a", { primary: 10, secondary: null }]]);
  const [pool] = providerPools(accounts, paces, NOW);
  expect(pool).toMatchObject({ provider: "codex", accounts: 4, usable: 3, secondary: null });
  // 225 + 1500 + 225 credits, of which 135 + 1200 + 225 are left; 10 % of 225 an hour is 22.5 of 1950.
  expect(pool?.primary).toMatchObject({
    accounts: 3,
    capacityCredits: 1950,
    remainingCredits: 1560,
    remainingPercent: 80,
  });
  expect(pool?.primary?.burnPercentPerHour).toBeCloseTo((22.5 / 1950) * 100, 9);
  expect(pool?.primary?.nextResets).toEqual([NOW + HOUR_MS, NOW + 2 * HOUR_MS]);
});

test("where a plan's size is unknown, each account counts the same and no credits are told", () => {
  const accounts = [live("a", { provider: "claude", used: 10 }), live("b", { provider: "claude", used: 50 })];
  const [pool] = providerPools(accounts, new Map(), NOW);
  expect(pool?.primary).toMatchObject({
    remainingPercent: 70,
    capacityCredits: null,
    remainingCredits: null,
    burnPercentPerHour: null,
  });
});

test("paces come from the samples, and are read once a minute", async () => {
  const clock = createFakeClock(NOW);
  let reads = 0;
  const sample = (minutes: number, primaryUsedPercent: number): QuotaSample => ({
    ...{ accountId: "a", observedAt: NOW - minutes * 60_000, primaryUsedPercent, primaryResetsAt: NOW + HOUR_MS },
    ...{ secondaryUsedPercent: null, secondaryResetsAt: null },
  });
  const paces = createPaceReader({
    clock,
    accounts: () => [live("a", { used: 40 })],
    samples: {
      async list() {
        reads += 1;
        // 5 % each half hour.
        return [sample(60, 30), sample(30, 35), sample(0, 40)];
      },
    },
  });
  expect((await paces()).get("a")?.primary).toBeCloseTo(10, 6);
  clock.advance(59_000);
  await paces();
  expect(reads).toBe(1);
  clock.advance(1000);
  await paces();
  expect(reads).toBe(2);
});
