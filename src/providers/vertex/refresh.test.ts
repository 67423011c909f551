import { createPublicKey, createVerify } from "node:crypto";

import { describe, expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import { makeServiceAccountKey } from "../../../test/support/service-account-key.ts";
import type { JsonRecord } from "../auth-file.ts";
import { createVertexProvider } from "./provider.ts";

const NOW = Date.UTC(2026, 0, 1);
const KEY = makeServiceAccountKey();
const provider = createVertexProvider(() => ({
  baseUrl: "",
  tokenUrl: "https://oauth2.test",
  userAgent: "switchyard/test",
  proxyUrl: "http://proxy.test:1",
}));

function accountOf(json: JsonRecord) {
  const parsed = provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
/** What is claimed, once the signature has been found good. */
function claimsOf(json: JsonRecord): JsonRecord {
  const body = provider.refreshCall(accountOf(json), NOW)?.body;
  const assertion = new URLSearchParams(typeof body === "string" ? body : "").get("assertion") ?? "";
  const [header = "", payload = "", signature = ""] = assertion.split(".");
  const verify = createVerify("RSA-SHA256").update(`${header}.${payload}`);
  expect(verify.verify(createPublicKey(KEY.private_key), signature, "base64url")).toBe(true);
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as JsonRecord;
}

describe("the assertion", () => {
  test("is for an hour of the whole platform, signed with the account's key", () => {
    expect(claimsOf(KEY)).toEqual({
      iss: KEY.client_email,
      scope: "https://www.googleapis.com/auth/cloud-platform",
      aud: "https://oauth2.googleapis.com/token",
      iat: NOW / 1000,
      exp: NOW / 1000 + 3600,
    });
  });

  test("goes to the configured endpoint, whatever address the file names", () => {
    const account = accountOf({ ...KEY, token_uri: "https://evil.test/token" });
    expect(provider.refreshCall(account, NOW)).toMatchObject({
      method: "POST",
      url: "https://oauth2.test/token",
      proxyUrl: "http://proxy.test:1",
    });
    expect(claimsOf({ ...KEY, token_uri: "https://evil.test/token" })["aud"]).toBe(
      "https://oauth2.googleapis.com/token",
    );
  });

  test("is signed also where the key lost its line ends or its frame on the way", () => {
    const bare = KEY.private_key.replace(/-----[^-]+-----/g, "");
    for (const private_key of [
      KEY.private_key.replaceAll("\n", "\\n"),
      KEY.private_key.replaceAll("\n", "\r\n"),
      KEY.private_key.replaceAll("\n", " "),
      bare,
    ]) {
      expect(claimsOf({ ...KEY, private_key })["iss"]).toBe(KEY.client_email);
    }
  });

  test("is not made with what is no key", () => {
    expect(provider.refreshCall(accountOf({ ...KEY, private_key: "nonsense" }), NOW)).toBeNull();
  });
});

test("a token is due where there is none, and five minutes ahead of its end", () => {
  const due = (more: object) => provider.isRefreshDue(accountOf({ ...KEY, ...more }), NOW);
  expect(due({})).toBe(true);
  expect(due({ access_token: "a" })).toBe(false);
  expect(due({ access_token: "a", expired: new Date(NOW + 299_000).toISOString() })).toBe(true);
  expect(due({ access_token: "a", expired: new Date(NOW + 301_000).toISOString() })).toBe(false);
});

test("a wrong clock ends no account", () => {
  const headers = new Headers();
  const read = (error_description: string) =>
    provider.readRefresh({
      headers,
      status: 400,
      body: JSON.stringify({ error: "invalid_grant", error_description }),
      now: NOW,
    });
  expect(read("Invalid JWT Signature.").kind).toBe("dead");
  expect(
    read("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."),
  ).toMatchObject({
    kind: "transient",
    failure: { code: "clock_skew" },
  });
});
