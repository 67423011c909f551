// Settings and the configuration as a whole over real HTTP: what is said there is in config.yaml, and the other way round.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmod, readFile } from "node:fs/promises";

import type { Input } from "../../contract/client.ts";
import { signIn, type SignedIn } from "../support/api-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const BOTH = { sticky_threads_enabled: true, prefer_earlier_reset_accounts: false };
const COMMENTED = `# my own words
remote-management: { secret-key: "open sesame" }
routing: # and mine
  strategy: fill-first # the fullest first
api-keys: [sk-secret-of-mine]
`;

let world: World;
let api: SignedIn;
beforeAll(async () => {
  world = await startWorld({ accounts: 0, started: false });
  await world.editConfig(COMMENTED);
  await world.start();
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

const file = (): Promise<string> => readFile(world.configFile, "utf8");
const settings = () => api.call("get", "/api/settings");

describe("settings", () => {
  test("are the seven of the contract, and stand in config.yaml with its comments", async () => {
    expect(Object.keys(await settings())).toEqual([
      "sticky_threads_enabled",
      "prefer_earlier_reset_accounts",
      "routing_strategy",
      "import_without_overwrite",
      "totp_required_on_login",
      "totp_configured",
      "api_key_auth_enabled",
    ]);
    expect(await settings()).toMatchObject({ routing_strategy: "fill_first" });
    const changed = await api.call("put", "/api/settings", {
      json: { ...BOTH, routing_strategy: "round_robin", import_without_overwrite: true },
    });
    expect(changed).toMatchObject({ routing_strategy: "round_robin", import_without_overwrite: true });
    const text = await file();
    for (const part of ["# my own words", "# and mine", "# the fullest first", "strategy: round-robin"]) {
      expect(text).toContain(part);
    }
  });

  test("what is left out keeps its value; the first two may not be", async () => {
    await api.call("put", "/api/settings", { json: { ...BOTH, import_without_overwrite: true } });
    expect(await api.call("put", "/api/settings", { json: BOTH })).toMatchObject({ import_without_overwrite: true });
    const { status, message } = await api.refused("PUT", "/api/settings", { body: { sticky_threads_enabled: true } });
    expect([status, message]).toEqual([422, expect.stringContaining("prefer_earlier_reset_accounts")]);
  });

  test("what was read may be sent back whole", async () => {
    const read = await settings();
    const sentBack = { ...read, prefer_earlier_reset_accounts: !read.prefer_earlier_reset_accounts };
    expect(await api.call("put", "/api/settings", { json: sentBack })).toEqual(sentBack);
    expect(await api.call("put", "/api/settings", { json: read })).toEqual(read);
  });

  test.each([
    { ...BOTH, routing_strategy: "luck" },
    { ...BOTH, sticky_threads_enabled: "yes" },
    { ...BOTH, totp_configured: true },
    { ...BOTH, import_without_overwrite: null },
  ])("%p is refused and changes nothing", async (body) => {
    const before = [await file(), await settings()];
    expect(await api.refused("PUT", "/api/settings", { body })).toMatchObject({
      status: 422,
      code: "validation_error",
    });
    expect([await file(), await settings()]).toEqual(before);
  });

  test("a change by hand is there within a second", async () => {
    await world.editConfig((await file()).replace("strategy: round-robin", "strategy: usage-weighted"));
    await until("the new strategy", async () => (await settings()).routing_strategy === "usage_weighted", 1000);
  });

  test("keys may be required before there is one; clients then get a clear 401", async () => {
    const before = await file();
    await world.editConfig(before.replace("api-keys: [sk-secret-of-mine]", "api-keys: []"));
    await api.call("put", "/api/settings", { json: { ...BOTH, api_key_auth_enabled: true } });
    expect((await world.get("/v1/models")).status).toBe(401);
    await api.call("put", "/api/settings", { json: { ...BOTH, api_key_auth_enabled: false } });
    expect((await world.get("/v1/models")).status).toBe(200);
    await world.editConfig(before);
    await until("the keys are back", async () => (await config()).text === before);
  });

  test("of a file that is broken by another hand: refused, and the hand's work stays", async () => {
    const before = await file();
    await world.editConfig("routing: [\n");
    const body = { ...BOTH, routing_strategy: "fill_first" };
    expect(await api.refused("PUT", "/api/settings", { body })).toMatchObject({
      status: 409,
      code: "config_not_written",
    });
    expect(await file()).toBe("routing: [\n");
    const { problems, values } = await config();
    expect(problems[0]).toMatchObject({ message: expect.stringContaining("config.yaml:2: ") });
    const patch = { body: { values: { debug: true } } };
    expect(await api.refused("PATCH", "/api/config", patch)).toMatchObject({ status: 409, code: "config_not_written" });
    expect(values["routing.strategy"]).toBe("usage-weighted");
    await world.editConfig(before);
    await until("the file is well again", async () => (await config()).problems.length === 0);
  });
});

const config = () => api.call("get", "/api/config");

describe("the configuration", () => {
  test("shows the file, what is in force and every key; secrets stand in the text alone", async () => {
    const { text, values, keys, warnings, problems, needs_restart } = await config();
    expect(text).toBe(await file());
    expect(values).toMatchObject({ "routing.strategy": "usage-weighted", "retention.audit-days": 365 });
    expect(values).toMatchObject({ "api-keys": "[secret]", "remote-management.secret-key": "[secret]" });
    expect(JSON.stringify({ values, keys })).not.toContain("sk-secret-of-mine");
    expect(keys.find(({ key }) => key === "port")).toMatchObject({ default: 8317, needs_restart: true, secret: false });
    expect([warnings, problems, needs_restart]).toEqual([[], [], []]);
  });

  test("single keys change, comments stay, null takes one back to its default", async () => {
    const values = { "retention.records-days": 14, "routing.session-ttl-seconds": 60, port: 1234 };
    const changed = await api.call("patch", "/api/config", { json: { values } });
    expect(changed.values).toMatchObject(values);
    expect(changed.needs_restart).toEqual(["port"]);
    expect(changed.text).toContain("# my own words");
    const back = await api.call("patch", "/api/config", {
      json: { values: { "retention.records-days": null, "routing.session-ttl-seconds": null, port: null } },
    });
    expect(back.values).toMatchObject({ "retention.records-days": 30, port: 8317 });
    expect(back.needs_restart).toEqual([]);
  });

  test.each([
    [{ "retention.record-days": 1 }, "retention.record-days"],
    [{ routing: {} }, "routing"],
    [{ port: 1, "routing.strategy": "luck" }, "routing.strategy"],
    [{ "api-keys": "[secret]" }, "api-keys"],
    [{}, "values"],
  ])("%p is refused by name and changes nothing", async (values, name) => {
    const before = await file();
    const refused = await api.refused("PATCH", "/api/config", { body: { values } });
    expect(refused).toMatchObject({ status: 422, message: expect.stringContaining(name) });
    expect(await file()).toBe(before);
  });

  test("a new file is checked whole, and the lines that are wrong are named", async () => {
    const text = "port: 70000\nrouting:\n  strategy: luck\n";
    const check = await api.call("post", "/api/config/check", { json: { text } });
    expect(check.valid).toBe(false);
    expect(check.problems.map(({ line, key }) => [line, key])).toEqual([
      [1, "port"],
      [3, "routing.strategy"],
    ]);
    const before = await file();
    const refused = await api.refused("PUT", "/api/config", { body: { text } });
    expect(refused.status).toBe(422);
    expect(refused.message).toContain("config.yaml:3: routing.strategy: ");
    expect(await file()).toBe(before);
  });

  test("a check says what would change, and writes nothing", async () => {
    const before = await file();
    const text = before.replace("strategy: usage-weighted", "strategy: fill-first");
    const check = await api.call("post", "/api/config/check", { json: { text: `${text}\nport: 9\nprot: 1\n` } });
    expect(check).toMatchObject({ valid: true, changed: ["port", "routing.strategy"], needs_restart: ["port"] });
    expect(check.warnings[0]?.message).toContain("did you mean 'port'?");
    expect(await file()).toBe(before);
  });

  test("a new file counts at once, and not over one that has changed since it was read", async () => {
    const { text, revision } = await config();
    const next = text.replace("strategy: usage-weighted", "strategy: fill-first");
    const put = await api.call("put", "/api/config", { json: { text: next, revision } });
    expect(put.text).toBe(next);
    expect(await settings()).toMatchObject({ routing_strategy: "fill_first" });
    const stale = { text, revision };
    expect(await api.refused("PUT", "/api/config", { body: stale })).toMatchObject({
      status: 409,
      code: "config_changed_meanwhile",
    });
    expect(await file()).toBe(next);
    await api.call("put", "/api/config", { json: { text } });
    expect(await file()).toBe(text);
  });

  test("that cannot be written stays as it was", async () => {
    const before = await file();
    await chmod(world.dataDir, 0o500);
    const answer = await api.raw("PATCH", "/api/config", { body: { values: { debug: true } } });
    await chmod(world.dataDir, 0o700);
    // Root may write anywhere.
    if (answer.status === 200) await api.call("patch", "/api/config", { json: { values: { debug: null } } });
    else expect(answer).toMatchObject({ status: 409, body: { error: { code: "config_not_written" } } });
    if (answer.status !== 200) expect(await file()).toBe(before);
  });
});

describe("the audit", () => {
  const audit = async (query: Input<"get", "/api/audit">["query"]) =>
    (await api.call("get", "/api/audit", { query })).entries;

  test("tells of each change who made it, from where, and what by name, never a value", async () => {
    await api.call("put", "/api/settings", { json: { ...BOTH, sticky_threads_enabled: false } });
    const [newest] = await audit({ action: "settings.change" });
    expect(newest).toMatchObject({
      action: "settings.change",
      actor: "operator",
      address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
      detail: "routing.sticky-threads-enabled",
    });
    await api.refused("PUT", "/api/settings", { body: {} });
    expect((await audit({ action: "settings.change" }))[0]).toEqual(newest);
    const all = JSON.stringify(await audit({ limit: 500 }));
    for (const value of ["sk-secret-of-mine", "luck", "correct horse"]) expect(all).not.toContain(value);
  });

  test("tells of the management API's changes and exports as well", async () => {
    const headers = { authorization: "Bearer open sesame" };
    await fetch(`${world.url}/v0/management/debug`, { method: "PUT", headers, body: '{"value":true}' });
    await fetch(`${world.url}/v0/management/debug`, { method: "PUT", headers, body: '{"value":"x"}' });
    await fetch(`${world.url}/v0/management/debug`, { headers });
    expect((await audit({ action: "v0.*" })).map(({ action, actor }) => [action, actor])).toEqual([
      ["v0.PUT /debug", "management_key"],
    ]);
    expect(await audit({ actor: "management_key" })).toHaveLength(1);
    await fetch(`${world.url}/v0/management/debug`, { method: "PUT", headers, body: '{"value":false}' });
  });

  test("tells of an auth file that was handed out, by its name", async () => {
    const headers = { authorization: "Bearer open sesame" };
    const name = "mine.json";
    const secret = "sk-of-the-file";
    const path = `${world.url}/v0/management/auth-files`;
    const body = JSON.stringify({ type: "gemini", api_key: secret });
    expect((await fetch(`${path}?name=${name}`, { method: "POST", headers, body })).status).toBe(200);
    expect(await (await fetch(`${path}/download?name=${name}`, { headers })).text()).toContain(secret);
    expect((await fetch(`${path}/download?name=none.json`, { headers })).status).toBe(404);
    expect((await audit({ action: "v0.GET /auth-files/download" })).map(({ subject }) => subject)).toEqual([name]);
    expect(JSON.stringify(await audit({ limit: 500 }))).not.toContain(secret);
  });

  test("comes in pages, newest first, each entry once", async () => {
    const all = await audit({ limit: 500 });
    expect(all.length).toBeGreaterThan(10);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await api.call("get", "/api/audit", {
        query: { limit: 4, ...(cursor === undefined ? {} : { cursor }) },
      });
      paged.push(...page.entries.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all.map(({ id }) => id));
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
  });

  test("is narrowed by time, and bad filters are named", async () => {
    const all = await audit({ limit: 500 });
    const third = all[2]?.at ?? "";
    const since = await audit({ from: third, limit: 500 });
    expect(since.length).toBeGreaterThanOrEqual(3);
    expect((await audit({ to: third, limit: 500 })).length + since.length).toBe(all.length);
    for (const [query, name] of [
      ["limit=0", "limit"],
      ["from=yesterday", "from"],
      ["actor=me", "actor"],
      ["cursor=x", "cursor"],
    ]) {
      expect(await api.refused("GET", `/api/audit?${query}`)).toMatchObject({
        status: 422,
        message: expect.stringContaining(name ?? ""),
      });
    }
  });
});
