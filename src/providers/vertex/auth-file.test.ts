import { describe, expect, test } from "bun:test";

import { sha256Hex } from "../../platform/sha256.ts";
import { makeServiceAccountKey } from "../../../test/support/service-account-key.ts";
import type { JsonRecord } from "../auth-file.ts";
import { vertexAuthFile } from "./auth-file.ts";

const KEY = makeServiceAccountKey();
const FILE = {
  type: "vertex",
  service_account: KEY,
  project_id: "proj-1",
  email: KEY.client_email,
  location: "global",
};

const parse = (json: JsonRecord) => vertexAuthFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
function accountOf(json: JsonRecord) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}

describe("a service account", () => {
  test("is the same in both forms, by its e-mail and project, wherever it runs", () => {
    const [wrapped, bare] = [accountOf(FILE), accountOf(KEY)];
    expect(bare.id).toBe(wrapped.id);
    expect(wrapped).toMatchObject({
      identityKey: "vertex@proj-1.iam.gserviceaccount.com::proj-1",
      email: KEY.client_email,
      region: "global",
      credentials: { upstreamAccountId: "proj-1", expiresAt: null },
    });
    expect(bare.region).toBe("us-central1");
  });

  test("has its key for a refresh token, and no access token at first", () => {
    const { credentials } = accountOf(KEY);
    if (credentials.kind !== "oauth") throw new Error(credentials.kind);
    expect(credentials.accessToken.reveal()).toBe("");
    expect(credentials.refreshToken?.reveal()).toBe(KEY.private_key.trim());
  });

  test("is written in CLIProxyAPI's form, what is the operator's beside the key", () => {
    const written = vertexAuthFile.normalise({ ...KEY, note: "mine", location: "europe-west4" });
    expect(written).toEqual({
      type: "vertex",
      service_account: KEY,
      project_id: "proj-1",
      email: KEY.client_email,
      location: "europe-west4",
      note: "mine",
    });
  });

  test("gets its tokens beside the key, which stays as it is", () => {
    const tokens = { accessToken: "ya29", refreshToken: null, idToken: null, expiresAt: 0, refreshedAt: 0 };
    const date = "1970-01-01T00:00:00.000Z";
    const fresh = { access_token: "ya29", expired: date, last_refresh: date };
    expect(vertexAuthFile.withTokens(FILE, tokens)).toEqual({ ...FILE, ...fresh });
    expect(vertexAuthFile.withTokens(KEY, tokens)).toEqual({ ...KEY, ...fresh });
  });

  test.each<[string, JsonRecord]>([
    ["private_key is missing", { ...FILE, service_account: { client_email: "a@b" } }],
    ["client_email is missing", { ...FILE, service_account: { private_key: "k" } }],
    ["project_id is missing", { type: "vertex", service_account: { private_key: "k", client_email: "a@b" } }],
    ["location is not the name of a region", { ...FILE, location: "evil.test/?" }],
    ["private_key is not an RSA private key", { ...KEY, private_key: "-----BEGIN PRIVATE KEY-----\nx" }],
    ["it holds neither service_account nor api_key", { type: "vertex" }],
  ])("%s", (reason, json) => {
    expect(parse(json)).toEqual({ kind: "broken", reason });
  });
});

test("a key of another type is another provider's", () => {
  expect(parse({ api_key: "k" })).toEqual({ kind: "foreign" });
  expect(parse({ type: "gemini", api_key: "k" })).toEqual({ kind: "foreign" });
});
