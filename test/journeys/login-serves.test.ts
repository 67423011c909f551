// Signing in to a running gateway: the account serves with the very next request.

import { expect, test } from "bun:test";

import { codexRequest } from "../../src/sandbox/testing.ts";
import { type Manage, manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const ENV = { MANAGEMENT_PASSWORD: MANAGEMENT_KEY };

/** A sign-in by a browser elsewhere, to its end; `bring` takes along the address that the browser could not open. */
async function signIn(world: World, bring: (world: World, address: URL) => Promise<void>): Promise<void> {
  const call: Manage = manage(world);
  const { body } = await call("GET /codex-auth-url?is_webui=true");
  const { url, state } = body as { readonly url: string; readonly state: string };
  const sent = await fetch(url, { redirect: "manual" });
  await bring(world, new URL(sent.headers.get("location") ?? ""));
  const ended = await until("the sign-in ends", async () => {
    const status = await call(`GET /get-auth-status?state=${state}`);
    return (status.body as { readonly status: string }).status === "wait" ? null : status.body;
  });
  expect(ended).toEqual({ status: "ok" });
}

/** Without the key: who knows the state was given it by who has the key. */
async function paste(world: World, address: URL): Promise<void> {
  const body = { provider: "codex", redirect_url: address.href };
  const taken = await manage(world, "")("POST /oauth-callback", { body });
  expect(taken).toMatchObject({ status: 200, body: { status: "ok" } });
}

async function openHere(world: World, address: URL): Promise<void> {
  const page = await world.get(`/codex/callback${address.search}`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Signed in")]);
}

const ask = (world: World): Promise<Response> => world.post("/backend-api/codex/responses", codexRequest("hello"));

test("the account that a sign-in brings serves with the very next request", async () => {
  await using world = await startWorld({ accounts: 0, env: ENV });
  world.sandbox.addAccount({ email: "new@example.com", plan: "plus" });
  expect((await ask(world)).status).toBe(503);
  await signIn(world, paste);
  const answer = await ask(world);
  expect(answer.status).toBe(200);
  await answer.text();
});

test("a new sign-in heals an account whose login had died, in the file that it has", async () => {
  await using world = await startWorld({ accounts: 1, env: ENV });
  const [ada] = world.accounts;
  ada?.sandbox.revokeLogin();
  expect((await ask(world)).status).not.toBe(200);
  await signIn(world, openHere);
  const answer = await ask(world);
  expect(answer.status).toBe(200);
  await answer.text();
  expect((await manage(world)("GET /auth-files")).body).toMatchObject({ files: [{ name: ada?.fileName }] });
});

test("sign-ins that wait do not hold the gateway up when it is told to stop", async () => {
  await using world = await startWorld({ accounts: 0, env: ENV });
  for (const path of ["/codex-auth-url", "/anthropic-auth-url"]) {
    expect(await manage(world)(`GET ${path}`)).toMatchObject({ status: 200 });
  }
  expect(await world.stop()).toBe(0);
});
