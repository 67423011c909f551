import { describe, expect, test } from "bun:test";

import type { Account } from "../../domain/account.ts";
import { ALL_MODELS } from "../../domain/account.ts";
import type { Failure, FailureKind } from "../../domain/failure.ts";
import { secret } from "../../domain/secret.ts";
import { createOpenAiFailures } from "./openai-failure.ts";

const NOW = Date.UTC(2026, 0, 1);
const { classifyFailure, classifyStreamError } = createOpenAiFailures();

const KEY: Account = {
  id: "acc_1",
  authIndex: "1",
  provider: "openai-compatibility",
  qualifier: "upstream",
  identityKey: "1",
  fileName: null,
  email: null,
  plan: null,
  credentials: { kind: "api-key", key: secret("sk-1") },
  paused: false,
  priority: 0,
  weight: 1,
  concurrencyCap: null,
  coolingDisabled: null,
  requestRetry: null,
  websockets: true,
  proxyUrl: null,
  baseUrl: "https://upstream.test/v1",
  region: null,
  headers: {},
  models: ALL_MODELS,
};
const LOGIN: Account = {
  ...KEY,
  credentials: {
    kind: "oauth",
    accessToken: secret("at"),
    refreshToken: secret("rt"),
    idToken: null,
    expiresAt: null,
    refreshedAt: null,
    upstreamAccountId: null,
    apiKey: null,
  },
};

interface More {
  readonly account?: Account;
  readonly headers?: Record<string, string>;
  readonly model?: string;
}

function classify(status: number, body: unknown, { account = KEY, headers = {}, model = "m" }: More = {}): Failure {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return classifyFailure({ account, model, status, headers: new Headers(headers), body: text, now: NOW });
}
const error = (fields: object) => ({ error: { message: "m", ...fields } });

