// Transcripts of requests: everything said in a request, kept of all or of those that failed, and never a secret among it.

import { describe, expect, test } from "bun:test";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat, responses } from "../support/asks.ts";
import { DIALECT_CLIENTS } from "../support/dialect-clients.ts";
import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { dropAuthFile, fileNameOf, KEYS, LOGINS } from "../support/provider-cases.ts";
import { openSocket, saidIn } from "../support/socket-client.ts";
import { until } from "../support/until.ts";
import { ranked, requestIdOf, seenCall, startWorld, type World } from "../support/world.ts";

const MANAGED = { "remote-management": { "secret-key": MANAGEMENT_KEY } };
const ALL = { ...MANAGED, "request-log": true };
const ALWAYS = Number.POSITIVE_INFINITY;
const LONG = "sandbox-stream-100000x5";

function namesIn(world: World): Promise<readonly string[]> {
  return readdir(join(world.dataDir, "logs")).catch(() => []);
}

/** The transcript of an answer (or of a request id), over the management API. */
function transcriptOf(world: World, of: Response | string): Promise<string> {
  const id = typeof of === "string" ? of : requestIdOf(of);
  return until(`the transcript of ${id}`, async () => {
    const { status, body } = await manage(world)(`GET /request-log-by-id/${id}`);
    return status === 200 && String(body);
  });
}

async function errorNames(world: World): Promise<readonly string[]> {
  const { status, body } = await manage(world)("GET /request-error-logs");
  expect(status).toBe(200);
  return (body as { files: { name: string }[] }).files.map(({ name }) => name);
}

/** The pieces stand in the text, one after the other. */
function expectInOrder(text: string, pieces: readonly string[]): void {
  let at = 0;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    expect([piece, found >= at ? "in its place" : text]).toEqual([piece, "in its place"]);
    at = found + piece.length;
  }
}

