// Further rounds: how often a request goes round the accounts where all have failed or rest, and what an account's own word
// changes about it. Every setting holds for the next request.

import { describe, expect, test } from "bun:test";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { OK } from "../support/managed-world.ts";
import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { openSocket } from "../support/socket-client.ts";
import { until } from "../support/until.ts";
import { ranked, startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const CONFIG = {
  "remote-management": { "secret-key": MANAGEMENT_KEY },
  routing: { "sticky-threads-enabled": false },
  "quota-poll-seconds": 3600,
};
const ALWAYS = Number.POSITIVE_INFINITY;

/** Asks once; the status and who was asked, in order. */
async function ask(world: World, signal?: AbortSignal): Promise<{ status: number; asked: (string | null)[] }> {
  const answer = await world.post("/v1/chat/completions", chat("hi"), signal === undefined ? {} : { signal });
  await answer.text();
  const { attempts } = await world.record(answer);
  const asked = attempts.filter(({ accountId }) => accountId !== null).map(({ accountLabel }) => accountLabel);
  return { status: answer.status, asked };
}

/** A success in between: failures in a row would make an account rest. */
async function healthy(world: World): Promise<void> {
  world.sandbox.clearFaults();
  await world.post("/v1/chat/completions", chat("all well?"));
}

describe("request-retry", () => {
  test("counts the rounds after the first: each account that can serve is asked once a round", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: CONFIG });
    const call = manage(world);
    for (const [rounds, asked] of [
      [0, [ADA, BEN]],
      [1, [ADA, BEN, ADA, BEN]],
    ] as const) {
      expect(await call("PUT /request-retry", { body: { value: rounds } })).toMatchObject(OK);
      world.fault({ fault: faults.serverError(), times: ALWAYS });
      expect(await ask(world)).toEqual({ status: 500, asked: [...asked] });
      await healthy(world);
      world.fault({ account: ADA, fault: faults.serverError() });
      expect(await ask(world)).toEqual({ status: 200, asked: [ADA, BEN] });
      await healthy(world);
    }
    await world.editConfig({ "request-retry": 2 });
    await until("three rounds", async () => {
      world.fault({ fault: faults.overloaded(), times: ALWAYS });
      const { asked } = await ask(world);
      await healthy(world);
      return asked.length === 6;
    });
  });

  test("asks nobody twice who is rate limited, out of quota or signed out", async () => {
    await using world = await startWorld({ accounts: ranked(4), config: { ...CONFIG, "request-retry": 3 } });
    const [, , cleo, dara] = world.accounts;
    world.fault({ account: ADA, fault: faults.rateLimited(60_000) });
    world.fault({ account: BEN, fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
    cleo?.sandbox.revokeLogin();
    cleo?.sandbox.expireAccessToken();
    world.fault({ account: dara?.email ?? "", fault: faults.serverError(), times: 2 });
    const { status, asked } = await ask(world);
    expect(status).toBe(200);
    expect(asked.filter((who) => who === ADA)).toHaveLength(1);
    expect(asked.filter((who) => who === BEN)).toHaveLength(1);
    expect(asked.filter((who) => who === dara?.email)).toHaveLength(3);
  });

  test("holds for turns of a WebSocket as well", async () => {
    await using world = await startWorld({ accounts: 1, config: { ...CONFIG, "request-retry": 2 } });
    world.fault({
      fault: { kind: "failed-event", code: "server_is_overloaded", message: "full", afterEvents: 0 },
      times: 2,
    });
    await using socket = await openSocket(`${world.url}/backend-api/codex/responses`);
    expect((await socket.turn("hi")).at(-1)).toMatchObject({ type: "response.completed" });
  });

  test("in an auth file is the account's own: one may be asked more often than the rest, or not again", async () => {
    await using world = await startWorld({
      accounts: [{ file: { priority: 9, request_retry: 2 } }, { file: { request_retry: 0 } }],
      config: { ...CONFIG, "request-retry": 1 },
    });
    world.fault({ fault: faults.serverError(), times: ALWAYS });
    expect((await ask(world)).asked).toEqual([ADA, BEN, ADA, ADA]);
  });
});

describe("max-retry-credentials", () => {
  test("ends a round early; the next one asks those whose turn it was not", async () => {
    await using world = await startWorld({ accounts: ranked(4), config: { ...CONFIG, "request-retry": 1 } });
    const call = manage(world);
    expect(await call("PUT /max-retry-credentials", { body: { value: 2 } })).toMatchObject(OK);
    world.fault({ fault: faults.rateLimited(60_000), times: ALWAYS });
    const { status, asked } = await ask(world);
    expect(status).toBe(429);
    expect(asked).toEqual(world.accounts.map(({ email }) => email));
    expect(await call("PUT /max-retry-credentials", { body: { value: 0 } })).toMatchObject(OK);
    expect((await call("GET /max-retry-credentials")).body).toEqual({ "max-retry-credentials": 0 });
  });
});

describe("max-retry-interval", () => {
  test("lets a request wait for an account that is back soon, and answers at once where it is not", async () => {
    await using world = await startWorld({ accounts: 1, config: CONFIG });
    const call = manage(world);
    world.fault({ fault: faults.rateLimited(1000) });
    expect((await ask(world)).status).toBe(429);
    expect(await call("PUT /max-retry-interval", { body: { value: 5 } })).toMatchObject(OK);
    // It still rests from before.
    expect(await ask(world)).toEqual({ status: 200, asked: [ADA] });
    world.fault({ fault: faults.rateLimited(1000) });
    expect(await ask(world)).toEqual({ status: 200, asked: [ADA, ADA] });
    world.fault({ fault: faults.rateLimited(30_000) });
    expect(await ask(world)).toEqual({ status: 429, asked: [ADA] });
    expect((await call("GET /max-retry-interval")).body).toEqual({ "max-retry-interval": 5 });
  });

  test("keeps a streaming client alive while it waits", async () => {
    const config = { ...CONFIG, "max-retry-interval": 5, "keepalive-seconds": 0.1 };
    await using world = await startWorld({ accounts: 1, config });
    world.fault({ fault: faults.rateLimited(1000) });
    const answer = await world.post("/v1/chat/completions", chat("hi", { stream: true }));
    const text = await answer.text();
    expect(text).toStartWith(":");
    expect(text).toEndWith("data: [DONE]\n\n");
  });

  test("ends with the client: who leaves while it waits is recorded as gone, and nobody is asked for it", async () => {
    await using world = await startWorld({ accounts: 1, config: { ...CONFIG, "max-retry-interval": 60 } });
    world.fault({ fault: faults.rateLimited(30_000) });
    const leaving = new AbortController();
    const asking = ask(world, leaving.signal).catch(() => null);
    await until("the account has refused", () => world.exchanges().some(({ status }) => status === 429));
    leaving.abort();
    await asking;
    const record = await until("the record", () => world.records().find(({ outcome }) => outcome !== "open"));
    expect(record).toMatchObject({ outcome: "cancelled", status: 499 });
    expect(world.exchanges()).toHaveLength(1);
  });
});
