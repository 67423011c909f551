// Client keys over a real gateway: made, shown once, edited, withdrawn, and what each may ask for.

import { describe, expect, test } from "bun:test";

import { chat, chatText, responses } from "../support/asks.ts";
import { signIn } from "../support/api-client.ts";
import { askWith, atRest, bearer, errorOf, makeKey, viewKey } from "../support/client-keys.ts";
import { openSocket, saidIn } from "../support/socket-client.ts";
import { soon, until } from "../support/until.ts";
import { requestIdOf, seenCall, startWorld } from "../support/world.ts";

const LOCKED = { config: { "api-key-auth-enabled": true } };
const UNKNOWN = "/api/client-keys/key_unknown";

test("a key is shown once, lets its holder in, and is known in the records by its name", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  expect((await world.post("/v1/chat/completions", chat("hello"))).status).toBe(401);
  const key = await makeKey(api);
  expect(key.key).toMatch(/^sk-sy-[A-Za-z0-9_-]{43}$/);
  const forms = [
    { authorization: `Bearer ${key.key}` },
    { authorization: key.key },
    { "x-api-key": key.key },
    { "x-goog-api-key": key.key },
  ];
  for (const headers of forms) {
    const answer = await world.post("/v1/chat/completions", chat("hello"), { headers });
    expect(answer.status).toBe(200);
    expect((await world.record(answer)).clientKey).toBe("laptop");
  }
  for (const path of ["/api/client-keys", `/api/client-keys/${key.id}`, "/api/audit"]) {
    expect(JSON.stringify((await api.raw("GET", path)).body)).not.toContain(key.key);
  }
  const view = await viewKey(api, key);
  expect(view).toMatchObject({
    key_prefix: key.key.slice(0, 10),
    in_flight: 0,
    status: "active",
    totals: { requests: 4 },
  });
  expect(view.last_used_at).not.toBeNull();
  expect(JSON.stringify(world.log())).not.toContain(key.key);
});

test("keys of config.yaml stand in the list, and are changed in the file alone", async () => {
  await using world = await startWorld({ config: { "api-keys": [{ key: "sk-plain", name: "office" }] } });
  const api = await signIn(world);
  await makeKey(api);
  const { client_keys: keys } = await api.call("get", "/api/client-keys");
  expect(keys.map(({ id, name, source, limits }) => [id.slice(0, 7), name, source, limits])).toEqual([
    [keys[0]?.id.slice(0, 7) ?? "", "laptop", "dashboard", []],
    ["config:", "office", "config", []],
  ]);
  expect(await viewKey(api, { id: "config:office" })).toMatchObject({ source: "config", totals: null });
  for (const [method, path] of [
    ["PATCH", "/api/client-keys/config:office"],
    ["POST", "/api/client-keys/config:office/regenerate"],
    ["DELETE", "/api/client-keys/config:office"],
    ["GET", "/api/client-keys/config:office/usage"],
  ] as const) {
    const ask = method === "PATCH" ? { body: { enabled: false } } : {};
    expect(await api.refused(method, path, ask)).toMatchObject({ status: 409, code: "client_key_in_config" });
  }
  expect(await api.refused("POST", "/api/client-keys", { body: { name: "office" } })).toMatchObject({
    status: 409,
    code: "client_key_name_taken",
  });
});

