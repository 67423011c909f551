import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { makeCandidate, makeCondition } from "../../test/support/candidate.ts";
import type { Condition } from "./account-health.ts";
import type { Candidate } from "./availability.ts";
import { type Choice, type ChoiceInput, chooseAccount } from "./choose-account.ts";
import { ROUTING_STRATEGIES } from "./strategies.ts";

const NOW = Date.UTC(2026, 0, 1);
const LATER = NOW + 60_000;
const HOUR_MS = 3_600_000;

function choose(candidates: readonly Candidate[], more: Partial<ChoiceInput> = {}): Choice {
  return chooseAccount({
    candidates,
    now: NOW,
    strategy: "usage_weighted",
    preferEarlierReset: false,
    model: "gpt-5.5",
    tie: null,
    tried: new Set(),
    ...more,
  });
}

const chosenId = (choice: Choice): string | null => (choice.kind === "chosen" ? choice.candidate.id : null);
const resting = (id: string, kind: Condition["kind"], until = LATER): Candidate =>
  makeCandidate({ id, condition: makeCondition(kind, NOW - 1000, until) });

describe("who is ruled out", () => {
  const rows: readonly [string, Partial<Candidate>, string, number | null][] = [
    ["paused by the operator", { paused: true }, "paused", null],
    ["rate limited", { condition: makeCondition("rate_limited", NOW, LATER) }, "rate_limited", LATER],
    ["out of quota", { condition: makeCondition("quota_exceeded", NOW, LATER) }, "quota_exceeded", LATER],
    ["resting after failures", { condition: makeCondition("backing_off", NOW, LATER) }, "backing_off", LATER],
    ["signed out", { condition: makeCondition("reauth_required", NOW, LATER) }, "reauth_required", null],
    ["closed by the upstream", { condition: makeCondition("deactivated", NOW, LATER) }, "deactivated", null],
    [
      "refused this model",
      { closedModels: { "gpt-5.5": { reason: "model_refused", until: LATER } } },
      "model_refused",
      LATER,
    ],
    ["at its cap", { inFlight: 3, concurrencyCap: 3 }, "at_capacity", null],
  ];
  test.each(rows)("an account that is %s does not serve, and the decision says so", (...row) => {
    const [, changes, reason, until] = row;
    const choice = choose([makeCandidate({ id: "bad", ...changes }), makeCandidate({ id: "good" })]);
    expect(chosenId(choice)).toBe("good");
    expect(choice.decision.considered[0]?.exclusion).toEqual({ reason, until } as never);
    expect(choice.decision.ruledOut).toEqual({ [reason]: 1 });
    expect(choice.decision.rule).toBe("the only usable account");
  });

  test("an account that failed this request is not asked again", () => {
    const choice = choose([makeCandidate({ id: "a" }), makeCandidate({ id: "b" })], { tried: new Set(["a"]) });
    expect(chosenId(choice)).toBe("b");
    expect(choice.decision.ruledOut).toEqual({ already_tried: 1 });
  });

  test("a pause that is over, a refusal that is over, and one of another model rule nobody out", () => {
    for (const kind of ["rate_limited", "quota_exceeded", "backing_off"] as const)
      expect(chosenId(choose([resting("a", kind, NOW)]))).toBe("a");
    expect(
      chosenId(
        choose([makeCandidate({ id: "a", closedModels: { "gpt-5.5": { reason: "model_refused", until: NOW } } })]),
      ),
    ).toBe("a");
    expect(
      chosenId(
        choose([makeCandidate({ id: "a", closedModels: { other: { reason: "model_refused", until: LATER } } })]),
      ),
    ).toBe("a");
    expect(
      chosenId(
        choose([makeCandidate({ id: "a", closedModels: { other: { reason: "model_refused", until: LATER } } })], {
          model: null,
        }),
      ),
    ).toBe("a");
  });

  test("a closed wildcard rules out the models it means, and their used-up quota is told as such", () => {
    const closedModels = { "gpt-5.*": { reason: "model_exhausted", until: LATER } } as const;
    const choice = choose([makeCandidate({ id: "a", closedModels })]);
    expect(choice).toMatchObject({ kind: "exhausted", resetsAt: LATER });
    expect(chosenId(choose([makeCandidate({ id: "a", closedModels })], { model: "gpt-6" }))).toBe("a");
  });

  test("where nobody is to rest, neither a pause nor a limit rules anybody out; a dead login and a refused model do", () => {
    const disableCooling = true;
    for (const kind of ["rate_limited", "quota_exceeded", "backing_off"] as const)
      expect(chosenId(choose([resting("a", kind)], { disableCooling }))).toBe("a");
    const closed = (reason: "model_exhausted" | "model_refused") =>
      makeCandidate({ id: "a", closedModels: { "gpt-5.5": { reason, until: LATER } } });
    expect(chosenId(choose([closed("model_exhausted")], { disableCooling }))).toBe("a");
    expect(choose([closed("model_refused")], { disableCooling }).kind).toBe("nobody");
    const dead = makeCandidate({ id: "a", condition: makeCondition("reauth_required", NOW, LATER) });
    expect(choose([{ ...dead, usableFrom: Infinity }], { disableCooling }).kind).toBe("nobody");
  });

  test("a model named like a member of every object rules nobody out", () => {
    const closedModels = { other: { reason: "model_refused", until: LATER } } as const;
    for (const model of ["constructor", "__proto__", "toString"])
      expect(chosenId(choose([makeCandidate({ id: "a", closedModels })], { model }))).toBe("a");
  });
});

