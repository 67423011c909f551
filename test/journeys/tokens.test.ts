// A login's tokens: renewed once at a time, on disk before they are used, and a dead login is asked no more.

import { describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat, chatText, responses } from "../support/asks.ts";
import { until } from "../support/until.ts";
import { ranked, startWorld, type World, type WorldAccount } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const MINUTE_MS = 60_000;

function first(world: World): WorldAccount {
  const [account] = world.accounts;
  if (account === undefined) throw new Error("no account");
  return account;
}

/** How often the token endpoint was asked. */
const refreshCalls = (world: World): number =>
  world.sandbox.calls().filter(({ path }) => path === "/oauth/token").length;

describe("a token that the upstream no longer takes", () => {
  test("is refreshed once and the same account answers", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    first(world).sandbox.expireAccessToken();
    const answer = await world.post("/v1/chat/completions", chat("hi", { stream: true }));
    expect(answer.status).toBe(200);
    expect(chatText(await answer.text())).toContain("You said: hi");
    expect(first(world).sandbox.refreshes()).toBe(1);
    expect(refreshCalls(world)).toBe(1);
    const { attempts, outcome } = await world.record(answer);
    expect(outcome).toBe("ok");
    expect(attempts.map(({ accountLabel }) => accountLabel)).not.toContain(BEN);
    // The next one needs nothing.
    expect((await world.post("/v1/responses", responses("again"))).status).toBe(200);
    expect(refreshCalls(world)).toBe(1);
  });

  test("is refreshed exactly once, however many requests find out at the same time", async () => {
    const MANY = 20;
    // Slow refusals: all requests are out with the old token before the first 401 comes back.
    await using world = await startWorld({ accounts: 1, config: { "quota-poll-seconds": 3600 } });
    await until("the first quota poll", () => world.sandbox.calls().some(({ end }) => end !== null));
    first(world).sandbox.expireAccessToken();
    const answers = await Promise.all(
      Array.from({ length: MANY }, (_, index) =>
        world.post("/v1/chat/completions", chat(`request ${index}`, { stream: index % 2 === 0 })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: MANY }, () => 200));
    for (const answer of answers) expect(await answer.text()).toContain("said");
    expect(refreshCalls(world)).toBe(1);
    expect(first(world).sandbox.refreshes()).toBe(1);
    const refused = world.exchanges().filter(({ status }) => status === 401);
    expect(refused.length).toBeGreaterThan(1);
  });

  test("is replaced on disk before the new one is used, and the file keeps what we do not know", async () => {
    const file = { note: "of the operator", nested: { kept: [1, 2, 3] }, priority: 7 };
    await using world = await startWorld({ accounts: [{ file }] });
    const account = first(world);
    const before = await world.authFile(account);
    account.sandbox.expireAccessToken();
    // Whoever sees the new token upstream finds it in the file at that very moment.
    const seen = world.sandbox.waitForCall(
      ({ path, headers }) =>
        path.endsWith("/codex/responses") && headers["authorization"] !== `Bearer ${String(before["access_token"])}`,
    );
    const answer = world.post("/v1/chat/completions", chat("hi"));
    const call = await seen;
    const during = await world.authFile(account);
    expect(call.headers["authorization"]).toBe(`Bearer ${String(during["access_token"])}`);
    expect((await answer).status).toBe(200);
    expect(during).toEqual({
      ...before,
      access_token: account.sandbox.accessToken(),
      refresh_token: account.sandbox.refreshToken(),
      id_token: expect.any(String),
      last_refresh: expect.any(String),
      expired: expect.any(String),
    });
    expect(during["access_token"]).not.toBe(before["access_token"]);
  });

  test("that stays refused after its refresh sends the request elsewhere; its login is asked no more", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    world.fault({ account: ADA, fault: faults.tokenInvalidated(), times: Number.POSITIVE_INFINITY });
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(200);
    const record = await world.record(answer);
    expect(record).toMatchObject({ outcome: "ok", accountLabel: BEN });
    expect(record.attempts).toMatchObject([
      { accountLabel: ADA, status: 401, failure: { kind: "unauthorized" } },
      { accountLabel: ADA, status: 401, failure: { kind: "unauthorized" } },
      { accountLabel: BEN, status: 200, failure: null },
    ]);
    expect(record.attempts[2]?.decision.ruledOut).toEqual({ reauth_required: 1 });
    expect(refreshCalls(world)).toBe(1);
    expect(await world.waitForLog("account_condition")).toMatchObject({ account: ADA, kind: "reauth_required" });
    await world.post("/v1/chat/completions", chat("another"));
    expect(world.exchanges().map(({ account }) => account)).toEqual([ADA, ADA, BEN, BEN]);
  });
});

