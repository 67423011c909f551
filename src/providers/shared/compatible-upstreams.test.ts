// The providers of OpenAI's imitators against the sandbox, over real sockets: what they build is sent as it is, and what
// comes back is read by them and by their dialect.

import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";

import { openaiChat } from "../../dialects/openai-chat/dialect.ts";
import type { Account } from "../../domain/account.ts";
import type { Failure } from "../../domain/failure.ts";
import { secret } from "../../domain/secret.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { readFrame } from "../../exchange/sse-frames.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { systemClock } from "../../platform/system-clock.ts";
import * as faults from "../../sandbox/faults/fault.ts";
import { type Playground, playground } from "../../sandbox/testing.ts";
import { createOutboundProxies } from "../../wire/outbound-proxy.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { createUpstreamClient } from "../../wire/upstream-client.ts";
import type { Asking, JsonRecord } from "../auth-file.ts";
import { createIflowProvider } from "../iflow/provider.ts";
import { parseRecord } from "./json-fields.ts";
import { createOpenAiCompatibilityProvider } from "../openai-compatibility/provider.ts";
import type { Provider } from "../provider.ts";
import { createQwenProvider } from "../qwen/provider.ts";

const TIMEOUTS = { connectMs: 5000, firstByteMs: 5000, idleMs: 5000 };
const proxies = createOutboundProxies();
const client = createUpstreamClient({ clock: systemClock, proxies });

let world: Playground;
beforeEach(() => {
  world = playground();
});
afterEach(() => world.close());
afterAll(() => proxies.close());

async function send(call: UpstreamCall) {
  const answer = await client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") throw new Error(`${answer.failure.code} ${answer.failure.message}`);
  return { ...answer, text: Buffer.from(await answer.body.rest()).toString() };
}

function accountOf(provider: Provider, json: JsonRecord): Account {
  const parsed = provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}

interface Ask {
  readonly provider: Provider;
  readonly account: Account;
  readonly model: string;
  readonly more?: JsonRecord;
  readonly relayed?: boolean;
}

async function generate({ provider, account, model, more = {}, relayed = true }: Ask) {
  const json = { model, messages: [{ role: "user", content: "hi" }], ...more };
  const read = readJsonText(Buffer.from(JSON.stringify(json)));
  if (read.kind !== "ok") throw new Error(read.message);
  const stream = more["stream"] === true;
  const body = { kind: "json", text: relayed ? openaiChat.relayRequest(read.text) : read.text } as const;
  const told = { account, operation: "generate", dialect: "openai-chat", model, stream, relayed, body } as const;
  const call = provider.buildCall({ ...told, clientHeaders: new Headers(), query: "" });
  const { status, headers, text } = await send(call);
  const failure: Failure | null =
    status === 200
      ? null
      : provider.classifyFailure({ account, model, status, headers, body: text, now: world.clock.now() });
  return { status, text, failure };
}

/** What a tap saw of a stream, and the text it said. */
function seenIn(text: string) {
  const tap = openaiChat.createTap();
  const decoder = openaiChat.createStreamDecoder();
  let said = "";
  for (const frame of text.split(/(?<=\n\n)/)) {
    tap.look(Buffer.from(frame));
    const { type, data } = readFrame(Buffer.from(frame));
    if (data === "") continue;
    for (const event of decoder.decode(type, data)) if (event.kind === "text-delta") said += event.text;
  }
  return { seen: tap.seen, said };
}

const textOf = (answer: string): unknown =>
  (parseRecord(answer)?.["choices"] as { message?: { content?: unknown } }[] | undefined)?.[0]?.message?.content;

const asking = (): Asking => ({
  async ask(call) {
    const json = parseRecord((await send(call)).text);
    return json === null ? { kind: "unknown", reason: "no JSON" } : { kind: "told", json };
  },
  pause: () => Promise.resolve(),
  now: () => world.clock.now(),
});

const CALLS = { userAgent: "switchyard/test", proxyUrl: null };
const compatible = createOpenAiCompatibilityProvider(() => CALLS);