test("what is wrong with a key is named, and changes nothing", async () => {
  await using world = await startWorld();
  const api = await signIn(world);
  const { id } = await makeKey(api);
  const limit = (changes: object) => ({ limits: [{ kind: "requests", window: "day", max: 1, ...changes }] });
  const wrong: readonly (readonly [object, string])[] = [
    [{ name: "  " }, "name"],
    [{ name: "n".repeat(129) }, "name"],
    [{ colour: "red" }, "colour"],
    [{ expires_at: "2020-01-01T00:00:00Z" }, "expires_at"],
    [{ expires_at: "tomorrow" }, "expires_at"],
    [{ allowed_models: [] }, "allowed_models"],
    [{ allowed_accounts: ["acc_nobody"] }, "acc_nobody"],
    [{ concurrency: 0 }, "concurrency"],
    [limit({ max: 0 }), "limits.0.max"],
    [limit({ max: 1.5 }), "whole numbers"],
    [limit({ window: "year" }), "limits.0.window"],
    [limit({ kind: "words" }), "limits.0.kind"],
    [limit({ colour: "red" }), "limits.0.colour"],
    [{ limits: [...limit({}).limits, ...limit({ max: 2 }).limits] }, "one limit of a kind and window"],
  ];
  for (const [fields, named] of wrong) {
    for (const [method, path, body] of [
      ["POST", "/api/client-keys", { name: "other", ...fields }],
      ["PATCH", `/api/client-keys/${id}`, fields],
    ] as const) {
      const refusal = await api.refused(method, path, { body });
      expect(refusal).toMatchObject({ status: 422, code: "validation_error" });
      expect(refusal.message).toContain(named);
    }
  }
  expect(await api.refused("POST", "/api/client-keys", { body: {} })).toMatchObject({ status: 422 });
  expect(await api.refused("POST", "/api/client-keys", { body: { name: "laptop" } })).toMatchObject({ status: 409 });
  const { client_keys: keys } = await api.call("get", "/api/client-keys");
  expect(keys).toHaveLength(1);
  expect(keys[0]).toMatchObject({ name: "laptop", enabled: true, limits: [], allowed_models: null });
});

test("a key that does not exist is a 404 by its code", async () => {
  await using world = await startWorld();
  const api = await signIn(world);
  for (const [method, path, ask] of [
    ["GET", UNKNOWN, {}],
    ["PATCH", UNKNOWN, { body: {} }],
    ["DELETE", UNKNOWN, {}],
    ["POST", `${UNKNOWN}/regenerate`, {}],
    ["GET", `${UNKNOWN}/usage`, {}],
  ] as const) {
    expect(await api.refused(method, path, ask)).toMatchObject({ status: 404, code: "client_key_not_found" });
  }
});

test("two keys of one name made at once: one is made", async () => {
  await using world = await startWorld();
  const api = await signIn(world);
  const made = await Promise.all(
    Array.from({ length: 5 }, () => api.raw("POST", "/api/client-keys", { body: { name: "twin" } })),
  );
  expect(made.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409]);
});

test("a regenerated key's old text is dead at once, what runs finishes, and counters go on", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const old = await makeKey(api, { limits: [{ kind: "requests", window: "day", max: 10 }] });
  world.fault({ fault: { kind: "slow", ms: 60 } });
  const running = await askWith(world, old, { stream: true });
  const made = await api.call("post", "/api/client-keys/{id}/regenerate", { params: { id: old.id } });
  expect(made.key).not.toBe(old.key);
  const refused = await askWith(world, old);
  expect(refused.status).toBe(401);
  expect(await errorOf(refused)).toMatchObject({ type: "authentication_error", code: "invalid_api_key" });
  expect(chatText(await running.text())).not.toBe("");
  expect((await askWith(world, { ...old, key: made.key })).status).toBe(200);
  expect((await atRest(api, old)).limits[0]).toMatchObject({ current: 2 });
});

test("a deleted or disabled key is refused at once, and what runs finishes", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const key = await makeKey(api);
  world.fault({ fault: { kind: "slow", ms: 60 } });
  const running = await askWith(world, key, { stream: true });
  const change = (enabled: boolean) =>
    api.call("patch", "/api/client-keys/{id}", { params: { id: key.id }, json: { enabled } });
  expect(await change(false)).toMatchObject({ status: "disabled", enabled: false });
  expect((await errorOf(await askWith(world, key)))["message"]).toContain("switched off");
  await change(true);
  expect((await askWith(world, key)).status).toBe(200);
  await api.call("delete", "/api/client-keys/{id}", { params: { id: key.id } });
  expect((await askWith(world, key)).status).toBe(401);
  expect(chatText(await running.text())).not.toBe("");
  expect((await world.record(requestIdOf(running))).clientKey).toBe("laptop");
  expect((await api.call("get", "/api/client-keys")).client_keys).toEqual([]);
});

