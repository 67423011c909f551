// The provider and the sandbox's Kimi on a real socket.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { openaiChat } from "../../dialects/openai-chat/dialect.ts";
import type { FailureKind } from "../../domain/failure.ts";
import * as faults from "../../sandbox/faults/fault.ts";
import type { SandboxKimiAccount } from "../../sandbox/compatible/member.ts";
import { type Practice, practise } from "../../../test/support/provider-practice.ts";
import { createKimiProvider } from "./provider.ts";

const MODEL = "kimi-for-coding";
const HI = { model: MODEL, messages: [{ role: "user", content: "hi" }] };
const MESSAGE = { ...HI, max_tokens: 64 };

let practice: Practice;
let member: SandboxKimiAccount;

beforeEach(() => {
  practice = practise((url) =>
    createKimiProvider(() => ({
      baseUrl: `${url}/kimi/coding`,
      authUrl: `${url}/kimi`,
      userAgent: "switchyard/1.2.3",
      proxyUrl: null,
    })),
  );
  member = practice.sandbox.addKimiAccount({ email: "ada@example.com" });
});
afterEach(() => practice.close());

const login = () => practice.accountOf(member.authFile());

describe("exchanges", () => {
  test("a login and a key are answered in both dialects, whole and streamed", async () => {
    const key = practice.accountOf(practice.sandbox.addKimiKey({ email: "key@example.com" }).authFile());
    for (const account of [login(), key]) {
      const whole = await practice.generate(account, HI);
      expect(openaiChat.decodeResponse(JSON.parse(whole.text)).content.at(-1)).toMatchObject({
        kind: "text",
        text: expect.stringContaining("You said: hi"),
      });
      expect((await practice.generate(account, { ...HI, stream: true })).text).toEndWith("data: [DONE]\n\n");
      const said = { dialect: "anthropic-messages" } as const;
      expect(JSON.parse((await practice.generate(account, MESSAGE, said)).text)).toMatchObject({ type: "message" });
      const streamed = await practice.generate(account, { ...MESSAGE, stream: true }, said);
      expect(streamed.events.at(-1)).toEqual({ type: "message_stop" });
    }
  });

  test("a call of a tool whose thought nobody kept is accepted", async () => {
    const call = { id: "c1", type: "function", function: { name: "shell", arguments: "{}" } };
    const history = [
      { role: "user", content: "run: ls" },
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "c1", content: "a.txt" },
    ];
    expect((await practice.generate(login(), { ...HI, messages: history })).status).toBe(200);
  });
});

describe("the account", () => {
  test("is refreshed with a new refresh token, and stays the same account", async () => {
    const before = login();
    const { account } = await practice.refreshed(member.authFile());
    expect(account.id).toBe(before.id);
    expect(account.credentials.kind === "oauth" && account.credentials.refreshToken?.reveal()).toBe(
      member.refreshToken(),
    );
    expect((await practice.generate(account, HI)).status).toBe(200);
    expect((await practice.generate(before, HI)).failure?.kind).toBe("unauthorized");
  });

  test("that was signed out is dead", async () => {
    const account = login();
    member.revokeLogin();
    const outcome = await practice.refresh(account);
    expect(outcome).toMatchObject({ kind: "dead", failure: { kind: "reauth_required", code: "invalid_grant" } });
  });

  test("tells its models and what is left", async () => {
    const account = login();
    await practice.generate(account, HI);
    const models = await practice.send(practice.provider.modelsCall?.(account));
    expect(practice.provider.readModels?.(JSON.parse(models.text))).toEqual([MODEL]);
    const usage = await practice.send(practice.provider.quotaCall?.(account));
    expect(practice.provider.readQuota?.(JSON.parse(usage.text), practice.clock.now())).toMatchObject({
      primary: { usedPercent: 1, resetsAt: practice.clock.now() + 5 * 3_600_000 },
      secondary: { usedPercent: 1 },
      plan: "intermediate",
    });
  });
});

test.each<[faults.Fault, FailureKind]>([
  [faults.unauthorized(), "unauthorized"],
  [faults.rateLimited(), "rate_limited"],
  [faults.usageLimitReached({ resetsInMs: 60_000 }), "quota_exceeded"],
  [faults.usageNotIncluded(), "forbidden"],
  [faults.overloaded(), "upstream_error"],
  [faults.serverError(), "upstream_error"],
  [faults.modelNotSupported(MODEL), "model_unsupported"],
  [faults.cloudflareChallenge(), "forbidden"],
])("a scripted fault is understood: %#", async (fault, kind) => {
  practice.sandbox.script({ fault });
  expect((await practice.generate(login(), HI)).failure?.kind).toBe(kind);
});