describe("of every request", () => {
  test("a streamed one is kept as the upstream said it and as the client got it", async () => {
    await using world = await startWorld({ accounts: 1, config: ALL });
    const answer = await world.post("/v1/responses", responses("hello", { stream: true }));
    const got = await answer.text();
    const text = await transcriptOf(world, answer);
    expectInOrder(text, [
      "POST /v1/responses",
      '"input":"hello"',
      "Attempt 1: ada@example.com (codex)",
      `POST ${world.sandboxUrl}/backend-api/codex/responses`,
      "answered 200",
      "event: response.completed",
      "The answer to the client: 200",
      got.trim(),
    ]);
    const [name = ""] = await namesIn(world);
    expect(name).toMatch(/^v1-responses-\d{4}-\d\d-\d\dT\d{6}-req_\w+\.log$/);
    expect((await stat(join(world.dataDir, "logs", name))).mode & 0o777).toBe(0o600);
  });

  test("a translated one is kept in both dialects", async () => {
    await using world = await startWorld({ accounts: 1, config: ALL });
    for (const client of DIALECT_CLIENTS) {
      for (const stream of [false, true]) {
        const answer = await client.ask(world, { model: "gpt-5.5", text: "good morning", stream });
        const got = await answer.text();
        const text = await transcriptOf(world, answer);
        expectInOrder(text, ["good morning", "/codex/responses", "good morning", "response.completed", got.trim()]);
      }
    }
  });

  test("one that moved to another account is kept with every call and why it was refused", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: ALL });
    world.fault({ account: "ada@example.com", fault: faults.rateLimited(60_000) });
    const answer = await world.post("/v1/chat/completions", chat("hello"));
    expect(answer.status).toBe(200);
    expectInOrder(await transcriptOf(world, answer), [
      "ok 200",
      "Attempt 1: ada@example.com",
      "failed: rate_limited",
      "answered 429",
      '"rate_limit_exceeded"',
      "Attempt 2: ben@example.com",
      "answered 200",
      "The answer to the client: 200",
    ]);
  });

  test("one whose client left is kept as far as it came", async () => {
    await using world = await startWorld({ accounts: 1, config: ALL });
    const leaving = new AbortController();
    const answer = await world.post("/v1/chat/completions", chat("hi", { model: LONG, stream: true }), {
      signal: leaving.signal,
    });
    const reader = answer.body?.getReader();
    for (let bytes = 0; bytes < 2000;) bytes += (await reader?.read())?.value?.byteLength ?? ALWAYS;
    leaving.abort();
    expectInOrder(await transcriptOf(world, answer), [
      "cancelled 499",
      "request_cancelled",
      "Attempt 1: ada@example.com",
      "data: ",
      "The answer to the client: 200",
      "data: ",
    ]);
  });

  test("one whose client left before anything came is kept as well", async () => {
    await using world = await startWorld({ accounts: 1, config: ALL });
    world.fault({ fault: { kind: "hang" } });
    const leaving = new AbortController();
    world.post("/v1/chat/completions", chat("hi"), { signal: leaving.signal }).catch(() => undefined);
    await seenCall(world, "the call", ({ path }) => path.endsWith("/codex/responses"));
    leaving.abort();
    const record = await until("the record", () => world.records().find(({ outcome }) => outcome === "cancelled"));
    expectInOrder(await transcriptOf(world, record.id), ["cancelled 499", "Attempt 1", "no answer: request_cancelled"]);
  });

  test("one that broke off in mid-answer is kept with what the client was told", async () => {
    await using world = await startWorld({ accounts: 1, config: ALL });
    world.fault({ fault: { kind: "cut", events: 40 }, times: ALWAYS });
    const answer = await world.post("/v1/responses", responses("hello", { model: LONG, stream: true }));
    const got = await answer.text();
    const text = await transcriptOf(world, answer);
    expectInOrder(text, ["error 200", "upstream_stream_broken", "Attempt 1", "no answer: connection_lost", got.trim()]);
  });

  test("each turn of a WebSocket is one", async () => {
    await using world = await startWorld({ accounts: 1, config: ALL });
    await using client = await openSocket(`${world.url}/v1/responses`);
    expect(saidIn(await client.turn("first"))).toContain("first");
    world.fault({ fault: faults.rateLimited(60_000) });
    await client.turn("second");
    const [first, second] = await until("two records", () => {
      const records = world.records().filter(({ outcome }) => outcome !== "open");
      return records.length === 2 && records;
    });
    expectInOrder(await transcriptOf(world, first?.id ?? ""), [
      "WS /v1/responses",
      "first",
      "SEND ws://",
      "first",
      "response.completed",
      "The answer to the client: 200",
      "response.completed",
    ]);
    expectInOrder(await transcriptOf(world, second?.id ?? ""), [
      "rate_limited",
      "second",
      "The answer to the client: 429",
      '"type":"error"',
    ]);
  });

  test("one that was asked with a key is kept without it, and so is all else that is secret", async () => {
    const config = { ...ALL, "api-keys": ["sk-of-the-house-0123456789"], "api-key-auth-enabled": true };
    await using world = await startWorld({ accounts: 1, apiKeyAccounts: 1, config });
    const headers = {
      authorization: "Bearer sk-of-the-house-0123456789",
      "x-api-key": "other-key-0123",
      cookie: "s=crumbs42",
    };
    const body = chat("hello", { metadata: { api_key: "told-in-body" } });
    const path = "/v1/chat/completions?key=told-in-address";
    const answer = await world.post(path, body, { headers });
    const text = await transcriptOf(world, answer);
    expect(text).toContain("authorization: [secret]");
    expect(text).not.toMatch(/of-the-house|other-key|crumbs42|told-in/);
  });

  test("a large one is cut and says so", async () => {
    await using world = await startWorld({ accounts: 1, config: ALL });
    const answer = await world.post("/v1/chat/completions", chat("x".repeat(3_000_000)));
    expect(await transcriptOf(world, answer)).toMatch(/\[cut at 1048576 bytes, \d+ more\]/);
  });

  test("is whole or not there after kill -9, and nothing half made is left after the next start", async () => {
    await using world = await startWorld({ accounts: 1, config: ALL });
    const asked = Array.from({ length: 40 }, () => world.post("/v1/chat/completions", chat("x".repeat(100_000))));
    for (const each of asked) each.then((answer) => answer.text()).catch(() => undefined);
    await until(
      "the first transcripts",
      async () => (await namesIn(world)).filter((name) => !name.startsWith(".")).length > 3,
    );
    await world.kill9();
    await Promise.allSettled(asked);
    for (const name of await namesIn(world)) {
      if (name.startsWith(".")) continue;
      expect(await readFile(join(world.dataDir, "logs", name), "utf8")).toContain("The answer to the client: 200");
    }
    await writeFile(join(world.dataDir, "logs", ".v1-x.log.tmp"), "half");
    await world.start();
    await until("no leftovers", async () => (await namesIn(world)).every((name) => !name.startsWith(".")));
  }, 20_000);
});

