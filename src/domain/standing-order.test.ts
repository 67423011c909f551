import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { makeCandidate, makeCondition } from "../../test/support/candidate.ts";
import { type ClosedModel, usableFrom } from "./account-health.ts";
import type { Candidate } from "./availability.ts";
import { chooseAccount, type Tie } from "./choose-account.ts";
import { createStandingOrder, type StandingOrder, type StandingRules } from "./standing-order.ts";
import { ROUTING_STRATEGIES } from "./strategies.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NOW = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const MODEL = "gpt-5.5";
const MOST_CANDIDATES = 60;

/** So near to each other, and to whole days, that much falls on the same millisecond. */
const span = fc
  .tuple(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 })), fc.integer({ min: -1, max: 4 }))
  .map(([days, ms]) => Math.max(0, days * DAY_MS + ms));
const resetIn = fc.oneof(span, fc.constant(Number.POSITIVE_INFINITY));
const percent = fc.constantFrom(null, 0, 0, 50, 52.5);
const weight = fc.constantFrom(1, 1, 1, 2, 0.3);
const priority = fc.constantFrom(0, 0, 0, 1);
const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constant("healthy" as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("rate_limited", "quota_exceeded", "backing_off", "reauth_required", "deactivated"),
  },
);
const closures = fc.option(
  fc.dictionary(
    fc.constantFrom(MODEL, "gpt-5.*", "other"),
    fc.record({
      reason: fc.constantFrom<ClosedModel["reason"]>("model_refused", "model_rate_limited", "model_exhausted"),
      until: span,
    }),
  ),
  { nil: null, freq: 1 },
);

/** What can happen to an account; times are counted from when it does. */
const settings = fc.record({
  paused: fc.constantFrom(false, false, false, true),
  coolingDisabled: fc.constantFrom(null, null, true, false),
  concurrencyCap: fc.constantFrom(2, 3, Number.POSITIVE_INFINITY),
  priority,
  weight,
  label: fc.constantFrom("ada", "bob"),
});
const quota = fc.record({
  primaryUsedPercent: percent,
  secondaryUsedPercent: percent,
  primaryResetsAt: resetIn,
  secondaryResetsAt: resetIn,
});
const health = fc.record({ kind, until: span, closures });

type AnyOf<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Happening =
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "lease" | "release" }
  | { readonly kind: "settings"; readonly settings: AnyOf<typeof settings> }
  | { readonly kind: "quota"; readonly quota: AnyOf<typeof quota> }
  | { readonly kind: "health"; readonly health: AnyOf<typeof health> };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 20, arbitrary: fc.nat({ max: 3 }).map((ms) => ({ kind: "time" as const, ms })) },
  { weight: 1, arbitrary: span.map((ms) => ({ kind: "time" as const, ms })) },
  { weight: 1, arbitrary: span.map((ms) => ({ kind: "time" as const, ms: -ms })) },
  { weight: 4, arbitrary: fc.constant({ kind: "lease" as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: "release" as const }) },
  { weight: 2, arbitrary: settings.map((changed) => ({ kind: "settings" as const, settings: changed })) },
  { weight: 3, arbitrary: quota.map((seen) => ({ kind: "quota" as const, quota: seen })) },
  { weight: 3, arbitrary: health.map((next) => ({ kind: "health" as const, health: next })) },
);

const seat = fc.nat({ max: MOST_CANDIDATES - 1 });
const step = fc.record({
  happening,
  /** To whom. */
  seat,
  tie: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ strength: fc.constantFrom("hard" as const, "soft" as const), seat }) },
  ),
  tried: fc.oneof(
    { weight: 9, arbitrary: fc.constant<number[]>([]) },
    { weight: 1, arbitrary: fc.array(seat, { maxLength: 3 }) },
  ),
});
const begun = fc.record({ settings, quota, health, inFlight: fc.constantFrom(0, 0, 1), lastUsed: fc.nat({ max: 3 }) });

const ALL_RULES = ROUTING_STRATEGIES.flatMap((strategy) =>
  [true, false].flatMap((disableCooling) =>
    [MODEL, null].map((model) => ({ strategy, disableCooling, model, preferEarlierReset: false })),
  ),
);
const anyRules = fc.oneof(
  fc.constantFrom(...ALL_RULES),
  fc.constantFrom({
    ...ALL_RULES[0],
    strategy: "usage_weighted",
    disableCooling: false,
    model: MODEL,
    preferEarlierReset: true,
  } as const),
);

const idOf = (number: number): string => `acc_${String((number * 7919) % 1000).padStart(3, "0")}`;

function happen(candidate: Mutable<Candidate>, happened: Happening, now: number): void {
  switch (happened.kind) {
    case "time":
      return;
    case "lease":
      candidate.inFlight += 1;
      candidate.lastUsedAt = now;
      return;
    case "release":
      candidate.inFlight = Math.max(0, candidate.inFlight - 1);
      return;
    case "settings":
      Object.assign(candidate, happened.settings);
      return;
    case "quota": {
      const { primaryResetsAt, secondaryResetsAt } = happened.quota;
      const resets = { primaryResetsAt: now + primaryResetsAt, secondaryResetsAt: now + secondaryResetsAt };
      Object.assign(candidate, happened.quota, resets);
      return;
    }
    case "health": {
      const { kind: next, until, closures: closed } = happened.health;
      candidate.condition = makeCondition(next, now, now + until);
      candidate.usableFrom = usableFrom(candidate.condition);
      candidate.closedModels =
        closed &&
        Object.fromEntries(Object.entries(closed).map(([name, one]) => [name, { ...one, until: now + one.until }]));
      return;
    }
  }
}