test("an expired key is refused from that instant on", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const expiresAt = new Date(Date.now() + 700).toISOString();
  const key = await makeKey(api, { expires_at: expiresAt });
  expect((await askWith(world, key)).status).toBe(200);
  const refused = await until("the key expires", async () => {
    const answer = await askWith(world, key);
    return answer.status === 401 ? answer : null;
  });
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  expect((await errorOf(refused))["message"]).toContain("expired");
  expect(await viewKey(api, key)).toMatchObject({ status: "expired" });
  // Other fields may be changed all the same.
  await api.call("patch", "/api/client-keys/{id}", {
    params: { id: key.id },
    json: { name: "old laptop", expires_at: expiresAt },
  });
  await api.call("patch", "/api/client-keys/{id}", { params: { id: key.id }, json: { expires_at: null } });
  expect((await askWith(world, key)).status).toBe(200);
});

test("the models that a key may ask for are listed and served, others are refused in the dialect's own shape", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const key = await makeKey(api, { allowed_models: ["gpt-5.5", "*-mini"] });
  expect((await askWith(world, key)).status).toBe(200);
  expect((await askWith(world, key, { model: "gpt-5.5(high)" })).status).toBe(200);
  const refused = await askWith(world, key, { model: "gpt-5.4" });
  expect(refused.status).toBe(403);
  expect(await errorOf(refused)).toMatchObject({ type: "permission_error", code: "model_not_allowed", param: "model" });
  const message = { model: "gpt-5.4", max_tokens: 10, messages: [{ role: "user", content: "hi" }] };
  const messages = await world.post("/v1/messages", message, bearer(key));
  expect([messages.status, (await errorOf(messages))["type"]]).toEqual([403, "permission_error"]);
  const counted = await world.post("/v1/messages/count_tokens", message, bearer(key));
  expect(counted.status).toBe(403);
  const gemini = await world.post("/v1beta/models/gpt-5.4:generateContent", { contents: [] }, bearer(key));
  expect([gemini.status, (await errorOf(gemini))["status"]]).toEqual([403, "PERMISSION_DENIED"]);
  const listed = (await (await world.get("/v1/models", bearer(key))).json()) as { data: { id: string }[] };
  expect(listed.data.length).toBeGreaterThan(0);
  for (const { id } of listed.data) expect(id === "gpt-5.5" || id.endsWith("-mini")).toBe(true);
  expect((await world.get("/v1/models/gpt-5.4", bearer(key))).status).toBe(403);
  const codex = (await (await world.get("/backend-api/codex/models?client_version=1", bearer(key))).json()) as {
    models: { slug: string }[];
  };
  expect(codex.models.map(({ slug }) => slug)).not.toContain("gpt-5.4");
  expect(world.exchanges().every(({ path }) => path.endsWith("/responses"))).toBe(true);
});

test("a key held to some accounts is served by them alone, and refused rather than served by others", async () => {
  await using world = await startWorld({ ...LOCKED, accounts: 3 });
  const api = await signIn(world);
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  const ben = accounts.find(({ email }) => email === "ben@example.com")?.account_id ?? "";
  const key = await makeKey(api, { allowed_accounts: [ben] });
  for (let times = 0; times < 4; times += 1) {
    expect((await world.record(await askWith(world, key))).accountLabel).toBe("ben@example.com");
  }
  await api.call("post", "/api/accounts/{account_id}/pause", { params: { account_id: ben } });
  const refused = await askWith(world, key);
  expect(refused.status).toBe(503);
  expect(await refused.text()).not.toContain("ben");
  await api.call("patch", "/api/client-keys/{id}", { params: { id: key.id }, json: { allowed_accounts: null } });
  expect((await askWith(world, key)).status).toBe(200);
});

