// Every form of account there is, over /api: taken in as a file or a key, shown, tried out with one small request, removed.

import { afterAll, beforeAll, expect, test } from "bun:test";

import { type SignedIn, signIn } from "../support/api-client.ts";
import { KEYS, LOGINS, type ProviderCase } from "../support/provider-cases.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let api: SignedIn;

beforeAll(async () => {
  const clients = ["gemini-cli", "antigravity", "iflow"].map((name) => [name, { "client-secret": "not-a-secret" }]);
  world = await startWorld({ accounts: 0, config: { "oauth-clients": Object.fromEntries(clients) } });
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

async function imported(json: unknown): Promise<string> {
  const form = new FormData();
  form.set("auth_json", new File([JSON.stringify(json)], "auth.json"));
  const taken = await api.call("post", "/api/accounts/import", { query: {}, form });
  expect(taken).toMatchObject({ outcome: "imported", status: "active" });
  return taken.account_id;
}

async function servesAndGoes({ provider, model, asksAt }: ProviderCase, account_id: string): Promise<void> {
  const params = { account_id };
  const account = await api.call("get", "/api/accounts/{account_id}", { params });
  expect(account).toMatchObject({ provider, status: "active", capacity_credits_primary: null });
  const before = world.sandbox.calls().length;
  const named = await api.call("post", "/api/accounts/{account_id}/probe", { params, json: { model } });
  expect(named).toMatchObject({ ok: true, error: null, http_status: 200 });
  expect(
    world.sandbox
      .calls()
      .slice(before)
      .some(({ path }) => asksAt.test(path)),
  ).toBe(true);
  const usual = await api.call("post", "/api/accounts/{account_id}/probe", { params, json: {} });
  expect(account.models).toContain(usual.model);
  await api.call("delete", "/api/accounts/{account_id}", { params });
  expect((await api.call("get", "/api/accounts", { query: {} })).total).toBe(0);
}

test.each(LOGINS.map((one) => [one.title, one] as const))("%s", async (_, one) => {
  const member = one.add(world.sandbox, { email: `${one.provider}@example.com` });
  const account_id = await imported(member.file());
  const { token } = await api.call("get", "/api/accounts/{account_id}", { params: { account_id } });
  expect(token).not.toBeNull();
  await servesAndGoes(one, account_id);
});

const FILES = KEYS.flatMap((one) => (one.file === undefined ? [] : [[one.title, one, one.file] as const]));

test.each(FILES)("%s in an auth file", async (_, one, file) => {
  const entry = one.entry({ sandbox: world.sandbox, sandboxUrl: world.sandboxUrl }, `${one.provider}@example.com`);
  const account_id = await imported(file(entry));
  const account = await api.call("get", "/api/accounts/{account_id}", { params: { account_id } });
  expect(account).toMatchObject({ token: null, kind: "api_key" });
  await servesAndGoes(one, account_id);
});