function candidateOf(from: AnyOf<typeof begun>, index: number): Mutable<Candidate> {
  const candidate = makeCandidate({
    id: idOf(index),
    place: index % 2,
    inFlight: from.inFlight,
    lastUsedAt: from.lastUsed === 0 ? 0 : NOW - from.lastUsed,
  });
  happen(candidate, { kind: "settings", settings: from.settings }, NOW);
  happen(candidate, { kind: "quota", quota: from.quota }, NOW);
  happen(candidate, { kind: "health", health: from.health }, NOW);
  return candidate;
}

const tieOf = (tie: AnyOf<typeof step>["tie"]): Tie | null =>
  tie && { strength: tie.strength, accountId: idOf(tie.seat), by: "session header" };

describe("a standing order", () => {
  test("makes the choice that a look at everybody makes, whatever happens, and whenever it is asked", () => {
    // Between few, each is soon compared with each.
    const pool = fc.oneof(fc.array(begun, { maxLength: 4 }), fc.array(begun, { maxLength: MOST_CANDIDATES }));
    fc.assert(
      fc.property(pool, anyRules, fc.array(step, { minLength: 40, maxLength: 120 }), (members, rules, steps) => {
        const candidates = members.map(candidateOf);
        const order = createStandingOrder({ ...rules, candidates });
        let now = NOW;
        for (const { happening: happened, seat: at, tie, tried } of steps) {
          const candidate = candidates[at % Math.max(1, candidates.length)];
          if (happened.kind === "time") now += happened.ms;
          else if (candidate !== undefined) {
            happen(candidate, happened, now);
            order.changed(candidate.id);
          }
          const request = { now, tie: tieOf(tie), tried: new Set(tried.map(idOf)) };
          expect(order.choose(request)).toEqual(chooseAccount({ ...rules, candidates, ...request }));
        }
      }),
      { numRuns: 400 },
    );
  });
});

test("an account whose weight changes is due as often as that says from then on", () => {
  const candidates: Mutable<Candidate>[] = ["a", "b"].map((id, index) =>
    makeCandidate({ id, lastUsedAt: NOW - 2 + index }),
  );
  const rules = { candidates, strategy: "round_robin", preferEarlierReset: false, model: MODEL } as const;
  const order = createStandingOrder(rules);
  const chosenAt = (now: number): string | null => order.choose({ now, tie: null, tried: new Set() }).decision.chosen;
  expect(chosenAt(NOW)).toBe("a");
  Object.assign(candidates[1] ?? {}, { weight: 1.5 });
  order.changed("b");
  expect(chosenAt(NOW)).toBe("a");
  expect(chosenAt(NOW + 2)).toBe("b");
});

describe("of thousands of accounts", () => {
  const SIZE = 5000;

  function setUp(more: Partial<Candidate> = {}) {
    const seen = new Set<string>();
    const candidates = Array.from({ length: SIZE }, (_, place): Mutable<Candidate> => {
      const candidate = makeCandidate({
        id: `acc_${place}`,
        place,
        lastUsedAt: place,
        secondaryUsedPercent: 5,
        ...more,
      });
      return new Proxy(candidate, {
        get(target, name) {
          if (name !== "id") seen.add(target.id);
          return Reflect.get(target, name) as unknown;
        },
      });
    });
    const rules: StandingRules = { candidates, strategy: "usage_weighted", preferEarlierReset: false, model: MODEL };
    const order = createStandingOrder(rules);
    const lookedAt = (now: number): number => {
      seen.clear();
      choose(order, now);
      return seen.size;
    };
    choose(order, NOW);
    return { candidates, order, lookedAt };
  }
  const choose = (order: StandingOrder, now: number): string | null =>
    order.choose({ now, tie: null, tried: new Set() }).decision.chosen;

  test("a choice looks at those that changed and at whom they are compared with, and at no others", () => {
    const { candidates, order, lookedAt } = setUp();
    expect(choose(order, NOW)).toBe("acc_0");
    const [first] = candidates;
    if (first !== undefined) first.inFlight += 1;
    order.changed("acc_0");
    expect(lookedAt(NOW)).toBeLessThan(30);
    expect(choose(order, NOW)).toBe("acc_1");
  });

  test("a choice looks at those whose time has come, and at nobody twice for the same time", () => {
    const resting = makeCondition("rate_limited", NOW, NOW + 1000);
    const { candidates, order, lookedAt } = setUp();
    const [first] = candidates;
    Object.assign(first ?? {}, { condition: resting, usableFrom: NOW + 1000 });
    order.changed("acc_0");
    expect(choose(order, NOW + 999)).toBe("acc_1");
    expect(lookedAt(NOW + 1000)).toBeLessThan(30);
    expect(choose(order, NOW + 1000)).toBe("acc_0");
    expect(lookedAt(NOW + 1001)).toBeLessThan(5);
  });
});
