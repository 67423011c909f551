import { describe, expect, test } from "bun:test";

import type { Account } from "../../domain/account.ts";
import type { FailureKind } from "../../domain/failure.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { classifyFailure, classifyStreamError } from "./classify-failure.ts";
import { createClaudeProvider } from "./provider.ts";

const NOW = Date.UTC(2026, 0, 1);
const { authFile } = createClaudeProvider(() => ({
  baseUrl: "",
  authUrl: "",
  tokenUrl: "",
  userAgent: "",
  proxyUrl: null,
}));

function accountOf(json: object): Account {
  const parsed = authFile.parse({ type: "claude", ...json }, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
const LOGIN = accountOf({ access_token: "at", refresh_token: "rt", email: "ada@example.com" });
const UNRENEWABLE = accountOf({ access_token: "at", email: "ada@example.com" });
const KEY = accountOf({ api_key: "k" });
const MODEL = "claude-opus-5-5";

interface More {
  readonly account?: Account;
  readonly model?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function classify(status: number, body: unknown, { account = LOGIN, model = MODEL, headers = {} }: More = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return classifyFailure({ account, model, status, headers: new Headers({ ...headers }), body: text, now: NOW });
}
const error = (type: string, message = "m", more: object = {}) => ({
  type: "error",
  error: { type, message, ...more },
});
const request = (message: string) => error("invalid_request_error", message);

describe("answers (wire facts 2.2, 3.3)", () => {
  test.each<[number, unknown, `${FailureKind}/${string}`]>([
    [400, request("max_tokens: Field required"), "request_fault/invalid_request_error"],
    [401, error("authentication_error", "OAuth token has expired."), "unauthorized/authentication_error"],
    [401, "", "unauthorized/authentication_error"],
    [402, error("billing_error"), "quota_exceeded/billing_error"],
    [
      400,
      request("Your credit balance is too low to access the Anthropic API."),
      "quota_exceeded/credit_balance_too_low",
    ],
    [403, error("permission_error", "OAuth token has been revoked. Please obtain a new"), "unauthorized/token_revoked"],
    [
      403,
      error("permission_error", "OAuth authentication is currently not allowed for this organization."),
      "forbidden/oauth_org_not_allowed",
    ],
    [
      401,
      error("authentication_error", "OAuth authentication is currently not allowed for this organization."),
      "forbidden/oauth_org_not_allowed",
    ],
    [
      403,
      error("permission_error", "Your account does not have access to model: claude-x"),
      "model_unsupported/permission_error",
    ],
    [403, error("permission_error", "Your key may not use this resource"), "forbidden/permission_error"],
    [403, "<!DOCTYPE html><title>Just a moment...</title>", "forbidden/permission_error"],
    [400, request("This organization has been disabled."), "deactivated/organization_disabled"],
    [404, error("not_found_error", "model: claude-next"), "model_unsupported/not_found_error"],
    [
      404,
      error("not_found_error", "Claude Opus 4.8 is not available. Please use Opus 5."),
      "model_unsupported/not_found_error",
    ],
    [404, error("not_found_error", "File file_1 is not available"), "request_fault/not_found_error"],
    [404, "", "request_fault/http_404"],
    [409, error("conflict_error"), "request_fault/conflict_error"],
    [413, error("request_too_large"), "request_fault/request_too_large"],
    [422, "", "request_fault/http_422"],
    [429, error("rate_limit_error"), "rate_limited/rate_limit_error"],
    [429, "", "rate_limited/rate_limit_error"],
    [500, error("api_error"), "upstream_error/api_error"],
    [504, error("timeout_error"), "upstream_error/timeout_error"],
    [529, error("overloaded_error"), "upstream_error/overloaded_error"],
    [503, error("invalid_request_error"), "upstream_error/invalid_request_error"],
    [408, "", "upstream_error/http_408"],
    [302, "", "upstream_error/http_302"],
    [400, error("constructor"), "request_fault/constructor"],
  ])("%d %j is %s", (status, body, expected) => {
    const { kind, code } = classify(status, body);
    expect(`${kind}/${code}`).toBe(expected);
  });

  test.each([
    "messages.1.content.0: Invalid `signature` in `thinking` block",
    "messages.3.content.2: Invalid `data` in `redacted_thinking` block",
    "messages.1.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified.",
  ])("%s is reasoning of another account", (message) => {
    expect(classify(400, request(message)).kind).toBe("foreign_reasoning");
  });

  test.each([
    "This credential is only authorized for use with Claude Code and cannot be used for other API requests.",
    "Third-party apps now draw from your extra usage, not your plan limits. Add more and keep going.",
  ])("a login that is for Claude Code alone is well all the same: %s", (message) => {
    expect(classify(400, request(message))).toMatchObject({ kind: "refused_here", message });
  });

  test("what cannot be renewed is not sent to be renewed", () => {
    for (const account of [KEY, UNRENEWABLE]) {
      expect(classify(401, error("authentication_error"), { account }).kind).toBe("reauth_required");
      const revoked = error("permission_error", "OAuth token has been revoked.");
      expect(classify(403, revoked, { account }).kind).toBe("reauth_required");
    }
  });

  test("other servers' errors are shown as far as they are words", () => {
    expect(classify(403, "<html>secret</html>").message).toBe("The upstream refused without saying why");
    expect(classify(400, { error: "bad thing" }).message).toBe("bad thing");
    expect(classify(400, { message: "bad thing" }).message).toBe("bad thing");
  });
});

describe("429 with windows", () => {
  const RESET = NOW / 1000 + 7200;
  const unified = (fields: Readonly<Record<string, string | number>>): Record<string, string> => ({
    "retry-after": "60",
    ...Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, String(value)]),
    ),
  });
  const limited = (fields: Readonly<Record<string, string | number>>, more: More = {}) =>
    classify(429, error("rate_limit_error"), { ...more, headers: unified(fields) });

  test("a shared window that is used up is the account's, until the last of them resets", () => {
    const both = { "5h-status": "rejected", "5h-reset": RESET, "7d-status": "rejected", "7d-reset": RESET + 60 };
    const failure = limited({
      status: "rejected",
      reset: RESET,
      ...both,
      "7d_oi-status": "rejected",
      "7d_oi-reset": 9e9,
    });
    expect(failure).toMatchObject({ kind: "quota_exceeded", resetsAt: (RESET + 60) * 1000 });
    expect(failure.model).toBeUndefined();
  });

  test.each([
    ["claude-fable-5-1", "7d_oi", "claude-fable-*"],
    ["claude-opus-5-5", "7d_opus", "claude-opus-*"],
    ["claude-sonnet-5[1m]", "7d_sonnet", "claude-sonnet-*"],
    ["claude-mythos-1", "7d_oi", "claude-mythos-*"],
  ])("%s that used up %s alone leaves the account its other models", (model, window, meant) => {
    for (const shared of ["allowed", "allowed_warning"]) {
      const fields = { status: "rejected", "5h-status": "allowed", "7d-status": shared };
      const failure = limited({ ...fields, [`${window}-status`]: "rejected", [`${window}-reset`]: RESET }, { model });
      expect(failure).toMatchObject({ kind: "quota_exceeded", model: meant, resetsAt: RESET * 1000 });
    }
  });

  test("the claim tells where no window does", () => {
    const rejected = (claim: string) => limited({ status: "rejected", reset: RESET, "representative-claim": claim });
    expect(rejected("five_hour")).toMatchObject({ kind: "quota_exceeded", resetsAt: RESET * 1000 });
    expect(rejected("five_hour").model).toBeUndefined();
    expect(rejected("seven_day").model).toBeUndefined();
    expect(rejected("seven_day_opus")).toMatchObject({ kind: "quota_exceeded", model: "claude-opus-*" });
    expect(limited({ status: "rejected" })).toMatchObject({ kind: "quota_exceeded", resetsAt: NOW + 60_000 });
  });

  test("windows with something left mean too fast", () => {
    expect(limited({ status: "allowed", "5h-status": "allowed_warning", "5h-reset": RESET })).toMatchObject({
      kind: "rate_limited",
      resetsAt: NOW + 60_000,
    });
  });

  test("credits that are missing close the model they are for, and nothing where the request's extras cost them", () => {
    const required = (message: string, more: object = {}) =>
      classify(429, error("rate_limit_error", message, { details: { error_code: "credits_required", ...more } }), {
        headers: unified({ reset: RESET }),
      });
    const forModel = required("Usage credits are required for this model.", { model: "claude-fable-5" });
    expect(forModel).toMatchObject({ kind: "quota_exceeded", code: "credits_required", model: "claude-fable-5" });
    expect(required("Usage credits are required for this model.").model).toBe(MODEL);
    for (const extra of ["long context requests", "fast mode"]) {
      expect(required(`Usage credits are required for ${extra}.`).kind).toBe("refused_here");
    }
  });

  test("junk in headers harms nothing", () => {
    const failure = limited({ status: "rejected", reset: "soon", "5h-status": "rejected", "5h-reset": "1e999" });
    expect(failure).toMatchObject({ kind: "quota_exceeded", resetsAt: NOW + 60_000 });
  });

  test("of a key a far hint is believed for a quarter of an hour: no poll can correct it", () => {
    const headers = { "retry-after": "86400" };
    expect(classify(429, error("rate_limit_error"), { account: KEY, headers }).resetsAt).toBe(NOW + 900_000);
    expect(classify(429, error("rate_limit_error"), { headers }).resetsAt).toBe(NOW + 86_400_000);
  });
});

describe("errors in streams", () => {
  const inStream = (code: string, message = "m", status: number | null = null) =>
    classifyStreamError({ model: MODEL, code, message, status, resetsAt: null, now: NOW });

  test.each<[string, FailureKind]>([
    ["overloaded_error", "upstream_error"],
    ["api_error", "upstream_error"],
    ["rate_limit_error", "rate_limited"],
    ["authentication_error", "unauthorized"],
    ["invalid_request_error", "request_fault"],
    ["something_new", "upstream_error"],
    ["__proto__", "upstream_error"],
    ["", "upstream_error"],
  ])("%s is %s", (code, kind) => {
    expect(inStream(code).kind).toBe(kind);
  });

  test("a status says what an unknown type does not, and known texts what no type does", () => {
    expect(inStream("something_new", "m", 429).kind).toBe("rate_limited");
    expect(inStream("invalid_request_error", "Invalid `signature` in `thinking` block").kind).toBe("foreign_reasoning");
  });
});
