// What an account has left: told with each answer, asked for in between, run into. A used-up account is passed over until
// it is back, a used-up model of an account alone.

import { describe, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { join } from "node:path";

import * as faults from "../../src/sandbox/faults/fault.ts";
import type { Sandbox, SandboxCall } from "../../src/sandbox/sandbox.ts";
import { chat } from "../support/asks.ts";
import { fileNameOf, KEYS, LOGINS } from "../support/provider-cases.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const OPUS = "claude-opus-5-5";
const FABLE = "claude-fable-5-1";
const HOUR_MS = 3_600_000;
const LOOSE = { "sticky-threads-enabled": false, "default-provider": null };

/** Requests for answers, at whichever upstream. */
const asked = (world: World): readonly SandboxCall[] =>
  world.sandbox.calls().filter(({ path }) => /(\/responses|\/completions|\/messages|enerateContent)$/.test(path));

/** Who answers the model now. */
async function server(world: World, model: string): Promise<string | null | undefined> {
  const answer = await world.post("/v1/chat/completions", chat("hello", { model }));
  expect([model, answer.status]).toEqual([model, 200]);
  return asked(world).at(-1)?.account;
}

interface Two<Account> extends AsyncDisposable {
  readonly world: World;
  readonly ada: Account;
  readonly ben: Account;
}

/** Ada serves as long as she can, then ben. */
async function startTwo<Account extends { authFile(): object }>(
  add: (sandbox: Sandbox, email: string) => Account,
  { prepare }: { prepare?: (ada: Account) => void } = {},
): Promise<Two<Account>> {
  const members: Account[] = [];
  const world = await startWorld({
    accounts: 0,
    config: { "quota-poll-seconds": 3600, routing: LOOSE },
    async join({ sandbox, addAuthFile }) {
      for (const email of [ADA, BEN]) {
        const account = add(sandbox, email);
        members.push(account);
        await addAuthFile(`${email}.json`, { ...account.authFile(), priority: email === ADA ? 9 : 1 });
      }
      const [first] = members;
      if (first !== undefined) prepare?.(first);
    },
  });
  const [ada, ben] = members;
  if (ada === undefined || ben === undefined) throw new Error("nobody");
  return { world, ada, ben, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

const claude = (sandbox: Sandbox, email: string) => sandbox.addClaudeAccount({ email });

describe("a Claude account", () => {
  test("that is used up is found out by the first refusal, passed over, and told with its reset", async () => {
    await using two = await startTwo(claude);
    const { world, ada, ben } = two;
    expect(await server(world, OPUS)).toBe(ADA);
    ada.setUsage({ fiveHour: { usedPercent: 100, resetsInMs: HOUR_MS } });
    expect(await server(world, OPUS)).toBe(BEN);
    const refused = asked(world).filter(({ status }) => status === 429);
    expect(refused.map(({ account }) => account)).toEqual([ADA]);
    expect([await server(world, OPUS), await server(world, FABLE)]).toEqual([BEN, BEN]);
    ben.setUsage({ sevenDay: { usedPercent: 100, resetsInMs: 48 * HOUR_MS } });
    const answer = await world.post("/v1/messages", {
      model: OPUS,
      max_tokens: 99,
      messages: [{ role: "user", content: "hi" }],
    });
    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({ type: "error", error: { type: "rate_limit_error" } });
    expect(Number(answer.headers.get("retry-after"))).toBeWithin(3500, 3602);
    expect(asked(world).filter(({ status }) => status === 429)).toHaveLength(2);
  });

  test("that the quota poll finds used up is not asked at all, and is back once its windows are early", async () => {
    await using two = await startTwo(claude, {
      prepare: (ada) => ada.setUsage({ sevenDay: { usedPercent: 100, resetsInMs: 72 * HOUR_MS } }),
    });
    const { world, ada } = two;
    await world.waitForLog("account_condition");
    expect([await server(world, OPUS), await server(world, OPUS)]).toEqual([BEN, BEN]);
    expect(asked(world).filter(({ account }) => account === ADA)).toEqual([]);
    // The vendor gives everybody a new week; numbers from right after a refusal would not be believed.
    ada.setUsage({ sevenDay: 3 });
    expect(await world.stop()).toBe(0);
    makeOlder(world, 60_000);
    await world.start();
    await until("ada serves again", async () => (await server(world, OPUS)) === ADA);
    expect(asked(world).filter(({ status }) => status !== 200)).toEqual([]);
  });

  test("without its Fable week serves every other model, and Fable is served by the next", async () => {
    await using two = await startTwo(claude);
    const { world, ada } = two;
    ada.setUsage({ sevenDayFable: { usedPercent: 100, resetsInMs: 48 * HOUR_MS } });
    expect([await server(world, FABLE), await server(world, OPUS)]).toEqual([BEN, ADA]);
    expect([await server(world, FABLE), await server(world, "claude-haiku-4-5-20251001")]).toEqual([BEN, ADA]);
    expect(
      asked(world)
        .filter(({ status }) => status === 429)
        .map(({ account }) => account),
    ).toEqual([ADA]);
  });

  test("whose Opus week the poll finds used up is not asked for Opus", async () => {
    await using two = await startTwo(claude, {
      prepare: (ada) => ada.setUsage({ sevenDayOpus: { usedPercent: 100, resetsInMs: 48 * HOUR_MS } }),
    });
    const { world } = two;
    await until("the poll is known", async () => (await server(world, OPUS)) === BEN);
    const refusals = asked(world).filter(({ status }) => status === 429).length;
    expect([await server(world, OPUS), await server(world, FABLE)]).toEqual([BEN, ADA]);
    expect(asked(world).filter(({ status }) => status === 429)).toHaveLength(refusals);
  });
});

/** What is remembered of the accounts' troubles, as if they had begun earlier. */
function makeOlder({ dataDir }: World, ms: number): void {
  using database = new Database(join(dataDir, "switchyard.db"));
  const rows = database.query<{ account_id: string; health: string; quota: string | null }, []>(
    "select account_id, health, quota from account_states",
  );
  for (const { account_id: id, health, quota } of rows.all()) {
    const known = JSON.parse(health) as { condition: { since?: number } };
    if (known.condition.since !== undefined) known.condition.since -= ms;
    const told = quota === null ? null : (JSON.parse(quota) as { observedAt: number });
    if (told !== null) told.observedAt -= 24 * HOUR_MS;
    database
      .query("update account_states set health = ?, quota = ? where account_id = ?")
      .run(JSON.stringify(known), told === null ? null : JSON.stringify(told), id);
  }
}

describe("a Google account", () => {
  const PRO = "gemini-3-pro-preview";
  const FLASH = "gemini-2.5-flash";

  for (const client of ["gemini-cli", "antigravity"] as const) {
    test(`of ${client} whose models the poll finds used up is not asked, and is back with the next one`, async () => {
      const add = (sandbox: Sandbox, email: string) => sandbox.addGoogleAccount({ email, client });
      await using two = await startTwo(add, {
        prepare: (ada) => ada.setUsage({ usedPercent: 100, resetsInMs: HOUR_MS }),
      });
      const { world, ada } = two;
      await until("ada is passed over", async () => (await server(world, PRO)) === BEN);
      const refusals = asked(world).filter(({ status }) => status === 429).length;
      await until("the other models are, too", async () => (await server(world, FLASH)) === BEN);
      expect(asked(world).filter(({ status }) => status === 429).length).toBeLessThanOrEqual(refusals + 1);
      ada.setUsage(0);
      expect(await world.stop()).toBe(0);
      makeOlder(world, 60_000);
      await world.start();
      await until("ada is back early", async () => (await server(world, PRO)) === ADA);
    });
  }

  const DOORS = [
    ...LOGINS.filter(({ provider }) => ["gemini-cli", "antigravity", "vertex"].includes(provider)),
    ...KEYS.filter(({ provider }) => ["gemini", "vertex"].includes(provider)),
  ];
  for (const door of DOORS) {
    test(`(${door.title}) that is limited in one model serves the others`, async () => {
      const owners: string[] = [];
      await using world = await startWorld({
        accounts: 0,
        config: { "quota-poll-seconds": 3600, routing: LOOSE, ...door.config },
        async join(place) {
          const entries: object[] = [];
          for (const [index, email] of [ADA, BEN].entries()) {
            const priority = 9 - index;
            if ("add" in door) {
              const member = door.add(place.sandbox, { email });
              owners.push(member.email);
              await place.addAuthFile(fileNameOf(door, index), { ...member.file(), priority });
            } else {
              owners.push(email);
              entries.push({ ...door.entry(place, email), priority });
            }
          }
          return "add" in door ? {} : { [door.list]: entries };
        },
      });
      const [ada = "", ben = ""] = owners;
      for (const fault of [faults.rateLimited(30_000), faults.usageLimitReached({ resetsInMs: HOUR_MS })]) {
        const model = fault.kind === "status" ? PRO : "gemini-2.5-pro";
        world.sandbox.script({ account: ada, path: "enerateContent", fault });
        expect([await server(world, model), await server(world, model)]).toEqual([ben, ben]);
        expect(await server(world, FLASH)).toBe(ada);
      }
      expect(asked(world).filter(({ status }) => status !== 200)).toHaveLength(2);
    });
  }
});

describe("a rate limit", () => {
  test("is a short rest at every provider: the account is passed over, and back when it is over", async () => {
    // A second each, most of it waiting: all at once.
    await Promise.all(
      [...LOGINS, ...KEYS].map(async (one) => {
        const owners: string[] = [];
        await using world = await startWorld({
          accounts: 0,
          config: { "quota-poll-seconds": 3600, routing: LOOSE, ...one.config },
          async join(place) {
            const entries: object[] = [];
            for (const [index, email] of [ADA, BEN].entries()) {
              const priority = 9 - index;
              if ("add" in one) {
                const member = one.add(place.sandbox, { email });
                owners.push(member.email);
                await place.addAuthFile(fileNameOf(one, index), { ...member.file(), priority });
              } else {
                owners.push(email);
                entries.push({ ...one.entry(place, email), priority });
              }
            }
            return "add" in one ? {} : { [one.list]: entries };
          },
        });
        const [ada = "", ben = ""] = owners;
        expect([one.title, await server(world, one.model)]).toEqual([one.title, ada]);
        world.sandbox.script({ account: ada, path: one.answersAt("openai-chat"), fault: faults.rateLimited(900) });
        expect([one.title, await server(world, one.model)]).toEqual([one.title, ben]);
        expect([one.title, await server(world, one.model)]).toEqual([one.title, ben]);
        await until(`${one.title} is back`, async () => (await server(world, one.model)) === ada);
        expect(asked(world).filter(({ status }) => status !== 200)).toHaveLength(1);
      }),
    );
  }, 20_000);
});
