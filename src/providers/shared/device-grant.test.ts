// What vendors answer to a device, and what is made of it.

import { expect, test } from "bun:test";

import { readDevicePoll, readDeviceStart } from "./device-grant.ts";
import type { LoginAnswer, LoginOutcome } from "../login.ts";

const DONE: LoginOutcome = { kind: "signed-in", json: { type: "qwen" } };
const answer = (status: number, json: unknown): LoginAnswer => ({
  status,
  headers: new Headers(),
  body: typeof json === "string" ? json : JSON.stringify(json),
  now: 0,
});
const START = { device_code: "d", user_code: "AB-CD", verification_uri: "https://vendor.test/device" };

test("the complete address is shown where there is one, and five seconds are waited where none are said", () => {
  const started = { kind: "started", deviceCode: "d", userCode: "AB-CD", intervalMs: 5000, expiresInMs: 900_000 };
  expect(readDeviceStart(answer(200, START))).toEqual({ ...started, url: START.verification_uri } as never);
  const whole = {
    ...START,
    verification_uri_complete: "https://vendor.test/device?c=AB",
    interval: "2",
    expires_in: 60,
  };
  expect(readDeviceStart(answer(200, whole))).toMatchObject({
    url: "https://vendor.test/device?c=AB",
    intervalMs: 2000,
    expiresInMs: 60_000,
  });
});

test.each([
  [400, { error: "invalid_client" }],
  [200, {}],
  [200, "<html>"],
  [200, { ...START, verification_uri: "javascript:alert(1)" }],
])("a start that is none is refused: %d %j", (status, json) =>
  expect(readDeviceStart(answer(status, json)).kind).toBe("refused"),
);

test.each([
  [400, { error: "authorization_pending" }, "pending"],
  [200, { error: "authorization_pending" }, "pending"],
  [400, { error: "slow_down" }, "slow-down"],
  [429, "Too many", "slow-down"],
  [503, "<html>", "pending"],
  [400, { error: "expired_token" }, "refused"],
  [403, { error: "access_denied" }, "refused"],
  [200, { access_token: "a" }, "signed-in"],
  [400, { error: "invalid_grant" }, "signed-in"],
] as const)("%d %j is %s", (status, json, kind) =>
  expect(readDevicePoll(answer(status, json), () => DONE).kind).toBe(kind),
);
