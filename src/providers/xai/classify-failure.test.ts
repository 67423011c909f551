import { describe, expect, test } from "bun:test";

import type { Failure, FailureKind } from "../../domain/failure.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { xaiAuthFile } from "./auth-file.ts";
import { classifyFailure, classifyStreamError } from "./classify-failure.ts";
import { readRefresh } from "./refresh.ts";

const NOW = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

function classify(
  status: number,
  body: unknown,
  more: { file?: object; headers?: Record<string, string> } = {},
): Failure {
  const file = more.file ?? { access_token: "at", email: "a@b" };
  const parsed = xaiAuthFile.parse({ type: "xai", ...file }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  const headers = new Headers(more.headers);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return classifyFailure({ account: parsed.account, model: "m", status, headers, body: text, now: NOW });
}
const told = (code: string, error = "m") => ({ code, error });

describe("answers", () => {
  test.each<[number, unknown, FailureKind]>([
    [403, told("unauthenticated:bad-credentials"), "unauthorized"],
    [
      403,
      told("The caller does not have permission", "Bad token. [WKE=unauthenticated:bad-credentials]"),
      "unauthorized",
    ],
    [401, told("unauthenticated"), "unauthorized"],
    [429, told("subscription:free-usage-exhausted"), "quota_exceeded"],
    [403, told("personal-team-blocked:spending-limit"), "quota_exceeded"],
    [402, told("personal-team-blocked:spending-limit"), "quota_exceeded"],
    [403, told("unauthorized:blocked-user"), "deactivated"],
    [403, told("permission-denied"), "forbidden"],
    [403, "<html>", "forbidden"],
    [429, told("resource-exhausted"), "rate_limited"],
    [400, told("invalid-argument", "Argument not supported on this model: reasoningEffort"), "request_fault"],
    [400, told("invalid-argument", "Could not decrypt the provided encrypted_content. Ensure"), "foreign_reasoning"],
    [400, told("invalid-argument", "Could not decode the compaction blob. Ensure"), "foreign_reasoning"],
    [400, { error: { code: "invalid_encrypted_content", message: "m" } }, "foreign_reasoning"],
    [400, told("invalid-argument", "Incorrect API key provided: xa***1."), "unauthorized"],
    [
      404,
      told("not-found", "The model grok-x does not exist or your team does not have access to it."),
      "model_unsupported",
    ],
    [404, told("not-found", "Response with id=resp_1 not found."), "request_fault"],
    [503, told("unavailable"), "upstream_error"],
    [404, { error: { code: "model_not_found", message: "m" } }, "model_unsupported"],
  ])("%d %j is %s", (status, body, kind) => {
    expect(classify(status, body).kind).toBe(kind);
  });

  test("a dead key cannot be refreshed", () => {
    const wrong = told("invalid-argument", "Incorrect API key provided: xa***1.");
    expect(classify(400, wrong, { file: { api_key: "k" } }).kind).toBe("reauth_required");
  });

  test("free usage is back after a rolling day, unless the upstream says when", () => {
    const body = told("subscription:free-usage-exhausted");
    expect(classify(429, body).resetsAt).toBe(NOW + DAY_MS);
    expect(classify(429, body, { headers: { "retry-after": "60" } }).resetsAt).toBe(NOW + 60_000);
  });

  test("codes are told in a stream as well", () => {
    const error = { model: "m", message: "m", status: null, resetsAt: null, now: NOW };
    expect(classifyStreamError({ ...error, code: "subscription:free-usage-exhausted" })).toMatchObject({
      kind: "quota_exceeded",
      resetsAt: NOW + DAY_MS,
    });
    expect(classifyStreamError({ ...error, code: "server_error" }).kind).toBe("upstream_error");
  });
});

test("the token endpoint ends a login by a refusal of the grant alone", () => {
  const read = (status: number, body: object) =>
    readRefresh({ status, headers: new Headers(), body: JSON.stringify(body), now: NOW });
  expect(read(400, { error: "invalid_grant" }).kind).toBe("dead");
  expect(read(401, { error: { code: "refresh_token_reused" } }).kind).toBe("dead");
  expect(read(401, { error: "invalid_client" }).kind).toBe("transient");
  expect(read(200, { access_token: "a", expires_in: 60 })).toMatchObject({ tokens: { expiresAt: NOW + 60_000 } });
});
