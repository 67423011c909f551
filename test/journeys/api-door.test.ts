// The door of /api over real HTTP: whose pages may call, which addresses and methods there are, what a body may be.

import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";

import { apiClient, OPERATOR_PASSWORD, signIn, type SignedIn, VIEWER_PASSWORD } from "../support/api-client.ts";
import { at, BEHIND_PROXY, from } from "../support/sign-in-world.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let api: SignedIn;
beforeAll(async () => {
  world = await startWorld(BEHIND_PROXY);
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

const SETTINGS = { sticky_threads_enabled: true, prefer_earlier_reset_accounts: false };
const LOGIN = "/api/dashboard-auth/password/login";
const put = (headers: Readonly<Record<string, string>>) => api.raw("PUT", "/api/settings", { body: SETTINGS, headers });

describe("a call that changes something", () => {
  const own = (): string => new URL(world.url).host;

  test("passes from a page of this address, and from no page at all", async () => {
    expect((await put({})).status).toBe(200);
    expect((await put({ origin: world.url })).status).toBe(200);
    expect((await put({ "sec-fetch-site": "same-origin", origin: world.url })).status).toBe(200);
    expect((await put({ "sec-fetch-site": "none" })).status).toBe(200);
  });

  test.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "nonsense" },
    { origin: "http://127.0.0.1:1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("is refused from %p, and changes nothing", async (headers) => {
    const { status, body } = await put(headers);
    expect([status, body]).toMatchObject([403, { error: { code: "forbidden_origin" } }]);
  });

  test("is refused so before anybody's password is looked at", async () => {
    const headers = { origin: "https://evil.example" };
    expect(await at(world).refused("password/login", { password: "x" }, { headers })).toMatchObject({ status: 403 });
    expect(await at(world).refused("logout", undefined, { headers })).toMatchObject({ status: 403 });
  });

  test("behind a trusted proxy is held against the name and scheme that clients use", async () => {
    const outside = { "x-forwarded-proto": "https", "x-forwarded-host": "gateway.example" };
    expect((await put({ ...outside, origin: "https://gateway.example" })).status).toBe(200);
    expect((await put({ ...outside, origin: "https://gateway.example:443" })).status).toBe(200);
    expect((await put({ ...outside, origin: "http://gateway.example" })).status).toBe(403);
    expect((await put({ ...outside, origin: `http://${own()}` })).status).toBe(403);
  });

  test("reads of other pages get no permission to see the answer", async () => {
    const seen = await api.raw("GET", "/api/settings", { headers: { origin: "https://evil.example" } });
    expect(seen.headers.get("access-control-allow-origin")).toBeNull();
    expect(seen.headers.get("cache-control")).toBe("no-store");
  });
});

describe("addresses and methods", () => {
  test.each(["/api/nothing", "/api/settings/", "/api/", "/api/settings/x", "/api/%00"])(
    "%s does not exist",
    async (path) => {
      expect(await api.refused("GET", path)).toMatchObject({ status: 404, code: "not_found" });
      expect(await apiClient(world).refused("POST", path)).toMatchObject({ status: 404, code: "not_found" });
    },
  );

  test("a method that an address does not take is told which it takes", async () => {
    const answer = await api.raw("DELETE", "/api/settings");
    expect(answer).toMatchObject({ status: 405, body: { error: { code: "method_not_allowed" } } });
    expect(answer.headers.get("allow")).toBe("GET, PUT, HEAD, OPTIONS");
  });

  test("OPTIONS says the same and allows no other origin anything", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "PUT" };
    const answer = await apiClient(world).raw("OPTIONS", "/api/settings", { headers });
    expect([answer.status, answer.headers.get("allow")]).toEqual([204, "GET, PUT, HEAD, OPTIONS"]);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("HEAD is GET without the body", async () => {
    expect(await api.raw("HEAD", "/api/settings")).toMatchObject({ status: 200, body: "" });
    expect(await apiClient(world).raw("HEAD", "/api/settings")).toMatchObject({ status: 401 });
  });
});

