// Signing in to the dashboard over real HTTP: the first run, passwords, sessions, who guesses.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { apiClient, cookieOf, OPERATOR_PASSWORD, signIn } from "../support/api-client.ts";
import { at, BEHIND_PROXY, from, inDatabase, type SignInAsk } from "../support/sign-in-world.ts";
import { startWorld, type World } from "../support/world.ts";

const THERE = "203.0.113.7";
const NEW_PASSWORD = "another horse entirely";

const session = async (world: World, headers: Readonly<Record<string, string>> = {}): Promise<unknown> =>
  (await apiClient(world).raw("GET", "/api/dashboard-auth/session", { headers })).body;

describe("the first run", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(BEHIND_PROXY);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test("lets nobody do anything, and says that a password is to be set", async () => {
    expect(await session(world)).toMatchObject({ authenticated: false, password_required: false, role: null });
    expect(await apiClient(world).refused("GET", "/api/settings")).toMatchObject({ status: 401, code: "unauthorized" });
    expect(await at(world).refused("password/login", { password: "x" })).toMatchObject({
      status: 400,
      code: "password_not_configured",
    });
  });

  test.each([
    [{ password: "seven77" }, "password"],
    [{ password: "x".repeat(257) }, "password"],
    [{ password: 12345678 }, "password"],
    [{}, "password"],
    [{ password: NEW_PASSWORD, user: "me" }, "user"],
  ])("%o is refused by the field's name and changes nothing", async (body, field) => {
    const refused = await at(world).refused("password/setup", body);
    expect(refused).toMatchObject({ status: 422, code: "validation_error" });
    expect(refused.message).toContain(`${field}: `);
    expect(await session(world)).toMatchObject({ password_required: false });
  });

  test("from elsewhere the password needs the token that was printed at start, in one line", async () => {
    const lines = world.gateway.said().filter((line) => line.includes("bootstrap"));
    expect(lines).toHaveLength(1);
    const token = lines[0]?.split(": ").at(-1) ?? "";
    expect(JSON.stringify(world.log())).not.toContain(token);
    const password = NEW_PASSWORD;
    expect(await session(world, from(THERE))).toMatchObject({ bootstrap_required: true });
    expect(await session(world)).toMatchObject({ bootstrap_required: false });
    for (const body of [{ password }, { password, bootstrap_token: "wrong" }, { password, bootstrap_token: "" }]) {
      const refused = await at(world).refused("password/setup", body, { address: THERE });
      expect(refused).toMatchObject({ status: 401, code: "invalid_bootstrap_token" });
    }
    const right = { password, bootstrap_token: token };
    expect((await at(world).post("password/setup", right, { address: THERE })).status).toBe(200);
    expect(await at(world).refused("password/setup", right, { address: THERE })).toMatchObject({ status: 409 });
    expect(await at(world).refused("password/setup", { password }, { address: THERE })).toMatchObject({
      status: 409,
      code: "password_already_configured",
    });
    expect(await session(world, from(THERE))).toMatchObject({ password_required: true, bootstrap_required: false });
    await world.stop();
    await world.start();
    expect(world.gateway.said().filter((line) => line.includes("bootstrap"))).toEqual([]);
  });
});

