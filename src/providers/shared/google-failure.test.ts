import { describe, expect, test } from "bun:test";

import { type Account, ALL_MODELS } from "../../domain/account.ts";
import type { FailureKind } from "../../domain/failure.ts";
import { secret } from "../../domain/secret.ts";
import { classifyGoogleFailure, classifyGoogleStreamError } from "./google-failure.ts";

const NOW = Date.UTC(2026, 0, 1);
const RPC = "type.googleapis.com/google.rpc.";
const KEY: Account = {
  id: "acc_1",
  authIndex: "1",
  provider: "gemini",
  qualifier: "gemini",
  identityKey: "k",
  fileName: null,
  email: null,
  plan: null,
  credentials: { kind: "api-key", key: secret("k") },
  paused: false,
  priority: 0,
  weight: 1,
  concurrencyCap: null,
  coolingDisabled: null,
  requestRetry: null,
  websockets: true,
  proxyUrl: null,
  baseUrl: null,
  region: null,
  headers: {},
  models: ALL_MODELS,
};
const LOGIN: Account = {
  ...KEY,
  credentials: {
    kind: "oauth",
    accessToken: secret("a"),
    refreshToken: null,
    idToken: null,
    expiresAt: null,
    refreshedAt: null,
    upstreamAccountId: "p",
    apiKey: null,
  },
};

interface Told {
  readonly status: number;
  readonly name?: string;
  readonly message?: string;
  readonly details?: readonly object[];
}

function classify(told: Told, more: { readonly account?: Account; readonly headers?: Record<string, string> } = {}) {
  const { status, name, message = "m", details } = told;
  const body = JSON.stringify({ error: { code: status, message, status: name, details } });
  const { account = LOGIN, headers = {} } = more;
  return classifyGoogleFailure({ account, model: "gemini-x", status, headers: new Headers(headers), body, now: NOW });
}
const info = (reason: string, metadata: object = {}) => ({
  "@type": `${RPC}ErrorInfo`,
  reason,
  domain: "cloudcode-pa.googleapis.com",
  metadata,
});
const retry = (retryDelay: string) => ({ "@type": `${RPC}RetryInfo`, retryDelay });
const quota = (quotaId: string, more: object = { quotaValue: "50" }) => ({
  "@type": `${RPC}QuotaFailure`,
  violations: [{ quotaMetric: "m", quotaId, ...more }],
});
const limit = (...details: readonly object[]): Told => ({ status: 429, name: "RESOURCE_EXHAUSTED", details });

