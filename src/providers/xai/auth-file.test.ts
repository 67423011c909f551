import { expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import type { JsonRecord } from "../auth-file.ts";
import { xaiAuthFile } from "./auth-file.ts";

const LOGIN = { type: "xai", access_token: "at-1", refresh_token: "rt-1", email: "Ada@Example.com", sub: "s-1" };

const parse = (json: JsonRecord) => xaiAuthFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
function accountOf(json: JsonRecord) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
function jwt(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
}

test("a login is known by its e-mail, else by its subject, wherever the two are told", () => {
  expect(accountOf(LOGIN)).toMatchObject({ identityKey: "ada@example.com", email: "ada@example.com" });
  expect(accountOf({ ...LOGIN, email: "", id_token: jwt({ email: "Ben@Example.com" }) }).email).toBe("ben@example.com");
  expect(accountOf({ ...LOGIN, email: "" })).toMatchObject({ identityKey: "s-1", email: null });
  expect(accountOf({ type: "xai", access_token: jwt({ sub: "s-2" }) }).identityKey).toBe("s-2");
  const reason = "it names no user (email, sub)";
  expect(parse({ type: "xai", access_token: "opaque" })).toEqual({ kind: "broken", reason });
});

test("it stays the same account where only the tokens told whose it is", () => {
  const json = { type: "xai", access_token: jwt({ sub: "s-2" }), refresh_token: "rt" };
  const tokens = { accessToken: "opaque", refreshToken: null, idToken: null, expiresAt: null, refreshedAt: 0 };
  expect(accountOf(xaiAuthFile.withTokens(json, tokens)).id).toBe(accountOf(json).id);
});

test("expiry is the file's, else the token's own", () => {
  const token = jwt({ exp: 1_800_000_000 });
  expect(accountOf({ ...LOGIN, access_token: token }).credentials).toMatchObject({ expiresAt: 1_800_000_000_000 });
  const expired = "2026-01-06T00:00:00Z";
  expect(accountOf({ ...LOGIN, expired, access_token: token }).credentials).toMatchObject({
    expiresAt: Date.UTC(2026, 0, 6),
  });
});

test("a key of an unnamed kind is nobody's: it would be sent to xAI", () => {
  expect(parse({ api_key: "secret-of-another-service" })).toEqual({ kind: "foreign" });
  expect(parse({ type: "xai" })).toEqual({ kind: "broken", reason: "it holds neither access_token nor api_key" });
});
