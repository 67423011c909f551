// The provider and the sandbox's xAI on a real socket.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import type { FailureKind } from "../../domain/failure.ts";
import * as faults from "../../sandbox/faults/fault.ts";
import { said } from "../../sandbox/testing.ts";
import { type Practice, practise } from "../../../test/support/provider-practice.ts";
import type { JsonRecord } from "../auth-file.ts";
import { createXaiProvider } from "./provider.ts";

const MODEL = "grok-4";
const HI = { model: MODEL, input: "hi", store: false };

let practice: Practice;
let member: ReturnType<Practice["sandbox"]["addXaiAccount"]>;

beforeEach(() => {
  practice = practise((url) =>
    createXaiProvider(() => ({
      baseUrl: `${url}/xai/v1`,
      authUrl: `${url}/xai`,
      userAgent: "switchyard/test",
      proxyUrl: null,
    })),
  );
  member = practice.sandbox.addXaiAccount({ email: "ada@example.com" });
});
afterEach(() => practice.close());

const login = () => practice.accountOf(member.authFile());
const keyAccount = (key = practice.sandbox.addXaiKey({ email: "key@example.com" }).key) =>
  practice.accountOf({ type: "xai", api_key: key });
const jsonOf = (text: string): JsonRecord => JSON.parse(text) as JsonRecord;

describe("exchanges", () => {
  test("a login and a key are answered in both dialects, whole and streamed", async () => {
    for (const account of [login(), keyAccount()]) {
      expect(jsonOf((await practice.generate(account, HI)).text)).toMatchObject({ status: "completed", model: MODEL });
      const streamed = await practice.generate(account, { ...HI, stream: true });
      expect(said(streamed.events)).toContain("You said: hi");
      expect(streamed.events.at(-1)).toMatchObject({ type: "response.completed" });
      const chat = { model: MODEL, messages: [{ role: "user", content: "hi" }] };
      const dialect = "openai-chat";
      expect(jsonOf((await practice.generate(account, chat, { dialect })).text)).toMatchObject({ model: MODEL });
      const chunks = await practice.generate(account, { ...chat, stream: true }, { dialect });
      expect(chunks.text).toEndWith("data: [DONE]\n\n");
    }
  });

  test("a history is compacted", async () => {
    const compacted = await practice.generate(login(), HI, { operation: "compact" });
    expect(jsonOf(compacted.text)).toMatchObject({ object: "response.compaction" });
  });

  test("reasoning that another account sealed is foreign, and its own is not", async () => {
    const account = login();
    const include = ["reasoning.encrypted_content"];
    const first = jsonOf((await practice.generate(account, { ...HI, include, reasoning: { effort: "high" } })).text);
    const output = first["output"] as readonly JsonRecord[];
    expect(output.some((item) => typeof item["encrypted_content"] === "string")).toBe(true);
    const input = [...output, { type: "message", role: "user", content: "and?" }];
    expect((await practice.generate(account, { ...HI, input })).status).toBe(200);
    expect((await practice.generate(keyAccount(), { ...HI, input })).failure?.kind).toBe("foreign_reasoning");
  });
});

describe("the account", () => {
  test("is refreshed with a new refresh token, and stays the same account", async () => {
    const before = login();
    const { account, json } = await practice.refreshed(member.authFile());
    expect(account.id).toBe(before.id);
    expect(json).toMatchObject({ refresh_token: member.refreshToken(), token_endpoint: expect.any(String) });
    expect((await practice.generate(account, HI)).status).toBe(200);
    expect((await practice.generate(before, HI)).failure?.kind).toBe("unauthorized");
  });

  test("that was signed out, and a wrong key, have to sign in again", async () => {
    const account = login();
    member.revokeLogin();
    expect(await practice.refresh(account)).toMatchObject({
      kind: "dead",
      failure: { code: "invalid_grant" },
    });
    expect((await practice.generate(keyAccount("xai-wrong"), HI)).failure?.kind).toBe("reauth_required");
  });

  test("tells its models", async () => {
    const { text } = await practice.send(practice.provider.modelsCall?.(login()));
    expect(practice.provider.readModels?.(JSON.parse(text))).toContain(MODEL);
  });
});

test.each<[faults.Fault, FailureKind]>([
  [faults.unauthorized(), "unauthorized"],
  [faults.rateLimited(), "rate_limited"],
  [faults.usageLimitReached({ resetsInMs: 60_000 }), "quota_exceeded"],
  [faults.usageNotIncluded(), "quota_exceeded"],
  [faults.overloaded(), "upstream_error"],
  [faults.serverError(), "upstream_error"],
  [faults.deactivatedWorkspace(), "deactivated"],
  [faults.modelNotSupported(MODEL), "model_unsupported"],
  [faults.invalidEncryptedContent(), "foreign_reasoning"],
  [faults.cloudflareChallenge(), "forbidden"],
])("a scripted fault is understood: %#", async (fault, kind) => {
  practice.sandbox.script({ fault });
  expect((await practice.generate(login(), HI)).failure?.kind).toBe(kind);
});
