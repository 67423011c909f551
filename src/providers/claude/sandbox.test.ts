// The provider and the sandbox's Anthropic on a real socket: what one says the other understands.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import type { Account } from "../../domain/account.ts";
import type { Failure, FailureKind } from "../../domain/failure.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { identifyAccount } from "../../logins/identify-account.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import * as faults from "../../sandbox/faults/fault.ts";
import type { SandboxAnthropicKey, SandboxClaudeAccount } from "../../sandbox/sandbox.ts";
import { eventsOf, type Playground, playground } from "../../sandbox/testing.ts";
import { createOutboundProxies } from "../../wire/outbound-proxy.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { createUpstreamClient } from "../../wire/upstream-client.ts";
import type { JsonRecord } from "../auth-file.ts";
import { isRecord } from "../shared/json-fields.ts";
import type { CallInput, Provider } from "../provider.ts";
import { createClaudeProvider } from "./provider.ts";
import { readRefresh } from "./refresh.ts";

const MODEL = "claude-opus-5-5";
const TIMEOUTS = { connectMs: 5000, firstByteMs: 5000, idleMs: 5000 };
const proxies = createOutboundProxies({});

let world: Playground;
let member: SandboxClaudeAccount;
let key: SandboxAnthropicKey;
let provider: Provider;
let send: (call: UpstreamCall | null | undefined) => Promise<Sent>;

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: JsonRecord;
}

beforeEach(() => {
  world = playground();
  member = world.sandbox.addClaudeAccount({ email: "ada@example.com" });
  key = world.sandbox.addAnthropicKey({ email: "key@example.com" });
  const url = `${world.url}/anthropic`;
  provider = createClaudeProvider(() => ({
    baseUrl: url,
    authUrl: url,
    tokenUrl: url,
    userAgent: "switchyard/test",
    proxyUrl: null,
  }));
  const client = createUpstreamClient({ clock: world.clock, proxies });
  send = async (call) => {
    if (call === null || call === undefined) throw new Error("no call");
    const answer = await client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
    if (answer.kind === "failed") throw new Error(answer.failure.message);
    const text = Buffer.from(await answer.body.rest()).toString();
    const json: unknown = text.startsWith("{") ? JSON.parse(text) : null;
    return { status: answer.status, headers: answer.headers, text, json: isRecord(json) ? json : {} };
  };
});
afterEach(() => world.close());

