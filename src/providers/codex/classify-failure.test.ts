import { describe, expect, test } from "bun:test";

import type { Account } from "../../domain/account.ts";
import type { FailureKind } from "../../domain/failure.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { makeApiKeyAuthJson, makeAuthJson } from "../../../test/support/auth-json.ts";
import { classifyFailure, classifyStreamError } from "./classify-failure.ts";
import { createCodexProvider } from "./provider.ts";

const NOW = Date.UTC(2026, 0, 1);
const SETTINGS = { chatgptBaseUrl: "", authUrl: "", openaiBaseUrl: "", userAgent: "", proxyUrl: null };
const { authFile } = createCodexProvider(() => SETTINGS);

function accountOf(json: object): Account {
  const parsed = authFile.parse({ ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
const LOGIN = accountOf(makeAuthJson());
const API_KEY = accountOf({ ...makeApiKeyAuthJson(), openai_user_id: "u" });

function classify(status: number, body: unknown, more: { account?: Account; headers?: Record<string, string> } = {}) {
  return classifyFailure({
    account: more.account ?? LOGIN,
    model: "m",
    status,
    headers: new Headers(more.headers),
    body: typeof body === "string" ? body : JSON.stringify(body),
    now: NOW,
  });
}
const error = (code: string, more: object = {}) => ({ error: { code, message: "m", ...more } });

describe("answers (wire facts 1.4, codex-lb facts 3.2)", () => {
  test.each<[number, unknown, `${FailureKind}/${string}`]>([
    [429, { error: { type: "usage_limit_reached", message: "m" } }, "quota_exceeded/usage_limit_reached"],
    [429, { error: { type: "usage_not_included" } }, "quota_exceeded/usage_not_included"],
    [429, error("insufficient_quota"), "quota_exceeded/insufficient_quota"],
    [429, error("new_code", { type: "usage_limit_reached" }), "quota_exceeded/new_code"],
    [429, error("rate_limit_exceeded", { type: "tokens" }), "rate_limited/rate_limit_exceeded"],
    [429, "", "rate_limited/http_429"],
    [401, error("token_expired"), "unauthorized/token_expired"],
    [401, error("token_invalidated"), "unauthorized/token_invalidated"],
    [401, { detail: "Unauthorized" }, "unauthorized/unauthorized"],
    [401, error("app_session_terminated"), "reauth_required/app_session_terminated"],
    [401, { error: "account_deactivated" }, "deactivated/account_deactivated"],
    [402, { detail: { code: "deactivated_workspace" } }, "deactivated/deactivated_workspace"],
    [403, { detail: { code: "deactivated_workspace" } }, "deactivated/deactivated_workspace"],
    [403, "<!DOCTYPE html><title>Just a moment...</title>", "forbidden/forbidden"],
    [400, { detail: "Unsupported parameter: top_p" }, "request_fault/http_400"],
    [400, error("cyber_policy"), "request_fault/cyber_policy"],
    [400, error("invalid_encrypted_content"), "foreign_reasoning/invalid_encrypted_content"],
    [404, error("previous_response_not_found"), "request_fault/previous_response_not_found"],
    [400, error("constructor"), "request_fault/constructor"],
    [
      400,
      { detail: "The 'gpt-x' model is not supported when using Codex with a ChatGPT account." },
      "model_unsupported/http_400",
    ],
    [413, "", "request_fault/http_413"],
    [422, "", "request_fault/http_422"],
    [503, error("server_is_overloaded"), "upstream_error/server_is_overloaded"],
    [503, error("slow_down"), "upstream_error/slow_down"],
    [400, error("x", { message: "Selected model is at capacity. Please try a different model." }), "upstream_error/x"],
    [500, "", "upstream_error/server_error"],
    [302, "", "upstream_error/http_302"],
  ])("%d %j is %s", (status, body, expected) => {
    const { kind, code } = classify(status, body);
    expect(`${kind}/${code}`).toBe(expected);
  });

  test("a dead API key cannot be refreshed", () => {
    expect(classify(401, error("invalid_api_key"), { account: API_KEY }).kind).toBe("reauth_required");
    expect(classify(401, error("invalid_api_key")).kind).toBe("unauthorized");
  });

  test("a challenge page is not shown to the client", () => {
    expect(classify(403, "<html>secret</html>").message).toBe("The upstream refused without saying why");
  });
});

describe("how long", () => {
  test.each<[object, Record<string, string>, number | null]>([
    [{ resets_at: NOW / 1000 + 90, resets_in_seconds: 5 }, {}, NOW + 90_000],
    [{ resets_in_seconds: 5 }, { "retry-after": "9" }, NOW + 5000],
    [{}, { "retry-after": "9" }, NOW + 9000],
    [{}, { "retry-after": "9", "retry-after-ms": "150" }, NOW + 150],
    [{}, { "retry-after": new Date(NOW + 60_000).toUTCString() }, NOW + 60_000],
    [{ message: "Please try again in 1.5s." }, {}, NOW + 1500],
    [{ message: "Please try again in 6m0s." }, {}, NOW + 360_000],
    [{ message: "Please try again in 500ms." }, {}, NOW + 500],
    [{ message: `try again in ${"9".repeat(400)}s` }, {}, null],
    [{ resets_at: 1e308 }, {}, null],
    [{}, {}, null],
  ])("%j %j", (fields, headers, resetsAt) => {
    expect(classify(429, error("rate_limit_exceeded", fields), { headers }).resetsAt).toBe(resetsAt);
  });

  test("of an API key a far hint is believed for a quarter of an hour: no poll can correct it", () => {
    const body = error("insufficient_quota", { resets_in_seconds: 86_400 });
    expect(classify(429, body, { account: API_KEY }).resetsAt).toBe(NOW + 900_000);
    expect(classify(429, body).resetsAt).toBe(NOW + 86_400_000);
  });
});

describe("errors in streams", () => {
  const inStream = (code: string, message = "m", status: number | null = null) =>
    classifyStreamError({ model: "m", code, message, status, resetsAt: null, now: NOW });

  test.each<[string, FailureKind]>([
    ["server_is_overloaded", "upstream_error"],
    ["usage_limit_reached", "quota_exceeded"],
    ["context_length_exceeded", "request_fault"],
    ["previous_response_not_found", "request_fault"],
    ["websocket_connection_limit_reached", "rate_limited"],
    ["something_new", "upstream_error"],
    ["", "upstream_error"],
  ])("%s is %s", (code, kind) => {
    expect(inStream(code).kind).toBe(kind);
  });

  test("a status says what an unknown code does not", () => {
    expect(inStream("something_new", "m", 429).kind).toBe("rate_limited");
    expect(inStream("rate_limit_exceeded", "try again in 2s").resetsAt).toBe(NOW + 2000);
  });
});