describe("a body", () => {
  const json = { "content-type": "application/json" };
  const send = (body: unknown, headers: Readonly<Record<string, string>> = json) =>
    api.refused("PUT", "/api/settings", { body, headers });

  test.each([
    ["no JSON", "{", "The body is no JSON"],
    ["empty", "", "The body is no JSON"],
    ["a list", "[]", "expected object"],
    ["null", "null", "expected object"],
    ["deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "expected object"],
  ])("that is %s is refused", async (_what, body, message) => {
    const refused = await send(body);
    expect(refused).toMatchObject({ status: 422, code: "validation_error" });
    expect(refused.message).toContain(message);
  });

  test("of another type is refused, also where its bytes are JSON", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"]) {
      const refused = await send(JSON.stringify(SETTINGS), { "content-type": type });
      expect(refused).toMatchObject({ status: 415, code: "unsupported_media_type" });
    }
    expect((await send(new Uint8Array([123, 125]), {})).status).toBe(415);
    const charset = { "content-type": "application/json; charset=utf-8" };
    expect((await api.raw("PUT", "/api/settings", { body: JSON.stringify(SETTINGS), headers: charset })).status).toBe(
      200,
    );
  });

  test("beyond 1 MiB is refused, with its length said or sent in pieces", async () => {
    const large = JSON.stringify({ ...SETTINGS, x: "x".repeat(1024 * 1024) });
    expect(await send(large)).toMatchObject({ status: 413, code: "payload_too_large" });
    const pieces = new Blob([large]).stream();
    expect(await send(pieces)).toMatchObject({ status: 413, code: "payload_too_large" });
    const small = new Blob([JSON.stringify(SETTINGS)]).stream();
    expect((await api.raw("PUT", "/api/settings", { body: small, headers: json })).status).toBe(200);
  });

  test("names what is missing, unknown and wrong, all at once", async () => {
    const { message } = await send(
      JSON.stringify({ routing_strategy: "best", colour: "red", sticky_threads_enabled: 1 }),
    );
    for (const part of [
      "sticky_threads_enabled: ",
      "prefer_earlier_reset_accounts: ",
      "routing_strategy: ",
      "colour: is no field of this call",
    ]) {
      expect(message).toContain(part);
    }
  });

  test("a parameter that the call does not have is refused by name", async () => {
    expect(await api.refused("GET", "/api/settings?verbose=1")).toMatchObject({
      status: 422,
      message: "verbose: is no parameter of this call",
    });
  });
});

test("while another program holds the database calls are refused as not possible now, and work again after", async () => {
  const holder = new Database(join(world.dataDir, "switchyard.db"));
  try {
    holder.run("begin exclusive");
    const away = { status: 503, code: "service_unavailable", message: expect.stringContaining("The database is away") };
    expect(await api.refused("POST", "/api/client-keys", { body: { name: "late" } })).toMatchObject(away);
    expect(await apiClient(world).refused("POST", LOGIN, { body: { password: OPERATOR_PASSWORD } })).toMatchObject(
      away,
    );
    await world.waitForLog("store_failed");
    expect(world.log().filter(({ event }) => event === "defect")).toEqual([]);
    holder.run("rollback");
    expect((await api.raw("POST", "/api/client-keys", { body: { name: "late" } })).status).toBe(200);
  } finally {
    holder.close();
  }
});

describe("viewers", () => {
  const path = "/api/dashboard-auth/viewer-password";

  test("see, and change nothing", async () => {
    const viewer = await signIn(world, "viewer");
    expect(await viewer.call("get", "/api/dashboard-auth/session")).toMatchObject({ role: "viewer" });
    expect((await viewer.raw("GET", "/api/settings")).status).toBe(200);
    expect(await viewer.refused("PUT", "/api/settings", { body: SETTINGS })).toMatchObject({
      status: 403,
      code: "read_only_access",
    });
    expect(await viewer.refused("GET", "/api/config")).toMatchObject({ status: 403, code: "read_only_access" });
  });

  test("a new password of theirs ends their sessions, and none lets no viewer in", async () => {
    const viewer = await signIn(world, "viewer");
    await api.call("put", path, { json: { password: "seen enough by now" } });
    expect(await viewer.refused("GET", "/api/settings")).toMatchObject({ status: 401 });
    const again = await at(world).post("password/login", { password: "seen enough by now" }, { address: "192.0.2.1" });
    expect(again.body).toMatchObject({ role: "viewer" });
    await api.call("delete", path);
    expect(
      (await at(world).post("password/login", { password: "seen enough by now" }, { address: "192.0.2.1" })).status,
    ).toBe(401);
    expect(await api.refused("DELETE", path)).toMatchObject({ status: 404, code: "not_found" });
    await api.call("put", path, { json: { password: VIEWER_PASSWORD } });
  });

  test("have a password of their own", async () => {
    const same = { password: "correct horse battery" };
    expect(await api.refused("PUT", path, { body: same })).toMatchObject({ status: 422, code: "validation_error" });
    const change = { current_password: same.password, new_password: VIEWER_PASSWORD };
    const headers = from("192.0.2.2");
    expect(await api.refused("POST", "/api/dashboard-auth/password/change", { body: change, headers })).toMatchObject({
      status: 422,
    });
  });
});
