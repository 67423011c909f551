// The tokens of every provider's logins: renewed once at a time, written into the file as it was, and a dead login is left
// alone while others serve.

import { describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { fileNameOf, type LoginCase, type LoginMember, LOGINS } from "../support/provider-cases.ts";
import { startWorld, type World } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const MINUTE_MS = 60_000;
/** Of the operator; whoever writes tokens leaves it alone. */
const NOTES = { note: "of the operator", nested: { kept: [1, 2, 3] } };
/** Fields in which the forms keep tokens and their dates. */
const RENEWED = [
  ...["access_token", "refresh_token", "id_token", "token", "api_key"],
  ...["expired", "expires_in", "expiry", "last_refresh", "timestamp"],
];

/** iFlow's calls go by a key, which nothing renews. */
const BY_TOKEN = LOGINS.filter(({ callsByToken }) => callsByToken);

type Json = Readonly<Record<string, unknown>>;

interface Pair {
  readonly world: World;
  readonly ada: LoginMember;
  readonly ben: LoginMember;
}

/** Ada serves as long as she can, then ben. */
async function startPair(one: LoginCase, { ttlMs }: { ttlMs?: number } = {}): Promise<Pair> {
  const members: LoginMember[] = [];
  const world = await startWorld({
    accounts: 0,
    config: { "quota-poll-seconds": 3600, ...one.config },
    async join({ sandbox, addAuthFile }) {
      for (const [index, email] of [ADA, BEN].entries()) {
        const short = ttlMs !== undefined && index === 0 ? { accessTokenTtlMs: ttlMs } : {};
        const member = one.add(sandbox, { email, ...short });
        members.push(member);
        await addAuthFile(fileNameOf(one, index), { ...member.file(), ...NOTES, priority: 9 - index });
      }
    },
  });
  const [ada, ben] = members;
  if (ada === undefined || ben === undefined) throw new Error("nobody");
  return { world, ada, ben };
}

const ask = (world: World, { model }: LoginCase, text = "hi"): Promise<Response> =>
  world.post("/v1/chat/completions", chat(text, { model }));

const exchangesOf = (world: World, { asksAt }: LoginCase) =>
  world.sandbox.calls().filter(({ path, method }) => method === "POST" && asksAt.test(path));

const refreshesAsked = (world: World, { tokenPath }: LoginCase): number =>
  world.sandbox.calls().filter(({ path }) => path.endsWith(tokenPath)).length;

async function fileOf({ dataDir }: World, one: LoginCase): Promise<Json> {
  return JSON.parse(await readFile(join(dataDir, "auths", fileNameOf(one, 0)), "utf8")) as Json;
}

const without = (json: Json, names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));

describe("a token that the upstream refuses is renewed once, in the file before it is used, until the login ends:", () => {
  for (const one of BY_TOKEN) {
    test(one.title, async () => {
      const pair = await startPair(one);
      await using world = pair.world;
      const { ada } = pair;
      expect((await ask(world, one, "warm")).status).toBe(200);
      const before = await fileOf(world, one);
      const refreshes = ada.refreshes();
      const renewals = (): readonly [number, number] => [
        ada.refreshes() - refreshes,
        refreshesAsked(world, one) - refreshes,
      ];
      ada.expireAccessToken();
      const answer = await ask(world, one);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("You said: hi")]);
      expect(renewals()).toEqual([1, 1]);
      const after = await fileOf(world, one);
      expect(ada.tokenIn(after)).toBe(ada.accessToken());
      // The date of the refresh may be new to the form.
      expect(Object.keys({ ...before, last_refresh: "" }).toSorted()).toEqual(
        Object.keys({ ...after, last_refresh: "" }).toSorted(),
      );
      expect(without(after, RENEWED)).toEqual(without(before, RENEWED));
      expect(without(after, RENEWED)).toMatchObject({ ...NOTES, priority: 9 });
      // The next one needs nothing.
      expect((await ask(world, one, "again")).status).toBe(200);
      expect(renewals()).toEqual([1, 1]);

      ada.expireAccessToken();
      const many = await Promise.all(Array.from({ length: MANY }, (_, index) => ask(world, one, `request ${index}`)));
      expect(many.map(({ status }) => status)).toEqual(Array.from({ length: MANY }, () => 200));
      expect(renewals()).toEqual([2, 2]);
      expect(new Set(exchangesOf(world, one).map(({ account }) => account))).toEqual(new Set([ada.email]));
      const { attempts, outcome } = await world.record(answer);
      expect([outcome, ...attempts.map(({ failure }) => failure?.kind ?? null)]).toEqual(["ok", "unauthorized", null]);

      ada.revokeLogin();
      await expectHandedOver(pair, one);
    });
  }

  test("iFlow, whose key nothing renews", async () => {
    const one = LOGINS.find(({ provider }) => provider === "iflow") as LoginCase;
    const pair = await startPair(one);
    await using world = pair.world;
    world.sandbox.script({ account: ADA, path: "/chat/completions", fault: faults.unauthorized() });
    await expectHandedOver(pair, one);
    expect(refreshesAsked(world, one)).toBe(0);
  });
});

const MANY = 20;

/** Ada's login is over: she is asked once more, and ben from then on. */
async function expectHandedOver({ world, ada, ben }: Pair, one: LoginCase): Promise<void> {
  const from = exchangesOf(world, one).length;
  const asked = refreshesAsked(world, one);
  for (const text of ["one", "two", "three"]) expect((await ask(world, one, text)).status).toBe(200);
  expect(await world.waitForLog("account_condition")).toMatchObject({ kind: "reauth_required" });
  const accounts = exchangesOf(world, one)
    .slice(from)
    .map(({ account }) => account);
  expect(accounts).toEqual([ada.email, ben.email, ben.email, ben.email]);
  // Ben's first token of a service account is one more.
  expect(refreshesAsked(world, one) - asked).toBeLessThanOrEqual(one.provider === "vertex" ? 2 : 1);
}

describe("a token that runs out soon is renewed before the request is sent:", () => {
  for (const one of BY_TOKEN) {
    test(one.title, async () => {
      const pair = await startPair(one, { ttlMs: MINUTE_MS });
      await using world = pair.world;
      const answer = await ask(world, one);
      expect(answer.status).toBe(200);
      expect(pair.ada.refreshes()).toBeGreaterThanOrEqual(1);
      expect(exchangesOf(world, one).map(({ status, account }) => [status, account])).toEqual([[200, pair.ada.email]]);
      expect(pair.ada.tokenIn(await fileOf(world, one))).toBe(pair.ada.accessToken());
      expect((await world.record(answer)).attempts).toHaveLength(1);
    });
  }
});
