// Google's Gemini API and Code Assist, as a client meets them on a real socket.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import * as faults from "../faults/fault.ts";
import { asObject, asText, type Json, objectsIn } from "../json.ts";
import type { SandboxGeminiKey, SandboxGoogleAccount } from "../sandbox.ts";
import { eventsOf, type Playground, playground } from "../testing.ts";
import { GOOGLE_CLIENT_IDS } from "./member.ts";

let world: Playground;
let key: SandboxGeminiKey;
let account: SandboxGoogleAccount;

beforeEach(() => {
  world = playground();
  key = world.sandbox.addGeminiKey({ email: "k@example.com" });
  account = world.sandbox.addGoogleAccount({ email: "g@example.com", projectId: "proj" });
});
afterEach(() => world.close());

const SHELL = { functionDeclarations: [{ name: "run_shell_command", parametersJsonSchema: { type: "object" } }] };

function said(text: string, more: Json = {}): Json {
  return { contents: [{ role: "user", parts: [{ text }] }], ...more };
}

/** The user asks for a command, the model has called for it, and this came out. */
function looped(called: readonly Json[], output: string): Json {
  const response = { functionResponse: { name: "run_shell_command", response: { output } } };
  const turns = [
    { role: "model", parts: called },
    { role: "user", parts: [response] },
  ];
  return { tools: [SHELL], contents: [...objectsIn(said("run: ls")["contents"]), ...turns] };
}