describe("what imitators answer", () => {
  test.each<[string, number, unknown, `${FailureKind}/${string}`]>([
    ["OpenAI", 429, error({ type: "requests", code: "rate_limit_exceeded" }), "rate_limited/rate_limit_exceeded"],
    ["OpenAI", 429, error({ type: "insufficient_quota", code: null }), "quota_exceeded/insufficient_quota"],
    ["OpenAI", 401, error({ code: "invalid_api_key" }), "reauth_required/invalid_api_key"],
    [
      "OpenAI",
      404,
      error({ type: "invalid_request_error", code: "model_not_found" }),
      "model_unsupported/model_not_found",
    ],
    ["OpenAI", 400, error({ code: "context_length_exceeded" }), "request_fault/context_length_exceeded"],
    ["OpenAI", 400, error({ type: "invalid_request_error", param: "messages" }), "request_fault/invalid_request_error"],
    ["OpenRouter", 402, error({ code: 402, message: "Insufficient credits" }), "quota_exceeded/http_402"],
    ["OpenRouter", 404, error({ code: 404, message: "No endpoints found for m." }), "model_unsupported/http_404"],
    ["OpenRouter", 403, error({ code: 403, metadata: { reasons: ["violence"] } }), "request_fault/forbidden"],
    ["OpenRouter", 408, error({ code: 408 }), "upstream_error/http_408"],
    ["OpenRouter", 502, error({ code: 502 }), "upstream_error/server_error"],
    ["DeepSeek", 402, error({ code: "invalid_request_error" }), "quota_exceeded/invalid_request_error"],
    ["DeepSeek", 401, error({ type: "authentication_error" }), "reauth_required/authentication_error"],
    ["Groq", 413, error({ type: "tokens", code: "rate_limit_exceeded" }), "request_fault/rate_limit_exceeded"],
    ["Groq", 400, error({ code: "model_decommissioned" }), "model_unsupported/model_decommissioned"],
    ["Groq", 498, "", "upstream_error/http_498"],
    ["Moonshot", 429, error({ type: "exceeded_current_quota_error" }), "quota_exceeded/exceeded_current_quota_error"],
    ["Moonshot", 429, error({ type: "engine_overloaded_error" }), "upstream_error/engine_overloaded_error"],
    [
      "Mistral",
      422,
      { object: "error", message: { detail: [] }, type: "invalid_request_error" },
      "request_fault/invalid_request_error",
    ],
    [
      "Mistral",
      400,
      { object: "error", message: "m", type: "invalid_model", code: "1500" },
      "model_unsupported/invalid_model",
    ],
    ["Mistral", 401, { message: "Unauthorized", request_id: "r" }, "reauth_required/unauthorized"],
    [
      "vLLM",
      404,
      { object: "error", message: "m", type: "NotFoundError", code: 404 },
      "model_unsupported/notfounderror",
    ],
    ["vLLM", 401, { error: "Unauthorized" }, "reauth_required/unauthorized"],
    ["Ollama", 404, error({ type: "not_found_error", param: null, code: null }), "model_unsupported/not_found_error"],
    [
      "Together",
      400,
      error({ type: "invalid_request_error", param: "model" }),
      "model_unsupported/invalid_request_error",
    ],
    ["Azure", 404, error({ code: "DeploymentNotFound" }), "model_unsupported/deploymentnotfound"],
    ["Z.ai", 429, error({ code: "1113" }), "quota_exceeded/1113"],
    ["Z.ai", 429, error({ code: "1302" }), "rate_limited/1302"],
    ["Z.ai", 400, error({ code: "1211" }), "model_unsupported/1211"],
    ["Model Studio", 400, error({ code: "Arrearage", type: "Arrearage" }), "quota_exceeded/arrearage"],
    ["one-api", 403, error({ code: "insufficient_user_quota" }), "quota_exceeded/insufficient_user_quota"],
    ["one-api", 503, error({ code: "model_not_found" }), "model_unsupported/model_not_found"],
    [
      "Google",
      400,
      [{ error: { code: 400, message: "m", status: "INVALID_ARGUMENT", details: [{ reason: "API_KEY_INVALID" }] } }],
      "reauth_required/invalid_argument",
    ],
    ["FastAPI", 404, { detail: "Not Found" }, "request_fault/http_404"],
    ["FastAPI", 422, { detail: [{ loc: ["body", "messages"], msg: "Field required" }] }, "request_fault/http_422"],
    ["a bare text", 401, '"Invalid token"', "reauth_required/unauthorized"],
    ["a bare text", 404, "404 page not found", "request_fault/http_404"],
    [
      "Anthropic's envelope",
      529,
      { type: "error", error: { type: "overloaded_error", message: "m" } },
      "upstream_error/overloaded_error",
    ],
    ["a page", 403, "<!DOCTYPE html><title>Just a moment...</title>", "forbidden/forbidden"],
    ["a page", 502, "<html>Bad gateway</html>", "upstream_error/server_error"],
    ["nobody", 429, "", "rate_limited/http_429"],
    ["a trap", 400, error({ code: "constructor" }), "request_fault/constructor"],
  ])("%s: %d %j is %s", (...row) => {
    const [, status, body, expected] = row;
    const { kind, code } = classify(status, body);
    expect(`${kind}/${code}`).toBe(expected);
  });

  test("an access token that is refused may be refreshed; a key may not", () => {
    const refused = error({ message: "invalid access token or token expired", code: "invalid_api_key" });
    expect(classify(401, refused, { account: LOGIN }).kind).toBe("unauthorized");
    expect(classify(401, refused).kind).toBe("reauth_required");
    if (LOGIN.credentials.kind !== "oauth") throw new Error("no login");
    const account = { ...LOGIN, credentials: { ...LOGIN.credentials, apiKey: secret("sk-2") } };
    expect(classify(401, refused, { account }).kind).toBe("reauth_required");
  });

  test("what an upstream calls its own way is its own matter", () => {
    const own = createOpenAiFailures(new Map([["access_terminated_error", "deactivated"]]));
    const body = JSON.stringify(error({ type: "access_terminated_error" }));
    const answer = { account: KEY, model: "m", status: 403, headers: new Headers(), body, now: NOW };
    expect(own.classifyFailure(answer).kind).toBe("deactivated");
    expect(classifyFailure(answer).kind).toBe("forbidden");
  });
});

