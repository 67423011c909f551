// POST /api-call and POST /vertex/import over real HTTP: tokens reach their own provider and nobody else.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { manage, type Manage, type ManagementAnswer, MANAGEMENT_KEY } from "../support/management-client.ts";
import { makeServiceAccountKey } from "../support/service-account-key.ts";
import { startWorld, type World } from "../support/world.ts";

const USAGE = "https://chatgpt.com/backend-api/wham/usage";

let world: World;
let call: Manage;
let index = "";
let stranger: ReturnType<typeof Bun.serve>;
let heard: { readonly method: string; readonly headers: Headers }[] = [];
beforeAll(async () => {
  world = await startWorld({ accounts: 2, config: { "remote-management": { "secret-key": MANAGEMENT_KEY } } });
  call = manage(world);
  const { body } = await call("GET /auth-files");
  index = (body as { readonly files: readonly { readonly auth_index: string }[] }).files[0]?.auth_index ?? "";
  stranger = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      heard.push({ method: request.method, headers: new Headers(request.headers) });
      return new Response("hello ü", { status: 418, headers: { "X-Word": "yes" } });
    },
  });
});
beforeEach(() => {
  heard = [];
});
afterAll(async () => {
  await stranger.stop(true);
  await world[Symbol.asyncDispose]();
});

function ask(body: object): Promise<ManagementAnswer> {
  return call("POST /api-call", { body });
}

function codexUsage(more: object = {}): object {
  const workspace = world.accounts[0]?.sandbox.accountId;
  const header = { Authorization: "Bearer $TOKEN$", "Chatgpt-Account-Id": workspace, Accept: "application/json" };
  return { authIndex: index, method: "GET", url: USAGE, header, ...more };
}

describe("a call in an account's name", () => {
  test("goes to the configured upstream with that account's token", async () => {
    const answer = await ask(codexUsage());
    const { status_code: status, header, body } = answer.body as Record<string, unknown>;
    expect([answer.status, status]).toEqual([200, 200]);
    expect(JSON.parse(String(body))).toMatchObject({ plan_type: expect.any(String), rate_limit: expect.any(Object) });
    expect(header).toMatchObject({ "Content-Type": [expect.stringContaining("application/json")] });
  });

  test.each(["auth_index", "AuthIndex"])("may say its account as %s", async (name) => {
    expect(await ask(codexUsage({ authIndex: undefined, [name]: index }))).toMatchObject({
      body: { status_code: 200 },
    });
  });

  test("renews a token that the upstream does not take any more, once", async () => {
    world.accounts[0]?.sandbox.expireAccessToken();
    expect(await ask(codexUsage())).toMatchObject({ status: 200, body: { status_code: 200 } });
  });

  test("never takes the token to a stranger", async () => {
    const url = `http://127.0.0.1:${stranger.port}/backend-api/wham/usage`;
    expect(await ask(codexUsage({ url }))).toMatchObject({
      ...{ status: 400, body: { error: `auth token not allowed for 127.0.0.1:${stranger.port}` } },
    });
    const anthropic = codexUsage({ url: "https://api.anthropic.com/v1/models" });
    expect(await ask(anthropic)).toMatchObject({ status: 400 });
    expect(heard).toEqual([]);
  });

  test.each([[undefined], [""], ["0123456789abcdef"]])("with %p as its account has no token", async (authIndex) => {
    expect(await ask(codexUsage({ authIndex }))).toMatchObject({
      ...{ status: 400, body: { error: "auth token not found" } },
    });
  });
});

describe("a call in nobody's name", () => {
  test("goes where it says, as it says, and brings back whatever is answered", async () => {
    const url = `http://127.0.0.1:${stranger.port}/models?x=1`;
    const header = { authorization: "Bearer mine", Host: "evil.example", "X-Other": "b" };
    expect(await ask({ method: "post", url, header, data: '{"a":1}' })).toMatchObject({
      status: 200,
      body: { status_code: 418, header: { "X-Word": ["yes"] }, body: "hello ü" },
    });
    const [request] = heard;
    expect(request?.method).toBe("POST");
    expect(request?.headers.get("authorization")).toBe("Bearer mine");
    expect(request?.headers.get("host")).toBe(`127.0.0.1:${stranger.port}`);
    expect(request?.headers.get("user-agent")).toStartWith("switchyard/");
  });

  test("that reaches nobody is 502", async () => {
    expect(await ask({ method: "GET", url: "http://127.0.0.1:1/" })).toMatchObject({
      ...{ status: 502, body: { error: "request failed", message: expect.any(String) } },
    });
  });

  test("goes through the proxy that it names", async () => {
    const url = `http://127.0.0.1:${stranger.port}/`;
    expect(await ask({ method: "GET", url, proxy_url: "http://127.0.0.1:1" })).toMatchObject({ status: 502 });
    expect(await ask({ method: "GET", url, proxy_url: "direct" })).toMatchObject({ status: 200 });
  });
});