test("what is left out of a change stays; limits that stay go on counting, new ones begin, and all begin anew at a word", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const requests = { kind: "requests", window: "day", max: 10 } as const;
  const key = await makeKey(api, { limits: [requests], allowed_models: ["*"] });
  const change = (json: object) => api.call("patch", "/api/client-keys/{id}", { params: { id: key.id }, json });
  await (await askWith(world, key)).text();
  const tokens = { kind: "tokens", window: "5h", max: 100_000 } as const;
  const changed = await change({ limits: [{ ...requests, max: 2 }, tokens], name: "desk" });
  expect(changed).toMatchObject({ name: "desk", allowed_models: ["*"] });
  expect(changed.limits.map(({ kind, max, current }) => [kind, max, current])).toEqual([
    ["requests", 2, 1],
    ["tokens", 100_000, 0],
  ]);
  await (await askWith(world, key)).text();
  const refused = await askWith(world, key);
  expect(refused.status).toBe(429);
  const fresh = await change({ reset_usage: true });
  expect(fresh.limits.map(({ current }) => current)).toEqual([0, 0]);
  expect(fresh.totals?.requests).toBe(2);
  expect((await askWith(world, key)).status).toBe(200);
  expect((await change({ limits: [] })).limits).toEqual([]);
});

test("the usage of a key by hour and day equals its records, whatever it was called, and its holder may read its own", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const key = await makeKey(api, { limits: [{ kind: "cost_usd", window: "week", max: 5 }] });
  await (await askWith(world, key)).text();
  await api.call("patch", "/api/client-keys/{id}", { params: { id: key.id }, json: { name: "desk" } });
  await (await askWith(world, key, { model: "gpt-5.4" })).text();
  await atRest(api, key);
  const usage = await api.call("get", "/api/client-keys/{id}/usage", { params: { id: key.id }, query: { by: "hour" } });
  const records = world.records();
  expect(records.map(({ clientKey }) => clientKey)).toEqual(["laptop", "desk"]);
  const tokens = records.map((record) => (record.usage?.inputTokens ?? 0) + (record.usage?.outputTokens ?? 0));
  expect(usage.totals.requests).toBe(2);
  expect(usage.totals.input_tokens + usage.totals.output_tokens).toBe((tokens[0] ?? 0) + (tokens[1] ?? 0));
  expect(usage.rows.map(({ model }) => model).toSorted()).toEqual(
    records.map(({ modelServed }) => modelServed ?? "").toSorted(),
  );
  const days = await api.call("get", "/api/client-keys/{id}/usage", { params: { id: key.id }, query: {} });
  expect(days.totals).toEqual(usage.totals);
  const own = (await (await world.get("/v1/usage", bearer(key))).json()) as Record<string, unknown>;
  expect(own).toMatchObject({
    request_count: 2,
    total_tokens: (tokens[0] ?? 0) + (tokens[1] ?? 0),
    limits: [
      {
        limit_type: "cost_usd",
        limit_window: "weekly",
        max_value: 5_000_000,
        model_filter: null,
        source: "api_key_limit",
      },
    ],
    upstream_limits: [],
  });
  expect(JSON.stringify(own)).not.toContain("@");
});

test("nobody reads usage without a key, even where none is required; a key of config.yaml has no limits", async () => {
  await using world = await startWorld({ config: { "api-keys": [{ key: "sk-plain", name: "office" }] } });
  expect((await world.get("/v1/usage")).status).toBe(401);
  await (await askWith(world, { id: "", key: "sk-plain" })).text();
  const read = async () =>
    (await (await world.get("/v1/usage", bearer({ key: "sk-plain" }))).json()) as Record<string, unknown>;
  expect(
    await until("the request is counted", async () => ((await read())["request_count"] === 1 ? read() : null)),
  ).toMatchObject({
    limits: [],
  });
});

