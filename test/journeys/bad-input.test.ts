// What clients get wrong is told to them in their own dialect, before anything is asked upstream; and who may not ask is
// told how to be allowed to.

import { afterAll, describe, expect, test } from "bun:test";
import { networkInterfaces } from "node:os";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";

import { chat, codexTurn, responses } from "../support/asks.ts";
import { startWorld, type World } from "../support/world.ts";

const CHAT = "/v1/chat/completions";
const RESPONSES = "/v1/responses";
const CODEX = "/backend-api/codex/responses";

interface OpenAiError {
  readonly error: { readonly message: string; readonly type: string; readonly code: string; readonly param: unknown };
}

/** The answer is an error of this status, in OpenAI's shape, with an id. */
async function refused(answer: Response, status: number): Promise<OpenAiError["error"]> {
  const body = await answer.text();
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toStartWith("application/json");
  expect(answer.headers.get("x-switchyard-request-id")).toMatch(/^req_/);
  const { error } = JSON.parse(body) as OpenAiError;
  // Compared one by one: Bun's toMatchObject leaves its matchers behind in what it was given.
  expect([typeof error.message, typeof error.type, typeof error.code]).toEqual(["string", "string", "string"]);
  return error;
}

/** Runs and sees to it that nobody upstream is asked meanwhile. */
async function unasked(world: World, run: () => Promise<void>): Promise<void> {
  const before = world.exchanges().length;
  await run();
  expect(world.exchanges()).toHaveLength(before);
}

describe("a body that is wrong is 400 in the client's shape:", () => {
  const BODIES: readonly (readonly [string, string, string, string, string | null])[] = [
    ["empty", CHAT, "", "invalid_json", null],
    ["not JSON", CHAT, "hello", "invalid_json", null],
    ["cut short", CHAT, '{"model":"gpt-5.5","messages":[{"role":"us', "invalid_json", null],
    ["cut short", RESPONSES, '{"model":"gpt-5.5","input":', "invalid_json", null],
    ["a list", CHAT, "[]", "invalid_json", null],
    ["null", RESPONSES, "null", "invalid_json", null],
    ["a text", CODEX, '"hi"', "invalid_json", null],
    ["trailing junk", RESPONSES, '{"model":"gpt-5.5","input":"hi"} {}', "invalid_json", null],
    ["without a model", CHAT, '{"messages":[]}', "invalid_request", "model"],
    ["without a model", RESPONSES, '{"input":"hi"}', "invalid_request", "model"],
    ["with an empty model", CHAT, '{"model":" ","messages":[]}', "invalid_request", "model"],
    ["with a model that is a number", RESPONSES, '{"model":5,"input":"hi"}', "invalid_request", "model"],
    ["with stream as text", CHAT, '{"model":"gpt-5.5","messages":[],"stream":"yes"}', "invalid_request", "stream"],
    ["with messages that are no list", CHAT, '{"model":"gpt-5.5","messages":"hi"}', "invalid_request", "messages"],
    ["without messages", CHAT, '{"model":"gpt-5.5"}', "invalid_request", "messages"],
    [
      "with a role that is none",
      CHAT,
      bodyOf({ messages: [{ role: "wizard" }] }),
      "invalid_request",
      "messages.0.role",
    ],
    ["a Responses body at the chat address", CHAT, bodyOf({ input: "hi" }), "invalid_request", "messages"],
    ["with n: 2", CHAT, bodyOf({ messages: [user()], n: 2 }), "unsupported_parameter", "n"],
    ["with logprobs", CHAT, bodyOf({ messages: [user()], logprobs: true }), "unsupported_parameter", "logprobs"],
    ["with audio", CHAT, bodyOf({ messages: [user()], modalities: ["audio"] }), "unsupported_parameter", "modalities"],
  ];
  for (const [name, path, body, code, param] of BODIES) {
    test(`${name} (${path})`, async () => {
      const world = await shared();
      await unasked(world, async () => {
        const error = await refused(await world.post(path, body), 400);
        expect(error).toMatchObject({ type: "invalid_request_error", code });
        if (param !== null) expect(error.param).toBe(param);
      });
    });
  }

  test("with a body of bytes that are no UTF-8", async () => {
    const world = await shared();
    const bytes = Buffer.from(JSON.stringify(chat("hi")));
    bytes[bytes.indexOf("hi")] = 0xff;
    const answer = await world.post(CHAT, new Uint8Array(bytes));
    // Either refused or read with a replacement character: never a defect.
    expect([200, 400]).toContain(answer.status);
    await answer.text();
  });

  test("deep nesting is refused or served, never a crash", async () => {
    const world = await shared();
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const answer = await world.post(CHAT, `{"model":"gpt-5.5","messages":${deep}}`);
    await refused(answer, 400);
    expect((await world.get("/health")).status).toBe(200);
  });
});

