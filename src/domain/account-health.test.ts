import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import {
  type AccountHealth,
  type Condition,
  HEALTHY,
  type HealthEvent,
  nextHealth,
  usableFrom,
} from "./account-health.ts";
import { type Failure, failure, type FailureKind } from "./failure.ts";
import type { Quota } from "./quota.ts";

const T = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const failed = (kind: FailureKind, at = T, more: Partial<Failure> & { model?: string } = {}): HealthEvent => ({
  kind: "failed",
  at,
  failure: { ...failure(kind, kind, "no"), ...more },
  model: more.model ?? null,
});
const succeeded = (at: number, startedAt = at): HealthEvent => ({ kind: "succeeded", at, startedAt });
const observed = (at: number, quota: Partial<Quota>): HealthEvent => ({
  kind: "quota_observed",
  at,
  quota: { primary: null, secondary: null, plan: null, allowed: null, observedAt: at, ...quota },
});
const used = (usedPercent: number, resetsAt: number | null = T + HOUR): Partial<Quota> => ({
  primary: { usedPercent, windowMs: 5 * HOUR, resetsAt },
});
const run = (events: readonly HealthEvent[]): AccountHealth => events.reduce(nextHealth, HEALTHY);
const conditionAfter = (...events: HealthEvent[]): Condition["kind"] => run(events).condition.kind;
const restAfter = (...events: HealthEvent[]): number => usableFrom(run(events).condition);

const hinted = (kind: FailureKind, resetsAt: number, at = T): HealthEvent => failed(kind, at, { resetsAt });

describe("a sequence of events leaves the account", () => {
  const rows: readonly [string, readonly HealthEvent[], Condition["kind"]][] = [
    ["healthy at first", [], "healthy"],
    ["healthy after faults of requests", [failed("request_fault"), failed("request_fault")], "healthy"],
    ["healthy where clients leave", [failed("cancelled"), failed("cancelled"), failed("cancelled")], "healthy"],
    ["healthy after a 401: one refresh decides, not it", [failed("unauthorized")], "healthy"],
    ["healthy after another account's reasoning", [failed("foreign_reasoning")], "healthy"],
    ["healthy where a model is refused", [failed("model_unsupported", T, { model: "m" })], "healthy"],
    ["rate limited by a 429", [failed("rate_limited")], "rate_limited"],
    ["out of quota", [failed("quota_exceeded")], "quota_exceeded"],
    ["resting after a 403", [failed("forbidden")], "backing_off"],
    ["healthy after two troubles of the upstream", [failed("upstream_error"), failed("unreachable")], "healthy"],
    [
      "resting after the third",
      [failed("upstream_error"), failed("unreachable"), failed("stream_broken")],
      "backing_off",
    ],
    [
      "healthy where a success lies between them",
      [failed("upstream_error"), failed("upstream_error"), succeeded(T), failed("upstream_error")],
      "healthy",
    ],
    ["healed by a success after the refusal", [failed("rate_limited"), succeeded(T + 2, T + 1)], "healthy"],
    [
      "refused still, whatever began before ends well",
      [failed("rate_limited"), succeeded(T + 2, T - 1)],
      "rate_limited",
    ],
    ["signed out by a dead login", [failed("reauth_required")], "reauth_required"],
    ["closed by the upstream", [failed("deactivated")], "deactivated"],
    [
      "signed out whatever comes after",
      [failed("reauth_required"), failed("rate_limited"), succeeded(T + 9)],
      "reauth_required",
    ],
    ["healed by a sign-in", [failed("reauth_required"), { kind: "signed_in", at: T }], "healthy"],
    ["healed by a sign-in, closed or not", [failed("deactivated"), { kind: "signed_in", at: T }], "healthy"],
    ["back at once by another way", [failed("forbidden"), { kind: "rerouted", at: T }], "healthy"],
    ["out of quota by whatever way", [failed("quota_exceeded"), { kind: "rerouted", at: T }], "quota_exceeded"],
    ["out of quota in spite of new tokens", [failed("quota_exceeded"), { kind: "signed_in", at: T }], "quota_exceeded"],
    ["healthy once the operator resets it", [failed("deactivated"), { kind: "reset", at: T }], "healthy"],
    [
      "back early, where polling sees room again",
      [hinted("quota_exceeded", T + 5 * DAY), observed(T + MINUTE, used(3))],
      "healthy",
    ],
    [
      "out of quota still, where the poll may be older than the refusal",
      [hinted("quota_exceeded", T + 5 * DAY), observed(T + 19 * SECOND, used(3))],
      "quota_exceeded",
    ],
    [
      "out of quota still, where polling sees none",
      [failed("quota_exceeded"), observed(T + MINUTE, used(100))],
      "quota_exceeded",
    ],
    [
      "out of quota still, where the upstream says so outright",
      [failed("quota_exceeded"), observed(T + MINUTE, { ...used(3), allowed: false })],
      "quota_exceeded",
    ],
    [
      "out of quota, where the upstream says so before it refuses",
      [observed(T, { ...used(100), allowed: false })],
      "quota_exceeded",
    ],
    ["healthy at 100 %: a number is no refusal", [observed(T, used(100))], "healthy"],
    [
      "rate limited still: polling knows nothing of short limits",
      [failed("rate_limited"), observed(T + MINUTE, used(3))],
      "rate_limited",
    ],
    [
      "back early from a rate limit of hours, where polling sees room",
      [hinted("rate_limited", T + 3 * HOUR), observed(T + MINUTE, used(3))],
      "healthy",
    ],
  ];
  test.each(rows)("%s", (_, events, kind) => expect(conditionAfter(...events)).toBe(kind));
});