test.each([
  ["{", "invalid body"],
  ["[]", "invalid body"],
  [{}, "missing method"],
  [{ method: "GET" }, "missing url"],
  [{ method: "TRACE", url: USAGE }, "invalid method"],
  [{ method: "GET", url: "chatgpt.com" }, "invalid url"],
  [{ method: "GET", url: "file:///etc/passwd" }, "invalid url"],
  [{ method: "GET", url: "https://user:password@chatgpt.com/" }, "invalid url"],
  [{ method: "GET", url: USAGE, header: [] }, "invalid header"],
  [{ method: "GET", url: USAGE, header: { "a b": "c" } }, "invalid header"],
  [{ method: "GET", url: USAGE, header: { a: "b\r\nc: d" } }, "invalid header"],
  [{ method: "GET", url: USAGE, header: { a: 1 } }, "invalid header"],
  [{ method: "POST", url: USAGE, data: {} }, "invalid data"],
  [{ method: "GET", url: USAGE, auth_index: 7 }, "invalid auth_index"],
  [{ method: "GET", url: USAGE, proxy_url: "ftp://x" }, "invalid proxy_url"],
])("api-call with %j is 400 %s", async (body, error) => {
  expect(await call("POST /api-call", { body })).toMatchObject({ status: 400, body: { error } });
});

describe("vertex/import", () => {
  const key = { ...makeServiceAccountKey(), project_id: "trains" };
  const send = async (fields: Readonly<Record<string, string | File>>): Promise<ManagementAnswer> => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    const headers = { authorization: `Bearer ${MANAGEMENT_KEY}` };
    const url = `${world.url}/v0/management/vertex/import`;
    const response = await fetch(url, { method: "POST", headers, body: data });
    return { status: response.status, body: await response.json(), headers: response.headers };
  };
  const file = (json: unknown): File => new File([typeof json === "string" ? json : JSON.stringify(json)], "key.json");
  const list = async (): Promise<readonly Record<string, unknown>[]> =>
    ((await call("GET /auth-files")).body as { readonly files: readonly Record<string, unknown>[] }).files;

  test("makes an auth file of the key, and once more only changes its region", async () => {
    const imported = { status: "ok", "auth-file": "vertex-trains.json", project_id: "trains", email: key.client_email };
    expect(await send({ file: file(key) })).toMatchObject({
      ...{ status: 200, body: { ...imported, location: "us-central1" } },
    });
    expect((await list()).find(({ name }) => name === "vertex-trains.json")).toMatchObject({
      ...{ type: "vertex", provider: "vertex", project_id: "trains", email: key.client_email, status: "active" },
    });
    const count = (await list()).length;
    expect(await send({ file: file(key), location: "Europe-West4" })).toMatchObject({
      ...{ status: 200, body: { ...imported, location: "europe-west4" } },
    });
    expect(await list()).toHaveLength(count);
    const { body } = await call("GET /auth-files/download?name=vertex-trains.json");
    expect(body).toMatchObject({ type: "vertex", location: "europe-west4", service_account: key });
  });

  test.each([
    ["no file", { location: "global" }, "file required"],
    ["broken JSON", { file: file("{") }, "invalid json"],
    ["a list", { file: file([]) }, "invalid json"],
    ["no key", { file: file({ ...key, private_key: "" }) }, "invalid service account: private_key is missing"],
    [
      "a bad region",
      { file: file(key), location: "x/../y" },
      "invalid service account: location is not the name of a region",
    ],
  ] as const)("with %s is refused and writes nothing", async (_what, fields, error) => {
    const before = await readdir(join(world.dataDir, "auths"));
    expect(await send(fields)).toMatchObject({ status: 400, body: { error } });
    expect(await readdir(join(world.dataDir, "auths"))).toEqual(before);
  });

  test("what is no form is refused", async () => {
    expect(await call("POST /vertex/import", { body: key })).toMatchObject({
      ...{ status: 400, body: { error: "file required" } },
    });
  });
});