describe("when nobody can be chosen", () => {
  test("an empty pool is nobody", () => {
    expect(choose([])).toMatchObject({ kind: "nobody", backAt: null, decision: { chosen: null, ruledOut: {} } });
  });

  test("a pool whose quota is used up is exhausted until the first of its resets", () => {
    const choice = choose([resting("a", "quota_exceeded", NOW + 9000), resting("b", "quota_exceeded", NOW + 5000)]);
    expect(choice).toMatchObject({ kind: "exhausted", resetsAt: NOW + 5000 });
  });

  test("accounts that are out for good, or for this model, make a used-up pool no less used up", () => {
    const choice = choose([
      resting("a", "quota_exceeded"),
      makeCandidate({ id: "b", paused: true }),
      resting("c", "reauth_required"),
      resting("d", "deactivated"),
      makeCandidate({ id: "e", closedModels: { "gpt-5.5": { reason: "model_refused", until: LATER } } }),
    ]);
    expect(choice.kind).toBe("exhausted");
  });

  test("a pool in which one is back in a moment is not told as used up", () => {
    const choice = choose([resting("a", "quota_exceeded", NOW + HOUR_MS), resting("b", "rate_limited", NOW + 2000)]);
    expect(choice).toMatchObject({ kind: "nobody", backAt: NOW + 2000 });
  });

  test("a pool in which one merely failed this request is not told as used up", () => {
    const candidates = [resting("a", "quota_exceeded"), makeCandidate({ id: "b" })];
    expect(choose(candidates, { tried: new Set(["b"]) }).kind).toBe("nobody");
  });

  test("accounts at their cap are worth waiting for, whatever is the matter with the others", () => {
    const full = makeCandidate({ id: "a", inFlight: 1, concurrencyCap: 1 });
    expect(choose([full, resting("b", "quota_exceeded"), resting("c", "backing_off")]).kind).toBe("busy");
  });
});

describe("the last resort", () => {
  test("where nobody else is left, the account whose pause after failures ends first is asked", () => {
    const choice = choose([
      resting("a", "backing_off", NOW + 9000),
      resting("b", "backing_off", NOW + 5000),
      resting("c", "rate_limited", NOW + 1000),
    ]);
    expect(chosenId(choice)).toBe("b");
    expect(choice.decision.rule).toContain("nobody else is left");
    expect(choice.decision.ruledOut).toEqual({ backing_off: 2, rate_limited: 1 });
  });

  test("a usable account goes before any that rests", () => {
    const worn = makeCandidate({ id: "b", secondaryUsedPercent: 99, priority: -5 });
    expect(chosenId(choose([resting("a", "backing_off"), worn]))).toBe("b");
  });

  test.each([
    ["paused", { paused: true }, {}],
    ["at its cap", { inFlight: 1, concurrencyCap: 1 }, {}],
    ["refused the model", { closedModels: { "gpt-5.5": { reason: "model_refused" as const, until: LATER } } }, {}],
    ["tried already", {}, { tried: new Set(["a"]) }],
  ])("one that is also %s is no last resort", (_, changes, more) => {
    expect(choose([{ ...resting("a", "backing_off"), ...changes }], more).kind).not.toBe("chosen");
  });

  test("a hard owner that only rests after failures is asked: nobody else could serve", () => {
    const tie = { strength: "hard", accountId: "a", by: "previous_response_id" } as const;
    expect(chosenId(choose([resting("a", "backing_off"), makeCandidate({ id: "b" })], { tie }))).toBe("a");
  });
});

