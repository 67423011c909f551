import { expect, test } from "bun:test";

import type { Condition } from "./account-health.ts";
import { failure } from "./failure.ts";
import { diagnose, type Inspected } from "./inspection.ts";
import type { Quota } from "./quota.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const HOUR_MS = 3_600_000;
const HEALTHY: Condition = { kind: "healthy" };

function quota(primary: number, secondary: number): Quota {
  return {
    primary: { usedPercent: primary, windowMs: 5 * HOUR_MS, resetsAt: NOON + HOUR_MS },
    secondary: { usedPercent: secondary, windowMs: 168 * HOUR_MS, resetsAt: NOON + 48 * HOUR_MS },
    plan: "plus",
    allowed: null,
    observedAt: NOON,
  };
}
const observed = (primary = 10, secondary = 10): Inspected["probe"] => ({
  kind: "observed",
  quota: quota(primary, secondary),
});
const failed = (...said: Parameters<typeof failure>): Inspected["probe"] => ({
  kind: "failed",
  failure: failure(...said),
});
const resting = (kind: "rate_limited" | "quota_exceeded" | "backing_off", forMs: number): Condition => ({
  ...{ kind, since: NOON - HOUR_MS, until: NOON + forMs, code: "some_code", reason: "Some words" },
});

function found(changes: Partial<Inspected>): string {
  const { finding, suggestion, reason } = diagnose({
    probe: observed(),
    condition: HEALTHY,
    credentials: "oauth",
    paused: false,
    ownsPause: false,
    pauseAtPercent: null,
    now: NOON,
    ...changes,
  });
  return `${finding}: ${suggestion}, ${reason}`;
}

test("an account that answers and has room is left alone", () => {
  expect(found({})).toBe("healthy: keep, works");
  expect(found({ probe: { kind: "served" } })).toBe("healthy: keep, works");
});

test("a closed account or workspace is to be deleted, and told apart", () => {
  expect(found({ probe: failed("deactivated", "deactivated_workspace", "") })).toBe(
    "deactivated_workspace: delete, workspace_closed",
  );
  expect(found({ probe: failed("deactivated", "account_deactivated", "Closed") })).toBe(
    "deactivated: delete, account_closed",
  );
});

test("a dead login is signed in again; a key that is refused is taken out of service, once", () => {
  const dead = failed("unauthorized", "token_revoked", "No more");
  expect(found({ probe: dead })).toBe("reauth: relogin, login_dead");
  expect(found({ probe: failed("reauth_required", "invalid_grant", "") })).toBe("reauth: relogin, login_dead");
  expect(found({ probe: dead, credentials: "api-key" })).toBe("reauth: disable, key_refused");
  expect(found({ probe: dead, credentials: "api-key", paused: true })).toBe("reauth: keep, key_refused");
});

test("a login that was found dead stays so while its last token still answers", () => {
  const condition: Condition = { kind: "reauth_required", since: NOON, code: "invalid_grant", reason: "Dead" };
  expect(found({ condition })).toBe("reauth: relogin, login_dead");
});

test("what is used up rests by itself, and says until when", () => {
  expect(found({ probe: observed(100, 40), condition: resting("quota_exceeded", HOUR_MS) })).toBe(
    "exhausted: keep, rests_until_reset",
  );
  const both = diagnose({
    ...{ probe: observed(100, 100), condition: HEALTHY, credentials: "oauth", paused: false, ownsPause: false },
    ...{ pauseAtPercent: null, now: NOON },
  });
  expect(both.until).toBe(NOON + 48 * HOUR_MS);
});

test("above the operator's limit of weekly use an account is to be paused, and stays paused", () => {
  expect(found({ probe: observed(10, 90), pauseAtPercent: 90 })).toBe("healthy: disable, above_limit");
  expect(found({ probe: observed(10, 100), pauseAtPercent: 90 })).toBe("exhausted: disable, above_limit");
  expect(found({ probe: observed(10, 89), pauseAtPercent: 90 })).toBe("healthy: keep, works");
  const own = { paused: true, ownsPause: true, pauseAtPercent: 90 };
  expect(found({ ...own, probe: observed(10, 95) })).toBe("healthy: keep, above_limit");
  expect(found({ ...own, probe: observed(10, 20) })).toBe("healthy: enable, works_again_paused_by_inspection");
});

test("the operator's own pause is never to be undone", () => {
  expect(found({ paused: true })).toBe("healthy: keep, works_but_paused");
});

test("a rest that the upstream knows nothing of is ended, unless it ends in a moment", () => {
  expect(found({ condition: resting("backing_off", 10 * 60_000) })).toBe("cooling: reset_cooldown, rests_without_need");
  expect(found({ condition: resting("rate_limited", 30_000) })).toBe("cooling: keep, rests_a_moment");
  expect(found({ condition: resting("rate_limited", -1) })).toBe("healthy: keep, works");
  const deactivated: Condition = { kind: "deactivated", since: NOON, code: "account_suspended", reason: "Closed" };
  expect(found({ condition: deactivated })).toBe("cooling: reset_cooldown, rests_without_need");
});

test("what the upstream's weather is says nothing of the account", () => {
  expect(found({ probe: failed("unreachable", "connect_timeout", "") })).toBe("unreachable: keep, not_reached");
  expect(found({ probe: failed("upstream_error", "server_error", "") })).toBe("unreachable: keep, not_reached");
  expect(found({ probe: failed("rate_limited", "rate_limit_exceeded", "") })).toBe(
    "rate_limited: keep, told_to_slow_down",
  );
  expect(found({ probe: failed("forbidden", "forbidden", "") })).toBe("unknown: keep, refused_without_cause");
});

test("where nobody can be asked, what its last requests left behind is told", () => {
  const probe = { kind: "not_asked" } as const;
  expect(found({ probe })).toBe("unknown: keep, nothing_to_ask");
  expect(found({ probe, condition: resting("quota_exceeded", HOUR_MS) })).toBe("exhausted: keep, rests_until_reset");
  expect(found({ probe, condition: resting("backing_off", HOUR_MS) })).toBe("cooling: keep, rests_a_moment");
});
