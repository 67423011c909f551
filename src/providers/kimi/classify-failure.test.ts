import { describe, expect, test } from "bun:test";

import type { FailureKind } from "../../domain/failure.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { kimiAuthFile } from "./auth-file.ts";
import { classifyFailure, classifyStreamError } from "./classify-failure.ts";
import { readRefresh } from "./refresh.ts";

const NOW = Date.UTC(2026, 0, 1);
const LOGIN = { access_token: "at" };

function classify(status: number, error: { readonly type: string; readonly message: string }, file: object = LOGIN) {
  const parsed = kimiAuthFile.parse({ type: "kimi", ...file }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  const body = JSON.stringify({ error });
  return classifyFailure({ account: parsed.account, model: "m", status, headers: new Headers(), body, now: NOW });
}

describe("answers (www.kimi.com/code/docs/en/kimi-code/error-reference.html)", () => {
  const TERMINATED = "access_terminated_error";
  test.each<[number, string, FailureKind, string]>([
    [401, "invalid_authentication_error", "unauthorized", "Invalid Authentication"],
    [402, "membership_error", "forbidden", "We're unable to verify your membership benefits"],
    [403, TERMINATED, "forbidden", "Kimi For Coding is currently only available for Coding Agents"],
    [403, TERMINATED, "quota_exceeded", "You've reached your weekly (7-day) usage limit. Your quota will reset"],
    [403, TERMINATED, "quota_exceeded", "You've reached your usage limit for this billing cycle."],
    [429, "rate_limit_reached_error", "quota_exceeded", "You've reached your usage limit for this period"],
    [429, "rate_limit_reached_error", "rate_limited", "We're receiving too many requests at the moment."],
    [429, "engine_overloaded_error", "upstream_error", "The engine is currently overloaded"],
    [429, "exceeded_current_quota_error", "quota_exceeded", "Your account is suspended"],
    [400, "invalid_request_error", "request_fault", "Your request exceeded model token limit: 262144"],
    [404, "resource_not_found_error", "model_unsupported", "Not found the model x"],
  ])("%d %s is %s: %s", (...row) => {
    const [status, type, kind, message] = row;
    expect(classify(status, { type, message }).kind).toBe(kind);
  });

  test("a dead key cannot be refreshed", () => {
    expect(classify(401, { type: "invalid_authentication_error", message: "m" }, { api_key: "k" }).kind).toBe(
      "reauth_required",
    );
  });
});

test("a used-up window and a limit are known in streams of either dialect", () => {
  const told = {
    model: "m",
    code: "x",
    message: "You've reached your weekly usage limit",
    status: null,
    resetsAt: null,
  };
  expect(classifyStreamError({ ...told, now: NOW }).kind).toBe("quota_exceeded");
  const anthropic = { ...told, code: "rate_limit_error", message: "m", now: NOW };
  expect(classifyStreamError(anthropic).kind).toBe("rate_limited");
});

describe("the token endpoint", () => {
  test("refuses inside a 200 as well", () => {
    const read = (status: number, body: object) =>
      readRefresh({ status, headers: new Headers(), body: JSON.stringify(body), now: NOW });
    expect(read(200, { error: "expired_token" })).toMatchObject({ kind: "dead", failure: { code: "expired_token" } });
    expect(read(200, { error: "slow_down" })).toMatchObject({ kind: "transient" });
    expect(read(403, {})).toMatchObject({ kind: "dead", failure: { kind: "reauth_required" } });
    expect(read(200, { access_token: "a", expires_in: 900 })).toMatchObject({ tokens: { expiresAt: NOW + 900_000 } });
  });
});