describe("a fresh start is not taken over", () => {
  test.each([
    ["a page of another name that leads to this computer", { host: "evil.example" }],
    ["a proxy on this computer that nobody trusts", { "x-forwarded-for": "127.0.0.1" }],
    ["the same in its other spelling", { forwarded: "for=127.0.0.1" }],
  ])("by %s", async (_who, headers) => {
    await using world = await startWorld({ accounts: 0 });
    const refused = await at(world).refused("password/setup", { password: NEW_PASSWORD }, { headers });
    expect(refused).toMatchObject({ status: 401, code: "invalid_bootstrap_token" });
    expect(world.gateway.said().join()).not.toContain("bootstrap");
    expect((await at(world).post("password/setup", { password: NEW_PASSWORD })).status).toBe(200);
  });

  test("of many that set the first password at once one does", async () => {
    await using world = await startWorld({ accounts: 0 });
    const all = Array.from({ length: 8 }, (_, index) => `password number ${index}`);
    const answers = await Promise.all(all.map((password) => at(world).post("password/setup", { password })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
    const winner = all[answers.findIndex(({ status }) => status === 200)];
    expect((await at(world).post("password/login", { password: winner })).status).toBe(200);
  });
});

describe("a session", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(BEHIND_PROXY);
    await signIn(world);
  });
  afterAll(() => world[Symbol.asyncDispose]());
  const login = (ask: SignInAsk = {}) => at(world).post("password/login", { password: OPERATOR_PASSWORD }, ask);
  const isSignedIn = async (cookie: string): Promise<boolean> =>
    (await apiClient(world, cookie).raw("GET", "/api/settings")).status === 200;

  test("is a cookie that scripts and other sites' forms do not get; Secure where the connection is", async () => {
    const plain = (await login()).headers.getSetCookie();
    expect(plain).toEqual([
      expect.stringMatching(/^dashboard_session=session_[0-9a-f]{32}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/),
    ]);
    const encrypted = (await login({ address: THERE, headers: { "x-forwarded-proto": "https" } })).headers;
    expect(encrypted.getSetCookie()[0]).toEndWith("; SameSite=Lax; Secure");
  });

  test("is not to be found in the database", async () => {
    const cookie = cookieOf(await login());
    const token = cookie.split("=")[1] ?? "";
    const file = await Bun.file(`${world.dataDir}/switchyard.db-wal`).text();
    expect(file.includes(token)).toBe(false);
  });

  test("of two sign-ins at once each lives, and ends alone", async () => {
    const [one, two] = (await Promise.all([login(), login()])).map(cookieOf);
    expect(one).not.toBe(two);
    const out = await at(world).post("logout", undefined, { cookie: one ?? "" });
    expect(out.body).toMatchObject({ authenticated: false });
    expect(out.headers.getSetCookie()[0]).toStartWith("dashboard_session=; Path=/; Max-Age=0;");
    expect([await isSignedIn(one ?? ""), await isSignedIn(two ?? "")]).toEqual([false, true]);
    expect((await at(world).post("logout", undefined)).status).toBe(200);
  });

  test("signing in again ends the one that the browser had", async () => {
    const before = cookieOf(await login());
    const after = cookieOf(await login({ cookie: before }));
    expect([await isSignedIn(before), await isSignedIn(after)]).toEqual([false, true]);
  });

  test.each(["dashboard_session=", "dashboard_session=x", `dashboard_session=session_${"0".repeat(32)}`, "other=1"])(
    "is not the cookie %p",
    async (cookie) => {
      expect(await apiClient(world, cookie).refused("GET", "/api/settings")).toMatchObject({
        status: 401,
        code: "unauthorized",
      });
    },
  );

  test("does not outlive a changed letter of its cookie", async () => {
    const cookie = cookieOf(await login());
    const tampered = cookie.endsWith("0") ? `${cookie.slice(0, -1)}1` : `${cookie.slice(0, -1)}0`;
    expect([await isSignedIn(tampered), await isSignedIn(cookie)]).toEqual([false, true]);
  });

  test("lasts over a restart, moves its end along with each call, and ends", async () => {
    const cookie = cookieOf(await login());
    await world.stop();
    await world.start();
    expect(await isSignedIn(cookie)).toBe(true);
    inDatabase(world, "update dashboard_sessions set expires_at = ?", Date.now() + 5000);
    const asked = await apiClient(world, cookie).raw("GET", "/api/settings");
    expect(asked.headers.getSetCookie()[0]).toStartWith(`${cookie}; Path=/; Max-Age=43200;`);
    const seen = (await apiClient(world, cookie).raw("GET", "/api/dashboard-auth/session")).body as {
      expires_at: string;
    };
    expect(Date.parse(seen.expires_at) - Date.now()).toBeGreaterThan(11 * 3_600_000);
    inDatabase(world, "update dashboard_sessions set expires_at = ?", Date.now() - 1);
    expect(await isSignedIn(cookie)).toBe(false);
  });

  test("of a wrong password there is none", async () => {
    const wrong = await at(world).refused("password/login", { password: "guess" }, { address: "198.51.100.1" });
    expect(wrong).toEqual({ status: 401, code: "invalid_credentials", message: "The password is wrong" });
  });

  test("what looks the same is the same password", async () => {
    await at(world).post(
      "password/change",
      { current_password: OPERATOR_PASSWORD, new_password: "caf\u00e9 au lait" },
      {
        cookie: cookieOf(await login()),
      },
    );
    const cookie = cookieOf(await at(world).post("password/login", { password: "cafe\u0301 au lait" }));
    const back = { current_password: "caf\u00e9 au lait", new_password: OPERATOR_PASSWORD };
    expect((await at(world).post("password/change", back, { cookie })).status).toBe(200);
  });
});