describe("ties", () => {
  const soft = { strength: "soft", accountId: "b", by: "session header" } as const;
  const hard = { strength: "hard", accountId: "b", by: "previous_response_id" } as const;
  const better = makeCandidate({ id: "a", priority: 9 });
  const worse = makeCandidate({ id: "b", secondaryUsedPercent: 99 });

  test.each([soft, hard])("a usable owner serves, against strategy and priority ($strength)", (tie) => {
    const choice = choose([better, worse], { tie });
    expect(chosenId(choice)).toBe("b");
    expect(choice.decision.rule).toContain(tie.by);
  });

  test("a soft tie gives way where its account can not serve", () => {
    for (const changes of [
      { paused: true },
      { condition: makeCondition("rate_limited", NOW, LATER), usableFrom: LATER },
      { inFlight: 1, concurrencyCap: 1 },
    ])
      expect(chosenId(choose([better, { ...worse, ...changes }], { tie: soft }))).toBe("a");
    expect(chosenId(choose([better], { tie: soft }))).toBe("a");
  });

  test("a hard tie never moves to another account: it fails clearly", () => {
    const choice = choose([better, { ...worse, paused: true }], { tie: hard });
    expect(choice).toMatchObject({
      kind: "owner_unavailable",
      by: "previous_response_id",
      exclusion: { reason: "paused", until: null },
      decision: { chosen: null },
    });
    expect(choose([better], { tie: hard })).toMatchObject({ kind: "owner_unavailable", exclusion: { reason: "gone" } });
    expect(choose([better, worse], { tie: hard, tried: new Set(["b"]) })).toMatchObject({
      kind: "owner_unavailable",
      exclusion: { reason: "already_tried" },
    });
  });

  test("a hard owner at its cap is waited for", () => {
    expect(choose([better, { ...worse, inFlight: 1, concurrencyCap: 1 }], { tie: hard }).kind).toBe("busy");
  });
});

describe("priorities", () => {
  test("the higher priority serves first, whatever the strategy says of the lower", () => {
    const high = makeCandidate({ id: "a", priority: 1, secondaryUsedPercent: 90, lastUsedAt: NOW });
    const low = makeCandidate({ id: "b", priority: 0 });
    for (const strategy of ROUTING_STRATEGIES) {
      expect(chosenId(choose([low, high], { strategy }))).toBe("a");
      expect(chosenId(choose([high, low], { strategy }))).toBe("a");
    }
  });

  test("the lower priority serves while the higher is out", () => {
    const high = { ...resting("a", "quota_exceeded"), priority: 5 };
    expect(chosenId(choose([high, makeCandidate({ id: "b" })]))).toBe("b");
  });
});

describe("the decision of a large pool", () => {
  const many = Array.from({ length: 5000 }, (_, index) =>
    makeCandidate({ id: `acc_${String(index).padStart(5, "0")}`, secondaryUsedPercent: index === 4321 ? 0 : 50 }),
  );

  test("lists a bounded number of accounts, and the chosen one always among them", () => {
    const { decision } = choose(many);
    expect(decision.chosen).toBe("acc_04321");
    expect(decision.considered).toHaveLength(24);
    expect(decision.considered.some(({ accountId }) => accountId === "acc_04321")).toBe(true);
    expect(decision.considered.length + decision.omitted).toBe(5000);
  });

  test("counts all that were ruled out, listed or not", () => {
    const { decision } = choose(many.map((one, index) => ({ ...one, paused: index % 2 === 0 })));
    expect(decision.ruledOut).toEqual({ paused: 2500 });
  });
});