function accountOf(json: unknown): Account {
  const parsed = provider.authFile.parse(json as JsonRecord, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(parsed.kind);
  return parsed.account;
}
const login = (): Account => accountOf(member.authFile());
const keyAccount = (): Account => accountOf({ type: "claude", api_key: key.key });

function build(account: Account, body: object = {}, more: Partial<CallInput> = {}): UpstreamCall {
  const messages = [{ role: "user", content: "hi" }];
  const request = { model: MODEL, max_tokens: 64, messages, stream: more.stream ?? false, ...body };
  const read = readJsonText(Buffer.from(JSON.stringify(request)));
  if (read.kind !== "ok") throw new Error(read.message);
  return provider.buildCall({
    account,
    operation: "generate",
    dialect: "anthropic-messages",
    model: request.model,
    stream: false,
    relayed: true,
    body: { kind: "json", text: read.text },
    clientHeaders: new Headers(),
    query: "",
    ...more,
  });
}

async function refusal(
  account: Account,
  body: { readonly model?: string; readonly messages?: object } = {},
): Promise<Failure> {
  const { status, headers, text } = await send(build(account, body));
  expect(status).toBeGreaterThanOrEqual(400);
  const model = body.model ?? MODEL;
  return provider.classifyFailure({ account, model, status, headers, body: text, now: world.clock.now() });
}

describe("exchanges", () => {
  test("a login and a key are answered, whole and streamed, and counted", async () => {
    for (const account of [login(), keyAccount()]) {
      expect((await send(build(account))).json).toMatchObject({ type: "message", stop_reason: "end_turn" });
      const streamed = await send(build(account, {}, { stream: true, query: "?beta=true" }));
      expect(eventsOf(streamed.text).at(-1)).toEqual({ type: "message_stop" });
      const metadata = { user_id: "u" };
      const counted = await send(build(account, { metadata, temperature: 1 }, { operation: "count-tokens" }));
      expect(counted.json).toEqual({ input_tokens: expect.any(Number) });
    }
  });

  test("both versions of the API pass, and the betas a body names", async () => {
    const clientHeaders = new Headers({ "anthropic-version": "2026-10-21" });
    expect((await send(build(login(), {}, { clientHeaders }))).status).toBe(200);
    const refused = await send(build(login(), { temperature: 1, model: "claude-haiku-4-5" }, { clientHeaders }));
    expect(refused.json["error"]).toMatchObject({ message: "temperature: Extra inputs are not permitted" });
    const context = { context_management: { edits: [] }, betas: ["context-management-2025-06-27"] };
    expect((await send(build(login(), context))).status).toBe(200);
  });

  test("models are listed, the newest among them", async () => {
    for (const account of [login(), keyAccount()]) {
      const { json } = await send(provider.modelsCall?.(account));
      expect(provider.readModels?.(json)).toContain(MODEL);
    }
  });
});

describe("the login", () => {
  test("is renewed, and works again", async () => {
    member.expireAccessToken();
    const before = login();
    expect((await refusal(before)).kind).toBe("unauthorized");
    const { status, text, headers } = await send(provider.refreshCall(before, world.clock.now()));
    const outcome = readRefresh({ status, body: text, headers, now: world.clock.now() });
    if (outcome.kind !== "refreshed") throw new Error(outcome.failure.message);
    const renewed = accountOf(provider.authFile.withTokens(member.authFile(), outcome.tokens));
    expect(provider.isRefreshDue(renewed, world.clock.now())).toBe(false);
    expect(provider.isRefreshDue(renewed, world.clock.now() + 8 * 3_600_000)).toBe(true);
    expect((await send(build(renewed))).status).toBe(200);
  });

  test("that was revoked cannot be renewed, and one that is throttled can be later", async () => {
    world.sandbox.script({ path: "/oauth/token", fault: faults.rateLimited(9000) });
    const refresh = async () => {
      const { status, text, headers } = await send(provider.refreshCall(login(), world.clock.now()));
      return readRefresh({ status, body: text, headers, now: world.clock.now() });
    };
    expect(await refresh()).toMatchObject({
      kind: "transient",
      failure: { kind: "rate_limited", resetsAt: world.clock.now() + 9000 },
    });
    member.revokeLogin();
    expect((await refusal(login())).kind).toBe("unauthorized");
    expect(await refresh()).toMatchObject({ kind: "dead", failure: { code: "invalid_grant" } });
  });

  test("of Claude Code's own file is told by the profile, and is the same account", async () => {
    const client = createUpstreamClient({ clock: world.clock, proxies });
    const form = provider.authFile;
    const question = { form, json: member.credentialsFile(), signal: new AbortController().signal };
    const found = await identifyAccount({ client, clock: world.clock }, question);
    if (found.kind === "unknown") throw new Error(found.reason);
    expect(accountOf(found.json)).toMatchObject({ id: login().id, email: "ada@example.com", plan: "max" });
    expect((await send(build(accountOf(form.normalise(found.json))))).status).toBe(200);
  });
});

describe("quota", () => {
  test("is the same in percent from the endpoint and in fractions from headers", async () => {
    const usage = {
      fiveHour: { usedPercent: 37, resetsInMs: 60_000 },
      sevenDay: 12,
      sevenDayOpus: 40,
      sevenDayFable: 9,
    };
    member.setUsage(usage);
    const now = world.clock.now();
    const { json } = await send(provider.quotaCall?.(login()));
    const polled = provider.readQuota?.(json, now);
    expect(polled).toMatchObject({
      primary: { usedPercent: 37, resetsAt: now + 60_000 },
      secondary: { usedPercent: 12 },
      models: [
        { model: "claude-opus-*", window: { usedPercent: 40 } },
        { model: "claude-fable-*", window: { usedPercent: 9 } },
      ],
    });
    const { headers } = await send(build(login(), { model: "claude-fable-5-1" }));
    const told = provider.quotaFromHeaders?.(headers, now);
    expect(told?.primary?.usedPercent).toBeCloseTo(37, 0);
    expect(told?.models?.map(({ model }) => model)).toEqual(["claude-fable-*"]);
    expect(told?.allowed).toBe(true);
    expect(provider.quotaFromHeaders?.((await send(build(keyAccount()))).headers, now)).toBeNull();
  });

  test("that is used up closes the account, or the family that it is for", async () => {
    member.setUsage({ sevenDayFable: { usedPercent: 100, resetsInMs: 90_000 } });
    const resetsAt = world.clock.now() + 90_000;
    const fable = { model: "claude-fable-5-1" };
    expect(await refusal(login(), fable)).toMatchObject({ kind: "quota_exceeded", model: "claude-fable-*", resetsAt });
    expect((await send(build(login()))).status).toBe(200);
    member.setUsage({ sevenDay: { usedPercent: 100, resetsInMs: 90_000 } });
    const closed = await refusal(login());
    expect(closed).toMatchObject({ kind: "quota_exceeded", resetsAt });
    expect(closed.model).toBeUndefined();
    expect(provider.readQuota?.((await send(provider.quotaCall?.(login()))).json, 0)?.allowed).toBe(false);
  });
});

describe("a scripted fault", () => {
  test.each<[FailureKind, faults.Fault]>([
    ["unauthorized", faults.unauthorized()],
    ["unauthorized", faults.tokenInvalidated()],
    ["rate_limited", faults.rateLimited()],
    ["quota_exceeded", faults.usageLimitReached({ resetsInMs: 60_000 })],
    ["quota_exceeded", faults.usageNotIncluded()],
    ["upstream_error", faults.serverError()],
    ["upstream_error", faults.overloaded()],
    ["deactivated", faults.deactivatedWorkspace()],
    ["forbidden", faults.cloudflareChallenge()],
    ["model_unsupported", faults.modelNotSupported("x")],
    ["foreign_reasoning", faults.invalidEncryptedContent()],
    ["request_fault", { kind: "status", status: 413, body: {} }],
    ["upstream_error", { kind: "status", status: 504, body: {} }],
  ])("is understood as %s: %j", async (kind, fault) => {
    world.sandbox.script({ path: "/v1/messages", fault });
    expect((await refusal(login())).kind).toBe(kind);
  });

  test("in a stream is understood by its type", async () => {
    const fault = { kind: "error-event", code: "overloaded_error", message: "Overloaded", afterEvents: 0 } as const;
    world.sandbox.script({ fault });
    const { text } = await send(build(login(), {}, { stream: true }));
    const error = eventsOf(text).at(-1)?.["error"];
    const code = isRecord(error) ? String(error["type"]) : "";
    const told = { model: MODEL, code, message: "Overloaded", status: 529, resetsAt: null, now: world.clock.now() };
    expect(provider.classifyStreamError(told).kind).toBe("upstream_error");
  });
});

describe("a request that is refused", () => {
  test("for a thought of somebody else can be tried without it; for its client alone it punishes nobody", async () => {
    const thinking = { type: "thinking", thinking: "", signature: "RXE=" };
    const messages = [
      { role: "user", content: "a" },
      { role: "assistant", content: [thinking, { type: "text", text: "b" }] },
      { role: "user", content: "c" },
    ];
    expect((await refusal(login(), { messages })).kind).toBe("foreign_reasoning");
    const strict = world.sandbox.addClaudeAccount({ email: "strict@example.com", onlyClaudeCode: true });
    expect(await refusal(accountOf(strict.authFile()))).toMatchObject({
      kind: "refused_here",
      code: "claude_code_only",
    });
    expect((await refusal(login(), { model: "gpt-5.5" })).kind).toBe("model_unsupported");
    expect((await refusal(accountOf({ type: "claude", api_key: "nobody" }))).kind).toBe("reauth_required");
  });
});
