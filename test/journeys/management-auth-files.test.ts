// Auth files through the management API, over real HTTP: each call, and each of its errors.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { manage, type Manage, type ManagementAnswer, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { ranked, startWorld, type World } from "../support/world.ts";

let world: World;
let call: Manage;
let authDir = "";
beforeAll(async () => {
  const config = { "remote-management": { "secret-key": MANAGEMENT_KEY } };
  world = await startWorld({ accounts: ranked(2), config });
  world.sandbox.addKimiKey({ email: KIMI.email, key: KIMI.api_key });
  call = manage(world);
  authDir = join(world.dataDir, "auths");
});
afterAll(() => world[Symbol.asyncDispose]());

const OK = { status: 200, body: { status: "ok" } };
const KIMI = { type: "kimi", api_key: "sk-kimi-1", email: "kim@example.com", note: "spare", odd: { kept: true } };

function fault(status: number, error: string): object {
  return { status, body: { error } };
}

function form(sent: readonly (readonly [name: string, text: string])[], field = "file"): FormData {
  const data = new FormData();
  for (const [name, text] of sent) data.append(field, new File([text], name, { type: "application/json" }));
  return data;
}

async function send(body: FormData): Promise<ManagementAnswer> {
  const response = await fetch(`${world.url}/v0/management/auth-files`, {
    method: "POST",
    headers: { authorization: `Bearer ${MANAGEMENT_KEY}` },
    body,
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

async function files(query = ""): Promise<readonly Record<string, unknown>[]> {
  const { body } = await call(`GET /auth-files${query}`);
  return (body as { readonly files: readonly Record<string, unknown>[] }).files;
}

async function entry(name: string): Promise<Record<string, unknown>> {
  const found = (await files()).find((file) => file["name"] === name);
  if (found === undefined) throw new Error(`${name} is not listed`);
  return found;
}

const ada = (): string => world.accounts[0]?.fileName ?? "";

describe("the list", () => {
  test("has the contract's fields and the account's own", async () => {
    const file = join(authDir, ada());
    const { size, mtimeMs } = await stat(file);
    expect(await entry(ada())).toMatchObject({
      name: ada(),
      size,
      modtime: new Date(Math.floor(mtimeMs)).toISOString(),
      type: "codex",
      email: "ada@example.com",
      auth_index: expect.stringMatching(/^[0-9a-f]{16}$/),
      provider: "codex",
      status: "active",
      status_message: "",
      disabled: false,
      unavailable: false,
      priority: 100,
      id_token: { chatgpt_account_id: expect.any(String) },
    });
  });

  test("is sorted by name and may be narrowed to a name or a handle", async () => {
    const all = await files();
    expect(all.map((file) => file["name"])).toEqual(world.accounts.map(({ fileName }) => fileName));
    expect(await files(`?name=${encodeURIComponent(ada())}`)).toHaveLength(1);
    expect(await files(`?auth_index=${String(all[1]?.["auth_index"])}`)).toEqual([
      expect.objectContaining({ name: world.accounts[1]?.fileName }),
    ]);
    expect(await files("?name=nobody.json")).toEqual([]);
  });

  test("tells of a file that holds no account, and why", async () => {
    await writeFile(join(authDir, "broken.json"), "{ not json");
    expect(await entry("broken.json")).toMatchObject({
      ...{ type: "unknown", email: "", auth_index: "", status: "error", unavailable: true },
      status_message: expect.stringContaining("not valid JSON"),
    });
    expect(await call("DELETE /auth-files?name=broken.json")).toMatchObject(OK);
  });

  test("tells which of two files of one account serves: the one with the newer tokens, and one account in all", async () => {
    const before = await world.authFile(world.accounts[0] ?? never());
    const { auth_index: index } = await entry(ada());
    const upload = (name: string, refreshedAt: string): Promise<unknown> =>
      call(`POST /auth-files?name=${name}`, { body: { ...before, last_refresh: refreshedAt, note: name } });
    const duplicateOf = (name: string): object => ({
      ...{ auth_index: index, status: "error", unavailable: true },
      status_message: `duplicate: ${name} is the same account and serves`,
    });
    await upload("older.json", "2020-01-01T00:00:00Z");
    expect(await entry("older.json")).toMatchObject(duplicateOf(ada()));
    await upload("newer.json", "2037-01-01T00:00:00Z");
    expect(await entry("newer.json")).toMatchObject({ auth_index: index, status: "active", status_message: "" });
    for (const name of [ada(), "older.json"]) expect(await entry(name)).toMatchObject(duplicateOf("newer.json"));
    // A file is what was put under its name, whoever serves.
    expect(await call("GET /auth-files/download?name=older.json")).toMatchObject({ body: { note: "older.json" } });
    const served = await world.record(await world.post("/v1/chat/completions", chat("of three files")));
    expect(served.accountLabel).toBe("ada@example.com");
    await call("DELETE /auth-files", { body: { names: ["newer.json", "older.json"] } });
    expect(await entry(ada())).toMatchObject({ status: "active" });
  });
});

describe("upload and download", () => {
  test("a raw upload is kept byte for byte, for its owner alone, and is in the pool when the answer comes", async () => {
    const text = `${JSON.stringify(KIMI)}  \n`;
    expect(await call("POST /auth-files?name=kimi.json", { body: text })).toMatchObject(OK);
    expect(await readFile(join(authDir, "kimi.json"), "utf8")).toBe(text);
    expect((await stat(join(authDir, "kimi.json"))).mode & 0o777).toBe(0o600);
    expect(await entry("kimi.json")).toMatchObject({ ...{ type: "kimi", note: "spare", account_type: "api_key" } });
    const models = await (await world.get("/v1/models")).text();
    expect(models).toContain("kimi");
    const download = await call("GET /auth-files/download?name=kimi.json");
    expect(download).toMatchObject({ status: 200, body: KIMI });
    expect(download.headers.get("content-disposition")).toContain('attachment; filename="kimi.json"');
    expect(download.headers.get("content-type")).toContain("application/json");
  });

  test("a download has the tokens as they are now", async () => {
    const before = await world.authFile(world.accounts[0] ?? never());
    await call("PATCH /auth-files/fields", { body: { name: ada(), expired: "2020-01-01T00:00:00Z" } });
    await until("new tokens in the download", async () => {
      const { body } = await call(`GET /auth-files/download?name=${encodeURIComponent(ada())}`);
      return (body as Record<string, unknown>)["access_token"] !== before["access_token"];
    });
  });

  test("multipart takes one file or many, in any field", async () => {
    expect(await send(form([["one.json", JSON.stringify(KIMI)]]))).toMatchObject(OK);
    const many = await send(
      form(
        [
          ["a.json", "{}"],
          ["b.json", '{"type":"x"}'],
        ],
        "upload",
      ),
    );
    expect(many).toMatchObject({ status: 200, body: { status: "ok", uploaded: 2, files: ["a.json", "b.json"] } });
    const some = await send(
      form([
        ["c.json", "{}"],
        ["d.json", "{"],
        ["e.txt", "{}"],
      ]),
    );
    expect(some).toMatchObject({
      status: 207,
      body: {
        ...{ status: "partial", uploaded: 1, files: ["c.json"] },
        failed: [{ name: "d.json" }, { name: "e.txt", error: "name must end with .json" }],
      },
    });
    const names = ["one.json", "a.json", "b.json", "c.json"];
    expect(await call("DELETE /auth-files", { body: { names: [...names, "z.json"] } })).toMatchObject({
      status: 207,
      body: { status: "partial", deleted: 4, files: names, failed: [{ name: "z.json", error: "file not found" }] },
    });
  });

  test.each([
    ["no name", { query: "", body: "{}" }, "invalid name"],
    ["a path", { query: "?name=..%2Fx.json", body: "{}" }, "invalid name"],
    ["a Windows path", { query: "?name=a%5Cx.json", body: "{}" }, "invalid name"],
    ["a hidden file", { query: "?name=.x.json", body: "{}" }, "invalid name"],
    ["a NUL", { query: "?name=a%00.json", body: "{}" }, "invalid name"],
    ["a name too long", { query: `?name=${"a".repeat(250)}.json`, body: "{}" }, "invalid name"],
    ["another ending", { query: "?name=x.yaml", body: "{}" }, "name must end with .json"],
    ["no body", { query: "?name=new.json", body: "" }, "invalid auth file: it is not valid JSON"],
    ["broken JSON", { query: "?name=new.json", body: "{" }, "invalid auth file: it is not valid JSON"],
    ["text", { query: "?name=new.json", body: '"hello"' }, "invalid auth file: it holds no JSON object"],
    [
      "a list",
      { query: "?name=new.json", body: "[{}]" },
      "invalid auth file: it holds a list; upload its accounts one by one",
    ],
    [
      "broken JSON in place of a file",
      { query: "?name=kimi.json", body: "{" },
      "invalid auth file: it is not valid JSON",
    ],
  ])("an upload with %s is refused and writes nothing", async (_what, { query, body }, error) => {
    const before = [await readdir(authDir), await readFile(join(authDir, "kimi.json"), "utf8")];
    expect(await call(`POST /auth-files${query}`, { body })).toMatchObject(fault(400, error));
    expect([await readdir(authDir), await readFile(join(authDir, "kimi.json"), "utf8")]).toEqual(before);
  });

  test("a file that is too large is refused", async () => {
    const large = JSON.stringify({ ...KIMI, padding: "x".repeat(10 * 1024 * 1024) });
    expect(await call("POST /auth-files?name=large.json", { body: large })).toMatchObject(
      fault(400, "file is larger than 10 MiB"),
    );
    const larger = await call("POST /auth-files?name=large.json", { body: large + large });
    expect(larger).toMatchObject({ status: 413 });
    expect(await readdir(authDir)).not.toContain("large.json");
  });

  test("a name with a path in a form is refused and writes nothing beside the folder", async () => {
    for (const name of ["../evil.json", "/tmp/evil.json", "a\\evil.json"]) {
      expect(await send(form([[name, "{}"]]))).toMatchObject(fault(400, "invalid name"));
    }
    expect(await readdir(world.dataDir)).not.toContain("evil.json");
    expect(await readdir(authDir)).not.toContain("evil.json");
  });

  test("a form without files, and what is no form, are refused", async () => {
    const empty = new FormData();
    empty.append("file", "no file");
    expect(await send(empty)).toMatchObject(fault(400, "no files uploaded"));
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    expect(await call("POST /auth-files", { body: "nothing", headers })).toMatchObject(
      fault(400, "invalid multipart form"),
    );
  });

  test.each([
    ["GET /auth-files/download", 400, "invalid name"],
    ["GET /auth-files/download?name=../config.json", 400, "invalid name"],
    ["GET /auth-files/download?name=config.yaml", 400, "name must end with .json"],
    ["GET /auth-files/download?name=nobody.json", 404, "file not found"],
    ["DELETE /auth-files", 400, "invalid name"],
    ["DELETE /auth-files?name=a/b.json", 400, "invalid name"],
    ["DELETE /auth-files?name=nobody.json", 404, "file not found"],
    ["DELETE /auth-files?all=no", 400, "invalid name"],
    ["GET /auth-files/models", 400, "name is required"],
    ["GET /auth-files/models?name=nobody.json", 404, "auth file not found"],
    ["GET /model-definitions/nobody", 400, "unknown channel"],
  ])("%s is %d %s", async (what, status, error) => {
    expect(await call(what)).toMatchObject(fault(status, error));
  });
});

describe("changes", () => {
  test("a disabled account serves nobody, its file keeps everything else, and enabling it undoes that", async () => {
    const before = await world.authFile(world.accounts[0] ?? never());
    const disable = { name: ada(), disabled: true, auth_index: "ignored", cpamp_mutation_identity: "x" };
    expect(await call("PATCH /auth-files/status", { body: disable })).toMatchObject({
      ...{ status: 200, body: { status: "ok", disabled: true } },
    });
    expect(await entry(ada())).toMatchObject({ status: "disabled", disabled: true, unavailable: false });
    expect(await world.authFile(world.accounts[0] ?? never())).toEqual({ ...before, disabled: true });
    const served = await world.record(await world.post("/v1/chat/completions", chat("conversation 1")));
    expect(served.accountLabel).toBe("ben@example.com");
    await call("PATCH /auth-files/status", { body: { name: ada(), disabled: false } });
    const again = await world.record(await world.post("/v1/chat/completions", chat("conversation 2")));
    expect(again.accountLabel).toBe("ada@example.com");
  });

  test("fields are written and live at once; empty ones leave the file", async () => {
    const fields = {
      ...{ prefix: "/team/", proxy_url: "none", priority: -5, note: " spare ", label: "Kim" },
      ...{ headers: { "X-Team": "a", "X-Old": "b" }, excluded_models: ["kimi-*", " kimi-* "], weight: 2 },
    };
    expect(await call("PATCH /auth-files/fields", { body: { name: "kimi.json", ...fields } })).toMatchObject(OK);
    expect(await entry("kimi.json")).toMatchObject({
      ...{ prefix: "team", proxy_url: "direct", priority: -5, note: "spare", label: "Kim", weight: 2 },
      excluded_models: ["kimi-*"],
    });
    const headers = { "x-old": "", "X-New": "c" };
    const undo = { prefix: "", proxy_url: "", priority: 0, note: "", excluded_models: [], weight: null };
    await call("PATCH /auth-files/fields", { body: { name: "kimi.json", headers, ...undo } });
    const { body } = await call("GET /auth-files/download?name=kimi.json");
    expect(body).toEqual({ ...KIMI, note: undefined, label: "Kim", headers: { "X-Team": "a", "X-New": "c" } });
  });

  test("a file is found by its account's handle as well", async () => {
    const index = (await entry("kimi.json"))["auth_index"];
    expect(await call("PATCH /auth-files/fields", { body: { auth_index: index, note: "by handle" } })).toMatchObject(
      OK,
    );
    expect(await entry("kimi.json")).toMatchObject({ note: "by handle" });
  });

  test.each([
    ["PATCH /auth-files/status", {}, fault(400, "name is required")],
    ["PATCH /auth-files/status", { name: "kimi.json" }, fault(400, "disabled is required")],
    ["PATCH /auth-files/status", { name: "kimi.json", disabled: "yes" }, fault(400, "disabled is required")],
    ["PATCH /auth-files/status", { name: "../x.json", disabled: true }, fault(400, "invalid name")],
    ["PATCH /auth-files/status", { name: "nobody.json", disabled: true }, fault(404, "auth file not found")],
    ["PATCH /auth-files/status", [], fault(400, "invalid body")],
    ["PATCH /auth-files/status", "{", fault(400, "invalid body")],
    ["PATCH /auth-files/fields", { note: "x" }, fault(400, "name is required")],
    ["PATCH /auth-files/fields", { auth_index: "0123456789abcdef", note: "x" }, fault(404, "auth file not found")],
    ["PATCH /auth-files/fields", { name: "kimi.json" }, fault(400, "no fields to update")],
    ["PATCH /auth-files/fields", { name: "nobody.json", note: "x" }, fault(404, "auth file not found")],
    ["PATCH /auth-files/fields", { name: "kimi.json", cloak_mode: "x" }, fault(400, "unknown field: cloak_mode")],
    ["PATCH /auth-files/fields", { name: "kimi.json", access_token: "x" }, fault(400, "unknown field: access_token")],
    ["PATCH /auth-files/fields", { name: "kimi.json", note: "x", priority: "high" }, fault(400, "invalid priority")],
    ["PATCH /auth-files/fields", { name: "kimi.json", note: "x", priority: 1.5 }, fault(400, "invalid priority")],
    ["PATCH /auth-files/fields", { name: "kimi.json", proxy_url: "ftp://x" }, fault(400, "invalid proxy_url")],
    ["PATCH /auth-files/fields", { name: "kimi.json", base_url: "file:///x" }, fault(400, "invalid base_url")],
    ["PATCH /auth-files/fields", { name: "kimi.json", prefix: "a/b" }, fault(400, "invalid prefix")],
    ["PATCH /auth-files/fields", { name: "kimi.json", headers: { "X\n": "a" } }, fault(400, "invalid headers")],
    ["PATCH /auth-files/fields", { name: "kimi.json", headers: { X: "a\nb" } }, fault(400, "invalid headers")],
    ["PATCH /auth-files/fields", { name: "kimi.json", excluded_models: "a" }, fault(400, "invalid excluded_models")],
    ["POST /reset-quota", {}, fault(400, "auth_index is required")],
    ["POST /reset-quota", { auth_index: "0123456789abcdef" }, fault(404, "auth not found")],
  ])("%s %j is refused with %j and changes nothing", async (what, body, refusal) => {
    const before = await readFile(join(authDir, "kimi.json"), "utf8");
    expect(await call(what, { body })).toMatchObject(refusal);
    expect(await readFile(join(authDir, "kimi.json"), "utf8")).toBe(before);
  });

  test("models are those that the account serves now", async () => {
    const { body } = await call("GET /auth-files/models?name=kimi.json");
    const { models } = body as { readonly models: readonly { readonly id: string }[] };
    expect(models.length).toBeGreaterThan(0);
    expect(models[0]).toMatchObject({ id: expect.any(String), type: "kimi", owned_by: "kimi" });
    await call("PATCH /auth-files/fields", { body: { name: "kimi.json", excluded_models: ["*"] } });
    expect(await call("GET /auth-files/models?name=kimi.json")).toMatchObject({ status: 200, body: { models: [] } });
    expect(await call("GET /model-definitions/kimi")).toMatchObject({ status: 200, body: { channel: "kimi" } });
  });

  test("an account that cools down says until when, and reset-quota lets it serve again", async () => {
    world.fault({ account: "ada@example.com", fault: faults.usageLimitReached({ resetsInMs: 7_200_000 }) });
    await world.post("/v1/chat/completions", chat("conversation 3"));
    const cooling = await until("an account that cools down", async () =>
      (await files()).find((file) => file["unavailable"] === true && file["next_retry_after"] !== null),
    );
    expect(cooling).toMatchObject({ status: "error", status_message: expect.stringMatching(/./) });
    const index = cooling["auth_index"];
    expect(await call("POST /reset-quota", { body: { authIndex: index } })).toMatchObject({
      ...{ status: 200, body: { status: "ok", auth_index: index, models: [] } },
    });
    expect(await entry(String(cooling["name"]))).toMatchObject({ status: "active", next_retry_after: null });
  });

  test("a deleted account is gone for the next request, and with all of them there is nobody", async () => {
    expect(await call(`DELETE /auth-files?name=${encodeURIComponent(ada())}`)).toMatchObject(OK);
    const served = await world.record(await world.post("/v1/chat/completions", chat("conversation 4")));
    expect(served.accountLabel).toBe("ben@example.com");
    expect(await call("DELETE /auth-files?all=true")).toMatchObject({
      status: 200,
      body: { status: "ok", deleted: 2 },
    });
    expect(await files()).toEqual([]);
    expect((await world.post("/v1/chat/completions", chat("conversation 5"))).status).toBe(503);
    expect(await call("DELETE /auth-files?all=true")).toMatchObject({
      status: 200,
      body: { status: "ok", deleted: 0 },
    });
  });
});

describe("a folder that cannot be used", () => {
  test("is told with the system's word, and the gateway goes on", async () => {
    await rename(authDir, `${authDir}-away`);
    await writeFile(authDir, "a file in its place");
    expect(await call("POST /auth-files?name=x.json", { body: "{}" })).toMatchObject({
      ...{ status: 500, body: { error: expect.stringMatching(/^failed to write file: E[A-Z]+$/) } },
    });
    expect(await call("GET /auth-files")).toMatchObject(fault(500, "failed to read auth dir: ENOTDIR"));
    await rm(authDir);
    await rename(`${authDir}-away`, authDir);
    expect(await call("POST /auth-files?name=x.json", { body: KIMI })).toMatchObject(OK);
    expect(await entry("x.json")).toMatchObject({ type: "kimi" });
  });

  test("uploads at the same time all arrive", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `kimi-${index}.json`);
    const answers = await Promise.all(
      names.map((name) => call(`POST /auth-files?name=${name}`, { body: { ...KIMI, api_key: `sk-${name}` } })),
    );
    for (const answer of answers) expect(answer).toMatchObject(OK);
    const edits = names.map((name) => call("PATCH /auth-files/fields", { body: { name, note: name } }));
    const switches = names.map((name) => call("PATCH /auth-files/status", { body: { name, disabled: true } }));
    await Promise.all([...edits, ...switches]);
    const listed = new Map((await files()).map((file) => [file["name"], file]));
    for (const name of names) expect(listed.get(name)).toMatchObject({ note: name, disabled: true });
  });
});

function never(): never {
  throw new Error("there is no such account");
}