describe("an upstream with a name", () => {
  function upstream(input: { readonly key?: string; readonly refuses?: readonly string[] } = {}): Ask {
    const { key, path } = world.sandbox.addCompatibleUpstream({ name: "deepseek", email: "d@example.com", ...input });
    const json = { type: "openai-compatibility", name: "deepseek", base_url: world.url + path, api_key: key };
    return { provider: compatible, account: accountOf(compatible, json), model: "deepseek-chat" };
  }

  test("answers whole and in a stream, which tells its usage", async () => {
    const ask = upstream();
    expect(textOf((await generate(ask)).text)).toBe("Hello from deepseek-chat. You said: hi");
    const { seen, said } = seenIn((await generate({ ...ask, more: { stream: true } })).text);
    expect(said).toBe("Hello from deepseek-chat. You said: hi");
    expect(seen.usage?.outputTokens).toBeGreaterThan(0);
  });

  test("lists its models", async () => {
    const call = compatible.modelsCall?.(upstream().account);
    if (call === null || call === undefined) throw new Error("no call");
    expect(compatible.readModels?.(JSON.parse((await send(call)).text))).toEqual([
      "deepseek-chat",
      "deepseek-reasoner",
    ]);
  });

  test("answers without a key where it wants none", async () => {
    expect((await generate(upstream({ key: "" }))).status).toBe(200);
  });

  test("takes what was said to OpenAI in our words, be it ever so strict", async () => {
    const ask = upstream({ refuses: ["max_completion_tokens", "prompt_cache_key", "store", "user"] });
    const messages = [
      { role: "system", content: "a" },
      { role: "developer", content: "b" },
      { role: "user", content: "hi" },
    ];
    const more = { messages, max_completion_tokens: 100, prompt_cache_key: "k", store: false, user: "u" };
    expect((await generate({ ...ask, more, relayed: false })).status).toBe(200);
    expect(
      (await generate({ ...ask, more: { ...more, messages: [{ role: "user", content: "hi" }] } })).failure,
    ).toMatchObject({
      kind: "request_fault",
      message: "body.max_completion_tokens: Extra inputs are not permitted",
    });
  });

  test("has each of its failures understood", async () => {
    const ask = upstream();
    const now = world.clock.now();
    const told: unknown[] = [];
    for (const fault of [
      faults.unauthorized(),
      faults.rateLimited(2000),
      faults.usageLimitReached({ resetsInMs: 86_400_000 }),
      faults.usageNotIncluded(),
      faults.serverError(),
      faults.overloaded(),
      faults.deactivatedWorkspace(),
      faults.modelNotSupported("deepseek-chat"),
      faults.cloudflareChallenge(),
    ]) {
      world.sandbox.script({ account: "d@example.com", fault });
      const { failure } = await generate(ask);
      told.push([failure?.kind, failure?.resetsAt]);
    }
    expect(told).toEqual([
      ["reauth_required", null],
      ["rate_limited", now + 2000],
      ["quota_exceeded", now + 900_000],
      ["quota_exceeded", null],
      ["upstream_error", null],
      ["upstream_error", null],
      ["deactivated", null],
      ["model_unsupported", null],
      ["forbidden", null],
    ]);
    expect((await generate({ ...ask, model: "gpt-5.5" })).failure?.kind).toBe("model_unsupported");
    expect((await generate({ ...ask, more: { messages: [] } })).failure?.kind).toBe("request_fault");
  });

  test("has an error inside a 200 understood", async () => {
    const ask = upstream();
    const fault = { kind: "error-event", code: "insufficient_quota", message: "m", afterEvents: 1 } as const;
    world.sandbox.script({ account: "d@example.com", fault });
    const { seen } = seenIn((await generate({ ...ask, more: { stream: true } })).text);
    if (seen.error === null) throw new Error("no error seen");
    const told = { ...seen.error, model: ask.model, now: world.clock.now() };
    expect(compatible.classifyStreamError(told).kind).toBe("quota_exceeded");
  });
});

