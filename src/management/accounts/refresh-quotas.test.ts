import { describe, expect, test } from "bun:test";

import { type AccountHealth, HEALTHY } from "../../domain/account-health.ts";
import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { AccountState, QuotaSample } from "../../domain/ports.ts";
import type { Quota } from "../../domain/quota.ts";
import { type QuotaAnswer, refreshQuotas } from "./refresh-quotas.ts";

const NOW = 1_795_251_600_000;
const quota: Quota = {
  primary: { usedPercent: 20, windowMs: 18_000_000, resetsAt: NOW + 1000 },
  secondary: null,
  plan: "plus",
  allowed: true,
  observedAt: NOW,
};
const dead: AccountHealth = {
  ...HEALTHY,
  condition: { kind: "reauth_required", since: NOW - 60_000, code: "refresh_token_reused", reason: "It was used" },
};

const accounts = (count: number): readonly Account[] =>
  Array.from({ length: count }, (_, index) => ({ id: `acc_${index}` }) as Account);

function memory(known: Readonly<Record<AccountId, AccountState>> = {}) {
  const states = new Map(Object.entries(known));
  const samples: QuotaSample[] = [];
  return {
    states,
    samples,
    deps: {
      clock: { now: () => NOW },
      states: {
        load: async () => new Map(states),
        save: async (saved: ReadonlyMap<AccountId, AccountState>) =>
          saved.forEach((state, id) => states.set(id, state)),
      },
      samples: { append: async (more: readonly QuotaSample[]) => void samples.push(...more) },
    },
  };
}

const answering = (answer: QuotaAnswer) => () => Promise.resolve(answer);

describe("asking many accounts", () => {
  test("asks five at once, each once, and tells after each", async () => {
    let running = 0;
    let most = 0;
    const asked: AccountId[] = [];
    const told: string[] = [];
    const answers = await refreshQuotas(
      {
        ...memory().deps,
        async ask({ id }) {
          asked.push(id);
          most = Math.max(most, (running += 1));
          await Promise.resolve();
          running -= 1;
          return { kind: "no_data" };
        },
      },
      { accounts: accounts(23), progress: (done, total) => told.push(`${done}/${total}`) },
    );
    expect(most).toBe(5);
    expect(new Set(asked).size).toBe(23);
    expect(asked).toHaveLength(23);
    expect(answers.size).toBe(23);
    expect(told.at(-1)).toBe("23/23");
  });

  test("told to stop, it asks nobody else and keeps what it has", async () => {
    const stop = new AbortController();
    const { deps, states } = memory();
    const ask = async (): Promise<QuotaAnswer> => {
      stop.abort();
      return { kind: "observed", quota };
    };
    const answers = await refreshQuotas({ ...deps, ask }, { accounts: accounts(50), signal: stop.signal });
    expect(answers.size).toBeLessThanOrEqual(5);
    expect(states.size).toBe(answers.size);
  });
});

describe("what is remembered", () => {
  test("the quota and a sample; when the account was last used and how it does stay as they were written meanwhile", async () => {
    const { deps, states, samples } = memory();
    const ask = async (): Promise<QuotaAnswer> => {
      states.set("acc_0", { health: { ...HEALTHY, failuresInARow: 2 }, quota: null, lastUsedAt: NOW - 5 });
      return { kind: "observed", quota };
    };
    await refreshQuotas({ ...deps, ask }, { accounts: accounts(1) });
    expect(states.get("acc_0")).toEqual({ health: { ...HEALTHY, failuresInARow: 2 }, quota, lastUsedAt: NOW - 5 });
    expect(samples).toEqual([
      {
        accountId: "acc_0",
        observedAt: NOW,
        primaryUsedPercent: 20,
        primaryResetsAt: NOW + 1000,
        secondaryUsedPercent: null,
        secondaryResetsAt: null,
      },
    ]);
  });

  test("a login that is dead, and one that turned out alive", async () => {
    const { deps, states } = memory({ acc_0: { health: dead, quota: null, lastUsedAt: null } });
    await refreshQuotas({ ...deps, ask: answering({ kind: "observed", quota }) }, { accounts: accounts(1) });
    expect(states.get("acc_0")?.health).toEqual(HEALTHY);
    const refused = failure("reauth_required", "refresh_token_reused", "It was used");
    await refreshQuotas({ ...deps, ask: answering({ kind: "failed", failure: refused }) }, { accounts: accounts(1) });
    expect(states.get("acc_0")).toMatchObject({ health: { condition: { kind: "reauth_required" } }, quota });
  });

  test.each<QuotaAnswer>([
    { kind: "not_asked" },
    { kind: "no_data" },
    { kind: "failed", failure: failure("rate_limited", "slow_down", "Too fast") },
    { kind: "failed", failure: failure("unreachable", "timed_out", "No answer") },
  ])("nothing of $kind %#: it says nothing of exchanges", async (answer) => {
    const { deps, states, samples } = memory();
    await refreshQuotas({ ...deps, ask: answering(answer) }, { accounts: accounts(1) });
    expect([states.size, samples.length]).toEqual([0, 0]);
  });
});
