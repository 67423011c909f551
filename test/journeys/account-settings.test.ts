// What an operator says of one account, in its auth file, in its key's entry or over the management API, is what happens,
// from the next request on.

import { describe, expect, test } from "bun:test";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { OK } from "../support/managed-world.ts";
import { type Manage, manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { KEYS, OPENAI_KEY } from "../support/provider-cases.ts";
import { openSocket } from "../support/socket-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const CONFIG = {
  "remote-management": { "secret-key": MANAGEMENT_KEY },
  routing: { "sticky-threads-enabled": false, strategy: "round-robin" },
  "quota-poll-seconds": 3600,
};

/** Who answers, that many times in a row. */
async function servers(
  world: World,
  times: number,
  model = "gpt-5.5",
): Promise<readonly (string | null | undefined)[]> {
  const served: (string | null | undefined)[] = [];
  for (let count = 0; count < times; count += 1) {
    const answer = await world.post("/v1/chat/completions", chat("hi", { model }));
    await answer.text();
    served.push(answer.status === 200 ? world.sandbox.calls().findLast(({ status }) => status === 200)?.account : null);
  }
  return served;
}

function fields(world: World, index: number, changes: object): ReturnType<Manage> {
  return manage(world)("PATCH /auth-files/fields", { body: { name: world.accounts[index]?.fileName, ...changes } });
}

describe("weight", () => {
  test.each(["round-robin", "usage-weighted"])("is the account's share with %s", async (strategy) => {
    await using world = await startWorld({
      accounts: [{ file: { weight: 4 } }, {}],
      config: { ...CONFIG, routing: { ...CONFIG.routing, strategy } },
    });
    const served = await servers(world, 20);
    const share = served.filter((who) => who === ADA).length;
    expect(share).toBeWithin(13, 19);
    expect(served).toContain(BEN);
  });

  test("0 takes the account out, by the API and by hand; without one it is back", async () => {
    await using world = await startWorld({ accounts: 2, config: CONFIG });
    const [, ben] = world.accounts;
    if (ben === undefined) throw new Error("no second account");
    expect(await fields(world, 0, { weight: 0 })).toMatchObject(OK);
    expect(new Set(await servers(world, 4))).toEqual(new Set([BEN]));
    expect(await fields(world, 0, { weight: null })).toMatchObject(OK);
    expect(new Set(await servers(world, 4))).toEqual(new Set([ADA, BEN]));
    await world.editAuthFile(ben, { weight: 0 });
    await until("ben is out", async () => !(await servers(world, 4)).includes(BEN));
    expect(await fields(world, 0, { weight: -1 })).toMatchObject({ status: 400, body: { error: "invalid weight" } });
  });
});

describe("disable_cooling", () => {
  test("spares this account its rests, whatever holds for all", async () => {
    await using world = await startWorld({ accounts: 1, config: CONFIG });
    const call = manage(world);
    const refuse = async (): Promise<void> => {
      world.fault({ fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
      expect(await servers(world, 1)).toEqual([null]);
    };
    expect(await call("PUT /request-retry", { body: { value: 0 } })).toMatchObject(OK);
    await refuse();
    expect(await servers(world, 1)).toEqual([null]);
    expect(await fields(world, 0, { disable_cooling: true })).toMatchObject(OK);
    expect(await servers(world, 1)).toEqual([ADA]);
    await refuse();
    expect(await servers(world, 1)).toEqual([ADA]);
    expect(await call("PUT /disable-cooling", { body: { value: true } })).toMatchObject(OK);
    expect(await fields(world, 0, { disable_cooling: false })).toMatchObject(OK);
    await refuse();
    expect(await servers(world, 1)).toEqual([null]);
    expect(await fields(world, 0, { disable_cooling: null })).toMatchObject(OK);
    expect(await servers(world, 1)).toEqual([ADA]);
  });
});

describe("websockets", () => {
  test("false sends the turns of a client's WebSocket by HTTP, from the next turn on; true brings it back", async () => {
    await using world = await startWorld({ accounts: 1, config: CONFIG });
    await using socket = await openSocket(`${world.url}/backend-api/codex/responses`);
    const turn = async (): Promise<string | undefined> => {
      expect((await socket.turn("hi")).at(-1)).toMatchObject({ type: "response.completed" });
      return world.exchanges().at(-1)?.transport;
    };
    expect(await turn()).toBe("websocket");
    expect(await fields(world, 0, { websockets: false })).toMatchObject(OK);
    expect(await turn()).toBe("http");
    expect(await fields(world, 0, { websockets: true })).toMatchObject(OK);
    expect(await turn()).toBe("websocket");
  });
});

test("using_api is as it is in any case: only true is taken", async () => {
  await using world = await startWorld({ accounts: 1, config: CONFIG });
  expect(await fields(world, 0, { using_api: true })).toMatchObject(OK);
  expect(await fields(world, 0, { using_api: false })).toMatchObject({
    status: 400,
    body: { error: "invalid using_api" },
  });
});

describe.each([OPENAI_KEY, ...KEYS])("a key of config.yaml, $title", (one) => {
  test("weight, disable-cooling and request-retry stand in its entry; PATCH /auth-files/status switches it off and on", async () => {
    await using world = await startWorld({ accounts: 0, config: { ...CONFIG, ...one.config } });
    const call = manage(world);
    const entry = {
      ...one.entry({ sandbox: world.sandbox, sandboxUrl: world.sandboxUrl }, ADA),
      "excluded-models": ["never-*"],
    };
    const settings = { weight: 2, "disable-cooling": true, "request-retry": 1 };
    expect(await call(`PUT /${one.list}`, { body: [{ ...entry, ...settings }] })).toMatchObject(OK);
    const read = async () =>
      ((await call(`GET /${one.list}`)).body as Record<string, Record<string, unknown>[]>)[one.list]?.[0];
    const shown = await read();
    expect(shown).toMatchObject(settings);
    const keys = shown?.["api-key-entries"] as Record<string, unknown>[] | undefined;
    const auth_index = shown?.["auth-index"] ?? keys?.[0]?.["auth-index"];
    const status = (disabled: boolean) =>
      call("PATCH /auth-files/status", { body: { name: "any", auth_index, disabled } });
    const via = { via: "config:excluded-models", excluded_pattern: "*" };
    expect(await servers(world, 1, one.model)).toEqual([ADA]);

    for (const _ of ["once", "and again"])
      expect(await status(true)).toMatchObject({ status: 200, body: { status: "ok", disabled: true, ...via } });
    expect((await read())?.["excluded-models"]).toEqual(["never-*", "*"]);
    expect(await servers(world, 1, one.model)).toEqual([null]);

    expect(await status(false)).toMatchObject({ status: 200, body: { status: "ok", disabled: false, ...via } });
    expect((await read())?.["excluded-models"]).toEqual(["never-*"]);
    expect(await servers(world, 1, one.model)).toEqual([ADA]);

    expect(await call(`PATCH /${one.list}`, { body: { index: 0, value: { disabled: true } } })).toMatchObject(OK);
    expect(await servers(world, 1, one.model)).toEqual([null]);
    expect(await status(false)).toMatchObject({ status: 200 });
    expect(await servers(world, 1, one.model)).toEqual([ADA]);

    for (const wrong of [{ weight: -1 }, { "request-retry": 11 }, { "disable-cooling": "yes" }])
      expect(await call(`PATCH /${one.list}`, { body: { index: 0, value: wrong } })).toMatchObject({ status: 400 });
  });
});