function user(): object {
  return { role: "user", content: "hi" };
}

function bodyOf(members: object): string {
  return JSON.stringify({ model: "gpt-5.5", ...members });
}

/** What is refused changes nothing: one gateway does for all. */
let common: Promise<World> | null = null;

function shared(): Promise<World> {
  common ??= startWorld({ accounts: 1 });
  return common;
}

afterAll(async () => {
  await (await common)?.[Symbol.asyncDispose]();
});

describe("an address", () => {
  test("that does not exist is 404 and the nearest is named", async () => {
    const world = await shared();
    for (const [path, nearest] of [
      ["/v1/completions", CHAT],
      ["/v1/chat/completion", CHAT],
      ["/v1/response", RESPONSES],
    ] as const) {
      const error = await refused(await world.post(path, chat("hi")), 404);
      expect([path, error.message]).toEqual([path, expect.stringContaining(nearest)]);
      expect(error.code).toBe("not_found");
    }
    await refused(await world.get("/nothing/like/it"), 404);
  });

  test("asked with the wrong method is 405 and says which it takes", async () => {
    const world = await shared();
    for (const [path, allowed] of [
      [CHAT, "POST"],
      [RESPONSES, "POST"],
      ["/v1/models", "GET"],
    ] as const) {
      const method = allowed === "GET" ? "POST" : "GET";
      const answer = await fetch(`${world.url}${path}`, { method });
      const error = await refused(answer, 405);
      expect(error.code).toBe("method_not_allowed");
      expect(answer.headers.get("allow")?.split(", ")).toContain(allowed);
    }
  });

  test("may end with a slash and carry a query", async () => {
    const world = await shared();
    for (const path of [`${CHAT}/`, `${CHAT}?beta=true`]) {
      const answer = await world.post(path, chat("hi"));
      expect(answer.status).toBe(200);
      await answer.text();
    }
  });
});

describe("a packed body", () => {
  const PACKED: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ["gzip", (bytes) => gzipSync(bytes)],
    ["deflate", (bytes) => deflateSync(bytes)],
    ["deflate", (bytes) => deflateRawSync(bytes)],
    ["zstd", (bytes) => zstdCompressSync(bytes)],
    ["br", (bytes) => brotliCompressSync(bytes)],
    ["identity", (bytes) => bytes],
    ["GZIP", (bytes) => gzipSync(bytes)],
    ["gzip, zstd", (bytes) => zstdCompressSync(gzipSync(bytes))],
  ];
  for (const [encoding, pack] of PACKED) {
    test(`in ${encoding} is read`, async () => {
      const world = await shared();
      for (const [path, body] of [
        [CHAT, chat("packed")],
        [CODEX, codexTurn("packed")],
      ] as const) {
        const answer = await world.post(path, new Uint8Array(pack(Buffer.from(JSON.stringify(body)))), {
          headers: { "content-encoding": encoding },
        });
        expect(answer.status).toBe(200);
        expect(await answer.text()).toContain("packed");
      }
    });
  }

  test("that is not what its Content-Encoding says is 400, a coding that is not read is 415", async () => {
    const world = await shared();
    for (const encoding of ["gzip", "deflate", "zstd", "br"]) {
      const answer = await world.post(CHAT, chat("hi"), { headers: { "content-encoding": encoding } });
      const error = await refused(answer, 400);
      expect([encoding, error.code]).toEqual([encoding, "invalid_encoding"]);
    }
    const answer = await world.post(CHAT, chat("hi"), { headers: { "content-encoding": "compress" } });
    expect((await refused(answer, 415)).code).toBe("unsupported_encoding");
  });

  test("cut short is 400", async () => {
    const world = await shared();
    for (const [encoding, pack] of PACKED.slice(0, 5)) {
      const whole = pack(Buffer.from(JSON.stringify(chat("x".repeat(500)))));
      const answer = await world.post(CHAT, new Uint8Array(whole.subarray(0, whole.length / 2)), {
        headers: { "content-encoding": encoding },
      });
      await refused(answer, 400);
    }
  });
});

