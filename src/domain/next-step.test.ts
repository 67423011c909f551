import { describe, expect, test } from "bun:test";

import { failure, type FailureKind } from "./failure.ts";
import { type AttemptSituation, nextStep, type Step } from "./next-step.ts";

const FREE: AttemptSituation = {
  contentSent: false,
  tiedHard: false,
  refreshed: false,
  refreshable: true,
  reasoningDropped: false,
  attemptsLeft: 2,
};

/** What follows a failure: for a request that may go anywhere, one tied to its account, and on the last attempt. */
const TABLE: Readonly<Record<FailureKind, readonly [free: Step, tied: Step, last: Step]>> = {
  request_fault: ["give_up", "give_up", "give_up"],
  cancelled: ["give_up", "give_up", "give_up"],
  rate_limited: ["try_another", "give_up", "give_up"],
  quota_exceeded: ["try_another", "give_up", "give_up"],
  reauth_required: ["try_another", "give_up", "give_up"],
  deactivated: ["try_another", "give_up", "give_up"],
  model_unsupported: ["try_another", "give_up", "give_up"],
  refused_here: ["try_another", "give_up", "give_up"],
  forbidden: ["try_another", "give_up", "give_up"],
  upstream_error: ["try_another", "retry_same", "give_up"],
  stream_broken: ["try_another", "retry_same", "give_up"],
  unreachable: ["try_another", "retry_same", "give_up"],
  unauthorized: ["refresh_and_retry", "refresh_and_retry", "refresh_and_retry"],
  foreign_reasoning: ["retry_without_reasoning", "retry_without_reasoning", "retry_without_reasoning"],
};
const kinds = Object.keys(TABLE) as FailureKind[];
const step = (kind: FailureKind, more: Partial<AttemptSituation> = {}): Step =>
  nextStep(failure(kind, kind, "no"), { ...FREE, ...more });

describe("after a failed attempt", () => {
  test.each(kinds)("%s is followed by what the table says", (kind) => {
    expect([step(kind), step(kind, { tiedHard: true }), step(kind, { attemptsLeft: 0 })]).toEqual([...TABLE[kind]]);
  });

  test.each(kinds)("nothing is retried once the client has seen content (%s)", (kind) => {
    expect(step(kind, { contentSent: true })).toBe("give_up");
  });

  test("a 401 is refreshed once, then another account is tried", () => {
    expect(step("unauthorized", { refreshed: true })).toBe("try_another");
    expect(step("unauthorized", { refreshed: true, tiedHard: true })).toBe("give_up");
  });

  test("a 401 of a login that can not be refreshed goes to another account at once", () => {
    expect(step("unauthorized", { refreshable: false })).toBe("try_another");
  });

  test("reasoning is dropped once", () => {
    expect(step("foreign_reasoning", { reasoningDropped: true })).toBe("give_up");
  });
});
