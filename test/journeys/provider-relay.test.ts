// A client whose API the upstream speaks is relayed byte for byte, both ways: what was sent arrives, what was answered
// comes back. Watched on the wire between gateway and upstream.

import { describe, expect, test } from "bun:test";

import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { sseEvents } from "../support/asks.ts";
import { fileNameOf, type LoginCase, LOGINS } from "../support/provider-cases.ts";
import { type RecordingUpstream, startRecordingUpstream } from "../support/recording-upstream.ts";
import { type ConfigPatch, startWorld, type World, type WorldPlace } from "../support/world.ts";

const CLAUDE = "claude-opus-5-5";
/** Spaces, order, escapes and numbers that no encoder would write so. */
const ODD_TOOLS =
  '[{"name":"Bash","input_schema":{"type":"object", "properties" : {"n":{"type":"number","maximum":12345678901234567890.50,"description":"\\u00e9\\/\\ud83d\\ude00"}}}}]';
const MESSAGE = `{ "messages" :[{"role":"user","content":"h\\u00e9llo \\ud83d\\ude00 wörld"}]  ,\n\t"max_tokens":1e3, "tools":${ODD_TOOLS}, "model": "${CLAUDE}"`;
const ODD_CHAT = `{ "messages" :[{"role":"user","content":"h\\u00e9llo wörld"}]  ,\n\t"max_tokens":100,"unheard_of":{"a":12345678901234567890.50}, "model": "deepseek-chat"`;
const ODD_CONTENT =
  '{ "contents":[{"parts" :[{"text":"h\\u00e9llo wörld"}],"role":"user"}] ,\n "generationConfig":{"maxOutputTokens":1e3}}';
const ODD_INPUT = `{ "input" :[{"role":"user","content":"h\\u00e9llo wörld"}]  ,\n\t"store":false, "model": "grok-4.6"`;

interface Watched extends AsyncDisposable {
  readonly world: World;
  readonly upstream: RecordingUpstream;
}

type Join = (place: WorldPlace) => Promise<ConfigPatch | void> | ConfigPatch | void;

/** A gateway that reaches the sandbox through a witness. */
async function startWatched(join: Join, config: ConfigPatch = {}): Promise<Watched> {
  let upstream: RecordingUpstream | null = null;
  const world = await startWorld({
    accounts: 0,
    config,
    async join(place) {
      upstream = startRecordingUpstream(place.sandboxUrl);
      const { upstreams } = gatewayConfig(upstream.url);
      return { upstreams, ...(await join({ ...place, sandboxUrl: upstream.url })) };
    },
  });
  if (upstream === null) throw new Error("no witness");
  const witness: RecordingUpstream = upstream;
  return {
    world,
    upstream: witness,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await witness[Symbol.asyncDispose]();
    },
  };
}

function login(provider: string): Join {
  const one = LOGINS.find((candidate) => candidate.provider === provider) as LoginCase;
  return async ({ sandbox, addAuthFile }) => {
    await addAuthFile(fileNameOf(one, 1), one.add(sandbox, { email: "ada@example.com" }).file());
  };
}

/** Where one member is another, the members keep their bytes; the blanks around the changed one and the whole may go. */
const reframed = (body: string): string => `{${body.slice(2).replace(', "model": ', ',"model":')}}`;

const bytes = async (answer: Response): Promise<string> => Buffer.from(await answer.arrayBuffer()).toString();