const conditions = [
  "healthy",
  "rate_limited",
  "quota_exceeded",
  "backing_off",
  "reauth_required",
  "deactivated",
] as const;
const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
const instant = fc.oneof(fc.integer({ min: NOW - HOUR_MS, max: NOW + 200 * HOUR_MS }), fc.constant(Infinity));
const anyCandidate = fc
  .record({
    id: fc.integer({ min: 0, max: 1000 }).map((index) => `acc_${index}`),
    priority: fc.integer({ min: -1, max: 1 }),
    paused: fc.boolean(),
    kind: fc.constantFrom(...conditions, "healthy" as const),
    until: fc.integer({ min: NOW - 5000, max: NOW + 5000 }),
    refused: fc.boolean(),
    primaryUsedPercent: percent,
    secondaryUsedPercent: percent,
    primaryResetsAt: instant,
    secondaryResetsAt: instant,
    lastUsedAt: fc.integer({ min: 0, max: 3 }),
    inFlight: fc.integer({ min: 0, max: 3 }),
    concurrencyCap: fc.constantFrom(2, Infinity),
  })
  .map(({ kind, until, refused, ...rest }) =>
    makeCandidate({
      ...rest,
      condition: makeCondition(kind, NOW - 10_000, until),
      closedModels: refused ? { "gpt-5.5": { reason: "model_refused", until: LATER } } : null,
    }),
  );
const anyInput = fc.record({
  candidates: fc.uniqueArray(anyCandidate, { selector: ({ id }) => id, maxLength: 40 }),
  strategy: fc.constantFrom(...ROUTING_STRATEGIES),
  preferEarlierReset: fc.boolean(),
  tie: fc.option(
    fc.record({
      strength: fc.constantFrom("hard" as const, "soft" as const),
      accountId: fc.integer({ min: 0, max: 1000 }).map((index) => `acc_${index}`),
      by: fc.constant("session header"),
    }),
    { nil: null },
  ),
  tried: fc.array(fc.integer({ min: 0, max: 1000 })).map((all) => new Set(all.map((index) => `acc_${index}`))),
});

describe("for any pool", () => {
  test("the chosen is ruled out by nothing, but for a last resort that rests after failures", () => {
    fc.assert(
      fc.property(anyInput, ({ candidates, ...more }) => {
        const choice = choose(candidates, more);
        if (choice.kind !== "chosen") return;
        const entry = choice.decision.considered.find(({ accountId }) => accountId === choice.candidate.id);
        expect(["none", "backing_off"]).toContain(entry?.exclusion?.reason ?? "none");
        expect(more.tried.has(choice.candidate.id)).toBe(false);
        expect(choice.candidate.paused).toBe(false);
        expect(choice.candidate.inFlight).toBeLessThan(choice.candidate.concurrencyCap);
      }),
    );
  });

  test("the order of the candidates changes nothing: the strategies are total orders", () => {
    fc.assert(
      fc.property(anyInput, fc.integer(), ({ candidates, ...more }, seed) => {
        const shuffled = candidates.toSorted((a, b) => hash(a.id, seed) - hash(b.id, seed));
        const [one, other] = [choose(candidates, more), choose(shuffled, more)];
        expect(other.kind).toBe(one.kind);
        expect(chosenId(other)).toBe(chosenId(one));
      }),
    );
  });

  test("the same input gives the same choice", () => {
    fc.assert(
      fc.property(anyInput, ({ candidates, ...more }) => {
        expect(choose(candidates, more)).toEqual(choose(candidates, more));
      }),
    );
  });

  test("what is ruled out, listed and omitted adds up", () => {
    fc.assert(
      fc.property(anyInput, ({ candidates, ...more }) => {
        const { decision } = choose(candidates, more);
        const out = Object.values(decision.ruledOut).reduce((sum, count) => sum + count, 0);
        const usable = candidates.length - out;
        expect(usable).toBeGreaterThanOrEqual(0);
        expect(decision.considered.length + decision.omitted).toBe(candidates.length);
        if (decision.omitted === 0)
          expect(decision.considered.filter((one) => one.exclusion === null)).toHaveLength(usable);
      }),
    );
  });
});

function hash(text: string, seed: number): number {
  return Bun.hash.crc32(`${seed}${text}`);
}
