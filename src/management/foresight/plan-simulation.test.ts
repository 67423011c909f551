import { expect, test } from "bun:test";

import { type Account, ALL_MODELS } from "../../domain/account.ts";
import type { QuotaSample } from "../../domain/ports.ts";
import { secret } from "../../domain/secret.ts";
import { type LiveAccount, liveAccount } from "../../pool/live-account.ts";
import type { Evidence } from "./gather-evidence.ts";
import { type Cast, castOf, type SimulationWish, unknownAccounts } from "./plan-simulation.ts";

const FROM = Date.UTC(2026, 0, 1, 12);
const HOUR_MS = 3_600_000;
const AS_IT_IS: SimulationWish = {
  from: FROM,
  to: FROM + HOUR_MS,
  include: null,
  exclude: [],
  add: [],
  priorities: new Map(),
  concurrency: new Map(),
};

function live(id: string, changes: Partial<Account> = {}): LiveAccount {
  const account: Account = {
    id,
    authIndex: id,
    provider: "codex",
    qualifier: "codex",
    identityKey: id,
    fileName: null,
    email: `${id}@example.com`,
    plan: "plus",
    credentials: { kind: "api-key", key: secret("key") },
    paused: false,
    priority: 1,
    weight: 1,
    concurrencyCap: 3,
    coolingDisabled: null,
    requestRetry: null,
    websockets: true,
    proxyUrl: null,
    baseUrl: null,
    region: null,
    headers: {},
    models: ALL_MODELS,
    ...changes,
  };
  return liveAccount(account, null, 0);
}

const evidence = (one: LiveAccount, samples: readonly QuotaSample[] = []): Evidence => ({
  live: one,
  provider: "codex",
  capacity: null,
  samples,
  hours: [],
});
const sample = (hours: number, primary: number | null, resetsIn: number | null): QuotaSample => ({
  accountId: "ada",
  observedAt: FROM + hours * HOUR_MS,
  primaryUsedPercent: primary,
  primaryResetsAt: resetsIn === null ? null : FROM + resetsIn * HOUR_MS,
  secondaryUsedPercent: null,
  secondaryResetsAt: null,
});
const pool = [evidence(live("ada")), evidence(live("ben")), evidence(live("cleo", { paused: true }))];
const ids = (accounts: Cast["changed"]): readonly string[] => accounts.map(({ id }) => id);

test("as it is, those take part who may serve", () => {
  const { baseline, changed } = castOf(AS_IT_IS, pool);
  expect(ids(baseline)).toEqual(["ada", "ben"]);
  expect(changed).toEqual(baseline);
});

test("include names those who take part, paused or not; exclude takes some away", () => {
  expect(ids(castOf({ ...AS_IT_IS, include: ["ada", "cleo"] }, pool).changed)).toEqual(["ada", "cleo"]);
  expect(ids(castOf({ ...AS_IT_IS, exclude: ["ada"] }, pool).changed)).toEqual(["ben"]);
  expect(ids(castOf({ ...AS_IT_IS, include: ["ada", "ben"], exclude: ["ada"] }, pool).changed)).toEqual(["ben"]);
  expect(ids(castOf({ ...AS_IT_IS, include: ["cleo"] }, pool).baseline)).toEqual(["ada", "ben"]);
});

test("priorities and caps are overridden for the wish alone", () => {
  const wish = {
    ...AS_IT_IS,
    priorities: new Map([["ada", 9]]),
    concurrency: new Map([
      ["ada", null],
      ["ben", 7],
    ]),
  };
  const { baseline, changed } = castOf(wish, pool);
  expect(changed.map(({ priority, concurrencyCap }) => [priority, concurrencyCap])).toEqual([
    [9, Number.POSITIVE_INFINITY],
    [1, 7],
  ]);
  expect(baseline.map(({ priority, concurrencyCap }) => [priority, concurrencyCap])).toEqual([
    [1, 3],
    [1, 3],
  ]);
});

test("new accounts are unused, and have the windows of their plan", () => {
  const plus = { provider: "codex", plan: "plus", count: 2, priority: 5, concurrency: null };
  const added = castOf({ ...AS_IT_IS, add: [plus, { ...plus, plan: "free", count: 1 }] }, []).changed;
  expect(ids(added)).toEqual(["new_codex_plus_1", "new_codex_plus_2", "new_codex_free_1"]);
  expect(added[0]).toMatchObject({
    isNew: true,
    priority: 5,
    concurrencyCap: Number.POSITIVE_INFINITY,
    capacity: { primary: 225, secondary: 7560 },
    primary: { usedPercent: 0, windowMs: 5 * HOUR_MS, resetsAt: null },
  });
  expect(added[2]).toMatchObject({ primary: null, secondary: { usedPercent: 0 } });
});

test("windows begin as they were seen last before the stretch", () => {
  const primary = (...samples: readonly QuotaSample[]): unknown =>
    castOf(AS_IT_IS, [evidence(live("ada"), samples)]).baseline[0]?.primary;
  expect(primary(sample(-2, 10, 3), sample(-1, 20, 3), sample(0.5, 40, 3))).toEqual({
    usedPercent: 20,
    windowMs: 5 * HOUR_MS,
    resetsAt: FROM + 3 * HOUR_MS,
  });
  // Its reset came before the stretch: unused, and a new one begins with the first use.
  expect(primary(sample(-2, 90, -1))).toMatchObject({ usedPercent: 0, resetsAt: null });
  // Never seen before: as it was seen first.
  expect(primary(sample(0.5, 40, 3))).toMatchObject({ usedPercent: 40 });
  // Never seen at all: no window is known.
  expect(primary()).toBeNull();
});

test("accounts that nobody knows are named, once each", () => {
  const accounts = [live("ada")];
  expect(unknownAccounts({ ...AS_IT_IS, include: ["ada"] }, accounts)).toEqual([]);
  expect(
    unknownAccounts({ ...AS_IT_IS, include: ["x", "ada"], exclude: ["x"], concurrency: new Map([["y", 1]]) }, accounts),
  ).toEqual(["x", "y"]);
});