describe("what a refusal means (wire facts 3.4)", () => {
  test.each<[Told, `${FailureKind}/${string}`]>([
    [limit(info("QUOTA_EXHAUSTED")), "quota_exceeded/QUOTA_EXHAUSTED"],
    [limit(info("INSUFFICIENT_G1_CREDITS_BALANCE")), "quota_exceeded/INSUFFICIENT_G1_CREDITS_BALANCE"],
    [limit(info("RATE_LIMIT_EXCEEDED"), retry("0.5s")), "rate_limited/RATE_LIMIT_EXCEEDED"],
    [limit(info("RATE_LIMIT_EXCEEDED"), retry("301s")), "quota_exceeded/RATE_LIMIT_EXCEEDED"],
    [limit(info("RATE_LIMIT_EXCEEDED")), "quota_exceeded/RATE_LIMIT_EXCEEDED"],
    [
      limit(info("RATE_LIMIT_EXCEEDED", { quota_limit: "RequestsPerMinutePerProject" })),
      "rate_limited/RATE_LIMIT_EXCEEDED",
    ],
    [limit(quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier")), "quota_exceeded/RESOURCE_EXHAUSTED"],
    [limit(quota("GenerateRequestsPerMinutePerProjectPerModel")), "rate_limited/RESOURCE_EXHAUSTED"],
    [limit(quota("PerDayPerModel", { quotaValue: "0" })), "model_unsupported/RESOURCE_EXHAUSTED"],
    [
      { ...limit(quota("PerDayPerModel", {})), message: "* Quota exceeded for metric: x, limit: 0" },
      "model_unsupported/RESOURCE_EXHAUSTED",
    ],
    [limit(), "rate_limited/RESOURCE_EXHAUSTED"],
    [{ status: 429 }, "rate_limited/http_429"],
    [limit(info("MODEL_CAPACITY_EXHAUSTED")), "upstream_error/MODEL_CAPACITY_EXHAUSTED"],
    [{ status: 503, name: "UNAVAILABLE" }, "upstream_error/UNAVAILABLE"],
    [{ status: 500, name: "INTERNAL" }, "upstream_error/INTERNAL"],
    [{ status: 504, name: "DEADLINE_EXCEEDED" }, "upstream_error/DEADLINE_EXCEEDED"],
    [{ status: 499, name: "CANCELLED" }, "upstream_error/CANCELLED"],
    [{ status: 400, name: "INVALID_ARGUMENT", details: [info("API_KEY_INVALID")] }, "reauth_required/API_KEY_INVALID"],
    [{ status: 401, name: "UNAUTHENTICATED" }, "unauthorized/UNAUTHENTICATED"],
    [{ status: 403, name: "PERMISSION_DENIED", details: [info("SERVICE_DISABLED")] }, "forbidden/SERVICE_DISABLED"],
    [
      { status: 403, name: "PERMISSION_DENIED", details: [info("VALIDATION_REQUIRED")] },
      "forbidden/VALIDATION_REQUIRED",
    ],
    [{ status: 403, name: "PERMISSION_DENIED", details: [info("TOS_VIOLATION")] }, "deactivated/TOS_VIOLATION"],
    [{ status: 403, name: "PERMISSION_DENIED" }, "forbidden/PERMISSION_DENIED"],
    [{ status: 400, name: "FAILED_PRECONDITION" }, "forbidden/FAILED_PRECONDITION"],
    [{ status: 404, name: "NOT_FOUND" }, "model_unsupported/NOT_FOUND"],
    [{ status: 404 }, "request_fault/http_404"],
    [{ status: 400, name: "INVALID_ARGUMENT" }, "request_fault/INVALID_ARGUMENT"],
    [
      { status: 400, name: "INVALID_ARGUMENT", message: "Thought signature is not valid" },
      "foreign_reasoning/INVALID_ARGUMENT",
    ],
    [
      {
        status: 400,
        name: "INVALID_ARGUMENT",
        message: "messages.1.content.0: Invalid `signature` in `thinking` block",
      },
      "foreign_reasoning/INVALID_ARGUMENT",
    ],
    [
      {
        status: 400,
        name: "INVALID_ARGUMENT",
        message: "Function call is missing a thought_signature in functionCall parts.",
      },
      "foreign_reasoning/INVALID_ARGUMENT",
    ],
    [
      {
        status: 403,
        name: "PERMISSION_DENIED",
        message: "You do not have permission to access the File abc or it may not exist.",
      },
      "request_fault/PERMISSION_DENIED",
    ],
  ])("%j is %s", (told, expected) => {
    const { kind, code } = classify(told);
    expect(`${kind}/${code}`).toBe(expected);
  });

  test("what cannot be refreshed is dead once it is refused", () => {
    expect(classify({ status: 401, name: "UNAUTHENTICATED" }, { account: KEY }).kind).toBe("reauth_required");
  });

  test("a tuned model of somebody else is no fault of the account", () => {
    const body = JSON.stringify({ error: { code: 403, message: "m", status: "PERMISSION_DENIED" } });
    const answer = { account: KEY, model: "tunedModels/x", status: 403, headers: new Headers(), body, now: NOW };
    expect(classifyGoogleFailure(answer).kind).toBe("model_unsupported");
  });

  test("an error in a list of one is the same error", () => {
    const body = JSON.stringify([{ error: { code: 503, message: "busy", status: "UNAVAILABLE" } }]);
    const answer = { account: KEY, model: "m", status: 503, headers: new Headers(), body, now: NOW };
    expect(classifyGoogleFailure(answer)).toMatchObject({
      kind: "upstream_error",
      code: "UNAVAILABLE",
      message: "busy",
    });
  });

  test("where to verify an account is said, without what would let a reader act for it", () => {
    const links = { "@type": `${RPC}Help`, links: [{ url: "https://accounts.google.com/signin/continue?plt=secret" }] };
    const { message } = classify({ status: 403, details: [info("VALIDATION_REQUIRED"), links] });
    expect(message).toContain("accounts.google.com/signin/continue");
    expect(message).not.toContain("secret");
  });
});

describe("how long, and for whom", () => {
  const stamp = "2026-01-01T01:00:00Z";
  test.each<[readonly object[], Record<string, string>, number | null]>([
    [[info("QUOTA_EXHAUSTED", { quotaResetTimeStamp: stamp, quotaResetDelay: "5s" })], {}, NOW + 3_600_000],
    [[info("QUOTA_EXHAUSTED", { quotaResetDelay: "1h16m0.667s" }), retry("9s")], {}, NOW + 4_560_667],
    [[info("RATE_LIMIT_EXCEEDED", { quotaResetDelay: "373.8ms" })], {}, NOW + 373.8],
    [[retry("34.074824224s")], {}, NOW + 34_074.824224],
    [[], { "retry-after": "9" }, NOW + 9000],
    [[quota("GenerateRequestsPerMinutePerProjectPerModel")], {}, NOW + 60_000],
    [[retry("soon")], {}, null],
    [[], {}, null],
  ])("%j %j", (details, headers, resetsAt) => {
    expect(classify(limit(...details), { headers }).resetsAt).toBe(resetsAt);
  });

  test("where the sentence alone tells it, it is read there", () => {
    expect(classify({ ...limit(), message: "Please retry in 12.3s." }).resetsAt).toBe(NOW + 12_300);
    expect(classify({ ...limit(), message: `Please retry in ${"9".repeat(400)}s.` }).resetsAt).toBeNull();
  });

  test("limits are the model's that was asked for, unless the quota is counted for all of them", () => {
    expect(classify(limit(info("QUOTA_EXHAUSTED", { model: "other" }))).model).toBe("gemini-x");
    expect(classify(limit(quota("GenerateContentPerMinutePerProjectPerBaseModel"))).model).toBe("gemini-x");
    expect(classify(limit(quota("PerMinute", { quotaDimensions: { model: "gemini-x" } }))).model).toBe("gemini-x");
    expect(classify(limit(quota("ApiRequestsPerMinutePerProject"))).model).toBeUndefined();
    expect(classify({ status: 503, name: "UNAVAILABLE" }).model).toBeUndefined();
  });

  test("a key's own far limit is believed for a quarter of an hour: no poll can correct it", () => {
    const told = limit(quota("RequestsPerDayPerProject"), retry("86400s"));
    expect(classify(told, { account: KEY }).resetsAt).toBe(NOW + 900_000);
    expect(classify(told).resetsAt).toBe(NOW + 86_400_000);
  });
});

describe("errors in streams", () => {
  const inStream = (code: string, more: { status?: number; message?: string; resetsAt?: number } = {}) =>
    classifyGoogleStreamError({
      model: "gemini-x",
      code,
      message: more.message ?? "m",
      status: more.status ?? null,
      resetsAt: more.resetsAt ?? null,
      now: NOW,
    });

  test.each<[string, FailureKind]>([
    ["UNAVAILABLE", "upstream_error"],
    ["INTERNAL", "upstream_error"],
    ["RESOURCE_EXHAUSTED", "rate_limited"],
    ["UNAUTHENTICATED", "unauthorized"],
    ["INVALID_ARGUMENT", "request_fault"],
    ["NOT_FOUND", "model_unsupported"],
    ["upstream_garbage", "upstream_error"],
    ["", "upstream_error"],
  ])("%s is %s", (code, kind) => {
    expect(inStream(code).kind).toBe(kind);
  });

  test("a far instant is a quota, a near one a rate", () => {
    const far = { status: 429, resetsAt: NOW + 3_600_000 };
    expect(inStream("RESOURCE_EXHAUSTED", far)).toMatchObject({ kind: "quota_exceeded", model: "gemini-x", ...far });
    expect(inStream("RESOURCE_EXHAUSTED", { resetsAt: NOW + 1000 }).kind).toBe("rate_limited");
  });

  test("a status says what an unknown code does not", () => {
    expect(inStream("something_new", { status: 403 }).kind).toBe("forbidden");
    expect(inStream("INVALID_ARGUMENT", { status: 400, message: "Corrupted thought signature." }).kind).toBe(
      "foreign_reasoning",
    );
  });
});
