import { describe, expect, test } from "bun:test";

import { failure, type FailureKind } from "./failure.ts";
import { type AttemptSituation, nextStep, type Step } from "./next-step.ts";

const FREE: AttemptSituation = {
  contentSent: false,
  refreshed: false,
  refreshable: true,
  reasoningDropped: false,
};

/** What follows a failure, before content. */
const TABLE: Readonly<Record<FailureKind, Step>> = {
  request_fault: "give_up",
  cancelled: "give_up",
  rate_limited: "try_another",
  quota_exceeded: "try_another",
  reauth_required: "try_another",
  lent: "try_another",
  deactivated: "try_another",
  model_unsupported: "try_another",
  refused_here: "try_another",
  forbidden: "try_another",
  upstream_error: "try_another",
  stream_broken: "try_another",
  unreachable: "try_another",
  unauthorized: "refresh_and_retry",
  foreign_reasoning: "retry_without_reasoning",
};
const kinds = Object.keys(TABLE) as FailureKind[];
const step = (kind: FailureKind, more: Partial<AttemptSituation> = {}): Step =>
  nextStep(failure(kind, kind, "no"), { ...FREE, ...more });

describe("after a failed attempt", () => {
  test.each(kinds)("%s is followed by what the table says", (kind) => {
    expect(step(kind)).toBe(TABLE[kind]);
  });

  test.each(kinds)("nothing is retried once the client has seen content (%s)", (kind) => {
    expect(step(kind, { contentSent: true })).toBe("give_up");
  });

  test("a 401 is refreshed once, then another account is tried", () => {
    expect(step("unauthorized", { refreshed: true })).toBe("try_another");
  });

  test("a 401 of a login that can not be refreshed goes to another account at once", () => {
    expect(step("unauthorized", { refreshable: false })).toBe("try_another");
  });

  test("reasoning is dropped once", () => {
    expect(step("foreign_reasoning", { reasoningDropped: true })).toBe("give_up");
  });
});