describe("one model's limit", () => {
  test.each<[string, number, unknown]>([
    ["OpenRouter names the provider behind it", 429, error({ code: 429, metadata: { provider_name: "Venice" } })],
    ["Model Studio's free tier", 403, error({ code: "AllocationQuota.FreeTierOnly" })],
    ["Mistral's capacity", 429, error({ type: "service_tier_capacity_exceeded", code: "3505" })],
  ])("leaves the account to its other models: %s", (_, status, body) => {
    expect(classify(status, body).model).toBe("m");
    expect(classify(status, body, { model: "" }).model).toBeUndefined();
  });

  test("is no limit of the account's own", () => {
    expect(classify(429, error({ code: "rate_limit_exceeded" })).model).toBeUndefined();
    expect(classify(502, error({ code: 502, metadata: { provider_name: "Venice" } })).model).toBeUndefined();
  });
});

describe("how long", () => {
  test.each<[object, Record<string, string>, number | null]>([
    [{ metadata: { retry_after_seconds: 17 } }, {}, NOW + 17_000],
    [{ metadata: { headers: { "X-RateLimit-Reset": String(NOW + 4000) } } }, {}, NOW + 4000],
    [{ resets_in_seconds: 5 }, { "retry-after": "9" }, NOW + 5000],
    [{}, { "retry-after": "9", "x-ratelimit-reset-requests": "60s" }, NOW + 9000],
    [{}, { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "60s" }, NOW + 60_000],
    [{ message: "Please try again in 1.5s." }, {}, NOW + 1500],
    [{ resets_at: 1e308 }, {}, null],
    [{}, {}, null],
  ])("%j %j", (fields, headers, resetsAt) => {
    expect(classify(429, error({ code: "rate_limit_exceeded", ...fields }), { headers }).resetsAt).toBe(resetsAt);
  });

  test("a far hint is believed for a quarter of an hour: no poll can correct it", () => {
    for (const account of [KEY, LOGIN]) {
      const { resetsAt } = classify(429, error({ code: "insufficient_quota" }), {
        account,
        headers: { "retry-after": "86400" },
      });
      expect(resetsAt).toBe(NOW + 900_000);
    }
  });

  test("a used-up quota does not come back with the next minute's requests", () => {
    const headers = { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1s" };
    expect(classify(429, error({ code: "insufficient_quota" }), { headers }).resetsAt).toBeNull();
  });
});

describe("what the client reads", () => {
  test.each<[unknown, string]>([
    [error({ message: "Insufficient Balance" }), "Insufficient Balance"],
    [{ error: "model is loading" }, "model is loading"],
    [{ detail: "Not Found" }, "Not Found"],
    [
      { detail: [{ loc: ["body", "max_tokens"], msg: "Input should be a valid integer" }] },
      "body.max_tokens: Input should be a valid integer",
    ],
    [
      {
        object: "error",
        message: { detail: [{ loc: ["body", "user"], msg: "Extra inputs are not permitted" }] },
        type: "x",
      },
      "body.user: Extra inputs are not permitted",
    ],
    ['"Invalid token"', "Invalid token"],
    ["no JSON", "no JSON"],
    ["<html>secret</html>", "The upstream refused without saying why"],
    [error({ message: "<html>secret</html>" }), "The upstream refused without saying why"],
    [{}, "The upstream refused without saying why"],
  ])("%j", (body, message) => {
    expect(classify(400, body).message).toBe(message);
  });
});

describe("errors in a 200", () => {
  const inStream = (code: string, status: number | null = null, message = "m") =>
    classifyStreamError({ model: "m", code, message, status, resetsAt: null, now: NOW });

  test.each<[string, number | null, `${FailureKind}/${string}`]>([
    ["502", 502, "upstream_error/server_error"],
    ["429", 429, "rate_limited/http_429"],
    ["402", 402, "quota_exceeded/http_402"],
    ["insufficient_quota", null, "quota_exceeded/insufficient_quota"],
    ["context_length_exceeded", null, "request_fault/context_length_exceeded"],
    ["upstream_error", null, "upstream_error/upstream_error"],
    ["", null, "upstream_error/server_error"],
  ])("%s %p is %s", (code, status, expected) => {
    const { kind, code: told } = inStream(code, status);
    expect(`${kind}/${told}`).toBe(expected);
  });

  test("may say how long, and of which model", () => {
    expect(inStream("rate_limit_exceeded", null, "try again in 2s").resetsAt).toBe(NOW + 2000);
    expect(inStream("service_tier_capacity_exceeded").model).toBe("m");
  });
});