describe("of failed requests alone", () => {
  test("is kept by default, listed newest first, and handed out by name and by id", async () => {
    await using world = await startWorld({ accounts: 1, config: MANAGED });
    const call = manage(world);
    expect(await call("GET /request-error-logs")).toMatchObject({ status: 200, body: { files: [] } });
    await (await world.post("/v1/chat/completions", chat("fine"))).text();
    const failed: string[] = [];
    for (let index = 0; index < 2; index += 1) {
      const answer = await world.post("/v1/chat/completions", chat(`wrong ${index}`, { model: "no-such-model" }));
      expect(answer.status).toBe(404);
      failed.unshift(requestIdOf(answer));
      await transcriptOf(world, answer);
    }
    const { body } = await call("GET /request-error-logs");
    const { files } = body as { files: { name: string; size: number; modified: number }[] };
    expect(files.map(({ name }) => name)).toEqual(failed.map((id) => expect.stringContaining(`-${id}.log`)));
    const [{ name, size, modified } = { name: "", size: 0, modified: 0 }] = files;
    expect(name).toStartWith("error-v1-chat-completions-");
    expect(Math.abs(modified - Date.now() / 1000)).toBeLessThan(60);
    const download = await call(`GET /request-error-logs/${name}`);
    expect([download.status, download.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(Buffer.byteLength(String(download.body))).toBe(size);
    expect(download.body).toBe(await transcriptOf(world, failed[0] ?? ""));
    expectInOrder(String(download.body), ["error 404", "wrong 1", "The answer to the client: 404", "model_not_found"]);
  });

  test("is not kept of one that came to a good end by another account, nor of one whose client left", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: MANAGED });
    world.fault({ account: "ada@example.com", fault: faults.rateLimited(60_000) });
    await world.record(await world.post("/v1/chat/completions", chat("hello")));
    const leaving = new AbortController();
    const answer = await world.post("/v1/chat/completions", chat("hi", { model: LONG, stream: true }), {
      signal: leaving.signal,
    });
    await answer.body?.getReader().read();
    leaving.abort();
    await world.record(answer);
    expect(await errorNames(world)).toEqual([]);
  });

  test("says that nothing is kept of what was streamed before the break", async () => {
    await using world = await startWorld({ accounts: 1, config: MANAGED });
    world.fault({ fault: { kind: "cut", events: 40 }, times: ALWAYS });
    const answer = await world.post("/v1/responses", responses("hello", { model: LONG, stream: true }));
    await answer.text();
    expectInOrder(await transcriptOf(world, answer), ["upstream_stream_broken", "[not kept: the answer had begun]"]);
  });

  test("is not listed while every request is kept, and not kept where none is wanted", async () => {
    await using world = await startWorld({ accounts: 1, config: MANAGED });
    const call = manage(world);
    const fail = async (): Promise<Response> => {
      const answer = await world.post("/v1/chat/completions", chat("wrong", { model: "no-such-model" }));
      await world.record(answer);
      return answer;
    };
    await transcriptOf(world, await fail());
    expect(await errorNames(world)).toHaveLength(1);
    await call("PUT /request-log", { body: { value: true } });
    const kept = await fail();
    expect(await transcriptOf(world, kept)).toContain("model_not_found");
    expect(await errorNames(world)).toEqual([]);
    await call("PUT /request-log", { body: { value: false } });
    expect(await errorNames(world)).toHaveLength(1);
    await call("PUT /error-logs-max-files", { body: { value: 0 } });
    await until("the old one is gone", async () => (await errorNames(world)).length === 0);
    const unkept = await fail();
    expect(await call(`GET /request-log-by-id/${requestIdOf(unkept)}`)).toMatchObject({ status: 404 });
  });

  test("is of the newest alone", async () => {
    await using world = await startWorld({ accounts: 1, config: { ...MANAGED, "error-logs-max-files": 3 } });
    const ids: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const answer = await world.post("/v1/chat/completions", chat("wrong", { model: "no-such-model" }));
      ids.unshift(requestIdOf(answer));
      await transcriptOf(world, answer);
    }
    await until("three", async () => (await errorNames(world)).length === 3);
    expect(await errorNames(world)).toEqual(ids.slice(0, 3).map((id) => expect.stringContaining(id)));
  });
});

