import { describe, expect, test } from "bun:test";

import { readJsonText } from "../../exchange/json-text.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { JsonRecord } from "../auth-file.ts";
import { createAntigravityProvider } from "./provider.ts";

const provider = createAntigravityProvider(() => ({
  baseUrl: "https://code-assist.test",
  authUrl: "https://accounts.test",
  tokenUrl: "https://token.test",
  userInfoUrl: "https://userinfo.test",
  oauthClient: null,
  userAgent: "switchyard/test",
  proxyUrl: null,
}));
const form = provider.authFile;
const FILE = {
  type: "antigravity",
  access_token: "ya29.a",
  refresh_token: "1//r",
  expires_in: 3600,
  timestamp: Date.UTC(2026, 0, 1),
  expired: "2026-01-01T01:00:00Z",
  email: "ada@example.com",
  project_id: "proj",
};
const parse = (json: JsonRecord) => form.parse(json, { fileName: "a.json", sha256: sha256Hex });
function accountOf(json: JsonRecord) {
  const parsed = parse(json);
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}

function sent(body: object, model = "claude-opus-5-5") {
  const text = readJsonText(Buffer.from(JSON.stringify(body)));
  if (text.kind !== "ok") throw new Error(text.message);
  const call = provider.buildCall({
    account: accountOf(FILE),
    operation: "generate",
    dialect: "gemini",
    model,
    stream: true,
    relayed: true,
    body: { kind: "json", text: text.text },
    clientHeaders: new Headers({ "user-agent": "GeminiCLI/0.61.0" }),
    query: "",
  });
  expect(call.headers["user-agent"]).toBe("switchyard/test");
  return JSON.parse(Buffer.from(call.body as Uint8Array).toString());
}
const turn = (text: string) => ({ role: "user", parts: [{ text }] });

describe("calls", () => {
  test("carry the request in Antigravity's envelope, without safety settings, in our own name", () => {
    const body = { model: "m", stream: true, contents: [turn("a")], safetySettings: [], safety_settings: [] };
    expect(sent(body)).toEqual({
      model: "claude-opus-5-5",
      project: "proj",
      requestId: expect.stringMatching(/^agent-[0-9a-f]{32}$/),
      requestType: "agent",
      userAgent: "switchyard/test",
      request: { contents: [turn("a")], sessionId: expect.stringMatching(/^\d{1,19}$/) },
    });
    expect(sent(body, "gemini-3-pro-image")["requestType"]).toBe("image_gen");
  });

  test("of one conversation share a session, each with an id of its own; the same call is the same", () => {
    const [first, second] = [sent({ contents: [turn("a")] }), sent({ contents: [turn("a"), turn("b")] })];
    expect(second.request.sessionId).toBe(first.request.sessionId);
    expect(second.requestId).not.toBe(first.requestId);
    expect(sent({ contents: [turn("b")] }).request.sessionId).not.toBe(first.request.sessionId);
    expect(sent({ contents: [turn("a")] })).toEqual(first);
  });
});

describe("auth files", () => {
  test("say when the token expires by a date, or by how long it lasts", () => {
    const expiresAt = Date.UTC(2026, 0, 1, 1);
    for (const expired of [FILE.expired, ""]) {
      expect(accountOf({ ...FILE, expired })).toMatchObject({
        identityKey: "ada@example.com::proj",
        credentials: { expiresAt, refreshedAt: FILE.timestamp, upstreamAccountId: "proj" },
      });
    }
  });

  test("without a project are asked for; of another type they are another provider's", () => {
    expect(parse({ ...FILE, project_id: undefined })).toEqual({ kind: "unidentified", key: "1//r" });
    expect(parse({ ...FILE, type: "gemini" })).toEqual({ kind: "foreign" });
  });

  test("get new tokens in every member that speaks of them", () => {
    const tokens = { accessToken: "new", refreshToken: null, idToken: null, expiresAt: 60_000, refreshedAt: 0 };
    expect(form.withTokens(FILE, tokens)).toEqual({
      ...FILE,
      access_token: "new",
      expires_in: 60,
      timestamp: 0,
      expired: "1970-01-01T00:01:00.000Z",
    });
  });
});

describe("what is available", () => {
  const info = (remainingFraction: number | undefined, resetTime: string) => ({
    quotaInfo: { remainingFraction, resetTime },
  });
  const models = {
    "claude-opus-5-5": info(0.25, "1970-01-01T02:00:00Z"),
    "gemini-3-pro": info(0, "1970-01-05T00:00:00Z"),
    "gemini-2.5-flash": info(undefined, "1970-01-05T00:00:00Z"),
    tab_flash: info(1, "1970-01-01T02:00:00Z"),
    hidden: { isInternal: true },
  };

  test("is every model but those of the editor, and what is left of each", () => {
    expect(provider.readModels?.({ models })).toEqual(["claude-opus-5-5", "gemini-3-pro", "gemini-2.5-flash"]);
    expect(provider.readQuota?.({ models }, 0)?.models).toEqual([
      { model: "claude-opus-5-5", window: { usedPercent: 75, windowMs: 18_000_000, resetsAt: 7_200_000 } },
      { model: "gemini-3-pro", window: { usedPercent: 100, windowMs: 604_800_000, resetsAt: 345_600_000 } },
      { model: "tab_flash", window: { usedPercent: 0, windowMs: 18_000_000, resetsAt: 7_200_000 } },
    ]);
  });
});