describe("a login that has ended", () => {
  test("is marked at the first refresh, another account serves, and it is not asked again", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: { "quota-poll-seconds": 3600 } });
    first(world).sandbox.revokeLogin();
    for (const text of ["one", "two", "three"]) {
      expect((await world.post("/v1/chat/completions", chat(text))).status).toBe(200);
    }
    const served = world.exchanges().filter(({ status }) => status === 200);
    expect(served.map(({ account }) => account)).toEqual([BEN, BEN, BEN]);
    expect(refreshCalls(world)).toBe(1);
    const conditions = world.log().filter(({ event }) => event === "account_condition");
    await world.waitForLog("account_condition");
    expect(conditions.every(({ kind }) => kind === "reauth_required")).toBe(true);
  });

  test("of the only account is told as a pool without usable accounts, never as the client's own 401", async () => {
    await using world = await startWorld({ accounts: 1 });
    first(world).sandbox.revokeLogin("refresh_token_expired");
    for (const path of ["/v1/chat/completions", "/v1/responses"]) {
      const answer = await world.post(path, path.endsWith("responses") ? responses("hi") : chat("hi"));
      expect(answer.status).toBe(503);
      const { error } = (await answer.json()) as { error: { code: string; message: string } };
      expect(error.code).toBe("no_accounts");
      expect(error.message).toContain("waiting to be signed in again");
    }
  });

  test("comes back when its auth file is given new tokens", async () => {
    await using world = await startWorld({ accounts: 1 });
    const account = first(world);
    account.sandbox.revokeLogin();
    expect((await world.post("/v1/chat/completions", chat("hi"))).status).toBe(503);
    // The same person signs in again, elsewhere.
    const again = world.sandbox.addAccount({
      email: ADA,
      userId: account.sandbox.userId,
      accountId: account.sandbox.accountId,
    });
    await writeFile(account.file, JSON.stringify(again.cliProxyAuthFile()));
    const served = await until("the account serves", async () => {
      const answer = await world.post("/v1/chat/completions", chat("hi"));
      return answer.status === 200 ? answer : null;
    });
    expect(await world.record(served)).toMatchObject({ outcome: "ok", accountLabel: ADA });
  });
});

describe("a refresh", () => {
  test("happens ahead of expiry, before the request is sent", async () => {
    await using world = await startWorld({ accounts: [{ accessTokenTtlMs: MINUTE_MS }] });
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(200);
    expect(world.exchanges().map(({ status }) => status)).toEqual([200]);
    expect(first(world).sandbox.refreshes()).toBeGreaterThanOrEqual(1);
    const { attempts } = await world.record(answer);
    expect(attempts).toHaveLength(1);
  });

  test("that fails ahead of expiry harms nobody while the old token is good", async () => {
    await using world = await startWorld({ accounts: [{ accessTokenTtlMs: MINUTE_MS }] });
    world.sandbox.script({ path: "/oauth/token", times: Number.POSITIVE_INFINITY, fault: faults.serverError() });
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(200);
    expect(await world.record(answer)).toMatchObject({ outcome: "ok", accountLabel: ADA });
  });

  test("that the token endpoint cannot do now does not sign the account out", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: { "quota-poll-seconds": 3600 } });
    await until("the first quota polls", () => world.sandbox.calls().filter(({ end }) => end !== null).length >= 2);
    world.sandbox.script({ path: "/oauth/token", fault: faults.serverError() });
    first(world).sandbox.expireAccessToken();
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(200);
    expect(await world.record(answer)).toMatchObject({ outcome: "ok", accountLabel: BEN });
    expect(world.log().filter(({ kind }) => kind === "reauth_required")).toEqual([]);
  });

  test("done meanwhile by the vendor's own tool is taken from the file, and no refresh token is used twice", async () => {
    await using world = await startWorld({ accounts: 1, config: { "quota-poll-seconds": 3600 } });
    await until("the first quota poll", () => world.sandbox.calls().some(({ end }) => end !== null));
    const account = first(world);
    const refreshed = await fetch(`${world.sandboxUrl}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_id: "app_EMoamEEZ73f0CkXaXp7hrann",
        grant_type: "refresh_token",
        refresh_token: account.sandbox.refreshToken(),
      }),
    });
    expect(refreshed.status).toBe(200);
    await world.editAuthFile(account, account.sandbox.cliProxyAuthFile());
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(200);
    expect(refreshCalls(world)).toBe(1);
  });

  test("finds its token after a kill -9: what was used upstream is on disk", async () => {
    await using world = await startWorld({ accounts: 1 });
    first(world).sandbox.expireAccessToken();
    expect((await world.post("/v1/chat/completions", chat("hi"))).status).toBe(200);
    await world.kill9();
    await world.start();
    expect((await world.post("/v1/chat/completions", chat("hi again"))).status).toBe(200);
    expect(refreshCalls(world)).toBe(1);
  });
});

test("Codex's own auth.json, dropped in by hand, serves and stays in its own form when refreshed", async () => {
  await using world = await startWorld({
    accounts: 0,
    prepare: async ({ dataDir }) => {
      await writeFile(join(dataDir, "auths", ".keep"), "");
    },
  });
  const account = world.sandbox.addAccount({ email: ADA });
  const file = join(world.dataDir, "auths", "auth.json");
  await writeFile(file, JSON.stringify(account.authJson()));
  account.expireAccessToken();
  await until("the account serves", async () => (await world.post("/v1/chat/completions", chat("hi"))).status === 200);
  const after = (await Bun.file(file).json()) as { tokens: Record<string, unknown>; auth_mode: string };
  expect(after.auth_mode).toBe("chatgpt");
  expect(after.tokens["access_token"]).toBe(account.accessToken());
  expect(after.tokens["refresh_token"]).toBe(account.refreshToken());
});