describe("what is no transcript", () => {
  const NAMES: readonly (readonly [string, number, string])[] = [
    ["/request-error-logs/..%2Fconfig.yaml", 400, "invalid log file name"],
    ["/request-error-logs/..%5Cconfig.yaml", 400, "invalid log file name"],
    ["/request-error-logs/.hidden.log", 400, "invalid log file name"],
    ["/request-error-logs/error-a%00.log", 400, "invalid log file name"],
    [`/request-error-logs/${"e".repeat(300)}`, 400, "invalid log file name"],
    ["/request-error-logs/main.log", 404, "log file not found"],
    ["/request-error-logs/error-none-req_1.log", 404, "log file not found"],
    ["/request-log-by-id/req_unknown", 404, "log file not found for the given request ID"],
    ["/request-log-by-id/..%2Fx", 400, "invalid request ID"],
    ["/request-log-by-id/%20", 400, "invalid request ID"],
  ];
  test("is not handed out", async () => {
    await using world = await startWorld({ accounts: 1, config: { ...MANAGED, "logging-to-file": true } });
    const call = manage(world);
    await call("GET /logs");
    for (const [path, status, error] of NAMES)
      expect([path, await call(`GET ${path}`)]).toMatchObject([path, { status, body: { error } }]);
  });
});

/** Every text under a name that promises a secret. */
function secretsIn(value: unknown, name = ""): readonly string[] {
  if (typeof value === "string") return /token$|key$|secret|password/i.test(name) && value.length > 8 ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([inner, each]) => secretsIn(each, Array.isArray(value) ? name : inner));
}

test("no token, key or password of anybody is in any file of the folder, whoever serves", async () => {
  const client = "of-the-client-0123456789";
  const known: string[] = [client, MANAGEMENT_KEY];
  await using world = await startWorld({
    accounts: 1,
    apiKeyAccounts: 1,
    config: {
      ...ALL,
      "logging-to-file": true,
      debug: true,
      ...Object.assign({}, ...LOGINS.map(({ config }) => config)),
    },
    join(place) {
      const entries = KEYS.map((one) => [
        one.list,
        [{ ...one.entry(place, `${one.list}@example.com`), headers: { "x-own": "own-header-value" } }],
      ]);
      known.push("own-header-value", ...secretsIn(Object.fromEntries(entries)));
      return Object.fromEntries(entries);
    },
  });
  for (const account of [...world.accounts, ...world.apiKeyAccounts])
    known.push(...secretsIn(await world.authFile(account)));
  for (const one of LOGINS) {
    const member = one.add(world.sandbox, { email: `${one.provider}@example.com` });
    known.push(...secretsIn(member.file()));
    await dropAuthFile(world, fileNameOf(one, 1), member.file());
    await until("the model is listed", async () => (await (await world.get("/v1/models")).text()).includes(one.model));
  }
  const headers = {
    authorization: `Bearer ${client}`,
    "x-api-key": client,
    cookie: `session=${client}`,
    "x-custom": client,
  };
  const models = new Set(["gpt-5.5", ...[...LOGINS, ...KEYS].map(({ model }) => model)]);
  for (const model of models) {
    for (const dialect of DIALECT_CLIENTS) {
      // Twice, so that each of a model's accounts has its turn.
      for (const text of ["hello", `I am ${client}`]) {
        const answer = await dialect.ask(world, { model, text, stream: text === "hello" }, { headers });
        await answer.text();
        await world.record(answer);
      }
    }
  }
  expect(await world.stop()).toBe(0);
  const names = await namesIn(world);
  expect(names.length).toBeGreaterThan(models.size * 8);
  const secrets = [...new Set(known)];
  expect(secrets.length).toBeGreaterThan(20);
  for (const name of names) {
    const text = await readFile(join(world.dataDir, "logs", name), "utf8");
    expect([name, secrets.filter((secret) => text.includes(secret))]).toEqual([name, []]);
  }
}, 60_000);
