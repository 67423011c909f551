// Sign-ins at providers over /api, against the sandbox's sign-in doors: from the page to open to the account that serves.

import { afterAll, beforeAll, expect, test } from "bun:test";

import { type SignedIn, signIn } from "../support/api-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";
import { holdLoginPorts } from "../support/login-ports.ts";

holdLoginPorts();

let world: World;
let api: SignedIn;

beforeAll(async () => {
  world = await startWorld({ accounts: 2 });
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

/** The vendor's page as somebody signs in there whose browser finds nobody at the end. */
async function browse(url: string, email: string): Promise<string> {
  const page = new URL(url);
  page.searchParams.set("login_hint", email);
  const response = await fetch(page, { redirect: "manual" });
  return response.headers.get("location") ?? "";
}

function ended(login_id: string) {
  return until("the sign-in ends", async () => {
    const login = await api.call("get", "/api/logins/{login_id}", { params: { login_id } });
    return login.status === "pending" ? null : login;
  });
}

async function accountOf(email: string) {
  const { accounts } = await api.call("get", "/api/accounts", { query: { search: email } });
  return accounts[0];
}

test("says where one can sign in, how, and which of it the vendors have ended", async () => {
  const { providers } = await api.call("get", "/api/logins/providers");
  expect(providers.find(({ provider }) => provider === "codex")).toEqual({
    provider: "codex",
    name: "ChatGPT (Codex)",
    flows: ["browser", "device"],
    callback_url: "http://localhost:1455/auth/callback",
    takes_project: false,
    note: null,
    warning: null,
  });
  expect(providers.find(({ provider }) => provider === "gemini-cli")).toMatchObject({
    takes_project: true,
    note: expect.stringContaining("2026"),
    warning: expect.stringContaining("client-secret"),
  });
});

test("a sign-in in a browser brings an account that serves", async () => {
  world.sandbox.addAccount({ email: "new@example.com", plan: "team" });
  const login = await api.call("post", "/api/logins", { json: { provider: "codex" } });
  expect(login).toMatchObject({ provider: "codex", flow: "browser", status: "pending", account_id: null, error: null });
  const { login_id } = login;
  const callback_url = await browse(login.url, "new@example.com");
  const params = { login_id };
  await api.call("post", "/api/logins/{login_id}/callback", { params, json: { callback_url } });
  const done = await ended(login_id);
  expect(done).toMatchObject({ status: "ok", error: null });
  expect(await accountOf("new@example.com")).toMatchObject({ account_id: done.account_id ?? "", plan_type: "team" });

  const again = await api.refused("POST", `/api/logins/${login_id}/callback`, { body: { callback_url } });
  expect(again).toMatchObject({ status: 409, code: "login_not_pending" });
  expect(await api.refused("DELETE", `/api/logins/${login_id}`)).toMatchObject({
    status: 409,
    code: "login_not_pending",
  });
});

test("a sign-in for an account heals it, and is refused to anybody else", async () => {
  const [ada] = world.accounts;
  const account = await accountOf("ada@example.com");
  if (ada === undefined || account === undefined) throw new Error("ada");
  const { account_id } = account;
  ada.sandbox.revokeLogin();
  await api.refused("POST", `/api/accounts/${account_id}/refresh-token`);
  expect(await accountOf("ada@example.com")).toMatchObject({
    status: "reauth_required",
    problem: { kind: "reauth_required", until: null },
    deactivation_reason: expect.any(String),
  });

  const files = await api.call("get", "/api/accounts", { query: {} });
  const wrong = await api.call("post", "/api/logins", { json: { provider: "codex", account_id } });
  expect(wrong.for_account_id).toBe(account_id);
  await api.call("post", "/api/logins/{login_id}/callback", {
    params: { login_id: wrong.login_id },
    json: { callback_url: await browse(wrong.url, "ben@example.com") },
  });
  expect(await ended(wrong.login_id)).toMatchObject({
    status: "error",
    error: expect.stringContaining("another account signed in (ben@example.com)"),
  });
  expect((await api.call("get", "/api/accounts", { query: {} })).total).toBe(files.total);

  const right = await api.call("post", "/api/logins", { json: { provider: "codex", account_id } });
  await api.call("post", "/api/logins/{login_id}/callback", {
    params: { login_id: right.login_id },
    json: { callback_url: await browse(right.url, "ada@example.com") },
  });
  expect(await ended(right.login_id)).toMatchObject({ status: "ok", account_id });
  expect(await accountOf("ada@example.com")).toMatchObject({ status: "active", problem: null });
});

test("a sign-in is its session's alone, and can be given up", async () => {
  const login = await api.call("post", "/api/logins", { json: { provider: "codex", flow: "device" } });
  expect(login).toMatchObject({ flow: "device", user_code: expect.any(String), listening: false });
  const path = `/api/logins/${login.login_id}`;
  const other = await signIn(world);
  expect(other.cookie).not.toBe(api.cookie);
  for (const [method, at, body] of [
    ["GET", path, undefined],
    ["DELETE", path, undefined],
    ["POST", `${path}/callback`, { callback_url: "http://localhost:1455/auth/callback?code=c&state=s" }],
  ] as const) {
    const ask = body === undefined ? {} : { body };
    expect(await other.refused(method, at, ask)).toMatchObject({ status: 404, code: "login_not_found" });
  }
  expect((await other.call("get", "/api/logins")).logins).toEqual([]);
  expect((await api.call("get", "/api/logins")).logins[0]).toMatchObject({ login_id: login.login_id });
  const viewer = await signIn(world, "viewer");
  expect(await viewer.refused("GET", "/api/logins")).toMatchObject({ status: 403, code: "read_only_access" });

  const wrongPlace = { body: { callback_url: "http://localhost:1455/auth/callback?code=c&state=another" } };
  expect(await api.refused("POST", `${path}/callback`, wrongPlace)).toMatchObject({ code: "invalid_callback_url" });
  const params = { login_id: login.login_id };
  expect(await api.call("delete", "/api/logins/{login_id}", { params })).toEqual({ status: "cancelled" });
  expect(await api.call("get", "/api/logins/{login_id}", { params })).toMatchObject({
    status: "error",
    error: "cancelled",
  });
});

test.each([
  [{ provider: "pigeon" }, 409, "login_not_offered"],
  [{ provider: "claude", flow: "device" }, 409, "login_not_offered"],
  [{ provider: "codex", account_id: "acc_0" }, 404, "account_not_found"],
  [{ provider: "codex", project_id: "p" }, 422, "validation_error"],
  [{ provider: "codex", colour: "red" }, 422, "validation_error"],
  [{ flow: "browser" }, 422, "validation_error"],
])("refuses to begin %p", async (body, status, code) => {
  expect(await api.refused("POST", "/api/logins", { body })).toMatchObject({ status, code });
});
