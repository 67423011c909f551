import { expect, test } from "bun:test";
import { Fault, viewFault } from "../../domain/faults.ts";
import { errorBody } from "./error-body.ts";
import { readUpstreamError } from "./upstream-error.ts";

test("a client's mistake names its member", () => {
  const fault = viewFault(new Fault("unsupported_parameter", "One choice only.", { param: "n" }));
  expect(errorBody(fault)).toStrictEqual({
    error: { message: "One choice only.", type: "invalid_request_error", param: "n", code: "unsupported_parameter" },
  });
});

test("a used-up quota says when it is back, in seconds", () => {
  const details = { planType: "plus", resetsAt: 1_788_543_035_000, retryAfterMs: 8_898_200 };
  expect(errorBody(viewFault(new Fault("usage_limit_reached", "Out.", details)))).toStrictEqual({
    error: {
      message: "Out.",
      type: "usage_limit_reached",
      param: null,
      code: "usage_limit_reached",
      plan_type: "plus",
      resets_at: 1_788_543_035,
      resets_in_seconds: 8_899,
    },
  });
});

test("a defect of ours keeps its text to the log", () => {
  expect(JSON.stringify(errorBody(viewFault(new Error("secret"))))).not.toContain("secret");
});

test("an upstream's error is read whatever its form", () => {
  expect(readUpstreamError("overloaded")).toMatchObject({ code: "upstream_error", message: "overloaded" });
  expect(readUpstreamError({ code: 429, message: "slow" })).toMatchObject({ code: "429", status: 429 });
  expect(readUpstreamError(null)).toMatchObject({ kind: "error", status: null });
});
