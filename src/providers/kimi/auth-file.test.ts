import { describe, expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import type { JsonRecord } from "../auth-file.ts";
import { kimiAuthFile } from "./auth-file.ts";

const LOGIN = {
  type: "kimi",
  access_token: "at-1",
  refresh_token: "rt-1",
  token_type: "Bearer",
  scope: "kimi-code",
  device_id: "d-1",
  expired: "2026-01-06T00:00:00Z",
  timestamp: 1_767_225_600_000,
};
const TOKENS = { accessToken: "at-2", refreshToken: "rt-2", idToken: null, expiresAt: 0, refreshedAt: 0 };

const parse = (json: JsonRecord) => kimiAuthFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
function accountOf(json: JsonRecord) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
function jwt(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
}

describe("whose a login is", () => {
  test("the user where the token tells, the device where it does not", () => {
    expect(accountOf(LOGIN).identityKey).toBe("device::d-1");
    expect(accountOf({ ...LOGIN, access_token: jwt({ user_id: "u-7" }) }).identityKey).toBe("user::u-7");
    expect(accountOf({ ...LOGIN, access_token: jwt({ sub: "u-8" }) }).identityKey).toBe("user::u-8");
  });

  test("does not change with its tokens, whatever the new ones tell", () => {
    const { device_id: _device, ...bare } = LOGIN;
    for (const json of [LOGIN, bare, { ...LOGIN, access_token: jwt({ user_id: "u-7" }) }]) {
      expect(accountOf(kimiAuthFile.withTokens(json, TOKENS)).id).toBe(accountOf(json).id);
      const twice = kimiAuthFile.withTokens(kimiAuthFile.withTokens(json, TOKENS), { ...TOKENS, refreshToken: "rt-3" });
      expect(accountOf(twice).id).toBe(accountOf(json).id);
    }
  });
});

test("expiry is the file's, else the token's own", () => {
  expect(accountOf(LOGIN).credentials).toMatchObject({ expiresAt: Date.UTC(2026, 0, 6), upstreamAccountId: "d-1" });
  const told = accountOf({ ...LOGIN, expired: "", access_token: jwt({ exp: 1_800_000_000 }) });
  expect(told.credentials).toMatchObject({ expiresAt: 1_800_000_000_000 });
});

test("a file of another type is another provider's, one without credentials is broken", () => {
  expect(parse({ api_key: "k" })).toEqual({ kind: "foreign" });
  expect(parse({ ...LOGIN, type: "qwen" })).toEqual({ kind: "foreign" });
  expect(parse({ type: "kimi" })).toEqual({ kind: "broken", reason: "it holds neither access_token nor api_key" });
});