describe("how long an account rests", () => {
  test("as long as the upstream says", () => {
    expect(restAfter(hinted("rate_limited", T + 7 * SECOND))).toBe(T + 7 * SECOND);
    expect(restAfter(hinted("quota_exceeded", T + 6 * DAY))).toBe(T + 6 * DAY);
  });

  test("a hint in the past or beyond 366 days is taken for a mistake", () => {
    for (const hint of [T, T - 1, 0, Number.NaN, Infinity, T + 367 * DAY]) {
      expect(restAfter(hinted("rate_limited", hint))).toBe(T + SECOND);
      expect(restAfter(hinted("quota_exceeded", hint))).toBe(T + 15 * MINUTE);
    }
  });

  test("the end of a used-up quota follows what polling sees", () => {
    expect(restAfter(failed("quota_exceeded"), observed(T + MINUTE, used(100, T + 3 * HOUR)))).toBe(T + 3 * HOUR);
  });

  test("rate limits without a hint double with each in a row, to five minutes at most", () => {
    let health = HEALTHY;
    let at = T;
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      health = nextHealth(health, failed("rate_limited", at));
      waits.push((usableFrom(health.condition) - at) / SECOND);
      at = usableFrom(health.condition);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });

  test("pauses after the upstream's troubles double from 30 seconds, to five minutes at most", () => {
    let health = run([failed("upstream_error"), failed("upstream_error")]);
    let at = T;
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      health = nextHealth(health, failed("unreachable", at));
      waits.push((usableFrom(health.condition) - at) / SECOND);
      at = usableFrom(health.condition);
    }
    expect(waits).toEqual([30, 60, 120, 240, 300, 300]);
  });

  test("fifty requests that break at once are one trouble, not fifty in a row", () => {
    const burst = Array.from({ length: 50 }, () => failed("stream_broken"));
    expect(restAfter(...burst)).toBe(T + 30 * SECOND);
    const refusals = Array.from({ length: 50 }, () => failed("rate_limited"));
    expect(restAfter(...refusals)).toBeLessThanOrEqual(T + 2 * SECOND);
  });

  test("a late refusal that says more lengthens the wait, one that says less does not shorten it", () => {
    expect(restAfter(failed("rate_limited"), hinted("quota_exceeded", T + DAY))).toBe(T + DAY);
    expect(restAfter(hinted("quota_exceeded", T + DAY), failed("rate_limited", T + 1))).toBe(T + DAY);
    expect(conditionAfter(hinted("quota_exceeded", T + DAY), failed("rate_limited", T + 1))).toBe("quota_exceeded");
  });

  test("signed out is for ever, healthy for now", () => {
    expect(restAfter(failed("reauth_required"))).toBe(Infinity);
    expect(restAfter()).toBe(0);
  });
});

describe("refused models", () => {
  test("are refused for an hour, and the account serves others meanwhile", () => {
    expect(run([failed("model_unsupported", T, { model: "m" })]).closedModels).toEqual({
      m: { reason: "model_refused", until: T + HOUR },
    });
  });

  test("are forgotten once over", () => {
    const { closedModels } = run([
      failed("model_unsupported", T, { model: "old" }),
      failed("model_unsupported", T + HOUR, { model: "new" }),
    ]);
    expect(Object.keys(closedModels)).toEqual(["new"]);
  });

  test("do not pile up, whatever names clients think of", () => {
    const events = Array.from({ length: 500 }, (_, index) =>
      failed("model_unsupported", T + index, { model: `m${index}` }),
    );
    const { closedModels } = run(events);
    expect(Object.keys(closedModels)).toHaveLength(50);
    expect(closedModels["m499"]?.until).toBe(T + 499 + HOUR);
    expect(closedModels["m0"]).toBeUndefined();
  });
});

