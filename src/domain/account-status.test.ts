import { expect, test } from "bun:test";

import type { Condition } from "./account-health.ts";
import { problemOf, statusOf } from "./account-status.ts";

const NOW = 1000;
const cooling = { since: 0, code: "c", reason: "r" };

const CONDITIONS: readonly (readonly [Condition, string])[] = [
  [{ kind: "healthy" }, "active"],
  [{ kind: "rate_limited", ...cooling, until: NOW + 1 }, "rate_limited"],
  [{ kind: "rate_limited", ...cooling, until: NOW }, "active"],
  [{ kind: "quota_exceeded", ...cooling, until: NOW + 1 }, "quota_exceeded"],
  [{ kind: "quota_exceeded", ...cooling, until: NOW - 1 }, "active"],
  [{ kind: "backing_off", ...cooling, until: NOW + 1 }, "active"],
  [{ kind: "reauth_required", ...cooling }, "reauth_required"],
  [{ kind: "deactivated", ...cooling }, "deactivated"],
];

test.each(CONDITIONS)("%p is %s, and paused where the operator paused it", (condition, status) => {
  expect<string>(statusOf({ paused: false, condition }, NOW)).toBe(status);
  expect(statusOf({ paused: true, condition }, NOW)).toBe("paused");
});

test("a rest that is over is no problem, one that lasts or a dead login is", () => {
  expect(problemOf({ kind: "healthy" }, NOW)).toBeNull();
  expect(problemOf({ kind: "backing_off", ...cooling, until: NOW }, NOW)).toBeNull();
  expect(problemOf({ kind: "backing_off", ...cooling, until: NOW + 1 }, NOW)).toEqual({
    kind: "backing_off",
    ...cooling,
    until: NOW + 1,
  });
  expect(problemOf({ kind: "deactivated", ...cooling }, NOW)).toMatchObject({ kind: "deactivated", until: null });
});
