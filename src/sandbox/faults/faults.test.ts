// What goes wrong when told to, as a client sees it on a real socket.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import type { SandboxAccount } from "../accounts/account.ts";
import { codexRequest, eventsOf, type Playground, playground, said, START } from "../testing.ts";
import * as faults from "./fault.ts";

const PATH = "/backend-api/codex/responses";
let world: Playground;
let account: SandboxAccount;

beforeEach(() => {
  world = playground();
  account = world.sandbox.addAccount({ email: "a@example.com" });
});
afterEach(() => world.close());

function turn(): Promise<Response> {
  return world.post(PATH, account.accessToken(), codexRequest("hi"));
}

/** All bytes of an answer read from a bare socket, and how the connection ended. */
function rawTurn(): Promise<{ readonly bytes: string; readonly error: string | null }> {
  return new Promise((resolve) => {
    const body = JSON.stringify(codexRequest("hi"));
    const { hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    let bytes = "";
    let error: string | null = null;
    socket.on("data", (data) => (bytes += data.toString()));
    socket.on("error", (problem) => (error = problem.message));
    socket.on("close", () => resolve({ bytes, error }));
    socket.write(
      `POST ${PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${account.accessToken()}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  });
}

describe("a scripted answer", () => {
  const catalogue: readonly (readonly [string, faults.Fault, number, string])[] = [
    ["unauthorized", faults.unauthorized(), 401, "token_expired"],
    ["tokenInvalidated", faults.tokenInvalidated(), 401, "token_invalidated"],
    ["rateLimited", faults.rateLimited(), 429, "try again in 1.5s"],
    ["usageNotIncluded", faults.usageNotIncluded(), 429, "usage_not_included"],
    ["serverError", faults.serverError(), 500, "server_error"],
    ["overloaded", faults.overloaded(), 503, "server_is_overloaded"],
    ["deactivatedWorkspace", faults.deactivatedWorkspace(), 402, "deactivated_workspace"],
    ["cloudflareChallenge", faults.cloudflareChallenge(), 403, "<!DOCTYPE html>"],
    ["modelNotSupported", faults.modelNotSupported("gpt-5.5"), 400, "is not supported when using Codex"],
    ["invalidEncryptedContent", faults.invalidEncryptedContent(), 400, "invalid_encrypted_content"],
  ];
  for (const [name, fault, status, text] of catalogue) {
    test(`${name} comes once and then all is well`, async () => {
      world.sandbox.script({ fault });
      const struck = await turn();
      expect(struck.status).toBe(status);
      expect(await struck.text()).toContain(text);
      const next = await turn();
      expect(next.status).toBe(200);
      await next.text();
    });
  }

  test("usageLimitReached reckons its reset from the moment it is given", async () => {
    world.sandbox.script({ fault: faults.usageLimitReached({ resetsInMs: 90_000 }) });
    world.clock.advance(10_000);
    const response = await turn();
    const resetsAt = (START + 100_000) / 1000;
    expect(await response.json()).toMatchObject({ error: { resets_at: resetsAt, resets_in_seconds: 90 } });
    expect(response.headers.get("x-codex-primary-used-percent")).toBe("100");
  });

  test("strikes only the account, the path and as often as the script says", async () => {
    const other = world.sandbox.addAccount({ email: "b@example.com" });
    world.sandbox.script({ account: "b@example.com", path: "/codex/responses", times: 2, fault: faults.serverError() });
    const statuses: number[] = [];
    const ask = async (token: string): Promise<void> => {
      const response = await world.post(PATH, token, codexRequest("hi"));
      statuses.push(response.status);
      await response.text();
    };
    await ask(account.accessToken());
    for (let round = 0; round < 3; round += 1) await ask(other.accessToken());
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect((await world.get("/backend-api/wham/usage", other.accessToken())).status).toBe(200);
  });

  test("lasts for ever with Infinity, until the faults are cleared", async () => {
    world.sandbox.script({ times: Number.POSITIVE_INFINITY, fault: faults.overloaded() });
    for (let round = 0; round < 3; round += 1) expect((await turn()).status).toBe(503);
    world.sandbox.clearFaults();
    expect((await turn()).status).toBe(200);
  });
});

describe("a stream that goes wrong", () => {
  test("cut breaks the connection after so many events, without the end of the chunked body", async () => {
    world.sandbox.script({ fault: { kind: "cut", events: 3 } });
    const { bytes, error } = await rawTurn();
    expect(eventsOf(bytes).length).toBe(3);
    expect(bytes).not.toContain("\r\n0\r\n");
    expect(error).toContain("ECONNRESET");
    expect(world.sandbox.calls().at(-1)?.end?.kind).toBe("broken");
  });

  test("cut before the first event gives no byte of a body", async () => {
    world.sandbox.script({ fault: { kind: "cut", events: 0 } });
    expect(eventsOf((await rawTurn()).bytes)).toEqual([]);
  });

  test("end-early ends cleanly without a terminal event; with 0 it is an empty 200", async () => {
    world.sandbox.script({ fault: { kind: "end-early", events: 4 } });
    const early = eventsOf(await (await turn()).text());
    expect(early.length).toBe(4);
    world.sandbox.script({ fault: { kind: "end-early", events: 0 } });
    const empty = await turn();
    expect([empty.status, await empty.text()]).toEqual([200, ""]);
  });

  test("failed-event and error-event come inside a 200 and end the stream", async () => {
    for (const kind of ["failed-event", "error-event"] as const) {
      world.sandbox.script({ fault: { kind, code: "server_error", message: "oh", afterEvents: 2 } });
      const events = eventsOf(await (await turn()).text());
      expect(events.length).toBe(3);
      expect(events[2]?.["type"]).toBe(kind === "failed-event" ? "response.failed" : "error");
      expect(JSON.stringify(events[2])).toContain('"code":"server_error"');
    }
  });

  test("garbage is a 200 event stream of junk", async () => {
    world.sandbox.script({ fault: { kind: "garbage" } });
    const response = await turn();
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(eventsOf(await response.text())).toEqual([]);
  });

  test("slow lets one event through each time the clock allows", async () => {
    world.sandbox.script({ fault: { kind: "slow", ms: 100 } });
    let over = false;
    const text = turn().then((response) => response.text());
    void text.finally(() => (over = true));
    let steps = 0;
    while (!over) {
      await Promise.race([world.clock.whenWaiting(), text]);
      world.clock.advance(100);
      steps += 1;
    }
    expect(said(eventsOf(await text))).toContain("hi");
    expect(steps).toBeGreaterThanOrEqual(eventsOf(await text).length);
  });

  test("delay holds the headers back until the clock allows", async () => {
    world.sandbox.script({ fault: { kind: "delay", ms: 5000 } });
    const response = turn();
    await world.clock.whenWaiting();
    expect(world.sandbox.openStreams()).toBe(1);
    world.clock.advance(5000);
    expect((await response).status).toBe(200);
  });
});

describe("a caller who goes away", () => {
  test("is noticed while nothing has been answered", async () => {
    world.sandbox.script({ fault: { kind: "hang" } });
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${account.accessToken()}` };
    const body = JSON.stringify(codexRequest("hi"));
    const response = fetch(world.url + PATH, { method: "POST", headers, body, signal: leaving.signal });
    const seen = await world.sandbox.waitForCall((call) => call.path === PATH);
    expect([seen.end, world.sandbox.openStreams()]).toEqual([null, 1]);
    leaving.abort();
    await response.catch(() => undefined);
    const ended = await world.sandbox.waitForCall((call) => call.end !== null);
    expect([ended.end?.kind, world.sandbox.openStreams()]).toEqual(["aborted", 0]);
  });

  test("is noticed in the silence of hang-after, after the events before it", async () => {
    world.sandbox.script({ fault: { kind: "hang-after", events: 2 } });
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${account.accessToken()}` };
    const body = JSON.stringify(codexRequest("hi"));
    const response = await fetch(world.url + PATH, { method: "POST", headers, body, signal: leaving.signal });
    const reader = response.body?.getReader();
    let text = "";
    while (eventsOf(text).length < 2) text += new TextDecoder().decode((await reader?.read())?.value);
    leaving.abort();
    const ended = await world.sandbox.waitForCall((call) => call.end !== null);
    expect([ended.end?.kind, eventsOf(text).length]).toEqual(["aborted", 2]);
  });
});

describe("the control door", () => {
  async function control(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(world.url + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }

  test("takes a shorthand, shows it, and it strikes", async () => {
    const short = { account: "a@example.com", fault: "usage-limit", resets_in_seconds: 60, times: 2 };
    expect((await control("POST", "/_sandbox/faults", short)).status).toBe(201);
    const overview = await (await control("GET", "/_sandbox")).json();
    expect(overview).toMatchObject({
      accounts: [{ email: "a@example.com", primary: { used_percent: 0 } }],
      faults: [{ account: "a@example.com", times: 2, fault: { kind: "usage-limit", resetsInMs: 60_000 } }],
    });
    expect((await turn()).status).toBe(429);
    expect((await control("DELETE", "/_sandbox/faults")).status).toBe(200);
    expect((await turn()).status).toBe(200);
  });

  test("takes a full script", async () => {
    const script = {
      path: "/codex/responses",
      times: "always",
      fault: { kind: "status", status: 418, body: { tea: true } },
    };
    await control("POST", "/_sandbox/faults", script);
    expect((await turn()).status).toBe(418);
  });

  test("says what is wrong with a script", async () => {
    for (const [body, text] of [
      ["not an object", "must be a JSON object"],
      [{ fault: "explode" }, '"fault" must be one of'],
      [{ fault: "cut", events: -1 }, '"events" must be a number'],
      [{ fault: "hang", times: 0 }, '"times" must be a number from 1 on'],
    ] as const) {
      const response = await control("POST", "/_sandbox/faults", body);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain(JSON.stringify(text).slice(1, -1));
    }
  });
});