describe("over a WebSocket", () => {
  test("each turn takes a place of its own, and a refused one says when to come back", async () => {
    await using world = await startWorld(LOCKED);
    const api = await signIn(world);
    const key = await makeKey(api, { limits: [{ kind: "requests", window: "day", max: 2 }] });
    await using socket = await openSocket(`${world.url}/v1/responses`, bearer(key).headers);
    expect(saidIn(await socket.turn("one"))).not.toBe("");
    await socket.turn("two");
    const [refusal] = await socket.turn("three");
    expect(refusal).toMatchObject({ type: "error", status: 429, error: { code: "key_limit_exceeded" } });
    expect(refusal?.["headers"]).toEqual({ "retry-after": expect.stringMatching(/^[1-9]\d*$/) });
    expect(socket.isOpen).toBe(true);
    expect((await atRest(api, key)).limits[0]).toMatchObject({ current: 2, reserved: 0 });
  });

  test("the turn that runs when its key is withdrawn ends well, the next one is refused and ends the connection", async () => {
    await using world = await startWorld(LOCKED);
    const api = await signIn(world);
    const key = await makeKey(api);
    await using socket = await openSocket(`${world.url}/v1/responses`, bearer(key).headers);
    world.fault({ fault: { kind: "slow", ms: 60 } });
    const turn = socket.turn("one");
    await seenCall(world, "the turn", ({ path }) => path.endsWith("/responses"));
    await api.call("delete", "/api/client-keys/{id}", { params: { id: key.id } });
    expect(saidIn(await soon("the turn's end", turn))).not.toBe("");
    expect(await socket.turn("two")).toMatchObject([
      { type: "error", status: 401, error: { code: "invalid_api_key" } },
    ]);
    await until("the connection ends", () => !socket.isOpen);
  });
});

test("a viewer sees the keys and changes none", async () => {
  await using world = await startWorld();
  const api = await signIn(world);
  const { id } = await makeKey(api);
  const viewer = await signIn(world, "viewer");
  expect((await viewer.call("get", "/api/client-keys")).client_keys).toHaveLength(1);
  expect(await viewer.refused("POST", `/api/client-keys/${id}/regenerate`)).toMatchObject({ status: 403 });
});

test("answers of every dialect tell a used-up limit in their own shape, with Retry-After", async () => {
  await using world = await startWorld(LOCKED);
  const api = await signIn(world);
  const key = await makeKey(api, { limits: [{ kind: "requests", window: "5h", max: 1 }] });
  await (await askWith(world, key)).text();
  const ask = async (path: string, body: object) => {
    const answer = await world.post(path, body, bearer(key));
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(5 * 3600 - 60);
    expect(seconds).toBeLessThanOrEqual(5 * 3600);
    return errorOf(answer);
  };
  const resets = Math.ceil(Date.now() / 1000) + 5 * 3600;
  for (const [path, body] of [
    ["/v1/chat/completions", chat("hi")],
    ["/v1/responses", responses("hi")],
  ] as const) {
    const error = await ask(path, body);
    expect(error).toMatchObject({ type: "usage_limit_reached", code: "key_limit_exceeded" });
    expect(Number(error["resets_at"])).toBeLessThanOrEqual(resets);
    expect(error["message"]).toContain("1 requests in 5 hours");
  }
  const message = { model: "gpt-5.5", max_tokens: 10, messages: [{ role: "user", content: "hi" }] };
  expect(await ask("/v1/messages", message)).toMatchObject({ type: "rate_limit_error" });
  const contents = [{ role: "user", parts: [{ text: "hi" }] }];
  expect(await ask("/v1beta/models/gpt-5.5:generateContent", { contents })).toMatchObject({
    status: "RESOURCE_EXHAUSTED",
  });
  const refused = () => world.records().find(({ errorCode }) => errorCode === "key_limit_exceeded");
  const record = await until("the record of a refusal", refused);
  expect(record).toMatchObject({ outcome: "error", status: 429, clientKey: "laptop", attempts: [] });
});
