// Google's providers against the sandbox, over real sockets: what they send is accepted, what comes back is understood.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { geminiTap } from "../../dialects/gemini/tap.ts";
import type { Account, OAuthClient } from "../../domain/account.ts";
import type { Failure } from "../../domain/failure.ts";
import { secret } from "../../domain/secret.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { identifyAccount } from "../../logins/identify-account.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { systemClock } from "../../platform/system-clock.ts";
import * as faults from "../../sandbox/faults/fault.ts";
import { eventsOf, type Playground, playground } from "../../sandbox/testing.ts";
import { createOutboundProxies } from "../../wire/outbound-proxy.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { createUpstreamClient } from "../../wire/upstream-client.ts";
import { createAntigravityProvider } from "../antigravity/provider.ts";
import type { JsonRecord } from "../auth-file.ts";
import { createGeminiCliProvider } from "../gemini-cli/provider.ts";
import { createGeminiProvider } from "../gemini/provider.ts";
import type { CallInput, Provider } from "../provider.ts";

const TIMEOUTS = { connectMs: 5000, firstByteMs: 5000, idleMs: 5000 };
const client = createUpstreamClient({ clock: systemClock, proxies: createOutboundProxies({}) });

let world: Playground;
let oauthClient: OAuthClient | null;
const settings = () => {
  const url = `${world.url}/google`;
  const own = { userAgent: "switchyard/test", proxyUrl: null };
  return { baseUrl: url, authUrl: url, tokenUrl: url, userInfoUrl: url, oauthClient, ...own };
};
const gemini = createGeminiProvider(settings);
const geminiCli = createGeminiCliProvider(settings);
const antigravity = createAntigravityProvider(settings);

beforeEach(() => {
  world = playground();
  oauthClient = null;
});
afterEach(() => world.close());