describe("a Messages client at a Claude account", () => {
  const MESSAGES = /\/v1\/messages/;

  for (const stream of [false, true]) {
    test(`${stream ? "streamed" : "whole"}: sends and gets the very bytes`, async () => {
      await using watched = await startWatched(login("claude"));
      const body = `${MESSAGE} , "stream" :${stream} }`;
      const answer = await watched.world.post("/v1/messages", body, { headers: { "anthropic-version": "2023-06-01" } });
      const got = await bytes(answer);
      const call = watched.upstream.last(MESSAGES);
      expect(answer.status).toBe(200);
      expect(call.sent.toString()).toBe(body);
      expect(got).toBe((await call.answered).toString());
    });
  }

  test("is heard in the version that it speaks, with its betas and query, under the account's own credentials", async () => {
    await using watched = await startWatched(login("claude"), {
      "api-keys": ["client-key-0123456789abcdef"],
      "api-key-auth-enabled": true,
    });
    const { world, upstream } = watched;
    const keys: readonly Record<string, string>[] = [
      { "x-api-key": "client-key-0123456789abcdef" },
      { authorization: "Bearer client-key-0123456789abcdef" },
    ];
    for (const version of ["2023-06-01", "2026-10-21"]) {
      for (const key of keys) {
        for (const query of ["", "?beta=true"]) {
          const answer = await world.post(`/v1/messages${query}`, `${MESSAGE}}`, {
            headers: { "anthropic-version": version, "anthropic-beta": "context-1m-2025-08-07,some-new-1", ...key },
          });
          expect([version, query, answer.status]).toEqual([version, query, 200]);
          const { headers, path, sent } = upstream.last(MESSAGES);
          expect(path).toBe(`/anthropic/v1/messages${query}`);
          expect(headers["anthropic-version"]).toBe(version);
          expect(headers["anthropic-beta"]?.split(",")).toEqual([
            "context-1m-2025-08-07",
            "some-new-1",
            "oauth-2025-04-20",
          ]);
          expect(headers["authorization"]).toStartWith("Bearer sk-ant-oat01-");
          expect(headers["x-api-key"]).toBeUndefined();
          expect(JSON.stringify(headers) + sent.toString()).not.toContain("client-key");
        }
      }
    }
    const nobody = await world.post("/v1/messages", `${MESSAGE}}`, { headers: { "x-api-key": "wrong" } });
    expect(nobody.status).toBe(401);
  });

  test("has the model renamed where it is asked for by an alias, and nothing else", async () => {
    await using watched = await startWatched(login("claude"), { "model-aliases": { opus: CLAUDE } });
    const answer = await watched.world.post("/v1/messages", `${MESSAGE.replace(CLAUDE, "opus")} }`);
    expect(answer.status).toBe(200);
    expect(watched.upstream.last(MESSAGES).sent.toString()).toBe(reframed(MESSAGE));
  });

  test("of another dialect speaks 2023-06-01, without betas of its own making", async () => {
    await using watched = await startWatched(login("claude"));
    const chat = { model: CLAUDE, messages: [{ role: "user", content: "hello" }] };
    const headers = { "anthropic-version": "2026-10-21", "anthropic-beta": "some-new-1" };
    expect((await watched.world.post("/v1/chat/completions", chat, { headers })).status).toBe(200);
    const call = watched.upstream.last(MESSAGES);
    expect(call.headers).toMatchObject({ "anthropic-version": "2023-06-01", "anthropic-beta": "oauth-2025-04-20" });
  });

  test("is refused in the upstream's own words where the request is at fault", async () => {
    await using watched = await startWatched(login("claude"));
    const answer = await watched.world.post("/v1/messages", `${MESSAGE}, "n":2}`);
    const { answered, status } = watched.upstream.last(MESSAGES);
    expect([answer.status, await answer.json()]).toEqual([status, JSON.parse((await answered).toString())]);
  });
});