function post(path: string, body: Json, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${world.url}/google${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function ask(body: Json, model = "gemini-2.5-pro", method = "generateContent"): Promise<Response> {
  return post(`/v1beta/models/${model}:${method}`, body, { "x-goog-api-key": key.key });
}

function internal(method: string, body: Json, of = account): Promise<Response> {
  return post(`/v1internal:${method}`, body, { authorization: `Bearer ${of.accessToken()}` });
}

function askInternal(request: Json, more: Json = {}): Promise<Response> {
  return internal("generateContent", { model: "gemini-2.5-pro", project: "proj", request, ...more });
}

async function json(response: Promise<Response>): Promise<Json> {
  return asObject(await (await response).json()) ?? {};
}

function partsOf(response: Json): readonly Json[] {
  return objectsIn(asObject(objectsIn(response["candidates"])[0]?.["content"])?.["parts"]);
}

function textOf(chunks: readonly Json[]): string {
  return chunks
    .flatMap(partsOf)
    .map((part) => asText(part["text"]) ?? "")
    .join("");
}

/** Status, Google's name for it and the message of an error. */
async function refusal(response: Promise<Response>): Promise<readonly [number, unknown, string]> {
  const { status } = await response;
  const error = asObject((await json(response))["error"]);
  return [status, error?.["status"], String(error?.["message"])];
}

describe("an answer", () => {
  test("comes whole, by key in a header or in the query", async () => {
    expect(partsOf(await json(ask(said("hi"))))).toEqual([{ text: "Hello from gemini-2.5-pro. You said: hi" }]);
    const answered = await json(post(`/v1beta/models/gemini-2.5-pro:generateContent?key=${key.key}`, said("hi")));
    const usage = asObject(answered["usageMetadata"]) ?? {};
    const counts = ["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"].map((name) =>
      Number(usage[name]),
    );
    expect(usage["totalTokenCount"]).toBe(counts.reduce((total, count) => total + count, 0));
  });

  test("is streamed as events that each end in a blank line, or as one list", async () => {
    const events = await (await ask(said("hi"), "gemini-3-pro-preview", "streamGenerateContent?alt=sse")).text();
    expect(events.endsWith("\r\n\r\n")).toBe(true);
    const chunks = eventsOf(events);
    expect(textOf(chunks)).toBe("Hello from gemini-3-pro-preview. You said: hi");
    expect(objectsIn(chunks.at(-1)?.["candidates"])[0]).toMatchObject({ finishReason: "STOP" });
    const list = await ask(said("hi"), "gemini-2.5-pro", "streamGenerateContent");
    expect(list.headers.get("content-type")).toContain("application/json");
    expect(textOf(objectsIn(await list.json()))).toContain("You said: hi");
  });

  test("shows its thoughts where they are asked for", async () => {
    const generationConfig = { thinkingConfig: { includeThoughts: true, thinkingBudget: 8192 } };
    expect(partsOf(await json(ask(said("hi", { generationConfig }))))[0]).toMatchObject({ thought: true });
  });

  test("calls the shell for run:, and tells what came out", async () => {
    const first = await json(ask(said("run: ls", { tools: [SHELL] })));
    const parts = partsOf(first);
    expect(parts[0]).toMatchObject({ functionCall: { name: "run_shell_command", args: { command: "ls" } } });
    expect(objectsIn(first["candidates"])[0]?.["finishReason"]).toBe("STOP");
    expect(textOf([await json(ask(looped(parts, "a.txt")))])).toBe("The command said: a.txt");
  });

  test("of a newer model signs its calls, and wants the signature or the documented sentinel back", async () => {
    const model = "gemini-3-pro-preview";
    const parts = partsOf(await json(ask(said("run: ls", { tools: [SHELL] }), model)));
    expect((await ask(looped(parts, "x"), model)).status).toBe(200);
    const unsigned = parts.map(({ functionCall }) => ({ functionCall }));
    const missing = await refusal(ask(looped(unsigned, "x"), model));
    expect(missing[2]).toContain("missing a thought_signature in functionCall parts");
    expect((await ask(looped(unsigned, "x"))).status).toBe(200);
    const excused = unsigned.map((part) => ({ ...part, thoughtSignature: "skip_thought_signature_validator" }));
    expect((await ask(looped(excused, "x"), model)).status).toBe(200);
    const foreign = unsigned.map((part) => ({ ...part, thoughtSignature: "Zm9yZWlnbg==" }));
    expect((await refusal(ask(looped(foreign, "x"), model)))[2]).toBe("Thought signature is not valid");
  });

  test("ends as the user asks it to", async () => {
    const finish = async (text: string): Promise<unknown> =>
      objectsIn((await json(ask(said(text))))["candidates"])[0]?.["finishReason"];
    const ends = [await finish("overflow"), await finish("refuse"), await finish("finish: RECITATION")];
    expect(ends).toEqual(["MAX_TOKENS", "SAFETY", "RECITATION"]);
    const blocked = await json(ask(said("blocked")));
    expect(blocked).toMatchObject({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } });
    expect(blocked["candidates"]).toBeUndefined();
  });

  test("fills in a schema", async () => {
    const responseSchema = { type: "OBJECT", properties: { n: { type: "INTEGER" } }, required: ["n"] };
    const generationConfig = { responseMimeType: "application/json", responseSchema };
    expect(partsOf(await json(ask(said("hi", { generationConfig }))))).toEqual([{ text: '{"n":0}' }]);
  });

  test("is measured where the model's name asks for an amount", async () => {
    const stream = await (await ask(said("x"), "sandbox-stream-100x0", "streamGenerateContent?alt=sse")).text();
    expect(eventsOf(stream).length).toBe(101);
    const list = await ask(said("x"), "sandbox-stream-10x0", "streamGenerateContent");
    expect(objectsIn(await list.json()).length).toBe(11);
    const whole = await (await ask(said("x"), "sandbox-json-5000")).text();
    expect(Math.abs(whole.length - 5000)).toBeLessThan(20);
  });

  test("may be counted, and models are listed", async () => {
    const counted = await json(ask(said("hi"), "gemini-2.5-pro", "countTokens"));
    expect(counted).toMatchObject({ totalTokens: expect.any(Number) });
    const list = asObject(await (await fetch(`${world.url}/google/v1beta/models?key=${key.key}`)).json()) ?? {};
    expect(objectsIn(list["models"])[0]).toMatchObject({ name: "models/gemini-3-pro-preview" });
    const one = await fetch(`${world.url}/google/v1beta/models/gemini-2.5-pro?key=${key.key}`);
    expect(await one.json()).toMatchObject({ displayName: "Gemini 2.5 Pro" });
  });
});

describe("the validator", () => {
  const call = { functionCall: { name: "f", args: {} } };
  const response = { functionResponse: { name: "f", response: {} } };
  const turns = (...parts: readonly Json[]): readonly Json[] =>
    parts.map((part, index) => ({ role: index % 2 === 0 ? "user" : "model", parts: [part] }));
  const tools = (declaration: Json): Json => said("hi", { tools: [{ functionDeclarations: [declaration] }] });
  const declared = (parameters: Json): Json => tools({ name: "f", parameters });
  const inner = { type: "object", properties: { a: { type: "string", additionalProperties: false } } };
  const twice = [...turns({ text: "a" }, { text: "b" }), { role: "model", parts: [{ text: "c" }] }];
  const thinkingConfig = { thinkingBudget: 1, thinkingLevel: "LOW" };

  const catalogue: readonly (readonly [string, Json, string])[] = [
    ["an unknown field", said("hi", { messages: [] }), 'Unknown name "messages": Cannot find field.'],
    [
      "an unknown schema keyword",
      declared(inner),
      "\"additionalProperties\" at 'tools[0].function_declarations[0].parameters.properties[0].value'",
    ],
    ["a list of types", declared({ type: ["string", "null"] }), "Proto field is not repeating"],
    ["a strange role", { contents: [{ role: "assistant", parts: [{ text: "x" }] }] }, "Please use a valid role"],
    ["no contents", { contents: [] }, "contents is not specified"],
    ["no parts", { contents: [{ role: "user", parts: [] }] }, "contents.parts must not be empty"],
    ["two turns of the model", { contents: twice }, "alternate between user and model"],
    [
      "a call without its response",
      { contents: turns({ text: "a" }, call, { text: "b" }) },
      "number of function response",
    ],
    ["a response without its call", { contents: turns(response) }, "response turn comes immediately after"],
    ["a bad function name", tools({ name: "1 f" }), "Invalid function name"],
    ["a budget beside a level", said("hi", { generationConfig: { thinkingConfig } }), "only one of thinking budget"],
  ];
  for (const [name, body, text] of catalogue) {
    test(`refuses ${name}`, async () => {
      const [status, kind, message] = await refusal(ask(body));
      expect([status, kind]).toEqual([400, "INVALID_ARGUMENT"]);
      expect(message).toContain(text);
    });
  }

  test("takes a property that is called like an unknown keyword", async () => {
    expect((await ask(declared({ type: "object", properties: { const: { type: "string" } } }))).status).toBe(200);
  });

  test("knows its keys and its models", async () => {
    const path = "/v1beta/models/gemini-2.5-pro:generateContent";
    expect((await refusal(post(path, said("hi"))))[0]).toBe(403);
    expect((await refusal(post(`${path}?key=no`, said("hi"))))[2]).toContain("API key not valid");
    expect((await refusal(ask(said("hi"), "claude-opus-5-5"))).slice(0, 2)).toEqual([404, "NOT_FOUND"]);
  });
});

describe("Code Assist", () => {
  test("wraps its answers, for the account's own project alone", async () => {
    const answered = await json(askInternal(said("hi", { session_id: "s" })));
    expect(textOf([asObject(answered["response"]) ?? {}])).toContain("You said: hi");
    const other = await refusal(askInternal(said("hi"), { project: "other" }));
    expect(other.slice(0, 2)).toEqual([403, "PERMISSION_DENIED"]);
    account.expireAccessToken();
    expect((await refusal(askInternal(said("hi")))).slice(0, 2)).toEqual([401, "UNAUTHENTICATED"]);
  });

  test("gives an account its project, after onboarding where it has none", async () => {
    const known = { currentTier: { id: "standard-tier" }, cloudaicompanionProject: "proj" };
    expect(await json(internal("loadCodeAssist", {}))).toMatchObject(known);
    const fresh = world.sandbox.addGoogleAccount({ email: "f@example.com", tier: "free-tier", onboarded: false });
    expect(await json(internal("loadCodeAssist", {}, fresh))).not.toHaveProperty("currentTier");
    const withProject = { tierId: "free-tier", cloudaicompanionProject: "x" };
    expect((await refusal(internal("onboardUser", withProject, fresh)))[1]).toBe("FAILED_PRECONDITION");
    expect(await json(internal("onboardUser", { tierId: "free-tier" }, fresh))).toMatchObject({ done: false });
    const done = { done: true, response: { cloudaicompanionProject: { id: fresh.projectId } } };
    expect(await json(internal("onboardUser", { tierId: "free-tier" }, fresh))).toMatchObject(done);
    const barred = world.sandbox.addGoogleAccount({ email: "b@example.com", eligible: false });
    expect(JSON.stringify(await json(internal("loadCodeAssist", {}, barred)))).toContain("UNSUPPORTED_CLIENT");
  });

  test("binds Claude's signatures to the account and takes no sentinel for them", async () => {
    const other = world.sandbox.addGoogleAccount({ email: "a@example.com", client: "antigravity", projectId: "p2" });
    const asked = (request: Json): Promise<Response> =>
      internal("generateContent", { model: "claude-opus-5-5", project: "p2", request }, other);
    const first = await json(asked(said("run: ls", { tools: [SHELL] })));
    const called = partsOf(asObject(first["response"]) ?? {});
    expect((await asked(looped(called, "x"))).status).toBe(200);
    const excused = called.map((part) => ({ ...part, thoughtSignature: "skip_thought_signature_validator" }));
    expect((await refusal(asked(looped(excused, "x"))))[2]).toContain("Invalid `signature`");
  });

  test("tells what is left of the day, and says no with details when nothing is", async () => {
    account.setUsage({ usedPercent: 25, resetsInMs: 60_000 });
    const buckets = objectsIn((await json(internal("retrieveUserQuota", { project: "proj" })))["buckets"]);
    expect(buckets[0]).toMatchObject({ remainingFraction: 0.75, resetTime: "2026-11-21T09:01:00Z" });
    account.setUsage(100);
    const refused = JSON.stringify(await json(askInternal(said("hi"))));
    expect(refused).toContain('"reason":"QUOTA_EXHAUSTED"');
    expect(refused).toContain('"quotaResetDelay":"60s"');
    key.setUsage(100);
    expect(JSON.stringify(await json(ask(said("hi"))))).toContain("GenerateRequestsPerDayPerProjectPerModel-FreeTier");
  });
});

describe("a scripted fault", () => {
  const catalogue: readonly (readonly [faults.Fault, number, string, string])[] = [
    [faults.unauthorized(), 401, "UNAUTHENTICATED", "invalid authentication credentials"],
    [faults.rateLimited(2000), 429, "RESOURCE_EXHAUSTED", '"retryDelay":"2s"'],
    [faults.usageLimitReached({ resetsInMs: 60_000 }), 429, "RESOURCE_EXHAUSTED", "PerDay"],
    [faults.overloaded(), 503, "UNAVAILABLE", "The model is overloaded"],
    [faults.serverError(), 500, "INTERNAL", "internal error"],
    [faults.modelNotSupported("x"), 404, "NOT_FOUND", "models/gemini-2.5-pro is not found"],
  ];
  for (const [fault, status, name, text] of catalogue) {
    test(`of status ${status} is told as ${name} (${text})`, async () => {
      world.sandbox.script({ account: "k@example.com", path: ":generateContent", fault });
      const struck = await ask(said("hi"));
      const body = await struck.text();
      expect([struck.status, body.includes(`"status":"${name}"`), body.includes(text)]).toEqual([status, true, true]);
      expect((await ask(said("hi"))).status).toBe(200);
    });
  }

  test("is a list of one where a list would be streamed", async () => {
    world.sandbox.script({ fault: faults.overloaded() });
    const struck = await ask(said("hi"), "gemini-2.5-pro", "streamGenerateContent");
    expect(await struck.json()).toEqual([{ error: expect.objectContaining({ code: 503 }) }]);
  });

  test("at Code Assist names its reason", async () => {
    world.sandbox.script({ fault: faults.rateLimited(500) });
    expect(JSON.stringify(await json(askInternal(said("hi"))))).toContain("RATE_LIMIT_EXCEEDED");
    world.sandbox.script({ fault: faults.overloaded() });
    expect(JSON.stringify(await json(askInternal(said("hi"))))).toContain("MODEL_CAPACITY_EXHAUSTED");
  });
});

describe("signing in", () => {
  const client = { client_id: GOOGLE_CLIENT_IDS["gemini-cli"], client_secret: "s" };

  async function token(fields: Record<string, string>): Promise<Json> {
    const body = new URLSearchParams({ ...client, ...fields });
    return json(fetch(`${world.url}/google/token`, { method: "POST", body }));
  }

  test("a refresh gives a new access token and no new refresh token, until the sign-in is revoked", async () => {
    const before = account.accessToken();
    const refresh = { grant_type: "refresh_token", refresh_token: account.refreshToken() };
    const tokens = await token(refresh);
    expect(tokens).toMatchObject({ access_token: account.accessToken(), expires_in: 3599 });
    expect([tokens["refresh_token"], account.accessToken() === before]).toEqual([undefined, false]);
    expect(await token({ ...refresh, client_id: "other" })).toMatchObject({ error: "invalid_client" });
    account.revokeLogin();
    const dead = { error: "invalid_grant", error_description: "Token has been expired or revoked." };
    expect(await token(refresh)).toEqual(dead);
  });

  test("the browser signs in an account of the program that asks", async () => {
    const other = world.sandbox.addGoogleAccount({ email: "a@example.com", client: "antigravity" });
    const redirect = "http://localhost:51121/oauth-callback";
    const query = new URLSearchParams({ client_id: GOOGLE_CLIENT_IDS.antigravity, redirect_uri: redirect, state: "s" });
    const page = await fetch(`${world.url}/google/o/oauth2/v2/auth?${query}`, { redirect: "manual" });
    const back = new URL(page.headers.get("location") ?? "").searchParams;
    const code = { grant_type: "authorization_code", code: back.get("code") ?? "", redirect_uri: redirect };
    const tokens = await token({ ...code, client_id: GOOGLE_CLIENT_IDS.antigravity });
    expect(tokens["refresh_token"]).toBe(other.refreshToken());
    const headers = { authorization: `Bearer ${String(tokens["access_token"])}` };
    const who = await fetch(`${world.url}/google/oauth2/v2/userinfo`, { headers });
    expect(await who.json()).toMatchObject({ email: "a@example.com" });
  });

  test("the auth files are CLIProxyAPI's", () => {
    const nested = { refresh_token: account.refreshToken(), expiry: "2026-11-21T09:59:59Z" };
    expect(account.authFile()).toMatchObject({ type: "gemini", token: nested, project_id: "proj" });
    const other = world.sandbox.addGoogleAccount({ email: "a@example.com", client: "antigravity" });
    const flat = { type: "antigravity", access_token: other.accessToken(), expires_in: 3599 };
    expect(other.authFile()).toMatchObject(flat);
  });
});