function accountOf(provider: Provider, json: JsonRecord): Account {
  const parsed = provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

async function send(call: UpstreamCall | null | undefined): Promise<Answer> {
  if (call === null || call === undefined) throw new Error("there is no such call");
  const answer = await client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") throw new Error(answer.failure.message);
  const body = Buffer.from(await answer.body.rest()).toString();
  return { status: answer.status, headers: answer.headers, body };
}

interface Ask {
  readonly account: Account;
  readonly text?: string;
  readonly model?: string;
  readonly more?: object;
  readonly input?: Partial<CallInput>;
}

function ask(
  provider: Provider,
  { account, text = "hi", model = "gemini-2.5-pro", more, input }: Ask,
): Promise<Answer> {
  const body = { model, stream: true, contents: [{ role: "user", parts: [{ text }] }], ...more };
  const json = readJsonText(Buffer.from(JSON.stringify(body)));
  if (json.kind !== "ok") throw new Error(json.message);
  const call = provider.buildCall({
    account,
    operation: "generate",
    dialect: "gemini",
    model,
    stream: true,
    relayed: true,
    body: { kind: "json", text: json.text },
    clientHeaders: new Headers(),
    query: "",
    ...input,
  });
  return send(call);
}

/** The text of a stream, each of its frames out of the envelope. */
function streamed(provider: Provider, { status, body }: Answer): string {
  expect(status).toBe(200);
  const frames = body.split("\n").filter((line) => line.startsWith("data: "));
  const inner = frames.map((line) => `data: ${provider.envelope?.unwrapFrame(line.slice(6).trim()) ?? line.slice(6)}`);
  return textOf(eventsOf(inner.join("\n")));
}

function whole(provider: Provider, { status, body }: Answer): string {
  expect(status).toBe(200);
  const inner = provider.envelope?.unwrapWhole(Buffer.from(body)) ?? Buffer.from(body);
  return textOf([JSON.parse(Buffer.from(inner).toString())]);
}

function textOf(chunks: readonly unknown[]): string {
  return [...JSON.stringify(chunks).matchAll(/"text":"([^"]*)"/g)].map(([, text]) => text).join("");
}

async function refusal(provider: Provider, asked: Ask): Promise<Failure> {
  const { status, headers, body } = await ask(provider, asked);
  expect(status).toBeGreaterThanOrEqual(400);
  const { account, model = "gemini-2.5-pro" } = asked;
  return provider.classifyFailure({ account, model, status, headers, body, now: world.clock.now() });
}

/** Who is asked for by a file; waiting takes no time. */
function identified(provider: Provider, json: JsonRecord) {
  const clock = { ...world.clock, after: (_ms: number, task: () => void) => (task(), () => {}) };
  const question = { form: provider.authFile, json, signal: new AbortController().signal };
  return identifyAccount({ client, clock }, question);
}

describe("gemini", () => {
  const keyAccount = () => {
    const key = world.sandbox.addGeminiKey({ email: "k@example.com" });
    return { key, account: accountOf(gemini, { type: "gemini", api_key: key.key }) };
  };

  test("generates, whole and streamed, and counts", async () => {
    const { account } = keyAccount();
    expect(streamed(gemini, await ask(gemini, { account }))).toContain("You said: hi");
    expect(whole(gemini, await ask(gemini, { account, input: { stream: false } }))).toContain("You said: hi");
    const counted = await ask(gemini, { account, input: { operation: "count-tokens", stream: false } });
    expect(JSON.parse(counted.body)).toMatchObject({ totalTokens: expect.any(Number) });
  });

  test("lists the models by their bare names", async () => {
    const { body } = await send(gemini.modelsCall?.(keyAccount().account));
    expect(gemini.readModels?.(JSON.parse(body))).toContain("gemini-3-pro-preview");
  });

  test("tells the upstream's refusals apart", async () => {
    const { key, account } = keyAccount();
    const at = world.clock.now();
    const struck = async (fault: faults.Fault) => {
      world.sandbox.script({ fault });
      return refusal(gemini, { account });
    };
    expect(await struck(faults.rateLimited(2000))).toMatchObject({
      kind: "rate_limited",
      model: "gemini-2.5-pro",
      resetsAt: at + 2000,
    });
    expect(await struck(faults.usageNotIncluded())).toMatchObject({ kind: "model_unsupported" });
    expect(await struck(faults.overloaded())).toMatchObject({ kind: "upstream_error", code: "UNAVAILABLE" });
    expect(await struck(faults.serverError())).toMatchObject({ kind: "upstream_error", code: "INTERNAL" });
    expect(await struck(faults.deactivatedWorkspace())).toMatchObject({ kind: "forbidden", code: "SERVICE_DISABLED" });
    expect(await struck(faults.invalidEncryptedContent())).toMatchObject({ kind: "foreign_reasoning" });
    expect(await refusal(gemini, { account, model: "gpt-9" })).toMatchObject({ kind: "model_unsupported" });
    expect(await refusal(gemini, { account, more: { messages: [] } })).toMatchObject({ kind: "request_fault" });
    const wrong = accountOf(gemini, { type: "gemini", api_key: "AIza-wrong" });
    expect(await refusal(gemini, { account: wrong })).toMatchObject({
      kind: "reauth_required",
      code: "API_KEY_INVALID",
    });
    key.setUsage({ usedPercent: 100, resetsInMs: 60_000 });
    expect(await refusal(gemini, { account })).toMatchObject({
      kind: "quota_exceeded",
      model: "gemini-2.5-pro",
      resetsAt: at + 60_000,
    });
  });
});

const LOGINS = [
  ["gemini-cli", geminiCli],
  ["antigravity", antigravity],
] as const;

describe.each(LOGINS)("%s", (name, provider) => {
  const login = () => {
    const made = world.sandbox.addGoogleAccount({ email: "g@example.com", client: name, projectId: "proj" });
    return { made, account: accountOf(provider, made.authFile()) };
  };

  test("generates, whole and streamed, and counts, all out of the envelope", async () => {
    const { account } = login();
    const more = { safetySettings: [], generationConfig: { temperature: 1 } };
    expect(streamed(provider, await ask(provider, { account, more }))).toContain("You said: hi");
    expect(whole(provider, await ask(provider, { account, input: { stream: false } }))).toContain("You said: hi");
    const count = { operation: "count-tokens", stream: false } as const;
    const counted = await ask(provider, { account, input: count });
    expect(JSON.parse(counted.body)).toMatchObject({ totalTokens: expect.any(Number) });
    const contents = [{ role: "user", parts: [{ text: "hi" }] }];
    const nested = { contents: undefined, generateContentRequest: { contents } };
    expect((await ask(provider, { account, more: nested, input: count })).body).toBe(counted.body);
  });

  test("tells what is left of each model", async () => {
    const { made, account } = login();
    made.setUsage({ usedPercent: 25, resetsInMs: 60_000 });
    const { body } = await send(provider.quotaCall?.(account));
    const now = world.clock.now();
    const quota = provider.readQuota?.(JSON.parse(body), now);
    expect(quota).toMatchObject({ primary: null, secondary: null, allowed: null });
    const window = { usedPercent: 25, resetsAt: now + 60_000, windowMs: expect.any(Number) };
    expect(quota?.models).toContainEqual({ model: "gemini-2.5-pro", window });
  });

  test("renews its token, with the client that is set where the file names none", async () => {
    const { made } = login();
    const { token, ...file } = { token: null, ...made.authFile() };
    const tokens = { access_token: made.accessToken(), refresh_token: made.refreshToken() };
    const account = accountOf(provider, token === null ? file : { ...file, ...tokens });
    const now = world.clock.now();
    const renewed = async () => {
      const { status, body } = await send(provider.refreshCall(account, now));
      return provider.readRefresh({ status, body, now });
    };
    expect(await renewed()).toMatchObject({
      kind: "transient",
      failure: { message: expect.stringContaining(`oauth-clients.${name}`) },
    });
    const form = provider.refreshCall(account, now)?.body;
    const id = new URLSearchParams(typeof form === "string" ? form : "").get("client_id") ?? "";
    oauthClient = { id, secret: secret("s") };
    const done = await renewed();
    expect(done).toMatchObject({
      kind: "refreshed",
      tokens: { accessToken: made.accessToken(), refreshToken: null, expiresAt: now + 3_599_000 },
    });
    if (done.kind !== "refreshed") return;
    const fresh = accountOf(provider, provider.authFile.withTokens(file, done.tokens));
    expect(streamed(provider, await ask(provider, { account: fresh }))).toContain("You said: hi");
    made.revokeLogin();
    expect(await renewed()).toMatchObject({
      kind: "dead",
      failure: { kind: "reauth_required", code: "invalid_grant" },
    });
  });

  test("tells the upstream's refusals apart", async () => {
    const { made, account } = login();
    const at = world.clock.now();
    const struck = async (fault: faults.Fault) => {
      world.sandbox.script({ fault });
      return refusal(provider, { account });
    };
    const model = "gemini-2.5-pro";
    expect(await struck(faults.rateLimited(500))).toMatchObject({ kind: "rate_limited", model, resetsAt: at + 500 });
    expect(await struck(faults.usageNotIncluded())).toMatchObject({ kind: "quota_exceeded", model });
    expect(await struck(faults.overloaded())).toMatchObject({
      kind: "upstream_error",
      code: "MODEL_CAPACITY_EXHAUSTED",
    });
    expect(await struck(faults.deactivatedWorkspace())).toMatchObject({
      kind: "forbidden",
      code: "VALIDATION_REQUIRED",
    });
    expect(await struck(faults.unauthorized())).toMatchObject({ kind: "unauthorized" });
    expect(await refusal(provider, { account, model: "gpt-9" })).toMatchObject({ kind: "model_unsupported" });
    made.setUsage({ usedPercent: 100, resetsInMs: 7_200_000 });
    const used = { kind: "quota_exceeded", code: "QUOTA_EXHAUSTED", model, resetsAt: at + 7_200_000 };
    expect(await refusal(provider, { account })).toMatchObject(used);
    made.expireAccessToken();
    expect(await refusal(provider, { account })).toMatchObject({ kind: "unauthorized" });
  });

  test("understands an error that comes inside a stream", async () => {
    const { account } = login();
    world.sandbox.script({ fault: { kind: "error-event", code: "x", message: "m", afterEvents: 1 } });
    const { status, body } = await ask(provider, { account });
    const tap = geminiTap();
    for (const frame of body.split("\r\n\r\n")) tap.look(Buffer.from(`${frame}\r\n\r\n`));
    const told = tap.seen.error;
    expect([status, told?.code]).toEqual([200, "INTERNAL"]);
    if (told === null) return;
    const failure = provider.classifyStreamError({ ...told, model: "gemini-2.5-pro", now: world.clock.now() });
    expect(failure).toMatchObject({ kind: "upstream_error", code: "INTERNAL", status: 500 });
  });

  test("asks for the project of a file that names none, after making it where there is none yet", async () => {
    oauthClient = { id: "unused", secret: secret("s") };
    for (const onboarded of [true, false]) {
      const made = world.sandbox.addGoogleAccount({
        email: `${onboarded}@a`,
        client: name,
        tier: "free-tier",
        onboarded,
      });
      const { project_id, email, ...file } = made.authFile();
      expect(provider.authFile.parse(file, { fileName: "a.json", sha256: sha256Hex }).kind).toBe("unidentified");
      const told = await identified(provider, file);
      expect(told).toMatchObject({ kind: "identified", fields: { email, project_id } });
      if (told.kind === "identified") accountOf(provider, told.json);
    }
  });

  test("says in Google's words why an account is not served", async () => {
    const made = world.sandbox.addGoogleAccount({ email: "b@example.com", client: name, eligible: false });
    const { project_id: _, ...file } = made.authFile();
    expect(await identified(provider, file)).toMatchObject({
      kind: "unknown",
      reason: expect.stringContaining("no longer supported for Gemini Code Assist for individuals"),
    });
  });
});

test("a login that names its own client is renewed with that one", async () => {
  const made = world.sandbox.addGoogleAccount({ email: "g@example.com", projectId: "proj" });
  oauthClient = { id: "another", secret: secret("s") };
  const { status, body } = await send(geminiCli.refreshCall(accountOf(geminiCli, made.authFile()), 0));
  expect(geminiCli.readRefresh({ status, body, now: world.clock.now() }).kind).toBe("refreshed");
});

test("a file whose token has expired is renewed in order to ask, and keeps the new token", async () => {
  const made = world.sandbox.addGoogleAccount({ email: "g@example.com", projectId: "proj" });
  const scope = "https://www.googleapis.com/auth/cloud-platform";
  const file = {
    access_token: "ya29.old",
    refresh_token: made.refreshToken(),
    scope,
    token_type: "Bearer",
    expiry_date: 1,
  };
  const refused = await identified(geminiCli, file);
  expect(refused).toMatchObject({ kind: "unknown", reason: expect.stringContaining("oauth-clients.gemini-cli") });
  oauthClient = { id: "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com", secret: secret("s") };
  const told = await identified(geminiCli, file);
  const fields = { email: "g@example.com", project_id: "proj", access_token: made.accessToken() };
  expect(told).toMatchObject({ kind: "identified", fields });
});

test("Claude behind Antigravity is asked in the same dialect, and what it does not sign is foreign to it", async () => {
  const made = world.sandbox.addGoogleAccount({ email: "a@example.com", client: "antigravity" });
  const account = accountOf(antigravity, made.authFile());
  const model = "claude-opus-5-5";
  expect(streamed(antigravity, await ask(antigravity, { account, model }))).toContain("You said: hi");
  const { body } = await send(antigravity.modelsCall?.(account));
  expect(antigravity.readModels?.(JSON.parse(body))).toContain(model);
  expect(antigravity.readModels?.(JSON.parse(body))).not.toContain("tab_flash_lite_preview");
  const thought = { text: "t", thought: true, thoughtSignature: "Zm9yZWlnbg==" };
  const contents = [
    { role: "user", parts: [{ text: "a" }] },
    { role: "model", parts: [thought, { text: "b" }] },
    { role: "user", parts: [{ text: "c" }] },
  ];
  expect(await refusal(antigravity, { account, model, more: { contents } })).toMatchObject({
    kind: "foreign_reasoning",
  });
});