describe("Qwen", () => {
  const settings = () => ({ ...CALLS, baseUrl: `${world.url}/qwen/v1`, authUrl: `${world.url}/qwen` });
  const qwen = createQwenProvider(settings);

  test("serves whole and streamed", async () => {
    const signedIn = world.sandbox.addQwenAccount({ email: "q@example.com" });
    const account = accountOf(qwen, signedIn.authFile());
    const model = "qwen3-coder-plus";
    expect(textOf((await generate({ provider: qwen, account, model })).text)).toBe(`Hello from ${model}. You said: hi`);
    const { said } = seenIn((await generate({ provider: qwen, account, model, more: { stream: true } })).text);
    expect(said).toBe(`Hello from ${model}. You said: hi`);
  });

  test("refreshes what has expired, and knows a dead login", async () => {
    const signedIn = world.sandbox.addQwenAccount({ email: "q@example.com" });
    const file = signedIn.authFile(`${world.url}/qwen`);
    const account = accountOf(qwen, file);
    signedIn.expireAccessToken();
    const ask = { provider: qwen, model: "qwen3-coder-plus" };
    expect((await generate({ ...ask, account })).failure).toMatchObject({
      kind: "unauthorized",
      code: "invalid_api_key",
    });
    const renewed = await refreshed(qwen, file);
    expect(renewed.id).toBe(account.id);
    expect((await generate({ ...ask, account: renewed })).status).toBe(200);
    expect((await refresh(qwen, account)).kind).toBe("dead");
  });
});

describe("iFlow", () => {
  const oauthClient = { id: "10009311001", secret: secret("s") };
  const settings = () => ({ ...CALLS, baseUrl: `${world.url}/iflow/v1`, authUrl: `${world.url}/iflow`, oauthClient });
  const iflow = createIflowProvider(settings);

  test("serves by its key, also where the access token has expired", async () => {
    const signedIn = world.sandbox.addIflowAccount({ email: "i@example.com" });
    const account = accountOf(iflow, signedIn.authFile());
    signedIn.expireAccessToken();
    const { said } = seenIn(
      (await generate({ provider: iflow, account, model: "glm-4.6", more: { stream: true } })).text,
    );
    expect(said).toBe("Hello from glm-4.6. You said: hi");
  });

  test("tells whose a login is and which key goes with it", async () => {
    const signedIn = world.sandbox.addIflowAccount({ email: "i@example.com" });
    const { api_key: _key, email: _email, ...file } = signedIn.authFile();
    const fields = { api_key: signedIn.apiKey, email: "i@example.com" };
    expect(await iflow.authFile.identify(file, asking())).toEqual({ kind: "identified", fields });
    signedIn.expireAccessToken();
    expect((await iflow.authFile.identify(file, asking())).kind).toBe("unknown");
  });

  test("refreshes, keeps its key, and knows a dead login by a 200", async () => {
    const signedIn = world.sandbox.addIflowAccount({ email: "i@example.com" });
    const file = signedIn.authFile();
    const renewed = await refreshed(iflow, file);
    expect((await generate({ provider: iflow, account: renewed, model: "glm-4.6" })).status).toBe(200);
    expect((await refresh(iflow, accountOf(iflow, file))).kind).toBe("dead");
  });

  test("has a refused key understood: no refresh heals it", async () => {
    const signedIn = world.sandbox.addIflowAccount({ email: "i@example.com" });
    const account = accountOf(iflow, { ...signedIn.authFile(), api_key: "sk-else" });
    expect((await generate({ provider: iflow, account, model: "glm-4.6" })).failure?.kind).toBe("reauth_required");
  });
});

async function refresh(provider: Provider, account: Account) {
  const call = provider.refreshCall(account, world.clock.now());
  if (call === null || call === undefined) throw new Error("nothing to refresh");
  const { status, text } = await send(call);
  return provider.readRefresh({ status, body: text, now: world.clock.now() });
}

async function refreshed(provider: Provider, file: JsonRecord): Promise<Account> {
  const outcome = await refresh(provider, accountOf(provider, file));
  if (outcome.kind !== "refreshed") throw new Error(outcome.failure.code);
  return accountOf(provider, provider.authFile.withTokens(file, outcome.tokens));
}