describe("a body over max-body-bytes is 413", () => {
  const LIMIT = 1_000_000;

  test("declared, undeclared, or packed small and unpacked large, and the gateway's memory does not feel it", async () => {
    await using world = await startWorld({ accounts: 1, config: { "max-body-bytes": LIMIT } });
    const fits = JSON.stringify(chat("x".repeat(LIMIT - 1000)));
    expect((await world.post(CHAT, fits)).status).toBe(200);
    const before = world.residentBytes();
    const large = JSON.stringify(chat("x".repeat(LIMIT)));
    expect((await refused(await world.post(CHAT, large), 413)).code).toBe("payload_too_large");

    const chunked = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < large.length; at += 65_536) controller.enqueue(Buffer.from(large.slice(at, at + 65_536)));
        controller.close();
      },
    });
    const streamed = await fetch(`${world.url}${CHAT}`, { method: "POST", body: chunked });
    await refused(streamed, 413);

    // 200 MB of zeros.
    const bomb = Buffer.alloc(200_000_000);
    for (const [encoding, packed] of [
      ["gzip", gzipSync(bomb)],
      ["zstd", zstdCompressSync(bomb)],
      ["br", brotliCompressSync(bomb, { params: { 1: 1 } })],
      ["deflate", deflateSync(bomb)],
      ["gzip, gzip", gzipSync(gzipSync(bomb))],
    ] as const) {
      expect(packed.length).toBeLessThan(LIMIT);
      const answer = await world.post(CHAT, new Uint8Array(packed), { headers: { "content-encoding": encoding } });
      await refused(answer, 413);
    }
    expect(world.residentBytes() - before).toBeLessThan(60_000_000);
    expect(world.exchanges()).toHaveLength(1);
  });

  test("and the refusal names the limit", async () => {
    await using world = await startWorld({ accounts: 1, config: { "max-body-bytes": 2048 } });
    const { message } = await refused(await world.post(CHAT, chat("x".repeat(3000))), 413);
    expect(message).toMatch(/2048 bytes|2 KiB/);
  });
});

describe("without api-key-auth-enabled", () => {
  test("this computer needs no key, and whatever its SDK sends as one does not matter", async () => {
    const world = await shared();
    for (const headers of [{}, { authorization: "Bearer dummy" }, { "x-api-key": "dummy" }]) {
      const answer = await world.post(CHAT, chat("hi"), { headers });
      expect(answer.status).toBe(200);
      await answer.text();
    }
  });

  test("other computers are refused with the way to a key, and served with one", async () => {
    const config = { "api-keys": [{ key: "sk-far", name: "far" }], "trusted-proxies": ["127.0.0.1"] };
    await using world = await startWorld({ accounts: 1, config });
    const far = { "x-forwarded-for": "203.0.113.7" };
    const { message, type } = await refused(await world.post(CHAT, chat("hi"), { headers: far }), 401);
    expect(type).toBe("authentication_error");
    expect(message).toContain("api-keys");
    expect(world.exchanges()).toEqual([]);
    const answer = await world.post(CHAT, chat("hi"), { headers: { ...far, authorization: "Bearer sk-far" } });
    expect(answer.status).toBe(200);
    expect((await world.record(answer)).clientKey).toBe("far");
  });

  test("another address of this computer is not loopback", async () => {
    const address = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === "IPv4" && !one.internal)?.address;
    if (address === undefined) return;
    await using world = await startWorld({ accounts: 1, args: ["--host", "0.0.0.0"] });
    const url = new URL(world.url);
    url.hostname = address;
    const answer = await fetch(`${url.origin}${CHAT}`, { method: "POST", body: JSON.stringify(chat("hi")) });
    await refused(answer, 401);
    url.hostname = "127.0.0.1";
    const near = await fetch(`${url.origin}${CHAT}`, { method: "POST", body: JSON.stringify(chat("hi")) });
    expect(near.status).toBe(200);
    await near.text();
  });
});