describe("a Gemini client", () => {
  const KEYED: Join = ({ sandbox, sandboxUrl }) => ({
    "gemini-api-key": [sandbox.addGeminiKey({ email: "gil@example.com" }).configEntry(`${sandboxUrl}/google`)],
  });
  const VERTEX: Join = ({ sandbox, sandboxUrl }) => ({
    "vertex-api-key": [sandbox.addVertexKey({ email: "vic@example.com" }).configEntry(`${sandboxUrl}/google`)],
  });
  const DOORS = [
    ["a Gemini key", KEYED],
    ["a Vertex AI key", VERTEX],
    ["a Vertex AI service account", login("vertex")],
  ] as const;
  const GENERATE = "/v1beta/models/gemini-2.5-flash";
  const ASKED = /enerateContent/;

  for (const [door, join] of DOORS) {
    test(`at ${door} sends and gets the very bytes, whole and as events`, async () => {
      await using watched = await startWatched(join);
      const { world, upstream } = watched;
      const headers = { "x-goog-api-key": "of-the-client" };
      const whole = await world.post(`${GENERATE}:generateContent`, ODD_CONTENT, { headers });
      expect(whole.status).toBe(200);
      const wholeCall = upstream.last(ASKED);
      expect(wholeCall.sent.toString()).toBe(ODD_CONTENT);
      expect(await bytes(whole)).toBe((await wholeCall.answered).toString());

      const events = await world.post(`${GENERATE}:streamGenerateContent?alt=sse&key=of-the-client`, ODD_CONTENT);
      const got = await bytes(events);
      const call = upstream.last(ASKED);
      expect(call.path).toEndWith(":streamGenerateContent?alt=sse");
      expect(call.sent.toString()).toBe(ODD_CONTENT);
      expect(got).toBe((await call.answered).toString());
      expect(JSON.stringify([wholeCall.headers, call.headers, call.path])).not.toContain("of-the-client");
    });

    test(`at ${door} gets the same chunks as one JSON array without alt=sse`, async () => {
      await using watched = await startWatched(join);
      const answer = await watched.world.post(`${GENERATE}:streamGenerateContent`, ODD_CONTENT);
      expect(answer.headers.get("content-type")).toStartWith("application/json");
      const got = await bytes(answer);
      const call = watched.upstream.last(ASKED);
      expect(call.sent.toString()).toBe(ODD_CONTENT);
      const chunks = sseEvents((await call.answered).toString()).map(({ data }) => data);
      expect(chunks.length).toBeGreaterThan(1);
      expect(JSON.parse(got)).toEqual(chunks.map((chunk) => JSON.parse(chunk) as unknown));
      for (const chunk of chunks) expect(got).toContain(chunk);
    });
  }

  for (const provider of ["gemini-cli", "antigravity"]) {
    test(`at a login of ${provider} is heard within the envelope, and answered without`, async () => {
      await using watched = await startWatched(login(provider));
      const { world, upstream } = watched;
      for (const method of ["generateContent", "streamGenerateContent?alt=sse"]) {
        const answer = await world.post(`/v1beta/models/gemini-2.5-pro:${method}`, ODD_CONTENT);
        const got = await bytes(answer);
        expect(answer.status).toBe(200);
        const call = upstream.last(ASKED);
        // Antigravity is told further members of its own inside.
        const inner = provider === "gemini-cli" ? ODD_CONTENT : ODD_CONTENT.slice(2, -1);
        expect(call.sent.toString()).toContain(inner);
        const answered = (await call.answered).toString();
        const frames = method === "generateContent" ? [answered] : sseEvents(answered).map(({ data }) => data);
        const told = method === "generateContent" ? [got] : sseEvents(got).map(({ data }) => data);
        expect(told.length).toBe(frames.length);
        for (const [index, frame] of frames.entries()) {
          expect(frame).toContain(told[index] ?? "nothing");
          expect(JSON.parse(told[index] ?? "")).toEqual((JSON.parse(frame) as { response: unknown }).response);
        }
      }
    });
  }
});