describe("who guesses", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(BEHIND_PROXY);
    await signIn(world);
  });
  afterAll(() => world[Symbol.asyncDispose]());
  const tryAt = (address: string, password = "a wrong guess") =>
    at(world).post("password/login", { password }, { address });

  test("has eight tries a minute, also where all are sent at once, and then not even the right one", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => tryAt("198.51.100.2")));
    const statuses = all.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(8);
    expect(statuses.filter((status) => status === 429)).toHaveLength(12);
    const right = await tryAt("198.51.100.2", OPERATOR_PASSWORD);
    expect(right).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
    expect(Number(right.headers.get("retry-after"))).toBeWithin(1, 61);
  });

  test("keeps nobody at another address out", async () => {
    expect((await tryAt("198.51.100.3", OPERATOR_PASSWORD)).status).toBe(200);
  });

  test("is one in all addresses of one IPv6 network", async () => {
    for (let host = 1; host <= 8; host++) expect((await tryAt(`2001:db8:1:2::${host}`)).status).toBe(401);
    expect((await tryAt("2001:db8:1:2:ffff::1")).status).toBe(429);
    expect((await tryAt("2001:db8:1:3::1")).status).toBe(401);
  });

  test("does not get more tries by signing in as a viewer in between", async () => {
    await signIn(world, "viewer");
    const address = "198.51.100.4";
    for (let time = 0; time < 7; time++) await tryAt(address);
    expect((await tryAt(address, "only looking around")).status).toBe(200);
    expect((await tryAt(address)).status).toBe(401);
    expect((await tryAt(address)).status).toBe(429);
  });

  test("is told of in the audit, without what was tried", async () => {
    const operator = await signIn(world);
    const { entries } = await operator.call("get", "/api/audit", { query: { action: "sign_in.failed", limit: 500 } });
    const there = entries.filter(({ address }) => address === "198.51.100.2");
    expect(there).toHaveLength(8);
    expect(there[0]).toMatchObject({ actor: "nobody", subject: null, detail: "password" });
    expect(JSON.stringify(entries)).not.toContain("guess");
  });
});

test("the operator ends all other sessions, the viewers' among them, and viewers end none", async () => {
  await using world = await startWorld({ accounts: 0 });
  const mine = await signIn(world);
  const [other, viewer] = [await signIn(world), await signIn(world, "viewer")];
  const path = "/api/dashboard-auth/sessions/end-others";
  expect(await viewer.refused("POST", path)).toMatchObject({ status: 403 });
  // Signing in as a viewer opens a session of the operator's on its way.
  expect(await mine.call("post", path)).toEqual({ ended: 3 });
  expect((await mine.raw("GET", "/api/settings")).status).toBe(200);
  for (const ended of [other, viewer]) expect((await ended.raw("GET", "/api/settings")).status).toBe(401);
  const { entries } = await mine.call("get", "/api/audit", { query: { action: "sessions.end_others" } });
  expect(entries).toHaveLength(1);
});

describe("the password changes", () => {
  test("every other session ends, this one stays; the old password is none any more", async () => {
    await using world = await startWorld({ accounts: 0 });
    const mine = await signIn(world);
    const other = await signIn(world);
    const change = { current_password: OPERATOR_PASSWORD, new_password: NEW_PASSWORD };
    await mine.call("post", "/api/dashboard-auth/password/change", { json: change });
    expect((await mine.raw("GET", "/api/settings")).status).toBe(200);
    expect(await other.refused("GET", "/api/settings")).toMatchObject({ status: 401 });
    expect((await at(world).post("password/login", { password: OPERATOR_PASSWORD })).status).toBe(401);
    expect((await at(world).post("password/login", { password: NEW_PASSWORD })).status).toBe(200);
  });

  test("only for who knows the present one, once where two change it at once", async () => {
    await using world = await startWorld({ accounts: 0 });
    const api = await signIn(world);
    const path = "/api/dashboard-auth/password/change";
    const change = (current: string, next: string) =>
      api.raw("POST", path, { body: { current_password: current, new_password: next } });
    expect(await change("not it", NEW_PASSWORD)).toMatchObject({ status: 401 });
    expect(await change(OPERATOR_PASSWORD, "short")).toMatchObject({ status: 422 });
    const both = await Promise.all([
      change(OPERATOR_PASSWORD, "the first of two"),
      change(OPERATOR_PASSWORD, "the second of two"),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    const winner = both[0]?.status === 200 ? "the first of two" : "the second of two";
    expect((await at(world).post("password/login", { password: winner })).status).toBe(200);
  });
});