describe("with api-key-auth-enabled", () => {
  const CONFIG = {
    "api-key-auth-enabled": true,
    "api-keys": ["sk-plain", { key: "sk-named", name: "laptop" }],
  };

  test("a key is taken in every form in which clients send one, and the record names it, never shows it", async () => {
    await using world = await startWorld({ accounts: 1, config: CONFIG });
    const forms: readonly (readonly [string, Record<string, string>])[] = [
      ["", { authorization: "Bearer sk-named" }],
      ["", { authorization: "bearer  sk-named" }],
      ["", { authorization: "sk-named" }],
      ["", { "x-api-key": "sk-named" }],
      ["", { "x-goog-api-key": "sk-named" }],
      ["?key=sk-named", {}],
      ["?alt=sse&key=sk-named", {}],
    ];
    for (const [query, headers] of forms) {
      const answer = await world.post(`${CHAT}${query}`, chat("hi"), { headers });
      expect([query, headers, answer.status]).toEqual([query, headers, 200]);
      expect((await world.record(answer)).clientKey).toBe("laptop");
    }
    const unnamed = await world.post(RESPONSES, responses("hi"), { headers: { authorization: "Bearer sk-plain" } });
    expect((await world.record(unnamed)).clientKey).toMatch(/^key-[0-9a-f]{6}$/);
    expect(JSON.stringify(world.records())).not.toContain("sk-");
    await world.stop();
    expect(world.gateway.errors()).not.toContain("sk-named");
  });

  test("no key and a wrong key are 401 in the client's shape, from this computer too", async () => {
    await using world = await startWorld({ accounts: 1, config: CONFIG });
    for (const path of [CHAT, RESPONSES, CODEX]) {
      const body = path === CHAT ? chat("hi") : codexTurn("hi");
      const missing = await refused(await world.post(path, body), 401);
      expect(missing).toMatchObject({ code: "missing_api_key", type: "authentication_error" });
      const headers = { authorization: "Bearer sk-guess" };
      const wrong = await refused(await world.post(path, body, { headers }), 401);
      expect(wrong).toMatchObject({ code: "invalid_api_key", type: "authentication_error" });
      expect(wrong.message).not.toContain("sk-guess");
    }
    for (const path of ["/v1/models", "/backend-api/codex/models", "/backend-api/wham/usage"]) {
      await refused(await world.get(path), 401);
      expect((await world.get(path, { headers: { authorization: "Bearer sk-plain" } })).status).toBe(200);
    }
    expect((await world.get("/api/codex/usage")).status).toBe(200);
    expect((await world.get("/health")).status).toBe(200);
    expect(world.exchanges()).toEqual([]);
  });

  test("a key taken out of the file is refused from then on", async () => {
    await using world = await startWorld({ accounts: 1, config: CONFIG });
    const headers = { authorization: "Bearer sk-named" };
    expect((await world.post(CHAT, chat("hi"), { headers })).status).toBe(200);
    await world.editConfig({ "api-keys": ["sk-plain"] });
    await world.waitForLog("config_changed");
    await refused(await world.post(CHAT, chat("hi"), { headers }), 401);
  });
});

describe("X-Forwarded-For", () => {
  const ask = (world: World, forwarded: string) =>
    world.post(CHAT, chat("hi"), { headers: { "x-forwarded-for": forwarded } });

  test("counts for nothing where no proxy is trusted", async () => {
    const world = await shared();
    const answer = await ask(world, "203.0.113.7");
    expect(answer.status).toBe(200);
    await answer.text();
  });

  test("is believed hop by hop as far as it was written by trusted proxies", async () => {
    await using world = await startWorld({ accounts: 1, config: { "trusted-proxies": ["127.0.0.1", "10.0.0.0/8"] } });
    expect((await ask(world, "203.0.113.7")).status).toBe(401);
    // What the outer client wrote itself stands left of what the trusted proxy saw.
    expect((await ask(world, "127.0.0.1, 203.0.113.7")).status).toBe(401);
    expect((await ask(world, "203.0.113.7, 10.1.2.3")).status).toBe(401);
    expect((await ask(world, "127.0.0.1")).status).toBe(200);
    expect((await ask(world, "127.0.0.1, 10.1.2.3")).status).toBe(200);
    expect((await ask(world, "not an address")).status).toBe(401);
  });
});