describe("a limit of one model", () => {
  const limited = (kind: FailureKind, resetsAt: number | null): HealthEvent => ({
    kind: "failed",
    at: T,
    failure: { ...failure(kind, kind, "no"), model: "claude-opus-*", resetsAt },
    model: "claude-opus-5-5",
  });
  const weekly = (usedPercent: number, resetsAt: number | null): Partial<Quota> => ({
    models: [{ model: "claude-opus-*", window: { usedPercent, windowMs: 7 * DAY, resetsAt } }],
  });

  test("closes that model and leaves the account as it was", () => {
    const health = run([limited("quota_exceeded", T + MINUTE), limited("rate_limited", null)]);
    expect(health.condition.kind).toBe("healthy");
    expect(health.closedModels["claude-opus-*"]).toEqual({ reason: "model_exhausted", until: T + MINUTE });
  });

  test("is believed for a quarter of an hour at a time, until the upstream's own numbers say how long", () => {
    const refused = limited("quota_exceeded", T + 3 * DAY);
    expect(run([refused]).closedModels["claude-opus-*"]?.until).toBe(T + 15 * MINUTE);
    const polled = run([refused, observed(T + MINUTE, weekly(100, T + 3 * DAY))]);
    expect(polled.closedModels).toEqual({ "claude-opus-*": { reason: "model_exhausted", until: T + 3 * DAY } });
  });

  test("ends as soon as the upstream's own numbers say so", () => {
    const full = observed(T, weekly(100, T + DAY));
    expect(run([full, observed(T + MINUTE, weekly(3, T + DAY))]).closedModels).toEqual({});
    expect(run([full, observed(T + MINUTE, {})]).closedModels).not.toEqual({});
  });

  test("that is observed unchanged is no change", () => {
    const health = run([observed(T, weekly(100, T + DAY))]);
    expect(nextHealth(health, observed(T + MINUTE, weekly(100, T + DAY)))).toBe(health);
  });
});

describe("a login that a tool has to renew", () => {
  test("rests a minute, counts as no failure, and is well as soon as there are new tokens", () => {
    const resting = run([failed("lent", T, { code: "lent_to_tool" })]);
    expect(resting).toMatchObject({ condition: { kind: "backing_off", until: T + MINUTE }, failuresInARow: 0 });
    expect(nextHealth(resting, { kind: "signed_in", at: T + 1 })).toBe(HEALTHY);
  });
});

const KINDS: readonly FailureKind[] = [
  ...(["request_fault", "rate_limited", "quota_exceeded", "unauthorized", "reauth_required", "deactivated"] as const),
  ...(["model_unsupported", "forbidden", "upstream_error", "stream_broken", "unreachable"] as const),
  ...(["foreign_reasoning", "cancelled", "lent"] as const),
];
const instant = fc.oneof(fc.integer({ min: T - DAY, max: T + DAY }), fc.constantFrom(0, -1, Number.NaN, Infinity));
const anyEvent: fc.Arbitrary<HealthEvent> = fc.oneof(
  fc.record({ kind: fc.constant("succeeded" as const), at: instant, startedAt: instant }),
  fc
    .record({
      why: fc.constantFrom(...KINDS),
      at: instant,
      resetsAt: fc.option(instant, { nil: null }),
      model: fc.constantFrom("a", "__proto__", "constructor"),
    })
    .map(({ why, at, resetsAt, model }) => failed(why, at, { resetsAt, model })),
  fc
    .record({ at: instant, percent: fc.double(), resetsAt: fc.option(instant, { nil: null }), allowed: fc.boolean() })
    .map(({ at, percent, resetsAt, allowed }) => observed(at, { ...used(percent, resetsAt), allowed })),
  fc.record({ kind: fc.constantFrom("signed_in" as const, "reset" as const), at: instant }),
);

describe("for any events", () => {
  const isOut = ({ condition }: AccountHealth): boolean =>
    condition.kind === "reauth_required" || condition.kind === "deactivated";

  test("nothing throws, and signed out is left by a sign-in or a reset alone", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let health = HEALTHY;
        for (const event of events) {
          const next = nextHealth(health, event);
          if (isOut(health) && !isOut(next)) expect(["signed_in", "reset"]).toContain(event.kind);
          health = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  test("no event changes the health it is given", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), anyEvent, (events, last) => {
        const health = run(events);
        const before = structuredClone(health);
        nextHealth(health, last);
        expect(health).toEqual(before);
      }),
    );
  });
});