describe("a chat client at a compatible upstream", () => {
  const COMPATIBLE: Join = ({ sandbox, sandboxUrl }) => ({
    "openai-compatibility": [sandbox.addCompatibleUpstream({ name: "deepseek" }).configEntry(sandboxUrl)],
  });
  const ASKED = /chat\/completions/;

  test("sends and gets the very bytes, whole and in a stream whose usage it asked for", async () => {
    await using watched = await startWatched(COMPATIBLE);
    const { world, upstream } = watched;
    for (const rest of ["}", ', "stream":true , "stream_options" : {"include_usage":true}}']) {
      const answer = await world.post("/v1/chat/completions", ODD_CHAT + rest);
      const got = await bytes(answer);
      const call = upstream.last(ASKED);
      expect([answer.status, call.sent.toString()]).toEqual([200, ODD_CHAT + rest]);
      expect(got).toBe((await call.answered).toString());
    }
  });

  test("that does not ask for usage has it asked for, and is not told it", async () => {
    await using watched = await startWatched(COMPATIBLE);
    const { world, upstream } = watched;
    const answer = await world.post("/v1/chat/completions", `${ODD_CHAT},"stream":true}`);
    const got = await bytes(answer);
    const call = upstream.last(ASKED);
    const asked = `${ODD_CHAT.slice(2)},"stream":true,"stream_options":{"include_usage":true}}`;
    expect(call.sent.toString()).toBe(`{${asked}`);
    const frames = sseEvents((await call.answered).toString()).map(({ data }) => data);
    const withoutUsage = frames.filter((data) => !/"choices":\[\]/.test(data));
    expect(withoutUsage.length).toBe(frames.length - 1);
    expect(sseEvents(got).map(({ data }) => data)).toEqual(withoutUsage);
    expect((await world.record(answer)).usage?.inputTokens).toBeGreaterThan(0);
  });

  test("has the model renamed where its entry has an alias for it", async () => {
    const renamed: Join = async (place) => {
      const { "openai-compatibility": entries } = (await COMPATIBLE(place)) as { "openai-compatibility": object[] };
      return {
        "openai-compatibility": entries.map((entry) => ({
          ...entry,
          models: [{ name: "deepseek-chat", alias: "seek" }],
        })),
      };
    };
    await using watched = await startWatched(renamed);
    const body = `${ODD_CHAT.replace("deepseek-chat", "seek")}}`;
    expect((await watched.world.post("/v1/chat/completions", body)).status).toBe(200);
    expect(watched.upstream.last(ASKED).sent.toString()).toBe(reframed(ODD_CHAT));
  });
});

describe("at an xAI login and at Kimi", () => {
  test("a Responses client sends and gets the very bytes", async () => {
    await using watched = await startWatched(login("xai"));
    for (const rest of ["}", ', "stream":true}']) {
      const answer = await watched.world.post("/v1/responses", ODD_INPUT + rest);
      const got = await bytes(answer);
      const call = watched.upstream.last(/responses/);
      expect([answer.status, call.sent.toString()]).toEqual([200, ODD_INPUT + rest]);
      expect(got).toBe((await call.answered).toString());
    }
  });

  test("a Messages client and a chat client send and get the very bytes at Kimi", async () => {
    await using watched = await startWatched(login("kimi"));
    const { world, upstream } = watched;
    for (const stream of [false, true]) {
      const message = `${MESSAGE.replace(CLAUDE, "kimi-for-coding")}, "stream":${stream}}`;
      const first = await world.post("/v1/messages", message);
      const told = await bytes(first);
      const heard = upstream.last(/\/v1\/messages/);
      expect([first.status, heard.sent.toString()]).toEqual([200, message]);
      expect(told).toBe((await heard.answered).toString());

      const chat = `${ODD_CHAT.replace("deepseek-chat", "kimi-for-coding")}, "stream":${stream},"stream_options":{"include_usage":true}}`;
      const second = await world.post("/v1/chat/completions", chat);
      const got = await bytes(second);
      const call = upstream.last(/chat\/completions/);
      expect([second.status, call.sent.toString()]).toEqual([200, chat]);
      expect(got).toBe((await call.answered).toString());
    }
  });
});
